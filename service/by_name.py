"""Finding a piece by what it is called: "Velm", "the Orchard ring", a model's number.

Vectors lie near what words mean, and a name means nothing to them. So a product counts as nearer the more of the rare
words of a query its own title or brand has. Words that many titles have say what a piece is, which vectors tell better.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from catalog.index.filters import NAMES, Filters, OneOf
from catalog.index.port import Products, SearchHit, Vectors
from catalog.names import words_of

NEARER = 0.3
"""By how much the cosine of a product is raised whose name has every word of a query.

It is raised by this times the square of the query's share that the name has: half a query is mostly a description, of
which a name may have a word by chance. Decision 26.
"""
RARE, FEW = 0.1, 5
"""A word is rare that this share of the products has in their names, or so few of them."""
_SEARCHED = 2  # rare words that are searched by: each one more would double the searches
_LONGEST = 12  # words; more of them describe a piece


def rare_words(index: Products, text: str) -> dict[str, float]:
    """The words of a query that few products have in their names, each with its share of the query, in (0, 1].

    The rarer a word, the more of the query it is. Words that no name has count as rare, so what is mostly said in
    other words than those of titles is mostly searched by its vector.

    Args:
        index: Of the products.
        text: What was asked.
    """
    words = words_of(text)
    if not words or len(words) > _LONGEST:
        return {}
    total = index.count()
    most = max(FEW, RARE * total)
    counts = {word: index.count((OneOf(NAMES, (word,)),)) for word in words}
    rarity = {word: math.log((total + 1) / (count + 0.5)) for word, count in counts.items()}
    rare = sorted((word for word, count in counts.items() if 0 < count <= most), key=lambda word: counts[word])
    return {word: rarity[word] / sum(rarity.values()) for word in rare[:_SEARCHED]}


def search_by_name(
    index: Products, query: Vectors, rare: Mapping[str, float], *, filters: Filters, limit: int, offset: int
) -> list[SearchHit]:
    """The nearest products, where those with rare words of the query in their names are nearer than they are.

    Args:
        index: Of the products.
        query: The words' vector, (dim,), unit length.
        rare: Of the words, each with its share of the query.
        filters: Conditions that every hit meets.
        limit: How many hits.
        offset: How many of the best to skip.
    """
    # Among the products that have some of the words, none that is farther can come before one that is nearer. So as
    # many of each kind as lie before the end of the page are all that can be on it, and pages fit together.
    wanted = limit + offset
    hits = {hit.stored.product.sku: hit for hit in index.search(query, filters=filters, limit=wanted)}
    for words in _parts(rare):  # the largest part comes last, and counts
        share = sum(rare[word] for word in words)
        having = tuple(OneOf(NAMES, (word,)) for word in words)
        for hit in index.search(query, filters=(*filters, *having), limit=wanted):
            hits[hit.stored.product.sku] = replace(hit, score=min(1.0, hit.score + NEARER * share**2))
    return sorted(hits.values(), key=lambda hit: -hit.score)[offset:wanted]


def _parts(words: Mapping[str, float]) -> Iterator[tuple[str, ...]]:
    """Every set of some of the words, from those of least weight on, but for the empty one."""
    by_share = sorted(words, key=lambda word: words[word])
    for size in range(1, len(by_share) + 1):
        yield from combinations(by_share, size)
