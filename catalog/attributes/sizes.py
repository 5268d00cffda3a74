"""Sizes as merchants write them, in one notation."""

import re
from collections.abc import Sequence

_SEPARATORS = re.compile(r"\s*[,;|]\s+|\s*[;|]\s*")
_SIZE_WORDS = (
    r"(?:ring\s?size|ringgröße|ringgrösse|größe|grösse|groesse|gr\.|size|taille|tour de doigt|talla|taglia|misura|maat|"
    r"ringmaat|tamanho|aro|rozmiar|velikost|storlek|størrelse|koko|размер|サイズ)"
)
_TELLING_WORDS = """
    ringsize ringgrosse grosse groesse gr size taille doigt talla taglia misura maat ringmaat tamanho aro rozmiar
    velikost storlek storrelse koko размер us uk eu
"""
_TELLING = frozenset(_TELLING_WORDS.split())  # a title without one of these words names no ring size
_NAMED = re.compile(rf"\b{_SIZE_WORDS}\s*[:\-–]?\s*(?=[\dA-Z])", re.IGNORECASE)
_SYSTEM = re.compile(
    r"\b(US|UK|EU|FR|DE|IT|JP)(?:[\s:]+|(?=\d))([A-Z](?: ?½| ?1/2)?|\d{1,2}(?:[.,]\d{1,2})?(?: ?½| 1/2)?)(?![\w.])",
    re.IGNORECASE,
)
_LENGTH = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?(cm|mm|inches|inch|in\b|zoll|\"|”|″|''|см|мм)(?![\w])", re.IGNORECASE
)
_PLAIN = re.compile(
    rf"\b{_SIZE_WORDS}\s*[:\-–]?\s*(\d{{1,2}}(?:[.,]\d{{1,2}})?|[A-Z](?: ?½| ?1/2)?)(?![\w%.,]*\d|\w)", re.IGNORECASE
)
_UNITS = {"cm": "cm", "см": "cm", "mm": "mm", "мм": "mm"}
_MEASURED = ("necklace", "bracelet", "anklet")  # whose length is their size
_LONGEST = 200  # characters


def size(cell: str) -> str:
    """A cell, each of its sizes in one notation: "54", "US 7", "N 1/2", "45 cm", "18 inch"."""
    parts = (_one(part) for part in _SEPARATORS.split(" ".join(cell[:_LONGEST].split())))
    return ", ".join(dict.fromkeys(part for part in parts if part))


def size_in(title: str, words: Sequence[str], category: str | None) -> str | None:
    """The size that a title names: a ring's with its word, the length of a necklace or bracelet.

    Args:
        title: The title.
        words: The same, folded and cut into words.
        category: What it is about.
    """
    if category in _MEASURED:
        length = _LENGTH.search(title) if any(character.isdigit() for character in title) else None
        return _length(length) if length and _unit(length[2]) != "mm" else None
    if category == "ring" and not _TELLING.isdisjoint(words):
        named = _PLAIN.search(title)
        system = _SYSTEM.search(title) if not named else None
        return named[1] if named else (f"{system[1].upper()} {system[2]}" if system else None)
    return None


def _one(part: str) -> str:
    part = _NAMED.sub("", part).strip()
    length = _LENGTH.fullmatch(part)
    if length:
        return _length(length)
    system = _SYSTEM.fullmatch(part)
    if system:
        return f"{system[1].upper()} {system[2].upper()}"
    return part.upper() if len(part) <= 3 and part.isascii() else part


def _length(found: re.Match[str]) -> str:
    return f"{found[1]} {_unit(found[2])}"


def _unit(written: str) -> str:
    return _UNITS.get(written.lower(), "inch")
