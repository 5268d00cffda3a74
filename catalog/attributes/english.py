"""What words of other languages mean in English, which text towers know best.

Pieces are asked for and listed in a few hundred words, which vocabulary and glossary know in sixteen other languages. A
dictionary is enough: with these words said in English, questions find their piece first twice as often (decision 33).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from catalog.attributes.scanning import Match, scan
from catalog.attributes.vocabulary import Meaning, entries, vocabulary
from catalog.attributes.word_lists import context, data
from catalog.attributes.words import tokens

READ = 2000
"""Characters of a text in which words are looked for; towers read no more than some hundred words."""
_ORDER = ("karat", "fineness", "style", "metal", "colour", "gemstone", "category")
"""Attributes in the order in which English names them."""

_OTHER_SCRIPT = "?"
"""The language of a phrase that the vocabulary has for several, in no Latin letters."""


class Word(NamedTuple):
    """What a word or phrase of other languages means.

    Attributes:
        english: In canonical words.
        languages: In which it means that; ISO 639-1 codes.
    """

    english: str
    languages: frozenset[str]


class _Found(NamedTuple):
    """A word or phrase of a text.

    Attributes:
        start: Its first token.
        end: The one behind its last.
        words: What it may mean.
        tells: Whether English has no such word, so that it tells which language the text is in.
    """

    start: int
    end: int
    words: tuple[Word, ...]
    tells: bool

    @property
    def languages(self) -> frozenset[str]:
        """Those that have it."""
        return frozenset[str]().union(*(word.languages for word in self.words))


def in_english(text: str) -> str:
    """A text with what is known of other languages said in English; one in English comes back as it is.

    Words that English has too ("large", "or") are taken for those of another language only where others in
    the text are of it.
    """
    seen = scan(text[:READ], "title")
    found = list(_found(seen.tokens, {match.start: match for match in seen.matches}))
    if not any(each.tells for each in found):
        return text
    spoken = Counter(language for each in found if each.tells for language in each.languages)
    parts, position = list[str](), 0
    for each in found:
        if each.tells or any(language in spoken for language in each.languages):
            parts += [*seen.tokens[position : each.start], _likeliest(each.words, spoken)]
            position = each.end
    return " ".join([*parts, *seen.tokens[position:]]) + text[READ:]


def _likeliest(words: Sequence[Word], spoken: Counter[str]) -> str:
    """The meaning in the language that most of a text is in: "largo" is long in Spanish and wide in Italian."""
    return max(words, key=lambda word: max(spoken[language] for language in word.languages)).english


def read_ahead() -> None:
    """Read the vocabulary and the glossary now, which takes a tenth of a second, rather than for the first text."""
    scan("", "title")
    english_words()
    _languages()
    _longest()


def _found(said: Sequence[str], matches: Mapping[int, Match]) -> Iterator[_Found]:
    """The words of other languages in a text, from left to right; where two begin, the longer one."""
    position = 0
    while position < len(said):
        found, match = _listed(said, position), matches.get(position)
        if match is not None and (found is None or match.end > found.end):
            found = _meant(said, match) or found
        if found is not None:
            yield found
        position = found.end if found is not None else position + 1 if match is None else match.end


def _listed(said: Sequence[str], position: int) -> _Found | None:
    """The longest phrase of the glossary that begins at a position."""
    longest = _longest().get(said[position], 0)
    for end in range(min(position + longest, len(said)), position, -1):
        phrase = tuple(said[position:end])
        if phrase in _glossary():
            return _Found(position, end, _glossary()[phrase], _tells(phrase))
    return None


def _meant(said: Sequence[str], match: Match) -> _Found | None:
    """A phrase of the vocabulary; None if it is English, or a name that all languages share."""
    phrase = tuple(said[match.start : match.end])
    english = " ".join(_words(match.meanings))
    if not english or all(token in english_words() or token[0].isdigit() for token in phrase):
        return None
    languages = _languages().get(phrase, frozenset(meaning.language for meaning in match.meanings)) - {"", "en"}
    listed = [word.languages for token in phrase for word in _glossary().get((token,), ())]
    languages = languages.union(*listed)
    if not languages and not any(token.isascii() for token in phrase):
        languages = frozenset((_OTHER_SCRIPT,))
    if not languages:
        return None
    return _Found(match.start, match.end, (Word(english, languages),), _tells(phrase))


def _words(meanings: Sequence[Meaning]) -> list[str]:
    """The canonical words of what a phrase means, in the order of English."""
    by_attribute: dict[str, str] = {}
    for meaning in meanings:
        by_attribute.setdefault(meaning.attribute, _value(meaning))
    if "metal" in by_attribute:
        by_attribute.pop("colour", None)
    words = " ".join(by_attribute[attribute] for attribute in _ORDER if by_attribute.get(attribute)).split()
    return list(dict.fromkeys(words))


def _value(meaning: Meaning) -> str:
    """A value in words; gold whose colour is not said is gold."""
    is_plain = meaning.attribute == "metal" and meaning.kind in ("weak", "cells") and meaning.value == "yellow gold"
    return "gold" if is_plain else meaning.value


def _tells(phrase: Sequence[str]) -> bool:
    """Whether English has no such word."""
    confusable = len(phrase) == 1 and phrase[0] in context("confusable")
    return not confusable and not all(token in english_words() for token in phrase)


@cache
def english_words() -> frozenset[str]:
    """Every word of the vocabulary's English phrases and of what the glossary has words for, folded."""
    phrases = (
        phrase
        for phrase, meanings in vocabulary().phrases.items()
        if any(meaning.language == "en" and meaning.kind != "cells" for meaning in meanings)
    )
    return frozenset(chain(chain.from_iterable(phrases), *(tokens(word.value) for word in glossary())))


@cache
def _languages() -> Mapping[tuple[str, ...], frozenset[str]]:
    """All languages that have a phrase of the vocabulary; its meanings name the first of them only."""
    languages: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for phrase, meaning in entries():
        languages[tuple(tokens(phrase))].add(meaning.language)
    return {phrase: frozenset(spoken) for phrase, spoken in languages.items()}


@cache
def _glossary() -> Mapping[tuple[str, ...], tuple[Word, ...]]:
    """What the words of the glossary mean, by the tokens into which texts are cut."""
    languages: dict[tuple[str, ...], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for column, value, language, word in glossary():
        languages[tuple(tokens(word))]["halo" if column == "halo" else value].add(language)
    return {
        phrase: tuple(Word(english, frozenset(spoken)) for english, spoken in meanings.items())
        for phrase, meanings in languages.items()
    }


@cache
def _longest() -> Mapping[str, int]:
    """The number of tokens of the longest phrase that begins with a token."""
    longest: dict[str, int] = {}
    for phrase in _glossary():
        longest[phrase[0]] = max(longest.get(phrase[0], 0), len(phrase))
    return longest


class Translation(NamedTuple):
    """A word of another language: what it is about, what it means in English, its language, and itself."""

    column: str
    value: str
    language: str
    word: str


def glossary() -> Iterator[Translation]:
    """Every word of the glossary."""
    for column, values in data("glossary").items():
        for value, by_language in values.items():
            for language, words in by_language.items():
                yield from (Translation(column, value, language, word) for word in words)
