"""Pages of a ranking in which equal scores always stand in the same order.

The engine returns products of equal scores in any order, another one for each call: whoever turns pages would see some
twice and others never. Equal scores are no rarity, since shops list each size of a ring as a product of its own, with
the same photo and the same words.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

MOST = 4096
"""Products to look through for the ends of a row of equal scores; a longer row is cut anywhere."""


class Ranked(Protocol):
    """A point that the engine found."""

    @property
    def id(self) -> Any:
        """Of the point."""

    @property
    def score(self) -> float:
        """The higher, the better."""


Point = TypeVar("Point", bound=Ranked)


def place(score: float, point: object) -> tuple[float, str]:
    """What rankings are sorted by: the score, best first, then the id of the point."""
    return -score, str(point)


def page_of(find: Callable[[int, int], Sequence[Point]], *, limit: int, offset: int) -> list[Point]:
    """The points from place `offset` on, `limit` of them, best first, those of equal scores by their ids.

    Args:
        find: Gives the points from one place of the engine's ranking to before another; fewer, where it ends.
        limit: At least 1.
        offset: How many of the best to skip.
    """
    start, stop = offset, offset + limit
    first, last = max(start - 1, 0), stop + 1  # with a neighbour on either side
    while True:
        found = find(first, last)
        if first > 0 and len(found) > 1 and found[0].score == found[1].score:
            first = 0
        elif _goes_on(found, stop - first, last - first) and last < stop + MOST:
            last = min(2 * last, stop + MOST)
        else:
            ranked = sorted(found, key=lambda point: place(point.score, point.id))
            return ranked[start - first : stop - first]


def _goes_on(found: Sequence[Ranked], wanted: int, asked: int) -> bool:
    """Whether the last point that is wanted, and all that were found behind it, score alike, and there may be more."""
    return len(found) == asked and found[wanted - 1].score == found[-1].score
