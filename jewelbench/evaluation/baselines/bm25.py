"""Words as a search engine matches them."""

from collections.abc import Sequence

import bm25s
import numpy as np

from jewelbench.evaluation.retriever import GalleryProduct, Photos, Scores, abstaining
from jewelbench.release import QueryRecord


class Bm25:
    """BM25 over title and description; photos are ignored.

    Queries whose every word is unknown, as in another script, score 0 throughout: all products tie.

    Source: Robertson and Zaragoza 2009, doi:10.1561/1500000019; the library: Lù 2024, arXiv:2407.03618, with its
    defaults (Lucene's variant, k1 = 1.5, b = 0.75).
    """

    name = "BM25"

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:  # noqa: ARG002
        """See `Retriever`."""
        self._products = len(products)
        self._engine = bm25s.BM25()
        self._engine.index(_tokens([product.words() for product in products]), show_progress=False)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:  # noqa: ARG002
        """See `Retriever`."""
        found = np.zeros((len(queries), self._products), dtype=np.float32)
        for row, tokens in enumerate(_tokens([query.text or "" for query in queries])):
            known = [token for token in tokens if token in self._engine.vocab_dict]
            if known:
                found[row] = self._engine.get_scores(known)
        return abstaining(found, np.array([bool(query.text) for query in queries]))


def _tokens(texts: Sequence[str]) -> list[list[str]]:
    tokens: list[list[str]] = bm25s.tokenize(list(texts), stopwords="en", return_ids=False, show_progress=False)
    return tokens
