"""Words for what products are, in the catalogue's languages: the merchant's own and those of the vocabulary."""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from catalog.attributes.scanning import scan
from catalog.attributes.word_lists import data
from catalog.product import Product

ENGLISH = "en"
SPOKEN = 0.1  # share of the known words of all titles from which on a language counts as the catalogue's
SYNONYMS = {"category": 2}  # taken of the vocabulary for each value and language; later ones are rarer or narrower
MOST_SYNONYMS = 3  # where the line above says nothing
LONGEST = 30  # characters of a word that a shopper would type
OWN_USES = 2  # products in which a merchant's own word must stand

_ATTRIBUTES = ("category", "style", "metal", "gemstone", "colour")
_SEPARATORS = frozenset("/>,;|&+()[]:")
_BEGINNINGS = ("en ", "in ", "aus ", "de ", "d'")  # words that the templates have already


class Lexicon:
    """What values of attributes are called.

    Attributes:
        languages: ISO 639-1 codes, the most spoken first; at least one.
    """

    def __init__(self, products: Sequence[Product]) -> None:
        """Read the languages and the merchant's own words from a catalogue."""
        self.languages = spoken(products)
        self._own = _own_words(products)

    def words(self, attribute: str, value: str, language: str) -> Sequence[str]:
        """Everything that a value may be called, the commonest first; never empty."""
        known = _known(attribute, value, language)
        own = self._own.get((attribute, value), ())
        return tuple(dict.fromkeys((*known, *own))) or (value,)

    def word(self, attribute: str, value: str, language: str, rng: random.Random) -> str:
        """One of them, the commonest as likely as all others together."""
        words = self.words(attribute, value, language)
        return words[0] if rng.random() < 0.5 else rng.choice(words)


def spoken(products: Sequence[Product]) -> tuple[str, ...]:
    """The languages of the titles, by the known words in them; English if there are none."""
    counts: Counter[str] = Counter()
    for product in products:
        for match in scan(product.title, "title").matches:
            counts.update({meaning.language for meaning in match.meanings if len(meaning.language) == 2})
    known = [language for language, count in counts.most_common() if count >= SPOKEN * counts.total()]
    return tuple(known) or (ENGLISH,)


def _known(attribute: str, value: str, language: str) -> list[str]:
    table = data(attribute).get(value) if attribute in _ATTRIBUTES else None
    if table is None:
        return [value]
    known = [value] if language == ENGLISH or "words" in table else []  # whose languages are not told apart
    known += [phrase for phrase in table.get(language, ()) if _can_be_typed(phrase)]
    phrases = list(dict.fromkeys(known))[: SYNONYMS.get(attribute, MOST_SYNONYMS)]
    if attribute == "metal" and language == ENGLISH:
        phrases += [phrase for phrase in table.get("weak", ())[:1] if phrase.isascii()]
    return phrases


def _own_words(products: Sequence[Product]) -> Mapping[tuple[str, str], tuple[str, ...]]:
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for product in products:
        for attribute, words in product.own_words.items():
            value = getattr(product, attribute)
            if value and _can_be_typed(words):
                counts[attribute, value][words.lower()] += 1
    return {
        key: tuple(word for word, uses in words.most_common(MOST_SYNONYMS) if uses >= OWN_USES)
        for key, words in counts.items()
    }


def _can_be_typed(phrase: str) -> bool:
    return (
        3 <= len(phrase) <= LONGEST
        and not phrase.endswith("*")
        and not _SEPARATORS & set(phrase)
        and not phrase.startswith(_BEGINNINGS)
    )
