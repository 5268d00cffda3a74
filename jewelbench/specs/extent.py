"""How many designs there are that look different."""

import random
from collections import Counter
from dataclasses import dataclass

from jewelbench.specs import sample
from jewelbench.specs.facts import look


@dataclass(frozen=True)
class Extent:
    """An estimate from random draws.

    Attributes:
        draws: Designs drawn.
        looks: Different looks among them: this many there are for certain.
        at_least: Chao's estimate of all looks, a lower bound whatever their shares are.
        coverage: Good and Turing's estimate of the chance that the next draw has a look that was drawn before.
    """

    draws: int
    looks: int
    at_least: float
    coverage: float


def extent(draws: int, seed: int = 0) -> Extent:
    """Estimate how many looks the space holds.

    Two designs are counted as different only when their looks differ: not by the name of a white metal, nor by a length
    within one band.

    Source: Chao 1984, "Nonparametric Estimation of the Number of Classes in a Population", eq. 1; Good 1953.
    """
    rng = random.Random(seed)
    counts = Counter(tuple(sorted(look(sample(rng)).items())) for _ in range(draws))
    once = sum(count == 1 for count in counts.values())
    twice = sum(count == 2 for count in counts.values())
    unseen = once * (once - 1) / (2 * (twice + 1))
    return Extent(draws, len(counts), len(counts) + unseen, 1 - once / draws)
