"""The index in a Qdrant server or cluster."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from httpx import TimeoutException, TransportError
from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import ResponseHandlingException, UnexpectedResponse

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

UPSERT_POINTS = 256  # as many in one call at most,
UPSERT_NUMBERS = 200_000  # and as many numbers of their vectors, about 4 MB of JSON: the server refuses 32
MOST_VALUES = 200  # a facet with more values than this is cut off at the most frequent
PAGE = 1000
TIMEOUT = 30  # seconds
PAUSES = (0.1, 0.4)  # seconds before a call is tried again whose connection broke

Answer = TypeVar("Answer")


class QdrantServerIndex:
    """One collection of a Qdrant server. Its client, which this module needs, is an extra: `loupe-search[server]`."""

    def __init__(
        self,
        url: str,
        *,
        dim: int,
        fingerprint: str,
        api_key: str | None = None,
        collection: str = "loupe",
        client: QdrantClient | None = None,
    ) -> None:
        """Open the collection, or make an empty one.

        Args:
            url: Such as "http://qdrant:6333".
            dim: Length of a fused vector.
            fingerprint: The bundle whose vectors the collection holds.
            api_key: The server's key, if it asks for one.
            collection: Its name.
            client: Used instead of one of its own.

        Raises:
            IndexUnavailableError: The server cannot be reached.
            BundleMismatchError: The collection holds the vectors of another bundle.
        """
        self._url, self._dim, self._collection = url, dim, collection
        self._client = client or _connect(url, api_key)
        try:
            if self._call(lambda: self._client.collection_exists(collection)):
                self._check(fingerprint)
            else:
                self._create(fingerprint)
            self._index_facts()
        except BaseException:
            self._client.close()
            raise

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """See `ProductIndex`."""
        for batch in _batches(entries):
            points = [
                models.PointStruct(
                    id=str(point_id(entry.stored.product.sku)),
                    vector=entry.vectors.tolist(),
                    payload=entry_to_payload(entry),
                )
                for entry in batch
            ]
            self._call(lambda points=points: self._client.upsert(self._collection, points, wait=True))

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """See `ProductIndex`."""
        known = self.get([each.product.sku for each in stored])
        for each in stored:
            if each.product.sku in known:
                ids, payload = [str(point_id(each.product.sku))], facts_to_payload(each)
                self._call(
                    lambda ids=ids, payload=payload: self._client.set_payload(self._collection, payload, ids, wait=True)
                )

    def delete(self, skus: Iterable[str]) -> int:
        """See `ProductIndex`."""
        known = self.get(list(skus))
        if known:
            selector = models.PointIdsList(points=[str(point_id(sku)) for sku in known])
            self._call(lambda: self._client.delete(self._collection, selector, wait=True))
        return len(known)

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        """See `ProductIndex`."""
        found = (payload_to_stored(payload) for payload in self._retrieve(skus))
        return {stored.product.sku: stored for stored in found}

    def vectors(self, sku: str) -> Vectors | None:
        """See `ProductIndex`."""
        payloads = self._retrieve([sku])
        return payload_to_vectors(payloads[0], self._dim) if payloads else None

    def skus(self) -> Iterator[str]:
        """See `ProductIndex`."""
        offset = None
        while True:
            records, offset = self._call(
                lambda offset=offset: self._client.scroll(
                    self._collection, limit=PAGE, offset=offset, with_payload=["sku"], with_vectors=False
                )
            )
            yield from (_payload(record)["sku"] for record in records)
            if offset is None:
                return

    def search(
        self, query: Vectors, *, filters: Filters = (), limit: int = 24, offset: int = 0, without: Sequence[str] = ()
    ) -> list[SearchHit]:
        """See `ProductIndex`."""
        answer = self._call(
            lambda: self._client.query_points(
                self._collection,
                query=[query.tolist()],
                query_filter=self._filter(filters, without),
                limit=limit,
                offset=offset,
                with_payload=True,
                with_vectors=False,
            )
        )
        points = answer.points
        return payloads_to_hits([_payload(point) for point in points], [point.score for point in points], query)

    def count(self, filters: Filters = ()) -> int:
        """See `ProductIndex`."""
        wanted = self._filter(filters)
        answer = self._call(lambda: self._client.count(self._collection, count_filter=wanted, exact=True))
        return int(answer.count)

    def facets(self, filters: Filters = ()) -> Facets:
        """See `ProductIndex`."""
        counts = {}
        for field in KEYWORD_FIELDS:
            key, wanted = fact_key(field), self._filter(filters)
            answer = self._call(
                lambda key=key, wanted=wanted: self._client.facet(
                    self._collection, key, facet_filter=wanted, limit=MOST_VALUES, exact=True
                )
            )
            counts[field] = {str(hit.value): hit.count for hit in answer.hits}
        return Facets(counts, price_bands(lambda band: self.count((*filters, band))))

    def close(self) -> None:
        """See `ProductIndex`."""
        self._client.close()

    def _call(self, work: Callable[..., Answer]) -> Answer:
        """Run a call to the server, and tell a person what to do if it cannot be reached.

        Every call may be made twice: a broken connection does not say whether the server has done the first.
        """
        try:
            for pause in PAUSES:
                try:
                    return work()
                except ResponseHandlingException as error:
                    if not _connection_broke(error.source):
                        raise
                    time.sleep(pause)
            return work()
        except ResponseHandlingException as error:
            raise IndexUnavailableError(
                f"The Qdrant server at {self._url} does not answer ({error}). Start it, or check LOUPE_QDRANT_URL."
            ) from error
        except UnexpectedResponse as error:
            raise IndexUnavailableError(
                f"The Qdrant server at {self._url} refused a call ({error.status_code} {error.reason_phrase}). Check "
                "LOUPE_QDRANT_API_KEY and the server's version."
            ) from error

    def _check(self, fingerprint: str) -> None:
        config = self._call(lambda: self._client.get_collection(self._collection)).config
        held = str((config.metadata or {}).get("fingerprint", ""))
        if not held:
            raise BundleMismatchError(
                f"The collection “{self._collection}” at {self._url} does not say which bundle filled it. Either it is "
                "not Loupe's, or the server is older than 1.16 and keeps no such notes: use a newer server, delete the "
                "collection if it is Loupe's, and import the catalogue again."
            )
        if held != fingerprint:
            raise BundleMismatchError(
                f"The collection “{self._collection}” at {self._url} was filled by the bundle {held[:12]}…, and the "
                f"bundle in use is {fingerprint[:12]}…; their vectors cannot be compared. Start with the bundle it was "
                "filled by, or delete the collection and import the catalogue again."
            )

    def _create(self, fingerprint: str) -> None:
        vectors = models.VectorParams(
            size=self._dim,
            distance=models.Distance.DOT,
            multivector_config=models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM),
        )
        held = {"fingerprint": fingerprint}
        self._call(lambda: self._client.create_collection(self._collection, vectors_config=vectors, metadata=held))

    def _index_facts(self) -> None:
        """Index what filters and facets look at; where that is done already, the server does nothing."""
        kinds = models.PayloadSchemaType
        words = dict.fromkeys((*KEYWORD_FIELDS, *FLAG_FIELDS), kinds.KEYWORD)
        for field, kind in (words | dict.fromkeys(RANGE_FIELDS, kinds.FLOAT)).items():
            key = fact_key(field)
            self._call(
                lambda key=key, kind=kind: self._client.create_payload_index(self._collection, key, field_schema=kind)
            )

    def _retrieve(self, skus: Sequence[str]) -> list[dict[str, Any]]:
        ids = [str(point_id(sku)) for sku in skus]
        records = self._call(
            lambda: self._client.retrieve(self._collection, ids, with_payload=True, with_vectors=False)
        )
        return [_payload(record) for record in records]

    def _filter(self, filters: Filters, without: Sequence[str] = ()) -> models.Filter | None:
        if not filters and not without:
            return None
        excluded = models.HasIdCondition(has_id=[str(point_id(sku)) for sku in without])
        return models.Filter(
            must=[self._condition(folded(each)) for each in filters], must_not=[excluded] if without else None
        )

    def _condition(self, condition: Condition) -> models.FieldCondition:
        key = fact_key(condition.field)
        match condition:
            case OneOf(values=values):
                return models.FieldCondition(key=key, match=models.MatchAny(any=list(values)))
            case Flag(value=value):
                return models.FieldCondition(key=key, match=models.MatchValue(value=flag_word(value)))
            case Between(gte=gte, gt=gt, lte=lte, lt=lt):
                return models.FieldCondition(key=key, range=models.Range(gte=gte, gt=gt, lte=lte, lt=lt))


def _batches(entries: Sequence[IndexEntry]) -> Iterator[list[IndexEntry]]:
    """Entries as the server can take them in one call."""
    batch: list[IndexEntry] = []
    numbers = 0
    for entry in entries:
        if batch and (len(batch) == UPSERT_POINTS or numbers + entry.vectors.size > UPSERT_NUMBERS):
            yield batch
            batch, numbers = [], 0
        batch.append(entry)
        numbers += entry.vectors.size
    if batch:
        yield batch


def _connection_broke(error: Exception) -> bool:
    """Whether another try may help; after a timeout it would only add to the server's load."""
    return isinstance(error, TransportError) and not isinstance(error, TimeoutException)


def _payload(point: models.Record | models.ScoredPoint) -> dict[str, Any]:
    return point.payload or {}


def _connect(url: str, api_key: str | None) -> QdrantClient:
    return QdrantClient(url=url, api_key=api_key, timeout=TIMEOUT, check_compatibility=False)
