"""Which words training may use and which are kept for the test.

A template or a synonym belongs to one side by a hash of its own text, so adding one never moves another, and a word
lies on the same side wherever it is used. Head words that nobody can do without ("ring", "gold") are marked as common.
"""

import hashlib
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Literal

Wording = Literal["train", "test"]

TRAIN_SHARE = 0.6
_SALT = "19:"  # of four hundred salts, the one that leaves the fewest pools with all their entries on one side


@cache
def side_of(entry: str) -> Wording:
    """The side that a template or synonym belongs to; case does not matter."""
    digest = hashlib.sha256((_SALT + entry.casefold()).encode()).digest()
    return "train" if int.from_bytes(digest[:4], "big") < TRAIN_SHARE * 2**32 else "test"


@dataclass(frozen=True)
class Pool:
    """Different ways to say one thing.

    Attributes:
        own: Entries that belong to one side each.
        common: Entries that both sides use.
        common_share: How often a side that has entries of its own gives a common one.
    """

    own: tuple[str, ...]
    common: tuple[str, ...] = ()
    common_share: float = 0.35

    def of(self, wording: Wording) -> tuple[str, ...]:
        """Every entry that a side may use."""
        return (*self.common, *_own(self, wording))

    def draw(self, rng: random.Random, wording: Wording, fits: Callable[[str], bool] | None = None) -> str:
        """One entry that fits.

        Args:
            rng: Where the chance comes from.
            wording: The side.
            fits: Which entries may be drawn; if none of the side fits, one that does not is drawn.
        """
        own = [entry for entry in _own(self, wording) if fits is None or fits(entry)]
        common = [entry for entry in self.common if fits is None or fits(entry)]
        if own and (not common or rng.random() >= self.common_share):
            return rng.choice(own)
        return rng.choice(common or own or self.of(wording))


@cache
def _own(pool: Pool, wording: Wording) -> tuple[str, ...]:
    return tuple(entry for entry in pool.own if side_of(entry) == wording)


def pool(*own: str, common: Iterable[str] = (), common_share: float = 0.35) -> Pool:
    """These entries, each on its side, beside the common ones."""
    return Pool(own, tuple(common), common_share)


@dataclass(frozen=True)
class Count:
    """How many entries some pools hold."""

    train: int
    test: int
    common: int


def count(pools: Iterable[Pool]) -> Count:
    """How many different entries some pools hold on each side."""
    pools = tuple(pools)
    own = {entry.casefold() for pool in pools for entry in pool.own}
    common = {entry.casefold() for pool in pools for entry in pool.common}
    train = sum(side_of(entry) == "train" for entry in own)
    return Count(train, len(own) - train, len(common))
