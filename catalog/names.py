"""What a piece is called: the words of its title, its brand and its collection, by which it may be asked for.

What words mean is found by their vectors; a name means nothing, and only its letters can find it.
"""

import re
from functools import cache

from catalog.attributes.word_lists import data
from catalog.attributes.words import fold
from catalog.product import Product

_WORD = re.compile(r"[^\W_]{3,32}")
_HEADER_WORD = re.compile(r"[^\W_]+")
_MOST = 40  # words of a product
_LONGEST = 80  # characters of a cell that names something


def words_of(text: str) -> list[str]:
    """The words of a text that can be part of a name, folded, each once, in their order."""
    fillers = _listed("fillers")
    return [word for word in dict.fromkeys(_WORD.findall(fold(text))) if word not in fillers]


def names_of(product: Product) -> tuple[str, ...]:
    """The words that name a product, folded, each once."""
    naming = [value for header, value in product.attributes.items() if len(value) <= _LONGEST and _is_naming(header)]
    facts = [fact for fact in (product.gemstone, product.metal, product.category, product.style) if fact]
    return tuple(words_of(" ".join((product.title, *naming, *facts)))[:_MOST])


def _is_naming(header: str) -> bool:
    """Whether a column names pieces: "Brand", "g:brand", "Marke / Hersteller"."""
    return not _listed("headers").isdisjoint(_HEADER_WORD.findall(fold(header)))


@cache
def _listed(name: str) -> frozenset[str]:
    return frozenset(map(fold, data("names")[name]))
