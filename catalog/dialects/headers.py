"""What the headers of a plain catalogue mean, in whatever language they are written."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from catalog.dialects.base import FIELDS
from catalog.dialects.header_words import (
    HEADER_WORDS,
    PHOTO_COMPANIONS,
    PHOTO_WORDS,
    PRICE_COMPANIONS,
    VISIBILITY_WORDS,
)
from catalog.files.table import MOST_COLUMNS
from catalog.prices import PriceError, currency_code

_LIKE_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i"})
_APOSTROPHES = re.compile(r"\b[ld]['’]|['’`]")  # with the article before it: "l’image"
_WORDS = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_BRACKETS = re.compile(r"[(\[{（【].*?[)\]}）】]")
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_CURRENCIES = re.compile(r"[A-Z]{1,3}\$|[$€£¥₹₽₩₫₺₴₪฿]|[^\W\d_]+", re.IGNORECASE)
_CODES_THAT_ARE_WORDS = frozenset(("all", "top", "cup", "mop", "pen", "try", "rs", "fr", "ft", "rm", "kr", "lei"))
_NET = frozenset(("ex", "excl", "excluding", "without", "net", "netto", "ht", "hors", "exkl", "zzgl", "税抜", "без"))
_PREFIXES = frozenset(("product", "products", "item", "article", "g", "variant", "produkt", "artikel", "produit"))


_VISIBILITY_RANK = 1000  # behind every name of stock
LONGEST_NAME = 200  # characters of a header; what follows names nothing


class Meaning(NamedTuple):
    """What a header means.

    Attributes:
        field: One of `catalog.dialects.base.FIELDS`.
        rank: How sure its name is; the lower the surer. Of several columns for one field the surest wins.
    """

    field: str
    rank: int


def folded(name: str) -> str:
    """A header without what does not count: case, accents, spaces, punctuation."""
    return "".join(_tokens(name))


@lru_cache(maxsize=2 * MOST_COLUMNS)  # each header is asked about by every dialect
def meaning_of(header: str) -> Meaning | None:
    """What a header means; None if nothing that we know.

    Looked up as it is, then without what stands in brackets, then without words that only go with it: "Product", a
    currency or "incl. VAT" beside a price, a number or "URL" beside a photo.
    """
    names = _names()
    for tries, spelling in enumerate(_spellings(header)):
        found = names.get("".join(spelling))
        if found:
            return Meaning(found.field, found.rank + 20 * tries)
        if _is_photo(spelling):
            return Meaning("photos", 20 * tries)
        if _is_price(spelling):
            return Meaning("price", 20 * tries + (10 if _NET.isdisjoint(spelling) else 15))
        if len(spelling) > 1 and spelling[0] in _PREFIXES and (found := names.get("".join(spelling[1:]))):
            return Meaning(found.field, found.rank + 20 * tries + 10)
    return None


def tells_visibility(header: str) -> bool:
    """Whether a column tells if the shop shows a product at all ("Visible", "Veröffentlicht"), whatever its stock."""
    meaning = meaning_of(header)
    return meaning is not None and meaning.field == "available" and meaning.rank >= _VISIBILITY_RANK


def currency_of(header: str) -> str | None:
    """The currency that the header of a price names, ISO 4217: "Preis (EUR)", "Price USD", "Prix TTC (€)"."""
    for word in _CURRENCIES.findall(unicodedata.normalize("NFKC", header)):
        if word.casefold() in _CODES_THAT_ARE_WORDS and word not in ("TRY", "PEN", "MOP", "CUP"):
            continue
        try:
            return currency_code(word)
        except PriceError:
            continue
    return None


def known_columns(header: Sequence[str]) -> int:
    """How many headers have a meaning that we know."""
    return sum(1 for name in header if name.strip() and meaning_of(name))


@cache
def words_of_every_field() -> dict[str, dict[str, tuple[str, ...]]]:
    """The words of the table: field to language to names as people write them, the surest first."""
    fields: dict[str, dict[str, tuple[str, ...]]] = {field: {} for field in FIELDS if field != "photos"}
    for language, columns in HEADER_WORDS.items():
        for field, words in columns.items():
            fields[field][language] = tuple(word.strip() for word in words.split("|"))
    return fields


@cache
def _names() -> dict[str, Meaning]:
    """Folded name to meaning; where two languages differ about a word, the one that is surer of it wins."""
    names: dict[str, Meaning] = {}
    for field, languages in words_of_every_field().items():
        for words in languages.values():
            for rank, word in enumerate(words):
                name = folded(word)
                if name not in names or rank < names[name].rank:
                    names[name] = Meaning(field, rank)
    for word in VISIBILITY_WORDS.split("|"):
        names.setdefault(folded(word), Meaning("available", _VISIBILITY_RANK))
    return names


@cache
def _photo_words() -> tuple[frozenset[str], dict[str, list[str]]]:
    """Names of photo columns, and by their first letter the words that may stand beside them."""
    companions: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(map(folded, PHOTO_COMPANIONS.split()), key=len, reverse=True):
        companions[word[0]].append(word)
    return frozenset(map(folded, PHOTO_WORDS.split())), companions


@cache
def _price_words() -> frozenset[str]:
    return frozenset(map(folded, PRICE_COMPANIONS.split()))


def _tokens(name: str) -> list[str]:
    text = unicodedata.normalize("NFKD", _HUMPS.sub(" ", name[:LONGEST_NAME]).casefold()).casefold()
    text = _APOSTROPHES.sub("", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(_LIKE_LETTERS)
    return _WORDS.findall(text)


def _spellings(header: str) -> Iterator[list[str]]:
    tokens = _tokens(header)
    if tokens:
        yield tokens
    unbracketed = _tokens(_BRACKETS.sub(" ", header))
    if unbracketed and unbracketed != tokens:
        yield unbracketed


def _is_photo(tokens: Sequence[str]) -> bool:
    """Whether the words are those of a photo column, with numbers or companions anywhere between them."""
    photos, companions = _photo_words()
    words = [word for token in tokens for word in _LETTERS.findall(token)]
    seen = False
    for word in words:
        if word in photos:
            seen = True
        elif word not in companions.get(word[0], ()):
            base = _without_companions(word, photos, companions)
            if not base:
                return False
            seen = True
    return seen or "".join(words) in photos


def _without_companions(word: str, photos: frozenset[str], companions: dict[str, list[str]]) -> bool:
    """Whether a word is a photo's with a companion grown onto it: "imageurl", "bildlink"."""
    return any(
        (word.startswith(companion) and word[len(companion) :] in photos)
        or (word.endswith(companion) and word[: -len(companion)] in photos)
        for group in companions.values()
        for companion in group
        if len(companion) < len(word)
    )


def _is_price(tokens: Sequence[str]) -> bool:
    """Whether nothing but a name of the price remains without currencies and words about taxes."""
    names = _names()
    rest = [token for token in tokens if token not in _price_words() and not _is_currency(token)]
    if len(rest) == len(tokens) or not rest:
        return False
    found = names.get("".join(rest))
    return found is not None and found.field == "price"


def _is_currency(token: str) -> bool:
    return currency_of(token.upper()) is not None
