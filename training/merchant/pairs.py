"""Finds pairs of products that differ in a thing or two: what a photo with words that change it can be learned from."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.merchant.facts import ATTRIBUTES, Facts, differences

MOST_CHANGES = 2  # that words of one query name
MOST_PARTNERS = 6  # of one product within its design
NEAREST = (
    20  # among the photos of the whole catalogue, one must be this near to be taken for the other in another metal
)
CHANGED_ALIKE = ("metal", "gemstone", "colour")  # what products of unlike names may differ in to be taken for a pair


@dataclass(frozen=True)
class Pair:
    """Two products, the second of which answers the first one's photo with words for what changes.

    Attributes:
        before: Row of the product that is shown.
        after: Row of the product that is wanted.
        changes: Facts in which they differ.
        same_design: Whether the merchant keeps them as one design; if not, they only agree in all other facts and look
            alike.
    """

    before: int
    after: int
    changes: tuple[str, ...]
    same_design: bool


def pairs_of_designs(rows: Sequence[int], designs: Sequence[str], compared: Sequence[Facts]) -> Iterator[Pair]:
    """Both ways between products of one design that differ in one or two facts, fewest first.

    Args:
        rows: The products to look at.
        designs: Of every product.
        compared: Likewise.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        members[designs[row]].append(row)
    for design in members.values():
        for before in design:
            found = [
                Pair(before, after, changes, same_design=True)
                for after in design
                if after != before and (changes := differences(compared[before], compared[after]))
                and len(changes) <= MOST_CHANGES
            ]  # fmt: skip
            yield from sorted(found, key=lambda pair: len(pair.changes))[:MOST_PARTNERS]


def pairs_of_likes(
    rows: Sequence[int], designs: Sequence[str], compared: Sequence[Facts], vectors: NDArray[np.float32]
) -> Iterator[Pair]:
    """Both ways between products that differ in metal, stone or colour alone and are among each other's nearest photos.

    Args:
        rows: The products to look at.
        designs: Of every product.
        compared: Likewise.
        vectors: Image vector of every product's first photo, (products, dim), unit length.
    """
    near = _nearest(rows, vectors)
    for before in rows:
        for after in near[before]:
            if designs[after] == designs[before] or before not in near[after]:
                continue
            changes = differences(compared[before], compared[after])
            if changes and len(changes) == 1 and changes[0] in CHANGED_ALIKE and _say_enough(compared[before], changes):
                yield Pair(before, after, changes, same_design=False)


def _nearest(rows: Sequence[int], vectors: NDArray[np.float32]) -> Mapping[int, Sequence[int]]:
    """The other products with the nearest photos, by row."""
    chosen = np.asarray(rows)
    likeness = vectors[chosen] @ vectors[chosen].T
    np.fill_diagonal(likeness, -2.0)
    count = min(NEAREST, len(rows) - 1)
    nearest = np.argpartition(-likeness, count - 1, axis=1)[:, :count]
    return {row: [int(other) for other in chosen[places]] for row, places in zip(rows, nearest, strict=True)}


def _say_enough(facts: Facts, changes: Sequence[str]) -> bool:
    """Whether products that agree in all else agree in anything much."""
    return "category" in facts and sum(name in facts for name in ATTRIBUTES if name not in changes) >= 2
