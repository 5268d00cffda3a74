"""The points of one collection of a Qdrant server."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar, cast

import numpy as np
from qdrant_client import QdrantClient, models

from catalog.index.filters import FACET_FIELDS, Between, Condition, Filters, Flag, NoneOf, OneOf
from catalog.index.payload import (
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
from catalog.index.port import Facets, IndexEntry, SearchHit, StoredProduct, Vectors, point_id
from catalog.index.price_bands import price_bands
from catalog.index.server_calls import QdrantServer
from catalog.index.server_collections import SHORT, WHOLE
from catalog.index.shortening import Shortening, candidates_for
from catalog.index.ties import page_of

UPSERT_POINTS = 256  # as many in one call at most,
UPSERT_NUMBERS = 200_000  # and as many numbers of their vectors, about 4 MB of JSON: the server refuses 32
MOST_VALUES = 200  # a facet with more values than this is cut off at the most frequent
PAGE = 1000
VECTOR_PAGE = 64  # points with their vectors

Item = TypeVar("Item")


class ServerPoints:
    """One collection, by its name or its alias.

    Args:
        server: Where it is.
        collection: Its name or its alias.
        dim: Length of a fused vector.
        shortened: Whether its points have short vectors beside the whole ones.
        shortening: How those are made, if it has them; without, it can be read, not written.
    """

    def __init__(
        self,
        server: QdrantServer,
        collection: str,
        *,
        dim: int,
        shortened: bool = False,
        shortening: Shortening | None = None,
    ) -> None:
        self.collection = collection
        self._server = server
        self._dim = dim
        self._shortening = shortening if shortened else None
        self._whole = WHOLE if shortened else None

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """See `Products`."""
        self._upsert(
            models.PointStruct(
                id=str(point_id(entry.stored.product.sku)),
                vector=self._vectors_of(entry),
                payload=entry_to_payload(entry),
            )
            for entry in entries
        )

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """See `Products`."""
        points = {str(point_id(each.product.sku)): each for each in stored}
        known = self._retrieve([each.product.sku for each in stored], payload=False)
        operations = [
            models.SetPayloadOperation(
                set_payload=models.SetPayload(payload=facts_to_payload(points[str(record.id)]), points=[record.id])
            )
            for record in known
        ]
        for start in range(0, len(operations), UPSERT_POINTS):
            self._update(operations[start : start + UPSERT_POINTS])

    def delete(self, skus: Iterable[str]) -> int:
        """See `Products`."""
        known = [record.id for record in self._retrieve(list(dict.fromkeys(skus)), payload=False)]
        if known:
            selector = models.PointIdsList(points=known)
            self._server.call(lambda client: client.delete(self.collection, selector, wait=True))
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
        for start in range(0, len(skus), VECTOR_PAGE):
            records = self._retrieve(skus[start : start + VECTOR_PAGE], payload=["sku"], vectors=True)
            found |= {_payload(record)["sku"]: self._whole_of(record) for record in records}
        return found

    def skus(self) -> Iterator[str]:
        """See `Products`."""
        return (_payload(record)["sku"] for records in self._pages(PAGE, payload=["sku"]) for record in records)

    def entries(self) -> Iterator[IndexEntry]:
        """See `Products`."""
        pages = self._pages(VECTOR_PAGE, payload=True)
        return (payload_to_entry(_payload(record), self._dim) for records in pages for record in records)

    def search(
        self, query: Vectors, *, filters: Filters = (), limit: int = 24, offset: int = 0, without: Sequence[str] = ()
    ) -> list[SearchHit]:
        """See `Products`."""
        wanted = _filter(filters, without)

        def find(first: int, last: int) -> Sequence[models.ScoredPoint]:
            answer = self._server.call(
                lambda client: client.query_points(
                    self.collection,
                    query=[query.tolist()],
                    using=self._whole,
                    prefetch=self._candidates(query, wanted, last),
                    query_filter=wanted,
                    limit=last - first,
                    offset=first,
                    with_payload=last - first <= limit + 2,  # of more, only a part is shown
                    with_vectors=False,
                )
            )
            return answer.points

        points = page_of(find, limit=limit, offset=offset)
        payloads = self._payloads(points)
        points = [point for point in points if point.id in payloads]
        found = [payload_to_shown(payloads[point.id], len(query)) for point in points]
        return hits_of(found, [point.score for point in points], query)

    def count(self, filters: Filters = ()) -> int:
        """See `Products`."""
        wanted = _filter(filters)
        answer = self._server.call(lambda client: client.count(self.collection, count_filter=wanted, exact=True))
        return int(answer.count)

    def facets(self, filters: Filters = ()) -> Facets:
        """See `Products`."""
        counts = {field: self._facet(fact_key(field), _filter(filters)) for field in FACET_FIELDS}
        return Facets(counts, price_bands(lambda band: self.count((*filters, band))))

    def fill_from(self, other: "ServerPoints") -> Iterator[None]:
        """Copy another collection's points into this one, page by page, yielding after each."""
        for records in other._pages(VECTOR_PAGE, payload=True, vectors=True):
            self._upsert(
                models.PointStruct(id=record.id, vector=cast("Any", record.vector), payload=record.payload)
                for record in records
            )
            yield

    def close(self) -> None:
        """See `Products`; the server's connections are shared, so there is nothing to let go of."""

    def _vectors_of(self, entry: IndexEntry) -> Any:
        whole = entry.vectors.tolist()
        if self._whole is None:
            return whole
        if self._shortening is None:
            raise ValueError(f"The collection “{self.collection}” shortens vectors, and nobody has said how.")
        return {WHOLE: whole, SHORT: self._shortening.of_product(entry.vectors).tolist()}

    def _whole_of(self, record: models.Record) -> Vectors:
        vectors = cast("Any", record.vector)
        return np.asarray(vectors if self._whole is None else vectors[WHOLE], dtype=np.float32)

    def _candidates(self, query: Vectors, wanted: models.Filter | None, hits: int) -> list[models.Prefetch] | None:
        """How to find candidates for so many hits by their short vectors; None where every photo is compared."""
        if self._shortening is None:
            return None
        as_kept = models.SearchParams(quantization=models.QuantizationSearchParams(rescore=False))
        return [
            models.Prefetch(
                query=self._shortening.of_query(query).tolist(),
                using=SHORT,
                filter=wanted,
                params=as_kept,
                limit=candidates_for(hits),
            )
        ]

    def _payloads(self, points: Sequence[models.ScoredPoint]) -> dict[models.ExtendedPointId, dict[str, Any]]:
        """The payloads of what was found, by id, asked for where it came without; not of what is gone by then."""
        known = {point.id: point.payload for point in points if point.payload}
        missing = [point.id for point in points if point.id not in known]
        if missing:
            records = self._server.call(
                lambda client: client.retrieve(self.collection, missing, with_payload=True, with_vectors=False)
            )
            known |= {record.id: _payload(record) for record in records}
        return known

    def _upsert(self, points: Iterable[models.PointStruct]) -> None:
        for batch in batches(points, lambda point: _numbers(point.vector)):
            self._upsert_batch(batch)

    def _upsert_batch(self, points: Sequence[models.PointStruct]) -> None:
        self._server.call(lambda client: client.upsert(self.collection, points, wait=True))

    def _update(self, operations: Sequence[models.UpdateOperation]) -> None:
        self._server.call(lambda client: client.batch_update_points(self.collection, operations, wait=True))

    def _facet(self, key: str, wanted: models.Filter | None) -> dict[str, int]:
        answer = self._server.call(
            lambda client: client.facet(self.collection, key, facet_filter=wanted, limit=MOST_VALUES, exact=True)
        )
        return {str(hit.value): hit.count for hit in answer.hits if hit.count}

    def _retrieve(
        self, skus: Sequence[str], *, payload: bool | list[str] = True, vectors: bool = False
    ) -> list[models.Record]:
        ids = [str(point_id(sku)) for sku in skus]
        return self._server.call(
            lambda client: client.retrieve(self.collection, ids, with_payload=payload, with_vectors=vectors)
        )

    def _pages(self, page: int, *, payload: bool | list[str], vectors: bool = False) -> Iterator[list[models.Record]]:
        offset: models.ExtendedPointId | None = None

        def scroll(client: QdrantClient) -> tuple[list[models.Record], models.ExtendedPointId | None]:
            return client.scroll(self.collection, limit=page, offset=offset, with_payload=payload, with_vectors=vectors)

        while True:
            records, offset = self._server.call(scroll)
            yield records
            if offset is None:
                return


def batches(items: Iterable[Item], size: Callable[[Item], int]) -> Iterator[list[Item]]:
    """Items as the server can take them in one call; `size` counts the numbers in the vectors of one."""
    batch: list[Item] = []
    numbers = 0
    for item in items:
        if batch and (len(batch) == UPSERT_POINTS or numbers + size(item) > UPSERT_NUMBERS):
            yield batch
            batch, numbers = [], 0
        batch.append(item)
        numbers += size(item)
    if batch:
        yield batch


def _numbers(vectors: Any) -> int:
    """Numbers in the vectors of a point: its rows, or those by name and a short one."""
    if isinstance(vectors, dict):
        return _numbers(vectors[WHOLE]) + len(vectors[SHORT])
    return len(vectors) * len(vectors[0])


def _payload(point: models.Record | models.ScoredPoint) -> dict[str, Any]:
    return point.payload or {}


def _filter(filters: Filters, without: Sequence[str] = ()) -> models.Filter | None:
    if not filters and not without:
        return None
    must: list[models.Condition] = [_condition(folded(each)) for each in filters if not isinstance(each, NoneOf)]
    must_not: list[models.Condition] = [_condition(folded(each)) for each in filters if isinstance(each, NoneOf)]
    if without:
        must_not.append(models.HasIdCondition(has_id=[str(point_id(sku)) for sku in without]))
    return models.Filter(must=must, must_not=must_not or None)


def _condition(condition: Condition) -> models.FieldCondition:
    key = fact_key(condition.field)
    match condition:
        case OneOf(values=values) | NoneOf(values=values):
            return models.FieldCondition(key=key, match=models.MatchAny(any=list(values)))
        case Flag(value=value):
            return models.FieldCondition(key=key, match=models.MatchValue(value=flag_word(value)))
        case Between(gte=gte, gt=gt, lte=lte, lt=lt):
            return models.FieldCondition(key=key, range=models.Range(gte=gte, gt=gt, lte=lte, lt=lt))
