"""The vocabulary, as its data files hold it, in the form in which texts are searched for it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple

from catalog.attributes.compounds import COMPOUNDING, Compounds
from catalog.attributes.fineness import OTHER_PARTS, fineness_words
from catalog.attributes.word_lists import data
from catalog.attributes.words import tokens

Kind = Literal["sure", "weak", "titles", "cells", "last"]
_KINDS: tuple[Kind, ...] = ("weak", "titles", "cells")
_SETTINGS = ("category", "only", "last")

# Languages whose plurals are regular enough to be made up.
_PLURALS = frozenset(("en", "fr", "es", "pt"))
_LONGEST_ENDING = 4  # letters that may follow a stem
_REMEMBERED = 200_000  # words whose place in the vocabulary is kept


class Meaning(NamedTuple):
    """What a word says.

    Attributes:
        attribute: Such as "metal".
        value: In canonical words.
        kind: "sure"; "weak" and "last" give way to others; "titles" and "cells" count there only.
        language: ISO 639-1 code of the language whose word it is; empty if it belongs to several.
    """

    attribute: str
    value: str
    kind: Kind = "sure"
    language: str = ""


class Entry(NamedTuple):
    """A word or phrase as the data files write it, and what it says."""

    phrase: str
    meaning: Meaning


Node = dict[str, Any]  # by the next token; "" holds the meanings of what ends here

FILES = ("category", "metal", "gemstone", "colour", "style")


def entries() -> Iterator[Entry]:
    """Every word and phrase with every meaning, plurals not among them."""
    for attribute in FILES:
        for value, table in data(attribute).items():
            yield from _entries(attribute, value, table)
    for phrase in data("context")["nothing"]:
        yield Entry(phrase, Meaning("nothing", ""))
    for phrase, attribute, value, kind in fineness_words():
        yield Entry(phrase, Meaning(attribute, value, kind))


def _entries(attribute: str, value: str, table: Mapping[str, Any]) -> Iterator[Entry]:
    usual: Kind = "last" if table.get("last") else "sure"
    if not any(value in table.get(kind, ()) for kind in _KINDS):
        yield Entry(value, Meaning(attribute, value, "cells" if attribute == "style" else usual, "en"))
    for key, phrases in table.items():
        if key in _SETTINGS:
            continue
        language = "" if key in _KINDS or key == "words" else key
        for phrase in phrases:
            yield Entry(phrase, Meaning(attribute, value, _kind(key, usual), language))
            if attribute == "metal":
                yield from (Entry(phrase, Meaning("fineness", part)) for part in _parts(phrase))
            if attribute == "style" and (implied := _implied(phrase, table)):
                yield Entry(phrase, Meaning("category", *implied, language))


def _parts(phrase: str) -> list[str]:
    """The parts in a thousand that a phrase such as "925er Silber" names."""
    numbers = (token.removesuffix("er") for token in tokens(phrase))
    return [number for number in numbers if number in OTHER_PARTS]


def _kind(key: str, usual: Kind) -> Kind:
    return next((kind for kind in _KINDS if kind == key), usual)


def _implied(phrase: str, table: Mapping[str, Any]) -> tuple[str, Kind] | None:
    """The kind of piece that the words of a style name, such as the ring in "halo ring", or else imply."""
    named = [_nouns()[token] for token in tokens(phrase) if token in _nouns()]
    if "category" in table:
        return table["category"], "sure" if named else "weak"
    return named[-1] if named else None


@cache
def _nouns() -> Mapping[str, tuple[str, Kind]]:
    """The kinds of pieces by the single words that name them."""
    return {
        parts[0]: (value, _kind(key, "sure"))
        for value, table in data("category").items()
        for key, phrases in table.items()
        for phrase in (phrase + plural for phrase in phrases for plural in ("", "s"))
        if len(parts := tokens(phrase)) == 1
    }


class Vocabulary(dict[str, Node | None]):
    """Where the phrases begin that a token begins; a token is looked up once and then known.

    Attributes:
        phrases: The meanings of every phrase, by its tokens.
    """

    def __init__(self, known: Sequence[Entry]) -> None:
        super().__init__()
        self.phrases: dict[tuple[str, ...], list[Meaning]] = {}
        self._stems: dict[str, Node] = {}
        self._root: Node = {}
        self._joined: set[str] = set()
        for phrase, meaning in known:
            self._add(phrase, meaning)
        for parts, meanings in self.phrases.items():
            node = self._root
            for part in parts:
                node = node.setdefault(part, {})
            node[""] = tuple(meanings)
        self._compounds = Compounds({word: tuple(self.phrases[(word,)]) for word in self._joined})

    def __missing__(self, token: str) -> Node | None:
        if len(self) > _REMEMBERED:
            self.clear()
        node = self._root.get(token)
        if node is None or "" not in node:
            node = {**(self._stem(token) or self._compound(token) or {}), **(node or {})}
        self[token] = found = node or None
        return found

    def _add(self, phrase: str, meaning: Meaning) -> None:
        if phrase.endswith("*"):
            stem = tokens(phrase[:-1])[0]
            self._stems.setdefault(stem, {"": ()})[""] += (meaning,)
            return
        for form in (phrase, *_plurals(phrase, meaning)):
            joined = meaning.language in COMPOUNDING or (meaning.attribute, meaning.kind) == ("metal", "weak")
            if joined and len(parts := tokens(form)) == 1:
                self._joined.add(parts[0])
            meanings = self.phrases.setdefault(tuple(tokens(form)), [])
            if not any(known[:3] == meaning[:3] for known in meanings):
                meanings.append(meaning)

    def _stem(self, token: str) -> Node | None:
        for length in range(len(token), max(len(token) - _LONGEST_ENDING, 3) - 1, -1):
            if token[:length] in self._stems:
                return self._stems[token[:length]]
        return None

    def _compound(self, token: str) -> Node | None:
        meanings = self._compounds.meanings(token)
        return {"": meanings} if meanings else None


def _plurals(phrase: str, meaning: Meaning) -> tuple[str, ...]:
    last = phrase[-1]
    if meaning.language not in _PLURALS or not (last.isascii() and last.isalpha()) or len(phrase) < 3 or last == "s":
        return ()
    if meaning.attribute in ("metal", "colour"):
        return ()
    if phrase.endswith(("ch", "x", "sh", "z")):
        return (phrase + "es",)
    if last == "y" and meaning.language == "en":
        return (phrase + "s", phrase[:-1] + "ies")
    if last in "rlndz" and meaning.language in ("es", "pt"):
        return (phrase + "es",)
    return (phrase + "s",)


@cache
def vocabulary() -> Vocabulary:
    """The whole vocabulary, read once."""
    return Vocabulary(list(entries()))
