"""Queries with their right answers, drawn from rendered products."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from training.renders import VISIBLE, RenderedProduct, key_ids, visible_value
from training.wording import change, names_a_metal, phrase

Kind = Literal["photo", "words", "composed", "both"]

COLUMNS = (*VISIBLE, "metal")


@dataclass(frozen=True)
class Query:
    """Something to search with, and what it must find.

    Attributes:
        kind: A photo, words, a photo with words that change it, or a photo with words that describe it.
        photo: Product (by its row) whose query photo is shown, or None.
        text: Words, or None.
        target: Product that must be found, by its row.
        columns: What an answer must share with the target, names out of `COLUMNS`.
        edit: Which attributes the words change, for a composed query.
    """

    kind: Kind
    photo: int | None
    text: str | None
    target: int
    columns: tuple[str, ...]
    edit: str = ""


class Judge:
    """Tells right answers: products that agree with the target on what the query can know."""

    def __init__(self, products: Sequence[RenderedProduct]) -> None:
        self._labels = np.stack([key_ids((visible_value(p, name),) for p in products) for name in COLUMNS], axis=1)
        self._masks: dict[tuple[str, ...], NDArray[np.bool_]] = {}

    def right(self, queries: Sequence[Query], candidates: Sequence[int] | NDArray[np.int64]) -> NDArray[np.bool_]:
        """(queries, candidates), True where a candidate answers a query."""
        counted = np.stack([self._mask(query.columns) for query in queries])
        wanted = self._labels[[query.target for query in queries]]
        found = self._labels[np.asarray(candidates)]
        right = np.ones((len(wanted), len(found)), dtype=np.bool_)
        for column in range(len(COLUMNS)):
            agree = wanted[:, None, column] == found[None, :, column]
            right &= agree | ~counted[:, None, column]
        return right

    def _mask(self, columns: tuple[str, ...]) -> NDArray[np.bool_]:
        if columns not in self._masks:
            self._masks[columns] = np.array([name in columns for name in COLUMNS])
        return self._masks[columns]


def photo_query(product: int) -> Query:
    """A photo: whatever looks the same is right."""
    return Query("photo", product, None, product, VISIBLE)


def words_query(products: Sequence[RenderedProduct], product: int, rng: random.Random) -> Query:
    """Words: whatever agrees on what they name is right."""
    text, named = phrase(products[product], rng)
    return Query("words", None, text, product, named)


def described_query(products: Sequence[RenderedProduct], product: int, rng: random.Random) -> Query:
    """A photo with words that describe the same product."""
    text, named = phrase(products[product], rng)
    return Query("both", product, text, product, tuple(dict.fromkeys((*VISIBLE, *(n for n in named if n == "metal")))))


def composed_query(base: int, text: str, target: int, edit: str) -> Query:
    """A photo with words that change it; a metal counts by its name only where the words name it."""
    columns = (*VISIBLE, "metal") if names_a_metal(text) else VISIBLE
    return Query("composed", base, text, target, columns, edit)


def family_edits(products: Sequence[RenderedProduct], rows: Sequence[int]) -> list[Query]:
    """The edits that the renders themselves record, among some products."""
    by_id = {products[row].product_id: row for row in rows}
    return [
        composed_query(row, edit.text, by_id[edit.target], changed(products[row], products[by_id[edit.target]]))
        for row in rows
        for edit in products[row].edits
        if edit.target in by_id
    ]


def changed(before: RenderedProduct, after: RenderedProduct) -> str:
    """The one word for what an edit changes: a category, a type, or the first attribute that differs."""
    order = ("category", "type", "metal", "gemstone", "cut", "chain", "finish", "band_width_mm")
    differing = (name for name in order if before.attributes[name] != after.attributes[name])
    return next(differing, "other")


def drawn_edits(products: Sequence[RenderedProduct], rows: Sequence[int], rng: random.Random) -> Iterator[Query]:
    """Edits in words of our own.

    They run both ways between members of a family, and between any two products that differ in one attribute alone.
    """
    for before, after in _neighbours(products, rows, rng):
        text = change(products[before].attributes, products[after].attributes, rng)
        if text is not None:
            yield composed_query(before, text, after, changed(products[before], products[after]))


def _neighbours(
    products: Sequence[RenderedProduct], rows: Sequence[int], rng: random.Random
) -> Iterator[tuple[int, int]]:
    families: dict[object, list[int]] = defaultdict(list)
    for row in rows:
        families[products[row].family].append(row)
        attributes = products[row].attributes
        for names in (("metal",), ("gemstone", "stone_colour"), ("cut",), ("finish",), ("chain",)):
            rest = tuple(str(attributes[name]) for name in attributes if name not in names)
            families[(names, rest)].append(row)
    for members in families.values():
        for before in members:
            others = [row for row in members if row != before]
            for after in others if len(others) <= 4 else rng.sample(others, 4):
                yield before, after
