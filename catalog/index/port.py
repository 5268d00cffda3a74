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
class Prediction:
    """What a photo seems to show: a word for an attribute, and how sure that is, in [0, 1]."""

    value: str
    confidence: float


@dataclass(frozen=True)
class StoredProduct:
    """A product as the index keeps it beside its vectors.

    Attributes:
        product: The merchant's facts. `product.photos` holds what the merchant wrote.
        photo_ids: Kept photos by content hash, in the order of the vectors; empty for a product without photos.
        content_hash: Hash of everything that the vectors were made from; equal means nothing to encode.
        facts_hash: Hash of all else (price, address, availability …); equal as well means nothing to do.
        photo_versions: For each of the first references in `product.photos`, what `PhotoSource.version` said when it
            was read; equal means that the photo need not be read again. Empty if nobody asked.
        photo_hashes: Perceptual hash of each kept photo, in the order of `photo_ids`, to find near-duplicates by.
        predicted: What the first photo seems to show, by attribute; it counts where the merchant is silent.
    """

    product: Product
    photo_ids: tuple[str, ...]
    content_hash: str
    facts_hash: str
    photo_versions: tuple[str, ...] = ()
    photo_hashes: tuple[str, ...] = ()
    predicted: Mapping[str, Prediction] = field(default_factory=dict)

    @property
    def guesses(self) -> bool:
        """Whether an attribute is known from the photo alone."""
        return any(getattr(self.product, attribute) is None for attribute in self.predicted)

    def fact(self, attribute: str) -> str | None:
        """An attribute for filters and facets: the merchant's word, else the predicted one."""
        said: str | None = getattr(self.product, attribute)
        if said is not None:
            return said
        guess = self.predicted.get(attribute)
        return guess.value if guess is not None else None


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
        score: Cosine of the query with the best photo's fused vector, in [-1, 1]; where the words of the query name the
            product, searching raises it.
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


class Products(Protocol):
    """Holds products and finds them. Every method may be called from several threads."""

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """Write products whole, replacing those with the same sku. Durable when it returns.

        Raises:
            IndexUnavailableError: The index is closed, or its server does not answer; trying again may help.
            OSError: The disk is full; some of the products may have been written, each of them whole.
        """
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
        """Fused vectors of one product, (rows, dim), rounded to half precision; None if it is not in the index."""
        ...

    def exact_vectors(self, skus: Sequence[str]) -> dict[str, Vectors]:
        """Fused vectors of the products that are in the index, by sku, (rows, dim), just as they were written."""
        ...

    def skus(self) -> Iterator[str]:
        """Every sku in the index, in no order."""
        ...

    def entries(self) -> Iterator[IndexEntry]:
        """Every product in the index with its vectors, rounded to half precision, in no order."""
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


class ProductIndex(Products, Protocol):
    """The products that searchers see."""

    def shadow(self, key: str) -> "ShadowIndex":
        """A copy of this index to be changed unseen and then put in its place.

        What is written to this index meanwhile goes into the shadow as well. There is one shadow at a time: one of the
        same key that was left unfinished, even by another process, is taken up as it is; one of another key is dropped.

        Args:
            key: Says what the shadow is for.

        Raises:
            OSError: The disk has no room for a second copy.
        """
        ...


class ShadowIndex(ProductIndex, Protocol):
    """A copy of an index that searchers do not see yet."""

    def commit(self) -> None:
        """Put the shadow in the place of the index: from one search to the next, and durably. It ends with that."""
        ...

    def discard(self) -> None:
        """Drop the shadow; the index stays as it is."""
        ...
