"""A bundle as the service uses it: both towers, and the fusion that it ships with; or another one in its place."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from bundles import Bundle
from fusion.graph import EncodedModality, GraphFusion
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import GalleryProduct, Packshots, Photos, Scores, Vectors
from jewelbench.release import QueryRecord

CHUNK = 64


class PairFusion(Protocol):
    """Fuses encoded photos and encoded words into unit vectors, (batch, dim)."""

    def products(self, image: Vectors | None, text: Vectors | None) -> Vectors:
        """Fuse what is searched for; None for products without a photo, or without words."""
        ...

    def queries(self, image: EncodedModality | None, text: EncodedModality | None) -> Vectors:
        """Fuse what is searched with; None for what is missing."""
        ...


class ShippedFusion:
    """The fusion graph of a bundle."""

    def __init__(self, bundle: Bundle, threads: int | None) -> None:
        self._graph = GraphFusion(bundle, threads=threads)

    def products(self, image: Vectors | None, text: Vectors | None) -> Vectors:
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

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:
        """See `Retriever`."""
        self._packshots = Packshots(products)
        image = self._towers.photo_vectors([photos[photo] for photo in self._packshots.photo_ids])
        self.gallery = self._fused([products[row].words() for row in self._packshots.products.tolist()], image)
        """Fused vectors of the packshots, (packshots, dim)."""
        self._bare = self._fused([products[row].words() for row in self._packshots.bare.tolist()], None)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        """See `Retriever`."""
        found = np.full((len(queries), self._packshots.count), np.nan, dtype=np.float32)
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

    def _fused(self, texts: Sequence[str], image: Vectors | None) -> Vectors:
        """Fuse products in the product role, (products, dim); those without words as such."""
        words = self._towers.text_vectors(texts) if texts else np.empty((0, 0), dtype=np.float32)
        worded = np.array([text != "" for text in texts], dtype=np.bool_)
        fused = np.empty((len(texts), self._towers.bundle.manifest.fusion.dim), dtype=np.float32)
        for rows, has_words in ((worded, True), (~worded, False)):
            if rows.any():
                shown = None if image is None else image[rows]
                fused[rows] = self._fusion.products(shown, words[rows] if has_words else None)
        return fused

    def _scores(self, queries: Sequence[QueryRecord], photos: Photos, with_photo: bool, with_text: bool) -> Scores:
        image = self._towers.photos([photos[query.photo or ""] for query in queries]) if with_photo else None
        words = self._towers.texts([query.text or "" for query in queries]) if with_text else None
        asked = self._fusion.queries(image, words)
        found = self._packshots.best(asked @ self.gallery.T)
        found[:, self._packshots.bare] = asked @ self._bare.T
        return found


def bundle_retriever(towers: BundleTowers, name: str | None = None) -> FusedRetriever:
    """The retriever that a bundle is; it is called as the bundle unless a name is given."""
    return FusedRetriever(name or towers.name, towers, ShippedFusion(towers.bundle, towers.threads))


def rival_retrievers(towers: BundleTowers, rivals: Mapping[str, Bundle]) -> list[FusedRetriever]:
    """A retriever for each other fusion of a bundle's towers, "gated fusion" and the like."""
    return [
        FusedRetriever(f"{name} fusion", towers, ShippedFusion(rival, towers.threads)) for name, rival in rivals.items()
    ]
