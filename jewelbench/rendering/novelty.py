"""Which surroundings only test photos show: some clothes, boxes, clutter and skins, told by the setting's seed."""

import random

HELD_OUT_SEED = 7
"""Settings with a seed divisible by it draw from what is held out."""


def is_held_out(seed: int) -> bool:
    """Whether a setting's seed draws from what only test photos show."""
    return seed % HELD_OUT_SEED == 0


def setting_seed(rng: random.Random, held_out: bool) -> int:
    """A seed for a setting; half of those of test photos draw from what is held out, none of the others."""
    seed = HELD_OUT_SEED * rng.randrange(2**28)
    return seed if held_out and rng.random() < 0.5 else seed + rng.randrange(1, HELD_OUT_SEED)
