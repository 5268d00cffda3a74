"""The index inside this process: Qdrant Edge, with its files in a folder."""

import contextlib
import fcntl
import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, TypeVar
from uuid import UUID

import qdrant_edge as qe

from catalog.index.filters import FLAG_FIELDS, KEYWORD_FIELDS, RANGE_FIELDS, Between, Condition, Filters, Flag, OneOf
from catalog.index.payload import (
    entry_to_payload,
    fact_key,
    facts_to_payload,
    flag_word,
    folded,
    payload_to_stored,
    payload_to_vectors,
    payloads_to_hits,
)
from catalog.index.port import (
    BundleMismatchError,
    Facets,
    IndexEntry,
    IndexUnavailableError,
    SearchHit,
    StoredProduct,
    Vectors,
    point_id,
)
from catalog.index.price_bands import price_bands

UPSERT_BATCH = 64
MOST_VALUES = 200  # a facet with more values than this is cut off at the most frequent
PAGE = 1000

Answer = TypeVar("Answer")


class QdrantEdgeIndex:
    """One Qdrant Edge shard, searched exactly.

    The engine writes every update to its log before it returns, so what was acknowledged outlives the process. Its
    calls hold the GIL, so they follow one another anyway; the lock keeps them from meeting `close`.
    """

    def __init__(self, folder: Path, *, dim: int, fingerprint: str) -> None:
        """Open the index in `folder`, or make an empty one there.

        Args:
            folder: Belongs to this process until `close`.
            dim: Length of a fused vector.
            fingerprint: The bundle whose vectors the index holds.

        Raises:
            IndexUnavailableError: Another process holds the folder, or its files cannot be read.
            BundleMismatchError: The index holds the vectors of another bundle.
        """
        self._dim = dim
        self._lock = threading.RLock()
        folder.mkdir(parents=True, exist_ok=True)
        self._held: IO[str] | None = _hold(folder)
        try:
            self._shard = _open(folder, dim, fingerprint)
        except BaseException:
            self._held.close()
            raise

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """See `ProductIndex`."""
        for start in range(0, len(entries), UPSERT_BATCH):
            points = [
                qe.Point(point_id(entry.stored.product.sku), entry.vectors.tolist(), entry_to_payload(entry))
                for entry in entries[start : start + UPSERT_BATCH]
            ]
            self._update(qe.UpdateOperation.upsert_points(points))

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """See `ProductIndex`."""
        known = self.get([each.product.sku for each in stored])
        for each in stored:
            if each.product.sku in known:
                self._update(qe.UpdateOperation.set_payload([point_id(each.product.sku)], facts_to_payload(each)))

    def delete(self, skus: Iterable[str]) -> int:
        """See `ProductIndex`."""
        known = self.get(list(skus))
        if known:
            self._update(qe.UpdateOperation.delete_points([point_id(sku) for sku in known]))
        return len(known)

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        """See `ProductIndex`."""
        found = (payload_to_stored(_payload(record)) for record in self._retrieve(skus))
        return {stored.product.sku: stored for stored in found}

    def vectors(self, sku: str) -> Vectors | None:
        """See `ProductIndex`."""
        records = self._retrieve([sku])
        return payload_to_vectors(_payload(records[0]), self._dim) if records else None

    def skus(self) -> Iterator[str]:
        """See `ProductIndex`."""
        offset = None
        while True:
            request = qe.ScrollRequest(offset=offset, limit=PAGE, with_payload=["sku"], with_vector=False)
            records, offset = self._call(lambda shard, request=request: shard.scroll(request))
            yield from (_payload(record)["sku"] for record in records)
            if offset is None:
                return

    def search(
        self, query: Vectors, *, filters: Filters = (), limit: int = 24, offset: int = 0, without: Sequence[str] = ()
    ) -> list[SearchHit]:
        """See `ProductIndex`."""
        request = qe.QueryRequest(
            limit=limit,
            offset=offset,
            query=qe.Query.Nearest([query.tolist()]),
            filter=_filter(filters, without),
            with_payload=True,
            with_vector=False,
            params=qe.SearchParams(exact=True),
        )
        points = self._call(lambda shard: shard.query(request))
        return payloads_to_hits([_payload(point) for point in points], [point.score for point in points], query)

    def count(self, filters: Filters = ()) -> int:
        """See `ProductIndex`."""
        request = qe.CountRequest(exact=True, filter=_filter(filters))
        number: int = self._call(lambda shard: shard.count(request))
        return number

    def facets(self, filters: Filters = ()) -> Facets:
        """See `ProductIndex`."""
        counts = {}
        for field in KEYWORD_FIELDS:
            request = qe.FacetRequest(fact_key(field), limit=MOST_VALUES, exact=True, filter=_filter(filters))
            hits = self._call(lambda shard, request=request: shard.facet(request))
            counts[field] = {str(hit.value): int(hit.count) for hit in hits}
        return Facets(counts, price_bands(lambda band: self.count((*filters, band))))

    def close(self) -> None:
        """See `ProductIndex`."""
        with self._lock:
            if self._held is not None:
                self._shard.flush()
                self._shard.close()
                self._held.close()
                self._held = None

    def _call(self, work: Callable[..., Answer]) -> Answer:
        """Hand the shard to some work, unless it has been closed."""
        with self._lock:
            if self._held is None:
                raise IndexUnavailableError("The index is closed, because the service is stopping. Start it again.")
            return work(self._shard)

    def _update(self, operation: qe.UpdateOperation) -> None:
        self._call(lambda shard: shard.update(operation))

    def _retrieve(self, skus: Sequence[str]) -> list[qe.Record]:
        ids: list[int | UUID | str] = [point_id(sku) for sku in skus]
        records: list[qe.Record] = self._call(lambda shard: shard.retrieve(ids, with_payload=True, with_vector=False))
        return records


def _hold(folder: Path) -> IO[str]:
    """Take the folder for this process; the operating system lets go of it when the process ends, however it ends."""
    held = (folder / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.seek(0)
        holder = held.read().strip() or "unknown"
        held.close()
        raise IndexUnavailableError(
            f"The index in {folder} is in use by another process (id {holder}). Stop that process first, or send the "
            "work to it: `loupe import` and `loupe search` do so when a service is running on the same data directory."
        ) from None
    held.truncate(0)
    held.write(str(os.getpid()))
    held.flush()
    return held


def _open(folder: Path, dim: int, fingerprint: str) -> qe.EdgeShard:
    """The description is written last of all, so a folder without one holds nothing that anyone was promised."""
    description, shard = folder / "index.json", folder / "shard"
    if description.exists():
        try:
            held = json.loads(description.read_text(encoding="utf-8"))
            _check((held["fingerprint"], held["dim"]), (fingerprint, dim), folder)
            return qe.EdgeShard.load(str(shard), _config(dim))
        except BundleMismatchError:
            raise
        except Exception as error:  # the engine raises nothing more exact
            raise IndexUnavailableError(
                f"The index in {folder} cannot be read: {error}. Move the folder away and import the catalogue "
                "again, or restore it from a backup."
            ) from error
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(shard)
    opened = _create(shard, dim)
    partial = description.with_suffix(".partial")
    with partial.open("w", encoding="utf-8") as file:
        json.dump({"fingerprint": fingerprint, "dim": dim}, file)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(description)
    return opened


def _check(held: tuple[str, int], wanted: tuple[str, int], folder: Path) -> None:
    if held != wanted:
        raise BundleMismatchError(
            f"The index in {folder} was filled by the bundle {held[0][:12]}… ({held[1]} numbers a vector), and the one "
            f"in use is {wanted[0][:12]}… ({wanted[1]}); their vectors cannot be compared. Start with the bundle it "
            "was filled by, or give another data directory (LOUPE_DATA_DIR) and import the catalogue again."
        )


def _create(shard: Path, dim: int) -> qe.EdgeShard:
    shard.mkdir()
    created = qe.EdgeShard.create(str(shard), _config(dim))
    words, numbers = qe.PayloadSchemaType.Keyword, qe.PayloadSchemaType.Float
    for fields, kind in ((KEYWORD_FIELDS, words), (FLAG_FIELDS, words), (RANGE_FIELDS, numbers)):
        for field in fields:
            created.update(qe.UpdateOperation.create_field_index(fact_key(field), kind))
    return created


def _payload(point: qe.Record | qe.ScoredPoint) -> dict[str, Any]:
    return point.payload or {}


def _config(dim: int) -> qe.EdgeConfig:
    vectors = qe.EdgeVectorParams(
        dim, qe.Distance.Dot, multivector_config=qe.MultiVectorConfig(qe.MultiVectorComparator.MaxSim)
    )
    exact = qe.HnswIndexConfig(m=0, ef_construct=16, full_scan_threshold=1)  # no graph: it gains little at these sizes
    # One segment is searched by one thread anyway; waking a second one costs more than a small index takes to search.
    return qe.EdgeConfig(vectors=vectors, hnsw_config=exact, wal_enabled=True, max_search_threads=1)


def _filter(filters: Filters, without: Sequence[str] = ()) -> qe.Filter | None:
    if not filters and not without:
        return None
    must: list[qe.ConditionType] = [_condition(folded(each)) for each in filters]
    return qe.Filter(must=must, must_not=[qe.HasIdCondition({point_id(sku) for sku in without})] if without else None)


def _condition(condition: Condition) -> qe.FieldCondition:
    key = fact_key(condition.field)
    match condition:
        case OneOf(values=values):
            return qe.FieldCondition(key, match=qe.MatchAny(list(values)))
        case Flag(value=value):
            return qe.FieldCondition(key, match=qe.MatchValue(flag_word(value)))
        case Between(gte=gte, gt=gt, lte=lte, lt=lt):
            return qe.FieldCondition(key, range=qe.RangeFloat(gte=gte, gt=gt, lte=lte, lt=lt))
