"""What a piece is made of, or covered with, and how pure that is."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from catalog.attributes.fineness import GOLD_PARTS, GOLDS, KARATS, OTHER_PARTS, WHITE_METALS
from catalog.attributes.scanning import Match, Scan, scan
from catalog.attributes.vocabulary import Kind
from catalog.attributes.word_lists import context
from catalog.attributes.words import BREAKS

_PLATED = {
    "yellow gold": "gold plated", "rose gold": "rose gold plated", "white gold": "white gold plated",
    "rhodium plated": "rhodium plated", "ruthenium plated": "ruthenium plated", "black rhodium": "black rhodium",
    "gold vermeil": "gold vermeil", "gold filled": "gold filled", "gold plated": "gold plated",
    "rose gold plated": "rose gold plated", "silver plated": "silver plated",
}  # fmt: skip
COATINGS = frozenset(_PLATED.values())
# Coats that nobody sees on silver or white gold: the metal below is what the piece is.
_UNSEEN = frozenset(("rhodium plated", "white gold plated", "platinum plated"))
# Coats by the gold that they look like; a title that says "gold" may mean one of them.
_COATS = {
    "gold plated": ("yellow gold",), "gold vermeil": ("yellow gold", "rose gold"),
    "gold filled": ("yellow gold", "rose gold"), "rose gold plated": ("rose gold", "yellow gold"),
    "white gold plated": ("white gold",),
}  # fmt: skip
# What gold of unsaid colour is not where a later word says what lies beneath: costume jewellery is sold by its colour.
BASE_METALS = frozenset(("stainless steel", "brass", "bronze", "copper", "aluminium", "pewter", "base metal"))
_REACH = 5  # tokens between "plated" and its metal: "plated in real 18k gold"
_REMEMBERED = 1 << 14  # cells, which repeat
_TINTS = {"white": "white gold", "yellow": "yellow gold", "pink": "rose gold", "red": "rose gold"}
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
    if coats and coats[0].value in _UNSEEN and not sure and any(metal.kind == "weak" for metal in solid):
        return Metal("white gold", "weak")  # gold that is made to look white
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
    """What a cell says that the piece is made of; the parts of gold alone say gold."""
    seen = scan(cell, "cell")
    found = main_metal(seen)
    if found is None and any(meaning.value in GOLD_PARTS for _, meaning in seen.of("fineness")):
        return Metal("yellow gold", "weak")
    return found


def finer(metal: Metal, other: Metal) -> Metal:
    """What a piece is by two texts: a coat of gold instead of gold, its colour, the steel that is sold as "gold".

    Args:
        metal: What it is so far.
        other: What a less trusted text says.
    """
    if metal.value in _COATS.get(other.value, ()):
        return other
    if metal.value == "rose gold" and other.value == "gold plated":
        return Metal("rose gold plated", "sure")
    gold = other.value in GOLDS and metal.value in GOLDS
    return other if metal.kind == "weak" and other.kind == "sure" and (gold or other.value in BASE_METALS) else metal


@lru_cache(_REMEMBERED)
def tint(cell: str) -> str | None:
    """The gold that a cell about metal means by nothing but a colour: "White", "14K Rosé"; None if it says more."""
    seen = scan(cell, "cell")
    words = [place for place, token in enumerate(seen.tokens) if token not in BREAKS]
    karats = {place for match, _ in seen.of("karat") for place in range(match.start, match.end)}
    golds = {gold for place in words if (gold := _tint_at(seen, place))}
    if len(golds) != 1 or any(place not in karats and not _tint_at(seen, place) for place in words):
        return None
    return golds.pop()


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


def numbered_karat(cell: str, metal: str | None) -> str | None:
    """The karat that a bare number means in a cell that is there for it: "14", "18.0", "0.750"."""
    number = cell.strip().replace(",", ".").removesuffix(".0").removesuffix(".00")
    if metal in WHITE_METALS:
        return None
    if number.isdecimal() and int(number) in KARATS:
        return f"{int(number)}k"
    return GOLD_PARTS.get(number.removeprefix("0.")) if number.startswith("0.") else None


def _told(scan: Scan) -> Iterator[Metal]:
    plated, not_metal = context("plated"), context("not_metal")
    may_precede = not context("plated_with").isdisjoint(scan.tokens)
    for match, meaning in scan.of("metal"):
        behind = scan.token(match.end)
        if behind in not_metal:
            continue
        value = meaning.value
        if (behind in plated and not _coat_follows(scan, match)) or (may_precede and _plated_before(scan, match)):
            yield Metal(_PLATED.get(value, value if value.endswith(" plated") else f"{value} plated"), "sure")
        elif meaning.kind == "weak" and (gold := _tint_behind(scan, match)):
            yield Metal(gold, "sure")
        else:
            yield Metal(value, meaning.kind)


def _plated_before(scan: Scan, match: Match) -> bool:
    """Whether it says "plated in 18k" right before; but "gold plated silver" is about the gold."""
    position, linked = match.start - 1, False
    for _ in range(_REACH):
        token = scan.token(position)
        if token in context("plated_with"):
            if token in context("plated_what_follows"):
                return True
            named = next((other for other in scan.matches if other.start < position <= other.end), None)
            return named is None or not _names_metal(named) or (linked and _may_coat(match, named))
        if not (token in context("links") or token[:1].isdigit()):
            return False
        linked = linked or token in context("links")
        position -= 1
    return False


def _coat_follows(scan: Scan, match: Match) -> bool:
    """Whether what a metal is "plated" with comes after it: "silver plated with 18k gold"."""
    position = match.end + 1
    if scan.token(match.end) not in context("plated_with") or scan.token(position) not in context("links"):
        return False
    for other in scan.matches:
        if other.end > position and _value(other) is not None:
            between = scan.tokens[position : other.start]
            near = all(token in context("links") or token[:1].isdigit() for token in between)
            return near and _may_coat(other, match)
    return False


def _may_coat(coat: Match, below: Match) -> bool:
    """Whether one metal may lie on another: gold on silver and silver on brass, not the other way round."""
    return _rank(_value(coat)) <= _rank(_value(below))


def _rank(metal: str | None) -> int:
    if metal in GOLDS or metal in ("platinum", "palladium", "rhodium plated", "black rhodium", "ruthenium plated"):
        return 0
    return 1 if metal == "silver" else 2


def _value(match: Match) -> str | None:
    """The metal that a phrase names."""
    return next((meaning.value for meaning in match.meanings if meaning.attribute == "metal"), None)


def _tint_behind(scan: Scan, match: Match) -> str | None:
    """The gold of "14K Rose"; None in "14K white diamond", where the colour may be the stone's."""
    if not any(meaning.attribute == "karat" for meaning in match.meanings):
        return None
    for other in scan.matches:
        if other.start in (match.end, match.end + 1) and any(part.attribute == "gemstone" for part in other.meanings):
            return None
    return _tint_at(scan, match.end)


def _tint_at(scan: Scan, position: int) -> str | None:
    """The gold that a single word names by its colour, if it does."""
    if scan.token(position) == "rose":
        return "rose gold"
    named = next((match for match in scan.matches if match.start == position and match.end == position + 1), None)
    colours = (meaning.value for meaning in named.meanings if meaning.attribute == "colour") if named else ()
    return next((_TINTS[colour] for colour in colours if colour in _TINTS), None)


def _is_coat(metal: Metal) -> bool:
    return metal.value in COATINGS or metal.value.endswith(" plated")


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
    """Whether a karat is that of a coat: "18k plated", "18k gold plated"."""
    metal = next((other for other in scan.matches if other.start == match.end and _names_metal(other)), match)
    return scan.token(metal.end) in context("plated")


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
