"""Whether a fitted bundle is better than the one it comes from, on queries that neither was fitted to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.corpus import Kind

RESAMPLES = 2000
CONFIDENCE = 0.95
CUTOFFS = (1, 10)
OVERALL = "overall"

Hits = Mapping[Kind, Mapping[int, NDArray[np.bool_]]]
"""By kind of query and cutoff k: whether each query found a right product among the first k."""


class Interval(NamedTuple):
    """A share of queries, or a difference of two, with the interval that holds 95 % of its resamples."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """One figure before and after.

    Attributes:
        queries: How many it rests on.
        before: Of the bundle that was there.
        after: Of the fitted one.
        gain: After less before; its interval is that of the difference, which is narrower than two intervals side by
            side would suggest, since both answered the same queries.
    """

    queries: int
    before: Interval
    after: Interval
    gain: Interval


Comparisons = Mapping[str, Mapping[int, Comparison]]


class Decision(NamedTuple):
    """Whether the fitted bundle takes the place of the other one, and why."""

    better: bool
    reason: str


def compare(before: Hits, after: Hits, families: Mapping[Kind, Sequence[str]], seed: int = 0) -> Comparisons:
    """Compare two bundles on the same queries, by kind of query and "overall", the mean of the kinds.

    Families are drawn anew, not queries: those of one family succeed and fail together.

    Args:
        before: What the present bundle found.
        after: What the fitted one found.
        families: Of what each query must find.
        seed: Of the resamples.

    Source: paired bootstrap over clusters, Efron and Tibshirani 1993, chapters 8 and 13.
    """
    numbers = {family: place for place, family in enumerate(sorted({f for each in families.values() for f in each}))}
    draws = _draws(len(numbers), seed)
    found: dict[str, dict[int, Comparison]] = {}
    totals: dict[int, list[tuple[NDArray[np.float64], NDArray[np.float64]]]] = {k: [] for k in CUTOFFS}
    for kind, each in families.items():
        places = np.array([numbers[family] for family in each], dtype=np.int64)
        if len(places) == 0:
            continue
        found[kind] = {}
        for k in CUTOFFS:
            old, new = (_resampled(hits[kind][k], places, draws) for hits in (before, after))
            totals[k].append((old, new))
            found[kind][k] = _comparison(len(places), old, new)
    queries = sum(comparisons[CUTOFFS[0]].queries for comparisons in found.values())
    found[OVERALL] = {
        k: _comparison(queries, np.mean([old for old, _ in each], axis=0), np.mean([new for _, new in each], axis=0))
        for k, each in totals.items()
    }
    return found


def decide(comparisons: Comparisons) -> Decision:
    """Whether to keep the fitted bundle.

    It is kept if R@1 of composed queries, or overall, has gained for certain (the whole interval of the gain lies above
    zero), overall has not lost, and no kind of query has lost for certain (its whole interval lies below zero).
    """
    lost = [kind for kind, each in comparisons.items() if each[1].gain.high < 0]
    if lost:
        return Decision(False, f"R@1 has fallen for: {', '.join(lost)}.")
    overall, composed = comparisons[OVERALL][1].gain, comparisons["composed"][1].gain
    if overall.value < 0:
        return Decision(False, f"R@1 overall has fallen, by {-overall.value:.3f}.")
    for name, gain in (("composed queries", composed), ("all kinds of queries", overall)):
        if gain.low > 0:
            return Decision(True, f"R@1 of {name} has risen by {gain.value:.3f} ({gain.low:.3f} to {gain.high:.3f}).")
    return Decision(
        False,
        "Whether it is better cannot be told: R@1 of composed queries has changed by "
        f"{composed.value:+.3f} ({composed.low:+.3f} to {composed.high:+.3f}).",
    )


def _draws(families: int, seed: int) -> NDArray[np.float64]:
    """How often each family is drawn in each resample, (1 + resamples, families); the sample itself comes first."""
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(families, np.full(families, 1 / families), size=RESAMPLES)
    return np.vstack([np.ones(families), drawn])


def _resampled(hits: NDArray[np.bool_], places: NDArray[np.int64], draws: NDArray[np.float64]) -> NDArray[np.float64]:
    """Share of queries that found something, in each resample, (1 + resamples,)."""
    families = draws.shape[1]
    right = np.bincount(places, weights=hits.astype(np.float64), minlength=families)
    asked = np.bincount(places, minlength=families)
    return np.asarray((draws @ right) / np.maximum(draws @ asked, 1), dtype=np.float64)


def _comparison(queries: int, before: NDArray[np.float64], after: NDArray[np.float64]) -> Comparison:
    return Comparison(queries, _interval(before), _interval(after), _interval(after - before))


def _interval(values: NDArray[np.float64]) -> Interval:
    tail = 50 * (1 - CONFIDENCE)
    low, high = np.percentile(values[1:], (tail, 100 - tail))
    return Interval(float(values[0]), float(low), float(high))
