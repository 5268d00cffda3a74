"""What a piece is made of, or covered with, and how pure that is."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from catalog.attributes.fineness import GOLD_PARTS, GOLDS, OTHER_PARTS, WHITE_METALS
from catalog.attributes.scanning import Match, Scan, scan
from catalog.attributes.vocabulary import Kind
from catalog.attributes.word_lists import context

_PLATED = {
    "yellow gold": "gold plated", "rose gold": "rose gold plated", "white gold": "white gold plated",
    "rhodium plated": "rhodium plated", "ruthenium plated": "ruthenium plated", "black rhodium": "black rhodium",
    "gold vermeil": "gold vermeil", "gold filled": "gold filled", "gold plated": "gold plated",
    "rose gold plated": "rose gold plated", "silver plated": "silver plated",
}  # fmt: skip
_COATINGS = frozenset(_PLATED.values())
# Coats that nobody sees on silver or white gold: the metal below is what the piece is.
_UNSEEN = frozenset(("rhodium plated", "white gold plated", "platinum plated"))
# Coats by the gold that they look like; a title that says "gold" may mean one of them.
COATS = {
    "gold plated": ("yellow gold",), "gold vermeil": ("yellow gold", "rose gold"),
    "gold filled": ("yellow gold", "rose gold"), "rose gold plated": ("rose gold", "yellow gold"),
    "white gold plated": ("white gold",),
}  # fmt: skip
_REACH = 5  # tokens between "plated" and its metal: "plated in real 18k gold"
_REMEMBERED = 1 << 14  # cells, which repeat
_BESIDE = 3  # tokens between a number and the gold that it is about


class Metal(NamedTuple):
    """A metal, and how certain the words are: gold of unsaid colour is "weak", wood and leather are "last"."""

    value: str
    kind: Kind


def metals(scan: Scan) -> list[Metal]:
    """The metals that a text names, in its order, each as what it is there: "silver plated", not silver."""
    return list(_told(scan))


def main_metal(scan: Scan) -> Metal | None:
    """What a text says that the piece is made of."""
    found = metals(scan)
    if len(found) < 2:
        return found[0] if found else None
    coats = [metal for metal in found if _is_coat(metal)]
    solid = [metal for metal in found if metal not in coats]
    sure = [metal for metal in solid if metal.kind not in ("weak", "last")]
    if coats and not (sure and coats[0].value in _UNSEEN | {"black rhodium"}):
        return coats[0]
    if coats and coats[0].value == "black rhodium":
        return found[0] if found[0] in sure else coats[0]
    for kind in ("weak", "last"):
        if not sure:
            sure = [metal for metal in solid if metal.kind == kind]
    return sure[0] if sure else (coats[0] if coats else None)


@lru_cache(_REMEMBERED)
def cell_metal(cell: str) -> Metal | None:
    """What a cell says that the piece is made of."""
    return main_metal(scan(cell, "cell"))


def finer(metal: Metal, other: Metal) -> bool:
    """Whether another text says more exactly what a piece is: a coat of gold instead of gold, its colour."""
    if metal.value in COATS.get(other.value, ()):
        return True
    return metal.kind == "weak" and other.value in GOLDS and other.kind == "sure"


def karat(scan: Scan, metal: str | None) -> str | None:
    """How pure the metal is: "18k" of gold, "925" (parts in a thousand) of silver; None of what is only plated."""
    if metal in GOLDS or metal is None:
        for match, meaning in scan.of("karat"):
            if (meaning.kind == "sure" or scan.place == "cell" or _beside_gold(scan, match)) and not _of_coat(
                scan, match
            ):
                return meaning.value
        return _parts(scan, GOLD_PARTS, "gold") if metal else None
    if metal in WHITE_METALS:
        return _parts(scan, {number: number for number in OTHER_PARTS}, metal)
    return None


def bare_karat(scan: Scan) -> str | None:
    """What a cell that is there for it says, whatever the metal."""
    for _, meaning in scan.of("karat"):
        return meaning.value
    for _, meaning in scan.of("fineness"):
        return GOLD_PARTS.get(meaning.value, meaning.value) if meaning.value not in OTHER_PARTS else meaning.value
    return None


def _told(scan: Scan) -> Iterator[Metal]:
    plated, not_metal = context("plated"), context("not_metal")
    may_precede = not context("plated_with").isdisjoint(scan.tokens)
    for match, meaning in scan.of("metal"):
        behind = scan.token(match.end)
        if behind in not_metal:
            continue
        value = meaning.value
        if behind in plated or (may_precede and _plated_before(scan, match)):
            yield Metal(_PLATED.get(value, value if value.endswith(" plated") else f"{value} plated"), "sure")
        else:
            yield Metal(value, meaning.kind)


def _plated_before(scan: Scan, match: Match) -> bool:
    """Whether it says "plated in 18k" right before; but "gold plated silver" is about the gold."""
    position = match.start - 1
    for _ in range(_REACH):
        token = scan.token(position)
        if token in context("plated_with"):
            return not any(other.start < position <= other.end and _names_metal(other) for other in scan.matches)
        if not (token in context("links") or token[:1].isdigit()):
            return False
        position -= 1
    return False


def _is_coat(metal: Metal) -> bool:
    return metal.value in _COATINGS or metal.value.endswith(" plated")


def _names_metal(match: Match) -> bool:
    return any(meaning.attribute in ("metal", "karat") for meaning in match.meanings)


def _beside_gold(scan: Scan, match: Match, metal: str = "gold") -> bool:
    for other, meaning in scan.of("metal"):
        if (meaning.value in GOLDS if metal == "gold" else meaning.value == metal) and (
            other.start - match.end <= _BESIDE and match.start - other.end <= _BESIDE
        ):
            return True
    return False


def _of_coat(scan: Scan, match: Match) -> bool:
    return scan.token(match.end) in context("plated")


def _parts(scan: Scan, known: dict[str, str], metal: str) -> str | None:
    for match, meaning in scan.of("fineness"):
        if meaning.value in known and (
            meaning.kind == "sure"
            or scan.place == "cell"
            or _beside_gold(scan, match, metal)
            or _said_with(match, metal)
        ):
            return known[meaning.value]
    return None


def _said_with(match: Match, metal: str) -> bool:
    """Whether the number itself stands for the metal, as 925 does."""
    return any(meaning.attribute == "metal" and meaning.value == metal for meaning in match.meanings)
