"""Late fusion by sum."""

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import GalleryProduct, Photos, Scores
from jewelbench.evaluation.tower_similarities import (
    Similarities,
    either,
    encode_catalogue,
    encode_queries,
    similarities,
)
from jewelbench.release import QueryRecord

WEIGHTS = tuple(round(0.05 * step, 2) for step in range(21))


class WeightedSum:
    """Adds what the towers say, at the best of 21 fixed weights.

    The weight is found by cross-fitting: the queries of a task are halved by a digest of their ids, and each half is
    answered with the weight of the highest mean reciprocal rank on the other. No query is answered with a weight that
    its own answer helped to choose. It is the only retriever that looks at right answers at all.

    Source: score-level fusion as in Snoek et al. 2005, doi:10.1145/1101149.1101236; halves: Stone 1974, "Cross-
    validatory choice".
    """

    name = "late fusion, best sum"

    def __init__(self, towers: BundleTowers) -> None:
        self._towers = towers

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:
        """See `Retriever`."""
        self._row_of = {product.product_id: row for row, product in enumerate(products)}
        self._catalogue = encode_catalogue(self._towers, products, photos)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        """See `Retriever`."""
        found = similarities(self._catalogue, encode_queries(self._towers, queries, photos))
        half = np.array([zlib.crc32(query.query_id.encode()) % 2 for query in queries], dtype=np.bool_)
        composed = found.has_photo & found.has_text
        summed = np.zeros_like(found.image)
        for side in (half, ~half):
            weight = self._best_weight(found, queries, composed & ~side)
            summed[side] = blend(found, weight)[side]
        return either(found, summed)

    def _best_weight(self, found: Similarities, queries: Sequence[QueryRecord], rows: NDArray[np.bool_]) -> float:
        """The weight that does best on some queries; 0.5 if there are none with an answer."""
        asked = [
            row for row in np.flatnonzero(rows).tolist() if set(queries[row].relevant) - set(queries[row].excluded)
        ]
        if not asked:
            return 0.5
        right, allowed = self._answers([queries[row] for row in asked])

        def figure(weight: float) -> float:
            scores = blend(found, weight)[asked]
            best = np.where(right, scores, -np.inf).max(axis=1, keepdims=True)
            return float((1 / (1 + (allowed & (scores > best)).sum(axis=1))).mean())

        return max(WEIGHTS, key=figure)

    def _answers(self, queries: Sequence[QueryRecord]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which products are right, and which may be answered at all, (queries, products) both."""
        right = np.zeros((len(queries), len(self._row_of)), dtype=np.bool_)
        allowed = np.ones_like(right)
        for number, query in enumerate(queries):
            right[number, [self._row_of[product] for product in query.relevant]] = True
            allowed[number, [self._row_of[product] for product in query.excluded if product in self._row_of]] = False
        return right & allowed, allowed


def blend(found: Similarities, weight: float) -> Scores:
    """The weighted sum of both cosines, `weight` being the photo's share, (queries, products)."""
    return np.asarray(weight * found.image + (1 - weight) * found.text, dtype=np.float32)
