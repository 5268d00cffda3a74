"""What every retriever can do."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from jewelbench.release import ProductRecord, QueryRecord

Scores = NDArray[np.float32]
Vectors = NDArray[np.float32]
Photos = Mapping[str, Path]
"""Where the photo with an id lies."""


class Retriever(Protocol):
    """Ranks the products of a catalogue by how well they answer queries."""

    @property
    def name(self) -> str:
        """What reports call it; no two of a report alike."""
        ...

    def index(self, products: Sequence[ProductRecord], photos: Photos) -> None:
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


def listing(product: ProductRecord) -> str:
    """The words of a product that retrievers read, "" for none; attributes are the truth and not among them."""
    return ". ".join(part.rstrip(". ") for part in (product.title, product.description) if part.strip())


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
        ValueError: A product has no packshot.
    """

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        bare = [product.product_id for product in products if not product.packshots]
        if bare:
            raise ValueError(f"product {bare[0]} has no packshot")
        counts = [len(product.packshots) for product in products]
        self.photo_ids = [photo for product in products for photo in product.packshots]
        self.products = np.repeat(np.arange(len(products)), counts)
        """Row of the product that each packshot shows, (packshots,)."""
        self._starts = np.cumsum([0, *counts[:-1]])

    def best(self, similarities: Scores) -> Scores:
        """Match each product by its best packshot, (queries, packshots) to (queries, products)."""
        return np.maximum.reduceat(similarities, self._starts, axis=1)
