"""Retrieval metrics."""

import numpy as np
from numpy.typing import NDArray


def recall_at_k(scores: NDArray[np.float32], right: NDArray[np.bool_], k: int) -> float:
    """Share of queries with a right answer among the first `k`, in [0, 1].

    Args:
        scores: (queries, gallery), higher is better.
        right: (queries, gallery), True where an item answers the query.
        k: How many answers are looked at.
    """
    return float(hits_at_k(scores, right, k).mean())


def hits_at_k(scores: NDArray[np.float32], right: NDArray[np.bool_], k: int) -> NDArray[np.bool_]:
    """Which queries have a right answer among the first `k`, (queries,)."""
    k = min(k, scores.shape[1])
    first = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    return np.asarray(np.take_along_axis(right, first, axis=1).any(axis=1), dtype=np.bool_)


def reciprocal_ranks(scores: NDArray[np.float32], right: NDArray[np.bool_]) -> NDArray[np.float64]:
    """One over the place of the first right answer, 0 where there is none; (queries,)."""
    best = np.where(right, scores, -np.inf).max(axis=1)
    places = (scores >= best[:, None]).sum(axis=1)
    return np.where(right.any(axis=1), 1 / np.maximum(places, 1), 0.0)
