"""What a shopper's words ask for that no likeness can grant: what a piece must not have, and what it may cost.

Vectors lie near what words name, and "ring, not yellow gold" names yellow gold. So what is named behind a "not" becomes
a filter, with the vocabulary that merchants' words are read by, and so does a price.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from catalog.attributes.fineness import GOLDS
from catalog.attributes.metals import COATINGS
from catalog.attributes.scanning import Match, Scan, scan
from catalog.attributes.vocabulary import Meaning
from catalog.attributes.word_lists import context, data
from catalog.attributes.words import fold
from catalog.index.filters import Condition, Filters, NoneOf
from service.price_words import read_price

_REACH = 4  # words between "not" and what is not wanted: "nicht in einem Gelbgold"
_LONGEST = 1000  # characters; a longer text is a description


class Wish(NamedTuple):
    """Something that a filter can grant, and the words that ask for it."""

    words: str
    condition: Condition


@dataclass(frozen=True)
class Wishes:
    """What words ask for.

    Attributes:
        wishes: What every hit must meet.
        alone: The words to search with by themselves, without what is not wanted and without prices.
        beside: The words to search with beside a photo, which the fusion knows how to take something away from.
        naming: The words by which a piece may be called: those before any "not", without prices.
    """

    wishes: Sequence[Wish]
    alone: str
    beside: str
    naming: str

    @property
    def filters(self) -> Filters:
        """The conditions of all wishes."""
        return tuple(wish.condition for wish in self.wishes)


def read_wishes(text: str) -> Wishes:
    """What is said to be unwanted, and what a piece may cost. Words that say neither come back as they are."""
    if not text or len(text) > _LONGEST:
        return as_they_are(text)
    named = read_price(text)
    beside = text if named is None else named.left
    price = [] if named is None else [Wish(named.words, named.bounds)]
    if not _NOT.search(fold(beside)):
        return Wishes(price, beside or text, beside, beside)
    seen = scan(beside, "title")
    compounds = set(_COMPOUND.findall(fold(beside)))  # "no-piercing ear cuff"
    unwanted = [(span, wish) for span, wish in _unwanted(seen) if seen.token(span.start + 1) not in compounds]
    spans = [span for span, _ in unwanted]
    alone = _left(seen, spans) if unwanted else beside
    wishes = [
        Wish(" ".join(seen.tokens[span.start : span.stop]), _but_for(condition, _wanted(seen, spans)))
        for span, condition in unwanted
    ]
    return Wishes(wishes + price, alone or beside or text, beside, _affirmed(alone))


def as_they_are(text: str) -> Wishes:
    """Words that are taken to ask for nothing but what is like them."""
    return Wishes((), text, text, _affirmed(text))


def _affirmed(text: str) -> str:
    """What stands before any "not", folded: who wants a ring "not by Velm" names nothing."""
    return _NOT.split(fold(text), maxsplit=1)[0]


Unwanted = tuple[range, NoneOf]
"""Where it stands, counted in tokens, and what a piece must not have."""


def _unwanted(seen: Scan) -> Iterator[Unwanted]:
    """What stands behind a "not", in the order of the text."""
    matches = {match.start: match for match in seen.matches}
    for start, token in enumerate(seen.tokens):
        if token in context("unwanted"):
            yield from _behind(seen, start, start + 1, matches)
        elif token == "t" and seen.token(start - 1) in _CONTRACTED:  # "don't want"
            yield from _behind(seen, start - 1, start + 1, matches)


def _behind(seen: Scan, start: int, position: int, matches: dict[int, Match]) -> Iterator[Unwanted]:
    for _ in range(_REACH):
        token = seen.token(position)
        if token in context("plated") or token in context("plated_with"):
            yield range(start, position + 1), NoneOf("metal", tuple(sorted(COATINGS)))
            return
        if token in _stone_words() and seen.token(position + 1) not in context("somewhere"):
            yield range(start, position + 1), NoneOf("gemstone", tuple(sorted(data("gemstone"))))
            return
        if match := matches.get(position):
            if seen.token(match.end) in context("somewhere"):  # "without diamonds on the band" may have one above it
                return
            yield from _named(range(start, match.end), match)
            yield from _or_another(seen, match.end, matches)
            return
        if token not in context("before_unwanted"):
            return
        position += 1


def _or_another(seen: Scan, position: int, matches: dict[int, Match]) -> Iterator[Unwanted]:
    """More that the same "not" is about: "without diamonds or pearls"."""
    while seen.token(position) in context("or") and (match := matches.get(position + 1)):
        yield from _named(range(position, match.end), match)
        position = match.end


def _named(span: range, match: Match) -> Iterator[Unwanted]:
    """What a phrase names: "hoops" are hoops rather than earrings."""
    meanings = {meaning.attribute: meaning for meaning in reversed(match.meanings) if meaning.kind != "cells"}
    named = [meanings[field] for field in ("metal", "gemstone", "style") if field in meanings]
    for meaning in named or [meanings[field] for field in meanings if field == "category"]:
        yield span, NoneOf(meaning.attribute, tuple(_values(meaning, words=match.end - match.start)))


def _values(meaning: Meaning, words: int) -> Sequence[str]:
    """All that a word stands for: "gold" for gold of every colour, "diamonds" for those of every kind."""
    if meaning.attribute == "metal" and meaning.kind == "weak":
        return [*GOLDS, *(coat for coat in sorted(COATINGS) if "gold" in coat)]
    if meaning.attribute == "gemstone" and words == 1:
        kind = meaning.value.split()[-1]
        return [stone for stone in data("gemstone") if stone.split()[-1] == kind]
    return [meaning.value]


def _wanted(seen: Scan, spans: Sequence[range]) -> set[str]:
    """What the rest of the words names."""
    rest = [match for match in seen.matches if not any(match.start in span for span in spans)]
    return {meaning.value for match in rest for meaning in match.meanings if meaning.kind not in ("cells", "weak")}


def _but_for(condition: NoneOf, wanted: set[str]) -> NoneOf:
    """What is not wanted, but for kin that is: "no diamonds, a champagne diamond". If all is, "not" counts."""
    kept = tuple(value for value in condition.values if value not in wanted)
    return NoneOf(condition.field, kept or condition.values)


@cache
def _stone_words() -> frozenset[str]:
    """Words for stones of any kind."""
    return frozenset(word for word in data("options")["gemstone"]["words"] if word.isalpha() and word.islower())


def _left(seen: Scan, spans: Sequence[range]) -> str:
    """What is left of a text without some spans of its tokens."""
    kept: list[str] = []
    for position, token in enumerate(seen.tokens):
        if any(position == span.start for span in spans):
            _drop_dangling(kept)
        if not any(position in span for span in spans) and (kept or token.isalnum()):
            kept.append(token)
    _drop_dangling(kept)
    return " ".join(kept)


def _drop_dangling(words: list[str]) -> None:
    """Take away the "that has", "with" or "but" before something that is gone."""
    while words and (words[-1] in _DANGLING or words[-1] in context("before_unwanted") or not words[-1].isalnum()):
        words.pop()


_NOT = re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, context("unwanted")))) + r"|\w+n['’]?t)(?!\w)")
_COMPOUND = re.compile(r"\bno[nt]?-(\w+)")
_CONTRACTED = frozenset(("don", "doesn", "isn", "aren", "shouldn", "mustn"))
_DANGLING = frozenset(
    (
        "but",
        "aber",
        "mais",
        "pero",
        "ma",
        "maar",
        "mas",
        "that",
        "is",
        "and",
        "und",
        "et",
        "y",
        "e",
        "with",
        "w",
        "having",
    )
)
