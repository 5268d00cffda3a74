"""Finding a piece by what it is called: "Velm", "the Orchard ring", a model's number.

Vectors lie near what words mean, and a name means nothing to them. So a product counts as nearer the more of the rare
words of a query its own title or brand has. Words that many titles have say what a piece is, which vectors tell better.
"""

import math
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations

from catalog.index.filters import NAMES, Filters, OneOf
from catalog.index.port import Products, SearchHit, Vectors, point_id
from catalog.index.ties import place
from catalog.names import words_of
from service.recent import Recent

NEARER = 0.3
"""By how much the cosine of a product is raised whose name has every word of a query.

It is raised by this times the square of the query's share that the name has: half a query is mostly a description, of
which a name may have a word by chance. Decision 26.
"""
RARE, FEW = 0.1, 5
"""A word is rare that this share of the products has in their names, or so few of them."""
RAISED = 64
"""Products that are raised for each set of words, the nearest."""
_LEAST = 0.02  # of cosine: less would change little, and costs searches
_SEARCHED = 2  # rare words that are searched by: each one more would double the searches
_LONGEST = 12  # words; more of them describe a piece
_LARGE = 2000  # products from which on counting a word takes longer than a millisecond
_KEPT_FOR = 10.0  # seconds that such counts are taken for true while an import writes


class WordCounts:
    """How many names have a word. In a large index, known for some seconds whatever is written meanwhile."""

    def __init__(self) -> None:
        self._known = Recent[str, tuple[int, float]](4096)

    def __call__(self, index: Products, word: str, total: int) -> int:
        """How many of the `total` products of an index have a word in their names."""
        kept = self._known.get(word) if total > _LARGE else None
        now = time.monotonic()
        if kept is not None and now - kept[1] < _KEPT_FOR:
            return kept[0]
        count = index.count((OneOf(NAMES, (word,)),))
        self._known.keep(word, (count, now))
        return count


def rare_words(index: Products, text: str, count_of: WordCounts) -> dict[str, float]:
    """The words of a query that few products have in their names, each with its share of the query, in (0, 1].

    None, if their shares are so small that it makes no difference.

    The rarer a word, the more of the query it is. Words that no name has count as those that are in few, so what is
    mostly said in other words than those of titles is mostly searched by its vector.

    Args:
        index: Of the products.
        text: What was asked.
        count_of: Tells how many names have a word.
    """
    words = words_of(text)
    if not words or len(words) > _LONGEST:
        return {}
    total = index.count()
    most = max(FEW, RARE * total)
    counts = {word: count_of(index, word, total) for word in words}
    rare = sorted((word for word, count in counts.items() if 0 < count <= most), key=lambda word: counts[word])
    if not rare:
        return {}
    rarity = {word: math.log((max(total, count) + 1) / ((count or FEW) + 0.5)) for word, count in counts.items()}
    shares = {word: rarity[word] / sum(rarity.values()) for word in rare[:_SEARCHED] if rarity[word] > 0}
    return shares if _raised(shares) >= _LEAST else {}


def _raised(shares: Mapping[str, float]) -> float:
    """By how much the cosine of a product is raised whose name has words of these shares."""
    return NEARER * sum(shares.values()) ** 2


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
    wanted = offset + limit
    if wanted <= RAISED:  # the nearest by themselves are enough then: what is raised only goes up
        nearest = {hit.stored.product.sku: hit for hit in index.search(query, filters=filters, limit=wanted)}
        found = nearest | _named(index, query, rare, filters, wanted)
        return _page(found.values(), offset, wanted)
    named = _named(index, query, rare, filters, RAISED)
    # At most all the named come before a page: of the others, those that many places before it may be on it.
    start = max(0, offset - len(named))
    others = index.search(query, filters=filters, limit=wanted - start, offset=start, without=tuple(named))
    near = [hit for hit in named.values() if start == 0 or not others or hit.score <= others[0].score]
    before = start + len(named) - len(near)
    return _page([*others, *near], offset - before, wanted - before)


def _page(hits: Iterable[SearchHit], start: int, stop: int) -> list[SearchHit]:
    """Some of the hits by score, then as an index orders equal ones; no score is told to be above a perfect match's."""
    ranked = sorted(hits, key=lambda hit: place(hit.score, point_id(hit.stored.product.sku)))[start:stop]
    return [replace(hit, score=1.0) if hit.score > 1 else hit for hit in ranked]


def _named(
    index: Products, query: Vectors, rare: Mapping[str, float], filters: Filters, most: int
) -> dict[str, SearchHit]:
    """The products that are raised, by sku: of each set of the words, the nearest that have it in their names."""
    named: dict[str, SearchHit] = {}
    for words in _sets(rare):  # the largest one comes last, and counts
        raised = _raised({word: rare[word] for word in words})
        having = tuple(OneOf(NAMES, (word,)) for word in words)
        for hit in index.search(query, filters=(*filters, *having), limit=most):
            named[hit.stored.product.sku] = replace(hit, score=hit.score + raised)
    return named


def _sets(words: Mapping[str, float]) -> Iterator[tuple[str, ...]]:
    """Every set of some of the words but for the empty one, those of least weight first."""
    by_share = sorted(words, key=lambda word: words[word])
    for size in range(1, len(by_share) + 1):
        yield from combinations(by_share, size)
