"""The points of one shard of Qdrant Edge."""

import errno
import hashlib
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
import qdrant_edge as qe

from catalog.index.filters import FACET_FIELDS, Between, Condition, Filters, Flag, NoneOf, OneOf
from catalog.index.payload import (
    Shown,
    entry_to_payload,
    fact_key,
    facts_to_payload,
    flag_word,
    folded,
    hits_of,
    payload_to_entry,
    payload_to_shown,
    payload_to_stored,
    payload_to_vectors,
)
from catalog.index.port import Facets, IndexEntry, IndexUnavailableError, SearchHit, StoredProduct, Vectors, point_id
from catalog.index.price_bands import price_bands
from catalog.index.shortening import Shortening, candidates_for
from catalog.index.ties import page_of

BATCH = 64  # points with their vectors, as lists of Python numbers
MOST_VALUES = 200  # a facet with more values than this is cut off at the most frequent
PAGE = 1000
WHOLE, SHORT = "", "short"  # names of the vectors in a point
EXACT = 2000  # products up to which a search is exact
SHOWN = 2048  # products that are kept ready to be shown, some 10 kB each
COUNTED = 1024  # filters whose number of products is kept
RESERVE = 32_000_000  # bytes that must be free on the disk for a write: a batch is about a tenth of it

Answer = TypeVar("Answer")
PointId = int | UUID | str


class EdgePoints:
    """One Qdrant Edge shard.

    A small one is searched exactly. In a large one whose vectors are shortened too, candidates are found by those, four
    bits a number, and then compared by their whole vectors.

    The engine writes every update to its log before it returns, so what was acknowledged outlives the process. Its
    calls hold the GIL, so they follow one another anyway; the lock keeps them from meeting `close`.

    Args:
        shard: Open, and nobody else's.
        folder: On the disk that it is written to.
        dim: Length of a fused vector.
        shortening: How the shard's vectors are shortened; None if they are not.
    """

    def __init__(self, shard: qe.EdgeShard, folder: Path, dim: int, shortening: Shortening | None = None) -> None:
        self._shard: qe.EdgeShard | None = shard
        self._folder = folder
        self._dim = dim
        self._shortening = shortening
        self._lock = threading.RLock()
        self._shown: OrderedDict[PointId, Shown] = OrderedDict()
        self._counts: dict[bytes, int] = {}

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """See `Products`."""
        for start in range(0, len(entries), BATCH):
            points = [
                qe.Point(point_id(entry.stored.product.sku), self._vectors_of(entry), entry_to_payload(entry))
                for entry in entries[start : start + BATCH]
            ]
            self._update(qe.UpdateOperation.upsert_points(points), [point.id for point in points])

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """See `Products`."""
        points = {str(point_id(each.product.sku)): each for each in stored}
        for record in self._retrieve([each.product.sku for each in stored], payload=False):
            payload = facts_to_payload(points[str(record.id)])
            self._update(qe.UpdateOperation.set_payload([record.id], payload), [record.id])

    def delete(self, skus: Iterable[str]) -> int:
        """See `Products`."""
        known = [record.id for record in self._retrieve(list(dict.fromkeys(skus)), payload=False)]
        if known:
            self._update(qe.UpdateOperation.delete_points(known), known)
        return len(known)

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        """See `Products`."""
        found = (payload_to_stored(_payload(record)) for record in self._retrieve(skus))
        return {stored.product.sku: stored for stored in found}

    def vectors(self, sku: str) -> Vectors | None:
        """See `Products`."""
        records = self._retrieve([sku])
        return payload_to_vectors(_payload(records[0]), self._dim) if records else None

    def exact_vectors(self, skus: Sequence[str]) -> dict[str, Vectors]:
        """See `Products`."""
        found: dict[str, Vectors] = {}
        for start in range(0, len(skus), BATCH):
            records = self._retrieve(skus[start : start + BATCH], payload=["sku"], vector=True)
            found |= {_payload(record)["sku"]: _whole(record) for record in records}
        return found

    def skus(self) -> Iterator[str]:
        """See `Products`."""
        return (payload["sku"] for payload in self._scroll(PAGE, ["sku"]))

    def entries(self) -> Iterator[IndexEntry]:
        """See `Products`."""
        return (payload_to_entry(payload, self._dim) for payload in self._scroll(BATCH, True))

    def search(
        self, query: Vectors, *, filters: Filters = (), limit: int = 24, offset: int = 0, without: Sequence[str] = ()
    ) -> list[SearchHit]:
        """See `Products`."""
        condition = _filter(filters, without)
        nearest = qe.Query.Nearest([query.tolist()], using=WHOLE)

        def find(first: int, last: int) -> Sequence[qe.ScoredPoint]:
            request = qe.QueryRequest(
                limit=last - first,
                offset=first,
                query=nearest,
                prefetches=self._candidates(query, condition, last),
                filter=condition,
                with_payload=False,
                with_vector=False,
                params=qe.SearchParams(exact=True),
            )
            return self._call(lambda shard: shard.query(request))

        with self._lock:  # so that no write comes between what is found and what is shown
            points = page_of(find, limit=limit, offset=offset)
            shown = self._show([point.id for point in points])
        return hits_of(shown, [point.score for point in points], query)

    def count(self, filters: Filters = ()) -> int:
        """See `Products`. The engine looks at each product, so what it counted is kept until the next write."""
        key = hashlib.blake2b(repr(filters).encode(), digest_size=16).digest()  # strangers' filters may be long
        with self._lock:
            if key not in self._counts:
                request = qe.CountRequest(exact=True, filter=_filter(filters))
                number = self._call(lambda shard: shard.count(request))
                if len(self._counts) >= COUNTED:
                    self._counts.clear()
                self._counts[key] = number
            return self._counts[key]

    def facets(self, filters: Filters = ()) -> Facets:
        """See `Products`."""
        counts = {}
        for field in FACET_FIELDS:
            request = qe.FacetRequest(fact_key(field), limit=MOST_VALUES, exact=True, filter=_filter(filters))
            hits = self._call(lambda shard, request=request: shard.facet(request))
            # The engine goes on telling a value that no product has any more, with a count of zero.
            counts[field] = {str(hit.value): int(hit.count) for hit in hits if hit.count}
        return Facets(counts, price_bands(lambda band: self.count((*filters, band))))

    def flush(self) -> None:
        """Bring everything onto the disk."""
        self._call(lambda shard: shard.flush())

    def replace_by(self, other: "EdgePoints") -> qe.EdgeShard:
        """Take over another's shard, which is left without, from one call to the next.

        Returns:
            The shard that was held so far; no call is using it any more.
        """
        taken = other._hand_over()
        with self._lock:
            held = self._hand_over()
            self._shard = taken
        return held

    def close(self) -> None:
        """See `Products`."""
        with self._lock:
            if self._shard is not None:
                shard = self._hand_over()
                shard.flush()
                shard.close()

    def _hand_over(self) -> qe.EdgeShard:
        with self._lock:
            shard: qe.EdgeShard = self._call(lambda shard: shard)
            self._shard = None
            self._shown.clear()
            self._counts.clear()
        return shard

    def _call(self, work: Callable[..., Answer]) -> Answer:
        """Hand the shard to some work, unless it has been closed."""
        with self._lock:
            if self._shard is None:
                raise IndexUnavailableError(
                    "The index is closed, because the service is stopping or this copy of it has ended. Start it again."
                )
            return work(self._shard)

    def _vectors_of(self, entry: IndexEntry) -> dict[str, Any]:
        vectors: dict[str, Any] = {WHOLE: entry.vectors.tolist()}
        if self._shortening is not None:
            vectors[SHORT] = self._shortening.of_product(entry.vectors).tolist()
        return vectors

    def _candidates(self, query: Vectors, condition: qe.Filter | None, wanted: int) -> list[qe.Prefetch] | None:
        """How to find candidates for so many hits by their short vectors; None where an exact search is as quick."""
        if self._shortening is None or self.count() <= EXACT:
            return None
        short = qe.Query.Nearest(self._shortening.of_query(query).tolist(), using=SHORT)
        as_kept = qe.QuantizationSearchParams(ignore=False, rescore=False)
        most = candidates_for(wanted)
        return [qe.Prefetch(most, query=short, filter=condition, params=qe.SearchParams(quantization=as_kept))]

    def _show(self, ids: Sequence[PointId]) -> list[Shown]:
        """What hits show of some points. Shoppers see the same products again and again, so these are kept.

        Reading 24 payloads takes the engine five times as long as finding them among 300 products.
        """
        unknown = [each for each in ids if each not in self._shown]
        if unknown:
            for record in self._call(lambda shard: shard.retrieve(unknown, with_payload=True, with_vector=False)):
                self._shown[record.id] = payload_to_shown(_payload(record), self._dim)
        found = [self._shown[each] for each in ids]
        for each in ids:
            self._shown.move_to_end(each)
        while len(self._shown) > SHOWN:
            self._shown.popitem(last=False)
        return found

    def _update(self, operation: qe.UpdateOperation, ids: Iterable[PointId]) -> None:
        """Write points, if there is room: the engine writes into mapped files, and on a full disk ends the process."""
        check_room(self._folder, RESERVE)
        with self._lock:
            try:
                self._call(lambda shard: shard.update(operation))
            finally:
                self._counts.clear()
                for each in ids:
                    self._shown.pop(each, None)

    def _retrieve(
        self, skus: Sequence[str], *, payload: bool | list[str] = True, vector: bool = False
    ) -> list[qe.Record]:
        ids: list[PointId] = [point_id(sku) for sku in skus]
        records: list[qe.Record] = self._call(
            lambda shard: shard.retrieve(ids, with_payload=payload, with_vector=vector)
        )
        return records

    def _scroll(self, page: int, payload: bool | list[str]) -> Iterator[dict[str, Any]]:
        offset = None
        while True:
            request = qe.ScrollRequest(offset=offset, limit=page, with_payload=payload, with_vector=False)
            records, offset = self._call(lambda shard, request=request: shard.scroll(request))
            yield from map(_payload, records)
            if offset is None:
                return


def check_room(folder: Path, needed: int) -> None:
    """See to it that the disk of a folder has so many bytes left.

    Raises:
        OSError: It has not.
    """
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise OSError(
            errno.ENOSPC,
            f"The disk of the index has {free // 1_000_000} MB left and needs {needed // 1_000_000}. Nothing of this "
            "was written; free some space and go on.",
            str(folder),
        )


def _whole(record: qe.Record) -> Vectors:
    """The fused vectors of a point, (rows, dim); the engine names them only where a point has others beside."""
    vector = record.vector
    return np.asarray(vector[WHOLE] if isinstance(vector, dict) else vector, dtype=np.float32)


def _payload(point: qe.Record | qe.ScoredPoint) -> dict[str, Any]:
    return point.payload or {}


def _filter(filters: Filters, without: Sequence[str] = ()) -> qe.Filter | None:
    if not filters and not without:
        return None
    must: list[qe.ConditionType] = [_condition(folded(each)) for each in filters if not isinstance(each, NoneOf)]
    must_not: list[qe.ConditionType] = [_condition(folded(each)) for each in filters if isinstance(each, NoneOf)]
    if without:
        must_not.append(qe.HasIdCondition({point_id(sku) for sku in without}))
    return qe.Filter(must=must, must_not=must_not or None)


def _condition(condition: Condition) -> qe.FieldCondition:
    key = fact_key(condition.field)
    match condition:
        case OneOf(values=values) | NoneOf(values=values):
            return qe.FieldCondition(key, match=qe.MatchAny(list(values)))
        case Flag(value=value):
            return qe.FieldCondition(key, match=qe.MatchValue(flag_word(value)))
        case Between(gte=gte, gt=gt, lte=lte, lt=lt):
            return qe.FieldCondition(key, range=qe.RangeFloat(gte=gte, gt=gt, lte=lte, lt=lt))
