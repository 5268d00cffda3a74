"""Known words, found in a text."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from catalog.attributes.vocabulary import Kind, Meaning, vocabulary
from catalog.attributes.word_lists import context
from catalog.attributes.words import tokens

Place = Literal["cell", "title", "text"]

_COUNTING: dict[Place, frozenset[Kind]] = {
    "cell": frozenset(("sure", "weak", "titles", "cells", "last")),
    "title": frozenset(("sure", "weak", "titles", "last")),
    "text": frozenset(("sure", "weak", "last")),
}
_LONGEST = 2000  # characters of a text that are read; what comes later is about shipping
_REMEMBERED = 1 << 14  # short texts, which repeat


class Match(NamedTuple):
    """A known phrase: its first token, the one behind its last, and what it says."""

    start: int
    end: int
    meanings: tuple[Meaning, ...]


Found = tuple[Match, Meaning]


class Scan(NamedTuple):
    """A text, cut into words, and what is known of them.

    Attributes:
        tokens: Its words and marks, folded.
        matches: The known phrases in it, in their order.
        found: What is said of each attribute and counts at this place; nothing behind a "without" or before a "free".
        place: Where it stood.
    """

    tokens: Sequence[str]
    matches: Sequence[Match]
    found: Mapping[str, Sequence[Found]]
    place: Place

    def of(self, attribute: str) -> Sequence[Found]:
        """What is said of an attribute, in its order."""
        return self.found.get(attribute, ())

    def token(self, position: int) -> str:
        """The token at a position; empty outside of the text."""
        return self.tokens[position] if 0 <= position < len(self.tokens) else ""


def scan(text: str, place: Place) -> Scan:
    """Find the longest known phrases of a text, from left to right."""
    return _short(text, place) if len(text) <= 100 else _scan(text[:_LONGEST], place)


def _scan(text: str, place: Place) -> Scan:
    words = tokens(text)
    starts = vocabulary()
    matches: list[Match] = []
    position, size = 0, len(words)
    while position < size:
        node = starts[words[position]]
        if node is None:
            position += 1
            continue
        end, after, found = position, position + 1, None
        while node is not None:
            if "" in node:
                end, found = after, node[""]
            if after == size:
                break
            node = node.get(words[after])
            after += 1
        if found:
            matches.append(Match(position, end, found))
        position = end if found else position + 1
    return Scan(words, matches, _counting(words, matches, _COUNTING[place]), place)


def _counting(words: Sequence[str], matches: Sequence[Match], kinds: frozenset[Kind]) -> Mapping[str, Sequence[Found]]:
    negations, denials = context("negations"), context("denials")
    found: dict[str, list[Found]] = {}
    for match in matches:
        if (match.start and words[match.start - 1] in negations) or (
            match.end < len(words) and words[match.end] in denials
        ):
            continue
        told = set()
        for meaning in match.meanings:
            if meaning.kind in kinds and meaning.attribute not in told:
                told.add(meaning.attribute)
                found.setdefault(meaning.attribute, []).append((match, meaning))
    return found


_short = lru_cache(_REMEMBERED)(_scan)
