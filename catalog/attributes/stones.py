"""Which stone a piece carries."""

from collections.abc import Iterable, Iterator
from typing import Literal

from catalog.attributes.scanning import Match, Scan
from catalog.attributes.word_lists import context
from catalog.attributes.words import BREAKS

Rank = Literal["main", "beside", "last"]
RANKS: tuple[Rank, ...] = ("main", "beside", "last")
_REACH = 3  # tokens between "halo" and its stone: "halo of genuine diamonds"
_AND = frozenset(
    (
        "and",
        "with",
        "und",
        "mit",
        "et",
        "avec",
        "y",
        "e",
        "con",
        "en",
        "met",
        "i",
        "z",
        "och",
        "og",
        "med",
        "ja",
        "и",
        "с",
    )
)
# What stands in for a diamond, and is often told only behind the title.
_FOR_DIAMONDS = frozenset(("lab-grown diamond", "diamond simulant", "cubic zirconia", "moissanite"))
_IMITATING = frozenset(("cubic zirconia", "diamond simulant", "moissanite", "Swarovski crystal"))
_IMITATED = frozenset(
    ("diamond", "emerald", "ruby", "blue sapphire", "pink sapphire", "amethyst", "aquamarine", "blue topaz", "peridot",
     "garnet", "citrine", "tanzanite")
)  # fmt: skip
_IN_WATCHES = frozenset(("quartz", "crystal", "glass", "blue sapphire"))  # the movement and the glass, not a stone
_COLOURED = frozenset(
    ("enamel", "enamelled", "enameled", "leather", "cord", "dial", "lacquer", "resin", "emaille", "email", "esmalte",
     "smalto", "leder", "cuir", "cuero", "pelle", "zifferblatt", "cadran", "esfera", "emalia", "эмаль", "emalj")
)  # fmt: skip


def gemstones(text: Scan, category: str | None) -> dict[Rank, str]:
    """The first stone of each rank: the main one, one that goes with others, one that is of little worth."""
    found: dict[Rank, str] = {}
    for rank, stone in _ranked(text, category):
        grown = stone == "lab-grown diamond" and found.get(rank) == "diamond"  # "diamond (lab-grown)"
        if grown or rank not in found:
            found[rank] = stone
    return found


def finer_stone(stone: str | None, texts: Iterable[Scan]) -> str | None:
    """What a "diamond" is by less trusted texts, unless one of them says that it is natural.

    A text decides that names one thing that stands in for a diamond, and names it first or says that it was grown.
    """
    if stone != "diamond":
        return stone
    told, natural = None, context("natural")
    for text in texts:
        if not natural.isdisjoint(text.tokens):
            return stone
        named = [found for rank, found in _ranked(text, None) if rank == "main"]
        instead = _FOR_DIAMONDS.intersection(named)
        if len(instead) == 1 and (named[0] in instead or "lab-grown diamond" in instead):
            told = told or next(iter(instead))
    return told or stone


def _ranked(text: Scan, category: str | None) -> Iterator[tuple[Rank, str]]:
    """The stones that a text names, in its order."""
    for match, meaning in text.of("gemstone"):
        if not _is_look(text, match, meaning.value) and not (category == "watch" and meaning.value in _IN_WATCHES):
            yield "last" if meaning.kind == "last" else "beside" if _is_beside(text, match) else "main", meaning.value


def gemstone(texts: Iterable[Scan], category: str | None) -> str | None:
    """The main stone that the first of some texts names; one that goes with others where none names a main one."""
    found = [gemstones(text, category) for text in texts]
    return next((stones[rank] for rank in RANKS for stones in found if rank in stones), None)


def colour(text: Scan) -> str | None:
    """The colour of the enamel, leather or dial that a title names; of a cell, its first colour."""
    for match, meaning in text.of("colour"):
        if text.place == "cell" or text.token(match.end) in _COLOURED:
            return meaning.value
    return None


def _is_look(text: Scan, match: Match, stone: str) -> bool:
    """Whether the word is about a shape or a colour: "diamond cut", "ruby red", "emerald CZ"."""
    if text.token(match.end) in context("not_gemstone"):
        return True
    behind = next((other for other in text.matches if other.start == match.end), None)
    if behind is None:
        return False
    imitation = any(meaning.attribute == "gemstone" and meaning.value in _IMITATING for meaning in behind.meanings)
    return (imitation and stone in _IMITATED) or all(meaning.attribute == "colour" for meaning in behind.meanings)


def _is_beside(text: Scan, match: Match) -> bool:
    if text.place == "cell":
        return False
    if text.token(match.end) in context("secondary"):
        return True
    for position in range(match.start - 1, match.start - 1 - _REACH, -1):
        token = text.token(position)
        if token in BREAKS or token in _AND:
            return False
        if token in context("secondary_before") or (token == "halo" and text.token(position + 1) in context("links")):
            return True
    return False
