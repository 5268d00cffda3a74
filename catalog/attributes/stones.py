"""Which stone a piece carries."""

from collections.abc import Iterable
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
_IN_WATCHES = frozenset(("quartz", "crystal", "glass", "blue sapphire"))  # the movement and the glass, not a stone
_COLOURED = frozenset(
    ("enamel", "enamelled", "enameled", "leather", "cord", "dial", "lacquer", "resin", "emaille", "email", "esmalte",
     "smalto", "leder", "cuir", "cuero", "pelle", "zifferblatt", "cadran", "esfera", "emalia", "эмаль", "emalj")
)  # fmt: skip


def gemstones(text: Scan, category: str | None) -> dict[Rank, str]:
    """The first stone of each rank: the main one, one that goes with others, one that is of little worth."""
    found: dict[Rank, str] = {}
    for match, meaning in text.of("gemstone"):
        if not _is_look(text, match) and not (category == "watch" and meaning.value in _IN_WATCHES):
            rank: Rank = "last" if meaning.kind == "last" else "beside" if _is_beside(text, match) else "main"
            found.setdefault(rank, meaning.value)
    return found


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


def _is_look(text: Scan, match: Match) -> bool:
    """Whether the word is about a shape or a colour: "diamond cut", "ruby red"."""
    if text.token(match.end) in context("not_gemstone"):
        return True
    behind = next((other for other in text.matches if other.start == match.end), None)
    return behind is not None and all(meaning.attribute == "colour" for meaning in behind.meanings)


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
