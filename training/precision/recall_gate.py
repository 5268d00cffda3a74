"""Decides by what a search finds, and not by cosines alone, in which precision a part of a bundle is served."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bundles.precision import PartPrecision, TriedPrecision
from training.metrics import recall_at_k

NEIGHBOURS = 10
Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Gate:
    """What a smaller graph or shorter vectors may lose against full precision, and what they must gain.

    Attributes:
        overlap: Share of the ten nearest of each photo, text or query that must stay the same, on average.
        lost: How far R@10 may fall, where right answers are known, for no kind of query more.
        lost_first: How far R@1 may fall, likewise.
        gain: What must be left of the time or of the size, as a share, for a smaller one to be worth it.
        slower: How much longer it may take, as a share, for being smaller.
    """

    overlap: float = 0.9
    lost: float = 0.005
    lost_first: float = 0.005
    gain: float = 0.8
    slower: float = 1.1


@dataclass(frozen=True)
class Judged:
    """A part of a bundle in one precision beside the same in full precision.

    Attributes:
        precision: "int8", "fp16" (weights; computed in fp32), "fp32", or how vectors are kept.
        megabytes: Of the graph; of vectors, of those that a thousand photos are compared by.
        milliseconds: CPU time for one photo, text or query on one thread, the median of several; None if not measured.
        overlap: Share of the ten nearest that are those of full precision, in [0, 1].
        mean_cosine: With the vectors of full precision; `least_cosine` the worst.
        recalls: R@1 and R@10 where right answers are known, of several kinds of query as "photo R@10".
        full_recalls: Those of full precision.
    """

    precision: str
    megabytes: float
    milliseconds: float | None
    overlap: float
    mean_cosine: float
    least_cosine: float
    recalls: Mapping[str, float] = field(default_factory=dict)
    full_recalls: Mapping[str, float] = field(default_factory=dict)

    def passes(self, gate: Gate) -> bool:
        """Whether it loses no more than the gate allows."""
        allowed = {name: gate.lost_first if name.endswith("R@1") else gate.lost for name in self.full_recalls}
        return self.overlap >= gate.overlap and all(
            self.recalls[name] >= value - allowed[name] - 1e-9 for name, value in self.full_recalls.items()
        )

    def is_worth(self, larger: "Judged", gate: Gate) -> bool:
        """Whether it saves enough of what a larger one takes.

        Of fp16 only the size counts: it is made fp32 once, when the graph is opened; differences in time are chance.
        """
        before, now = larger.milliseconds, self.milliseconds
        smaller = self.megabytes <= gate.gain * larger.megabytes
        if before is None or now is None or self.precision == "fp16":
            return smaller
        return now <= gate.gain * before or (smaller and now <= gate.slower * before)


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
    """The smallest candidate that passes and saves enough of what the next larger one takes that would be served.

    Args:
        candidates: Smallest first; the last one is full precision, which always passes.
        gate: What they may lose and must gain.
    """
    *reduced, chosen = candidates
    for each in reversed(reduced):
        if each.passes(gate) and each.is_worth(chosen, gate):
            chosen = each
    return chosen


def told(judged: Sequence[Judged], chosen: str, gate: Gate, reference: str, note: str | None = None) -> PartPrecision:
    """What a manifest says about a part.

    Args:
        judged: Every precision that was tried.
        chosen: The one that is served.
        gate: What decided.
        reference: What losses are counted from.
        note: What was not tried, and why.
    """
    tried = {each.precision: _told(each, gate) for each in judged}
    return PartPrecision(chosen=chosen, reference=reference, tried=tried, note=note)


def _told(judged: Judged, gate: Gate) -> TriedPrecision:
    found = {name: value for name, value in judged.recalls.items() if name.endswith("R@10")}
    lost = [judged.full_recalls[name] - value for name, value in found.items()]
    return TriedPrecision(
        recall=round(float(np.mean(list(found.values()))), 4) if found else None,
        recall_lost=round(max(lost), 4) + 0.0 if lost else None,
        overlap=round(judged.overlap, 4),
        milliseconds=None if judged.milliseconds is None else round(judged.milliseconds, 2),
        megabytes=round(judged.megabytes, 3),
        passed=judged.passes(gate),
    )


def _nearest(vectors: Vectors, k: int) -> NDArray[np.int64]:
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -np.inf)
    return np.argsort(-scores, axis=1, kind="stable")[:, :k]
