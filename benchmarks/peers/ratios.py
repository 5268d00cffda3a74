"""Loupe's figures beside those of the best peer, round by round, and what Loupe is meant to reach."""

import statistics
from collections.abc import Mapping, Sequence

from benchmarks.report import lower_is_better

Figures = Mapping[str, float]
TARGETS: Mapping[str, Mapping[str, float]] = {
    "torch": {"p50, ms": 0.5, "requests/s": 2.0, "import, photos/s": 3.0},
    "ONNX": {"p50, ms": 0.8, "requests/s": 1.3, "import, photos/s": 1.3},
}
"""By the runtime of a peer and the end of a column's name: what Loupe's figure divided by the peer's should be."""


def ratios(
    loupe: Sequence[Figures], peers: Mapping[str, Sequence[Figures]], targets: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Loupe's figures divided by those of the best peer in the same round.

    Args:
        loupe: Loupe's figures, column to value, of each round.
        peers: The figures of each peer in the same rounds; at least one.
        targets: By the end of a column's name, what the ratio should be.

    Returns:
        For each column that has a target: the median of the rounds' ratios, their least and greatest, the target, and
        whether it is met, as 1 or 0.
    """
    found: dict[str, dict[str, float]] = {}
    for column in loupe[0]:
        target = next((value for end, value in targets.items() if column.endswith(end)), None)
        if target is None:
            continue
        low = lower_is_better(column)
        best = min if low else max
        each = [
            own[column] / best(rounds[number][column] for rounds in peers.values()) for number, own in enumerate(loupe)
        ]
        ratio = statistics.median(each)
        met = ratio <= target if low else ratio >= target
        found[column] = {"ratio": ratio, "least": min(each), "greatest": max(each), "target": target, "met": float(met)}
    return found
