"""What every retriever can do."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jewelbench.release import QueryRecord

Scores = NDArray[np.float32]
Vectors = NDArray[np.float32]

UNLIKE = -1.0
"""Cosine of a product that has no photo, where photos are compared."""


class GalleryProduct(Protocol):
    """A product that is searched for: a benchmark's, or a merchant's."""

    @property
    def product_id(self) -> str:
        """Its id, unique in the gallery."""
        ...

    @property
    def title(self) -> str:
        """What people call it; may be empty."""
        ...

    @property
    def packshots(self) -> tuple[str, ...]:
        """Ids of its photos, the first one first; empty for a product without any."""
        ...

    def words(self) -> str:
        """All that retrievers read of it, "" for nothing."""
        ...


class PhotoFile(Protocol):
    """Where a photo lies, such as a `Path`; equal ones are the same photo, and they can be keys."""

    def read_bytes(self) -> bytes:
        """The photo as it was stored."""
        ...


Photos = Mapping[str, PhotoFile]
"""Where the photo with an id lies."""


class Retriever(Protocol):
    """Ranks the products of a catalogue by how well they answer queries."""

    @property
    def name(self) -> str:
        """What reports call it; no two of a report alike."""
        ...

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:
        """Take in the catalogue; what is fitted without labels is fitted to its packshots and texts."""
        ...

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        """Score every product for every query.

        What a retriever does not read it ignores: one that sees photos only answers a photo with words by the photo.
        Where nothing of a query is left to it, it abstains.

        Returns:
            (queries, products), in the order of `index`, higher is better; a row of NaN abstains.
        """
        ...


def unit_length(vectors: Vectors) -> Vectors:
    """Scale vectors along the last axis to length 1; zero stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def abstaining(scores: Scores, answerable: NDArray[np.bool_]) -> Scores:
    """The scores, NaN where a query is not answerable, (queries, products)."""
    return np.where(answerable[:, None], scores, np.float32(np.nan))


def photo_ids(queries: Iterable[QueryRecord]) -> list[str]:
    """Ids of the photos that queries show, each once."""
    return list(dict.fromkeys(query.photo for query in queries if query.photo is not None))


class Packshots:
    """The packshots of a catalogue, product after product.

    Args:
        products: The catalogue.

    Raises:
        ValueError: No product has one.
    """

    def __init__(self, products: Sequence[GalleryProduct]) -> None:
        counts = np.array([len(product.packshots) for product in products], dtype=np.int64)
        if not counts.any():
            raise ValueError("no product has a packshot")
        self.count = len(products)
        """Products, with a packshot or without."""
        self.photo_ids = [photo for product in products for photo in product.packshots]
        self.products = np.repeat(np.arange(len(products)), counts)
        """Row of the product that each packshot shows, (packshots,)."""
        self.bare = np.flatnonzero(counts == 0)
        """Rows of products without a packshot."""
        self._shown = np.flatnonzero(counts)
        self._starts = np.cumsum([0, *counts[self._shown][:-1]])

    def best(self, similarities: Scores) -> Scores:
        """Match each product by its best packshot, (queries, packshots) to (queries, products); `UNLIKE` without."""
        found = np.full((len(similarities), self.count), UNLIKE, dtype=np.float32)
        found[:, self._shown] = np.maximum.reduceat(similarities, self._starts, axis=1)
        return found
