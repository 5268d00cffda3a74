"""What a piece is called: the words of its title, its brand and its collection, by which it may be asked for.

What words mean is found by their vectors; a name means nothing, and only its letters can find it.
"""

import re
from functools import cache

from catalog.attributes.word_lists import data
from catalog.attributes.words import CJK, MARKS, fold
from catalog.product import Product

_WORD = re.compile(rf"[{CJK}]{{2,}}|(?:[^\W_{CJK}]|[{MARKS}]){{3,32}}")
_WITHOUT_SPACES = re.compile(rf"[{CJK}]")
_HEADER_WORD = re.compile(r"[A-ZÀ-Þ]?[^\W_A-ZÀ-Þ]+|[A-ZÀ-Þ]+")  # those of "g:brand" and of "vendorName"
_MOST = 40  # words of a product
_LONGEST = 80  # characters of a cell that names something


def words_of(text: str) -> list[str]:
    """The words of a text that can be part of a name, folded, each once, in their order.

    Plurals come as the word of one piece, and what is written without spaces in pairs of characters.
    """
    fillers = _listed("fillers")
    words = (part for word in _WORD.findall(fold(text)) if word not in fillers for part in _parts(word))
    return [word for word in dict.fromkeys(words) if word not in fillers]


def names_of(product: Product) -> tuple[str, ...]:
    """The words that name a product, folded, each once."""
    naming = [value for header, value in product.attributes.items() if len(value) <= _LONGEST and _is_naming(header)]
    facts = [fact for fact in (product.gemstone, product.metal, product.category, product.style) if fact]
    return tuple(words_of(" ".join((product.title, *naming, *facts)))[:_MOST])


def _parts(word: str) -> list[str]:
    if _WITHOUT_SPACES.match(word):
        return [word[at : at + 2] for at in range(len(word) - 1)]
    return [_singular(word)]


def _singular(word: str) -> str:
    """A word without the ending of English plurals, or what is left of another that ends so; alike on both sides."""
    if len(word) < 5 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "zes", "ches", "shes")) else word[:-1]


def _is_naming(header: str) -> bool:
    """Whether a column names pieces: "Brand", "vendorName", "Marke / Hersteller", but not "Model is wearing"."""
    words = [fold(word) for word in _HEADER_WORD.findall(header)]
    naming = _listed("headers")
    return not naming.isdisjoint(words) and (len(words) <= 2 or words[-1] in naming)


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(map(fold, data("names")[name]))
