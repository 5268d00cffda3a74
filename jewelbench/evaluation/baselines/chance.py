"""Guessing."""

import zlib
from collections.abc import Sequence

import numpy as np

from jewelbench.evaluation.retriever import GalleryProduct, Photos, Scores
from jewelbench.release import QueryRecord


class Chance:
    """Ranks products at random, the same way each time: what a figure must be compared with."""

    name = "chance"

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:  # noqa: ARG002
        """See `Retriever`."""
        self._products = len(products)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:  # noqa: ARG002
        """See `Retriever`."""
        drawn = [np.random.default_rng(zlib.crc32(query.query_id.encode())).random(self._products) for query in queries]
        return np.array(drawn, dtype=np.float32).reshape(len(queries), self._products)
