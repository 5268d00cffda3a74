"""What towers and fusions learn from, wherever it comes from: products with photos and texts, and queries about them.

A benchmark and a merchant's catalogue are both read into a `Corpus`; nothing that learns from one knows which it was.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Split = Literal["train", "validation", "test"]
Kind = Literal["photo", "words", "composed", "both"]

LOOK = " look"
"""Facts whose name ends in this are what a photo shows: "metal look" is white where "metal" is platinum."""


@dataclass(frozen=True)
class CorpusProduct:
    """A product to learn from.

    Attributes:
        product_id: Its id, unique in the corpus.
        family: Products of one family differ in a thing or two; a family lies in one split.
        split: What it may be used for.
        facts: What is known of it by column; a column that does not apply is left out. See `LOOK`.
        texts: Ways in which a catalogue puts it, the catalogue's own first; never empty, though a text may be.
        packshots: Files of the catalogue's photos, the first one first.
        photos: Files of photos as shoppers take them; may be empty, and packshots then stand in for them.
        masks: By photo, the file of where it shows the piece; empty where that is not known.
    """

    product_id: str
    family: str
    split: Split
    facts: Mapping[str, str]
    texts: tuple[str, ...]
    packshots: tuple[Path, ...]
    photos: tuple[Path, ...] = ()
    masks: Mapping[Path, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Query:
    """Something to search with, and what it must find.

    Attributes:
        kind: A photo, words, a photo with words that change it, or a photo with words that describe it.
        photo: Product, by its row, one of whose photos is shown; None for words alone.
        text: Words, or None.
        target: Product that must be found, by its row.
        columns: Facts that an answer must share with the target; absence counts as a value.
        edit: What the words of a composed query change ("metal"), "" otherwise.
        unlike: Values that an answer must not have, as (column, value): (("metal look", "yellow"),) for "not in gold".
    """

    kind: Kind
    photo: int | None
    text: str | None
    target: int
    columns: tuple[str, ...]
    edit: str = ""
    unlike: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Corpus:
    """Products, and the queries about those of each split.

    Attributes:
        products: All of them; queries name them by row.
        queries: By split and kind; the photo and the target of a query lie in its split.
    """

    products: Sequence[CorpusProduct]
    queries: Mapping[Split, Mapping[Kind, Sequence[Query]]]

    def rows(self, split: Split) -> list[int]:
        """Rows of the products of a split."""
        return [row for row, product in enumerate(self.products) if product.split == split]

    def only(self, split: Split) -> "Corpus":
        """The products of a split with their queries."""
        return self.kept(self.rows(split))

    def kept(self, rows: Sequence[int]) -> "Corpus":
        """Some of the products, and the queries that name no others."""
        places = {row: place for place, row in enumerate(rows)}
        queries = {
            split: {kind: [each for query in asked if (each := _moved(query, places))] for kind, asked in kinds.items()}
            for split, kinds in self.queries.items()
        }
        return Corpus([self.products[row] for row in rows], queries)


def parted(corpus: Corpus, share: float) -> tuple[Corpus, Corpus]:
    """Part the families of the training split by their names; what is for validation is in both parts.

    Args:
        corpus: A corpus.
        share: Of the families for the second part.

    Returns:
        Two corpora; the whole one twice where it has too few families to be parted.
    """
    second = [_is_within(product, share) for product in corpus.products]
    train = set(corpus.rows("train"))
    if len({second[row] for row in train}) < 2:
        return corpus, corpus
    rows = range(len(corpus.products))
    first, other = ([row for row in rows if row not in train or second[row] == part] for part in (False, True))
    return corpus.kept(first), corpus.kept(other)


def thinned(corpus: Corpus, share: float) -> Corpus:
    """A corpus with a share of the families of the training split, chosen by their names, and all of the others."""
    kept = [row for row, each in enumerate(corpus.products) if each.split != "train" or _is_within(each, share)]
    return corpus if len(kept) == len(corpus.products) else corpus.kept(kept)


def _is_within(product: CorpusProduct, share: float) -> bool:
    return zlib.crc32(product.family.encode()) % 1000 < 1000 * share


def _moved(query: Query, places: Mapping[int, int]) -> Query | None:
    """A query by where its products are now; None if one is there no more."""
    if query.target not in places or (query.photo is not None and query.photo not in places):
        return None
    return replace(query, photo=None if query.photo is None else places[query.photo], target=places[query.target])


class Judge:
    """Tells right answers: products that agree with the target on what the query can know."""

    def __init__(self, products: Sequence[CorpusProduct]) -> None:
        names = sorted({name for product in products for name in product.facts})
        self._column = {name: column for column, name in enumerate(names)}
        values = [[product.facts.get(name) for product in products] for name in names]
        self._labels = np.stack([_numbered(column) for column in values], axis=1)
        self._number = {
            (name, value): self._labels[row, place]
            for place, (name, column) in enumerate(zip(names, values, strict=True))
            for row, value in enumerate(column)
        }

    def right(self, queries: Sequence[Query], candidates: Sequence[int] | NDArray[np.int64]) -> NDArray[np.bool_]:
        """(queries, candidates), True where a candidate, by its row, answers a query."""
        labels = self._labels[np.asarray(candidates)]
        right = np.empty((len(queries), len(labels)), dtype=np.bool_)
        for number, query in enumerate(queries):
            columns = [self._column[name] for name in query.columns if name in self._column]
            right[number] = (labels[:, columns] == self._labels[query.target, columns]).all(axis=1)
            for refused in query.unlike:
                if refused in self._number:
                    right[number] &= labels[:, self._column[refused[0]]] != self._number[refused]
        return right


def look_columns(products: Sequence[CorpusProduct]) -> tuple[str, ...]:
    """Every column that says what a photo shows."""
    return tuple(sorted({name for product in products for name in product.facts if name.endswith(LOOK)}))


def look_numbers(products: Sequence[CorpusProduct]) -> NDArray[np.int64]:
    """A number for what can be seen of each product, equal where two look the same, (products,)."""
    columns = look_columns(products)
    return _numbered([tuple(product.facts.get(name) for name in columns) for product in products])


def _numbered(values: Sequence[object]) -> NDArray[np.int64]:
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)
