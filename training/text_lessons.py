"""What the text tower reads in each step: listings, phrases that find them, edits, other languages, plain English."""

import hashlib
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.corpus import Corpus, CorpusProduct, Judge, Kind, Query, Split
from training.foreign_words import ForeignWords
from training.ordinary_text import word_salad
from training.word_noise import hasty, partial

UNSEEN_WORDS = 0.05
"""Share of the rarer words that are kept out of training, to see how words fare that the tower was not tuned on."""
_RARE = (0.0005, 0.01)  # between which shares of the phrases a word must occur to be one of them
_WORD = re.compile(r"[a-z]{4,}")


class Edited(NamedTuple):
    """Words that turn one product of the batch into another, by their places in the batch."""

    text: str
    before: int
    after: int


class TextBatch(NamedTuple):
    """One step's texts.

    Attributes:
        rows: Products, (listings,), int64; all different.
        listings: What a catalogue says of each.
        queries: Phrases, each with its target, which is among `rows`; English ones first.
        edits: Words of composed queries whose products are both in the batch.
        ordinary: English that has nothing to do with jewellery.
    """

    rows: NDArray[np.int64]
    listings: list[str]
    queries: list[Query]
    edits: list[Edited]
    ordinary: list[str]


class TextLessons:
    """Draws batches; the same step always gets the same one.

    Args:
        corpus: Its training split is drawn from.
        sentences: Ordinary sentences.
        words: Ordinary words.
        foreign: Says facts in other languages.
        unseen: Words, lower case; a text that holds one is not used.
    """

    def __init__(
        self,
        corpus: Corpus,
        sentences: Sequence[str],
        words: Sequence[str],
        foreign: ForeignWords,
        unseen: frozenset[str] = frozenset(),
    ) -> None:
        self.products = corpus.products
        self.judge = Judge(corpus.products)
        self._sentences, self._words, self._foreign = sentences, words, foreign
        self._texts = {
            row: texts
            for row in corpus.rows("train")
            if (texts := [text for text in corpus.products[row].texts if text and not unseen & words_of(text)])
        }
        self._phrases: dict[int, list[Query]] = defaultdict(list)
        self._edits: dict[int, list[Query]] = defaultdict(list)
        kinds = corpus.queries.get("train", {})
        for into, queries in ((self._phrases, kinds.get("words", ())), (self._edits, kinds.get("composed", ()))):
            for query in queries:
                if query.target in self._texts and query.text and not unseen & words_of(query.text):
                    into[query.target].append(query)
        families: dict[str, list[int]] = defaultdict(list)
        for row in self._texts:
            families[corpus.products[row].family].append(row)
        self._families = [members for members in families.values() if len(members) > 1]
        self._rows = list(self._texts)

    def draw(self, seed: int, products: int, phrases: int, foreign: int, ordinary: int) -> TextBatch:
        """A batch.

        Args:
            seed: Equal seeds give equal batches.
            products: How many; half of them in whole families, whose members differ in a thing or two.
            phrases: How many of each product, as far as there are.
            foreign: How many phrases in other languages at most.
            ordinary: How many ordinary texts.
        """
        rng = random.Random(seed)
        rows = self._draw_rows(rng, products)
        place = {row: number for number, row in enumerate(rows)}
        queries = [query for row in rows for query in self._drawn(self._phrases[row], phrases, rng)]
        queries = [replace(query, text=hasty(query.text or "", rng)) for query in queries]
        edits = [
            Edited(query.text or "", place[query.photo], place[row])
            for row in rows
            for query in self._drawn([q for q in self._edits[row] if q.photo in place], 1, rng)
            if query.photo is not None
        ]
        return TextBatch(
            np.array(rows),
            [partial(rng.choice(self._texts[row]), rng) for row in rows],
            [*queries, *self._translated(rows, foreign, rng)],
            edits,
            [self._ordinary(rng) for _ in range(ordinary)],
        )

    def _draw_rows(self, rng: random.Random, wanted: int) -> list[int]:
        chosen: dict[int, None] = {}
        while self._families and len(chosen) < wanted // 2:
            chosen |= dict.fromkeys(rng.choice(self._families))
        others = rng.sample(self._rows, min(wanted, len(self._rows)))
        return list(dict.fromkeys([*chosen, *others]))[:wanted]

    def _drawn(self, queries: Sequence[Query], count: int, rng: random.Random) -> list[Query]:
        return rng.sample(queries, min(count, len(queries)))

    def _translated(self, rows: Sequence[int], count: int, rng: random.Random) -> list[Query]:
        found = []
        for row in rng.choices(rows, k=count):
            said = self._foreign.phrase(self.products[row].facts, rng)
            if said is not None and len(said.columns) > 1:  # a piece alone asks for nothing
                found.append(Query("words", None, said.text, row, said.columns))
        return found

    def _ordinary(self, rng: random.Random) -> str:
        if self._sentences and rng.random() < 0.5:
            return rng.choice(self._sentences)
        return word_salad(self._words, rng)


def words_of(text: str) -> set[str]:
    """The longer words of a text, lower case."""
    return set(_WORD.findall(text.lower()))


def unseen_words(phrases: Iterable[str], share: float = UNSEEN_WORDS) -> frozenset[str]:
    """A share of the rarer words of some phrases; whether a word is one of them depends on the word alone."""
    texts = list(phrases)
    counts = Counter(word for text in texts for word in words_of(text))
    least, most = (part * len(texts) for part in _RARE)
    return frozenset(word for word, count in counts.items() if least <= count <= most and _fraction(word) < share)


def join(corpora: Sequence[Corpus]) -> Corpus:
    """Several corpora as one, one after the other."""
    products: list[CorpusProduct] = []
    queries: dict[Split, dict[Kind, list[Query]]] = {}
    for corpus in corpora:
        offset = len(products)
        products += corpus.products
        for split, kinds in corpus.queries.items():
            for kind, asked in kinds.items():
                queries.setdefault(split, {}).setdefault(kind, []).extend(_moved(query, offset) for query in asked)
    return Corpus(products, queries)


def _moved(query: Query, offset: int) -> Query:
    photo = None if query.photo is None else query.photo + offset
    return replace(query, photo=photo, target=query.target + offset)


def _fraction(word: str) -> float:
    return int.from_bytes(hashlib.sha256(f"unseen:{word}".encode()).digest()[:4], "big") / 2**32
