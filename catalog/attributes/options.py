"""What the options of variants and a merchant's own columns are about."""

import re
from functools import lru_cache

from catalog.attributes.scanning import scan
from catalog.attributes.word_lists import data
from catalog.attributes.words import tokens

_REMEMBERED = 1 << 14
_LOOKS = frozenset(("metal", "gemstone", "colour", "style", "category", "look"))
_SIZES = re.compile(
    r"\W*(?:(?:xxs|xs|s|m|l|xl|xxl|small|medium|large|one size|einheitsgröße|taille unique|default title)|"
    r"(?:us|uk|eu|fr|de|it)?\W*\d{1,3}(?:[.,/]\d{1,2})?(?: ?\d/\d)?\W*"
    r"(?:cm|mm|in|inch|inches|zoll|ct|g|см|мм|\"|”|″)?)\W*",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"[(\[].*")
_WOO = ("pa", "attribute")  # what WooCommerce puts before the names of attributes


@lru_cache(_REMEMBERED)
def subject(name: str) -> str | None:
    """What an option or a column is about: an attribute, "look", "same", "tags", or None if its name is not known."""
    words = tuple(word for word in tokens(_ASIDE.sub("", name) or name) if word.isalnum() and word not in _WOO)
    known = _subjects()
    for length in range(len(words), 0, -1):
        for start in range(len(words) - length, -1, -1):
            found = known.get(words[start : start + length])
            if found:
                return found
    return None


@lru_cache(_REMEMBERED)
def changes_the_look(option: str, value: str) -> bool | None:
    """Whether variants that differ in this option look different; None if neither option nor value is known.

    Args:
        option: The merchant's name of the option, such as "Metal Color" or "Ringgröße".
        value: One of its values, such as "14k Rose Gold" or "54".
    """
    about = subject(option)
    if about in _LOOKS:
        return True
    seen = scan(value, "cell")
    shows = any(
        True for attribute in ("metal", "gemstone") for _, meaning in seen.of(attribute) if meaning.kind == "sure"
    )
    if about is not None and about != "tags":
        return about == "karat" and shows
    if shows or any(True for _ in seen.of("colour")):
        return True
    return False if _SIZES.fullmatch(value) else None


@lru_cache(1)
def _subjects() -> dict[tuple[str, ...], str]:
    return {tuple(tokens(word)): about for about, table in data("options").items() for word in table["words"]}
