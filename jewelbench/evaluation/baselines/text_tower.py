"""The text tower alone."""

from collections.abc import Sequence

import numpy as np

from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import GalleryProduct, Photos, Scores, abstaining
from jewelbench.release import QueryRecord


class TextTower:
    """Ranks products by the cosine between a query's words and their listing; photos are ignored.

    Source: Reimers and Gurevych 2019, arXiv:1908.10084.
    """

    def __init__(self, towers: BundleTowers, name: str = "text tower") -> None:
        self.name = name
        self._towers = towers

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:  # noqa: ARG002
        """See `Retriever`."""
        self._gallery = self._towers.text_vectors([product.words() for product in products])

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:  # noqa: ARG002
        """See `Retriever`."""
        asked = self._towers.text_vectors([query.text or "" for query in queries])
        return abstaining(asked @ self._gallery.T, np.array([bool(query.text) for query in queries]))
