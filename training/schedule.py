"""How a learning rate goes up and down."""

import math

LEAST = 0.01
"""Share of the highest rate that is left in the end."""


def warm_cosine(progress: float, warmup: float) -> float:
    """Share of the highest rate: it rises in a line for a share `warmup` of the steps, and falls along a cosine.

    Args:
        progress: Share of the steps that are done, in [0, 1].
        warmup: In (0, 1).

    Source: Loshchilov and Hutter 2017, arXiv:1608.03983, eq. 5, without restarts.
    """
    return min(1.0, (progress + 1e-3) / warmup) * max(0.5 * (1 + math.cos(math.pi * progress)), LEAST)
