"""Late fusion by product."""

from collections.abc import Sequence

from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import GalleryProduct, Photos, Scores
from jewelbench.evaluation.tower_similarities import either, encode_catalogue, encode_queries, similarities
from jewelbench.release import QueryRecord


class ProductOfScores:
    """Multiplies what the towers say, negative cosines counting as 0: a product must please both.

    Source: the "Text × Image" baseline of Psomas et al. 2025, arXiv:2510.25387.
    """

    name = "late fusion, product"

    def __init__(self, towers: BundleTowers) -> None:
        self._towers = towers

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:
        """See `Retriever`."""
        self._catalogue = encode_catalogue(self._towers, products, photos)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        """See `Retriever`."""
        found = similarities(self._catalogue, encode_queries(self._towers, queries, photos))
        return either(found, found.image.clip(min=0) * found.text.clip(min=0))
