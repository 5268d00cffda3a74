"""A bundle as the service uses it: both towers, and the fusion that it ships with."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from fusion.graph import EncodedModality, GraphFusion
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import Packshots, Photos, Scores, Vectors, listing
from jewelbench.release import ProductRecord, QueryRecord

CHUNK = 64


class PairFusion(Protocol):
    """Fuses encoded photos and encoded words into unit vectors, (batch, dim)."""

    def products(self, image: Vectors, text: Vectors | None) -> Vectors:
        """Fuse what is searched for; `text` None for products without words."""
        ...

    def queries(self, image: EncodedModality | None, text: EncodedModality | None) -> Vectors:
        """Fuse what is searched with; None for what is missing."""
        ...


class ShippedFusion:
    """The fusion graph of a bundle."""

    def __init__(self, towers: BundleTowers) -> None:
        self._graph = GraphFusion(towers.bundle, threads=towers.threads)

    def products(self, image: Vectors, text: Vectors | None) -> Vectors:
        """See `PairFusion`."""
        return self._graph.fuse_products(image, text).embedding

    def queries(self, image: EncodedModality | None, text: EncodedModality | None) -> Vectors:
        """See `PairFusion`."""
        return self._graph.fuse_queries(image, text).embedding


class FusedRetriever:
    """Ranks products by the cosine of fused vectors; a product counts by its best packshot.

    Args:
        name: What reports call it.
        towers: What encodes.
        fusion: What fuses.
    """

    def __init__(self, name: str, towers: BundleTowers, fusion: PairFusion) -> None:
        self.name = name
        self._towers = towers
        self._fusion = fusion

    def index(self, products: Sequence[ProductRecord], photos: Photos) -> None:
        """See `Retriever`."""
        self._packshots = Packshots(products)
        texts = [listing(products[row]) for row in self._packshots.products.tolist()]
        image = self._towers.photo_vectors([photos[photo] for photo in self._packshots.photo_ids])
        words = self._towers.text_vectors(texts)
        worded = np.array([text != "" for text in texts])
        parts = [(worded, True), (~worded, False)]
        fused = [
            (rows, self._fusion.products(image[rows], words[rows] if has_words else None))
            for rows, has_words in parts
            if rows.any()
        ]
        self._gallery = np.empty((len(texts), fused[0][1].shape[1]), dtype=np.float32)
        for rows, vectors in fused:
            self._gallery[rows] = vectors

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        """See `Retriever`."""
        found = np.full((len(queries), self._packshots.products[-1] + 1), np.nan, dtype=np.float32)
        for with_photo, with_text in ((True, True), (True, False), (False, True)):
            rows = [
                row
                for row, query in enumerate(queries)
                if (query.photo is not None, bool(query.text)) == (with_photo, with_text)
            ]
            for start in range(0, len(rows), CHUNK):
                part = rows[start : start + CHUNK]
                found[part] = self._scores([queries[row] for row in part], photos, with_photo, with_text)
        return found

    def _scores(self, queries: Sequence[QueryRecord], photos: Photos, with_photo: bool, with_text: bool) -> Scores:
        image = self._towers.photos([photos[query.photo or ""] for query in queries]) if with_photo else None
        words = self._towers.texts([query.text or "" for query in queries]) if with_text else None
        return self._packshots.best(self._fusion.queries(image, words) @ self._gallery.T)


def bundle_retriever(towers: BundleTowers, name: str | None = None) -> FusedRetriever:
    """The retriever that a bundle is; it is called as the bundle unless a name is given."""
    return FusedRetriever(name or towers.name, towers, ShippedFusion(towers))
