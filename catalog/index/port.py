"""The port every index stands behind."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from catalog.index.filters import Filters
from catalog.product import Product

Vectors = NDArray[np.float32]

NAMESPACE = uuid.UUID("5b1a2f0e-6f0c-5d5e-9a53-6c6f7570652e")


def point_id(sku: str) -> uuid.UUID:
    """The id of a product's point: the same `sku` is always the same point."""
    return uuid.uuid5(NAMESPACE, sku)


class IndexUnavailableError(RuntimeError):
    """The index cannot be opened or reached; the message says by whom it is held or what to start."""


class BundleMismatchError(RuntimeError):
    """The index was filled by another bundle, so its vectors must not be compared with this one's."""


@dataclass(frozen=True)
class StoredProduct:
    """A product as the index keeps it beside its vectors.

    Attributes:
        product: The merchant's facts. `product.photos` holds what the merchant wrote.
        photo_ids: Kept photos by content hash, in the order of the vectors; empty for a product without photos.
        content_hash: Hash of everything that the vectors were made from; equal means nothing to encode.
        facts_hash: Hash of all else (price, address, availability …); equal as well means nothing to do.
    """

    product: Product
    photo_ids: tuple[str, ...]
    content_hash: str
    facts_hash: str


@dataclass(frozen=True)
class IndexEntry:
    """A product and its fused vectors, (max(photos, 1), dim), float32, unit length, one row a photo."""

    stored: StoredProduct
    vectors: Vectors


@dataclass(frozen=True)
class SearchHit:
    """A product that matched.

    Attributes:
        stored: The product.
        score: Cosine of the query with the best photo's fused vector, in [-1, 1].
        best_photo: Which row of the product's vectors that was.
        vector: That row, (dim,), rounded to half precision.
    """

    stored: StoredProduct
    score: float
    best_photo: int
    vector: Vectors


@dataclass(frozen=True)
class Facets:
    """How many products carry each value: field to value to count, most frequent first; and bounds of the price."""

    counts: Mapping[str, Mapping[str, int]]
    price_bands: Sequence["PriceBand"] = field(default_factory=tuple)


@dataclass(frozen=True)
class PriceBand:
    """Products whose price lies in [gte, lt); `lt` None is without end."""

    gte: float
    lt: float | None
    count: int


class ProductIndex(Protocol):
    """Holds products and finds them. Every method may be called from several threads."""

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """Write products whole, replacing those with the same sku. Durable when it returns."""
        ...

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """Replace the facts of products that are in the index, keeping their vectors."""
        ...

    def delete(self, skus: Iterable[str]) -> int:
        """Remove products; those not in the index are passed over. Returns how many were removed."""
        ...

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        """The products that are in the index, by sku."""
        ...

    def vectors(self, sku: str) -> Vectors | None:
        """Fused vectors of one product, (rows, dim), or None if it is not in the index."""
        ...

    def skus(self) -> Iterator[str]:
        """Every sku in the index, in no order."""
        ...

    def search(
        self, query: Vectors, *, filters: Filters = (), limit: int = 24, offset: int = 0, without: Sequence[str] = ()
    ) -> list[SearchHit]:
        """The products nearest to a unit vector, best first, each matched by its best photo.

        Args:
            query: (dim,), float32, unit length.
            filters: Conditions that all must hold.
            limit: How many to return.
            offset: How many of the best to skip.
            without: Skus that must not be returned.
        """
        ...

    def count(self, filters: Filters = ()) -> int:
        """How many products meet the filters."""
        ...

    def facets(self, filters: Filters = ()) -> Facets:
        """Counts per value of every keyword field and per price band, among the products that meet the filters."""
        ...

    def close(self) -> None:
        """Flush and let go of files and connections; calling it twice is harmless."""
        ...
