"""Words of the trade that were spelt wrongly, put right: "emarald", "dimond", "braclet".

A text tower reads a word that it does not know by pieces, and those of "emarald" mean nothing. So a word that nobody
knows is taken for the word of the trade that is spelt almost like it.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from catalog.attributes.english import english_words
from catalog.attributes.vocabulary import vocabulary

_WORD = re.compile(r"(?<![\w'’])[A-Za-z]{4,32}(?![\w'’])")
_LONGEST = 200  # characters; a longer text is a description, and one word more or less changes little
_LONG = 8  # letters from which on a word may have two mistakes
_SHORT = 4  # letters of words in which only neighbours may have changed places: too many are a letter away

Knows = Callable[[str], bool]


class Respelling(NamedTuple):
    """A word of a text, and the one that it was taken for."""

    words: str
    read_as: str


def respelt(text: str, knows: Knows) -> tuple[str, list[Respelling]]:
    """A text with the words of the trade spelt right that are spelt almost so, and which those are.

    Args:
        text: What was asked.
        knows: Whether a word, in small letters, is known as it is: to the text tower, or as a name in the catalogue.
    """
    if len(text) > _LONGEST:
        return text, []
    changed: list[Respelling] = []

    def spelt(found: re.Match[str]) -> str:
        word = found.group()
        meant = None if knows(word.lower()) else _meant(word.lower())
        if meant is None:
            return word
        changed.append(Respelling(word, meant))
        return meant

    return _WORD.sub(spelt, text), changed


@cache
def _targets() -> tuple[str, ...]:
    return tuple(sorted(word for word in english_words() if len(word) >= _SHORT and word.isascii() and word.isalpha()))


def _meant(word: str) -> str | None:
    """The word of the trade that is spelt almost like one that is not; None if there is none, or several."""
    if word in english_words() or vocabulary()[word] is not None:
        return None
    mistakes = 2 if len(word) >= _LONG else 1
    found = process.extract(word, _targets(), scorer=OSA.distance, score_cutoff=mistakes, limit=3)
    near = [(other, distance) for other, distance, _ in found if other[0] == word[0]]
    if len(word) == _SHORT:
        near = [(other, distance) for other, distance in near if sorted(other) == sorted(word)]
    if not near or (len(near) > 1 and near[0][1] == near[1][1]):
        return None
    return near[0][0]
