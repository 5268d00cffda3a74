"""Learns the maps by which a large index finds candidates: linear, and in closed form."""

import numpy as np
from numpy.typing import NDArray

from catalog.index.shortening import Shortening
from fusion.base import Fusion
from training.corpus import Split
from training.evaluation import embed_gallery, embed_queries, trials
from training.fusion_data import FusionData

SHORT_DIM = 128
QUERIES = 2000  # of a kind
RIDGE = 1e-4  # of the mean variance, so that directions that hardly occur are not blown up

Vectors = NDArray[np.float32]


def fitted_shortening(fusion: Fusion, data: FusionData, split: Split = "train") -> Shortening | None:
    """The best shortening for what a fusion makes of products and queries; None where vectors are short already.

    Args:
        fusion: Makes the vectors.
        data: Products and queries.
        split: Which of them to learn from.
    """
    if fusion.dim < 2 * SHORT_DIM:
        return None
    products = embed_gallery(fusion, data, data.corpus.rows(split)).vectors
    asked = [embed_queries(fusion, data, trial) for trial in trials(data, split, most=QUERIES).values()]
    return Shortening(best_maps(products, np.concatenate(asked), SHORT_DIM))


def best_maps(products: Vectors, queries: Vectors, short_dim: int) -> Vectors:
    """Maps A and B for which `(A x) · (B q)` comes nearest to `x · q`, in the mean of the squares over all pairs.

    The mean of `(qᵀx − qᵀMx)²` is `‖Q^½ (I − M) X^½‖²` for the second moments Q and X of queries and products. So the
    best M of a given rank keeps the largest singular values of `Q^½ X^½` (Eckart and Young 1936), and the maps are
    its two halves. Queries and products are distributed differently, which a principal component analysis of either
    would ignore.

    Args:
        products: (products, dim).
        queries: (queries, dim).
        short_dim: Rows of either map.

    Returns:
        A and B, (2, short_dim, dim).
    """
    of_products, of_queries = _root(products), _root(queries)
    left, values, right = np.linalg.svd(of_queries @ of_products)
    half = np.sqrt(values[:short_dim])[:, None]
    product_map = np.linalg.solve(of_products, (half * right[:short_dim]).T).T
    query_map = np.linalg.solve(of_queries, (half * left[:, :short_dim].T).T).T
    return np.stack([product_map, query_map]).astype(np.float32)


def _root(vectors: Vectors) -> NDArray[np.float64]:
    """The symmetric square root of the vectors' second moment, (dim, dim)."""
    moment = vectors.T.astype(np.float64) @ vectors / len(vectors)
    moment += RIDGE * np.trace(moment) / len(moment) * np.eye(len(moment))
    values, directions = np.linalg.eigh(moment)
    root: NDArray[np.float64] = (directions * np.sqrt(values)) @ directions.T
    return root
