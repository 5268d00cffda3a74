"""Phrases of shoppers in other languages, put together from the vocabulary of the trade and the glossary.

They are strings of words with a link or two and no grammar: no cases, no agreement. That is how many people search, and
all that a dictionary can teach.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from catalog.attributes.english import Translation, glossary
from catalog.attributes.vocabulary import entries

COLUMNS = {"category": "category", "metal": "metal", "gemstone": "stone", "style": "style"}
"""Columns of facts by the attribute of the vocabulary."""
FORMS = {
    "de": ("{metal} {piece} mit {rest}", "{piece} aus {metal} mit {rest}"),
    "fr": ("{piece} en {metal} avec {rest}", "{piece} {metal} {rest}"),
    "es": ("{piece} de {metal} con {rest}", "{piece} {metal} {rest}"),
    "it": ("{piece} in {metal} con {rest}", "{piece} {metal} {rest}"),
    "nl": ("{metal} {piece} met {rest}", "{piece} van {metal} met {rest}"),
    "pt": ("{piece} de {metal} com {rest}", "{piece} {metal} {rest}"),
    "pl": ("{piece} {metal} z {rest}", "{piece} {rest} {metal}"),
    "cs": ("{piece} {metal} s {rest}", "{piece} {rest} {metal}"),
    "sv": ("{piece} i {metal} med {rest}", "{metal} {piece} {rest}"),
    "da": ("{piece} i {metal} med {rest}", "{metal} {piece} {rest}"),
    "fi": ("{metal} {piece} {rest}", "{piece} {metal} {rest}"),
    "ru": ("{piece} из {metal} с {rest}", "{piece} {rest} {metal}"),
    "tr": ("{metal} {rest} {piece}", "{rest} {metal} {piece}"),
    "ja": ("{metal}の{rest}{piece}", "{metal} {rest} {piece}"),
    "zh": ("{metal}{rest}{piece}", "{rest}{metal}{piece}"),
    "hi": ("{metal} {rest} {piece}", "{metal} की {piece} {rest} वाली"),
}
"""How a language puts metal, piece and the rest together; what is not said is left out with its link."""
FACTS = (
    "category", "style", "metal", "stone", "pearl", "motif", "enamel", "finish", "width", "size", "weight", "cut",
    "halo",
)  # fmt: skip
"""Columns of facts that the glossary has words for; what else stands there is no fact of a piece."""
_SAID = 0.6  # how often a fact beside the piece is named
_REST = ("stone", "pearl", "motif", "enamel", "finish", "width", "size", "weight", "cut", "halo")


class ForeignPhrase(NamedTuple):
    """A phrase, its language, and the columns of the facts that it names."""

    text: str
    language: str
    columns: tuple[str, ...]


def dictionary() -> list[Translation]:
    """Every word of another language of which vocabulary or glossary know what it means, each once."""
    known = [
        Translation(COLUMNS[meaning.attribute], meaning.value, meaning.language, phrase)
        for phrase, meaning in entries()
        if meaning.attribute in COLUMNS and meaning.kind == "sure" and meaning.language in FORMS and phrase[-1] != "*"
    ]
    return list(dict.fromkeys([*known, *(word for word in glossary() if word.column in FACTS)]))


class ForeignWords:
    """Says the facts of a product in another language, as far as there are words for them."""

    def __init__(self, words: Sequence[Translation]) -> None:
        self._words: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for column, value, language, word in words:
            self._words[column, value, language].append(word)
        self.languages = sorted({word.language for word in words})

    def phrase(self, facts: Mapping[str, str], rng: random.Random) -> ForeignPhrase | None:
        """A phrase in a language drawn at random; None if it has no word for the piece."""
        language = rng.choice(self.languages)
        named = dict(self._piece(facts, language, rng))
        if not named:
            return None
        piece = " ".join(named.values())
        others = {
            column: word
            for column in ("metal", *_REST)
            if rng.random() < _SAID and (word := self._word(column, facts, language, rng))
        }
        form = rng.choice(FORMS[language])
        metal = others.get("metal", "")
        rest = [word for column, word in others.items() if column != "metal"]
        text = _filled(form, {"piece": piece, "metal": metal, "rest": _joined(rest, language)})
        return ForeignPhrase(text, language, (*named, *others))

    def _piece(self, facts: Mapping[str, str], language: str, rng: random.Random) -> Iterator[tuple[str, str]]:
        """The style where there is a word for it, else the category; some styles want both."""
        style = self._word("style", facts, language, rng) if rng.random() < _SAID else None
        category = self._word("category", facts, language, rng)
        if style:
            yield "style", style
        if category:  # a style's word alone may mean several kinds of pieces
            yield "category", category

    def _word(self, column: str, facts: Mapping[str, str], language: str, rng: random.Random) -> str | None:
        words = self._words.get((column, facts.get(column, ""), language))
        return rng.choice(words) if words else None


def _joined(words: Sequence[str], language: str) -> str:
    return ("" if language in ("zh", "ja") else " ").join(words)


def _filled(form: str, slots: Mapping[str, str]) -> str:
    """A form with its slots; the link before an empty slot goes with it, or the one behind if it comes first."""
    for name, value in slots.items():
        if not value:
            before, _, after = form.partition("{" + name + "}")
            kept = before[: before.rfind("}") + 1]
            form = kept + after if kept else after[after.find("{") :]
    return " ".join(form.format(**slots).split())
