"""Decides by what a search finds, and not by cosines alone, in which precision a tower is served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from training.metrics import recall_at_k

NEIGHBOURS = 10
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Gate:
    """What a smaller tower may lose against full precision.

    Attributes:
        overlap: Share of the ten nearest of each photo or text that must stay the same, on average.
        lost: How far R@1 and R@10 may fall, where right answers are known.
    """

    overlap: float = 0.9
    lost: float = 0.01


@dataclass(frozen=True)
class Judged:
    """A tower in one precision beside the same in full precision.

    Attributes:
        precision: "int8", "fp16" (weights; computed in fp32) or "fp32".
        megabytes: Of the graph.
        milliseconds: CPU time for one photo or text on one thread, the median of several.
        overlap: Share of the ten nearest neighbours that are those of full precision, in [0, 1].
        mean_cosine: With the vectors of full precision; `least_cosine` the worst.
        recalls: R@1 and R@10, where right answers are known.
        full_recalls: Those of full precision.
    """

    precision: str
    megabytes: float
    milliseconds: float
    overlap: float
    mean_cosine: float
    least_cosine: float
    recalls: Mapping[str, float] = field(default_factory=dict)
    full_recalls: Mapping[str, float] = field(default_factory=dict)

    def passes(self, gate: Gate) -> bool:
        """Whether it loses no more than the gate allows."""
        return self.overlap >= gate.overlap and all(
            self.recalls[name] >= value - gate.lost for name, value in self.full_recalls.items()
        )


def neighbour_overlap(full: Vectors, reduced: Vectors, k: int = NEIGHBOURS) -> float:
    """Share of the `k` nearest others of each item that two sets of vectors agree on, averaged.

    Args:
        full: (items, dim), unit length.
        reduced: Of the same items, likewise; both are compared only among themselves.
        k: At most the number of items less one.
    """
    first, second = _nearest(full, k), _nearest(reduced, k)
    shared = [len(np.intersect1d(mine, theirs)) for mine, theirs in zip(first, second, strict=True)]
    return float(np.mean(shared)) / k


def recalls(queries: Vectors, gallery: Vectors, right: NDArray[np.bool_]) -> dict[str, float]:
    """R@1 and R@10 of queries whose right answers are known; those without any do not count."""
    answerable = right.any(axis=1)
    scores = queries[answerable] @ gallery.T
    return {f"R@{k}": recall_at_k(scores, right[answerable], k) for k in (1, 10)}


def choose(candidates: Sequence[Judged], gate: Gate) -> Judged:
    """The first candidate that passes, smallest first; the last one is full precision, which always does."""
    return next((each for each in candidates if each.passes(gate)), candidates[-1])


def _nearest(vectors: Vectors, k: int) -> NDArray[np.int64]:
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -np.inf)
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]
