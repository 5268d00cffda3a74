"""Draws what a fusion learns from in one step: queries, candidates, and which of those answer which."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from torch import Tensor

from fusion.base import Modality, Role
from training.corpus import Judge, Kind, Query
from training.fusion_data import FITTED, FusionData

QUERY, PRODUCT = torch.tensor(int(Role.QUERY)), torch.tensor(int(Role.PRODUCT))

_ASKED = 0.75
"""Share of what is asked by shoppers' own words; the rest are listings."""

RELATIVE = frozenset(
    {"matching", "thinner", "wider", "smaller", "larger", "smaller stone", "larger stone", "count", "strands"}
)
"""Changes that mean something else beside a photo of what they lead to: "wider" asks for wider still."""


@dataclass(frozen=True)
class BatchRecipe:
    """Everything that decides what a batch holds.

    Attributes:
        queries: Queries in a batch.
        mix: The share of each kind of query; kinds that the corpus lacks leave theirs to the others.
        nonsense: Share of photo queries that have words without sense beside them.
        restated: Share of changes whose words stand beside a photo of what they ask for, which they then only repeat.
        distractors: Products drawn at random beside those that queries ask for, those that they show, and relatives.
        relatives: Products of the families of what is asked for, at most so many a query: the hardest wrong answers.
        wordless: Share of candidates without words.
        word_dropout: Share of a query's word pieces that are hidden from it.
        talk: Questions of shoppers, and three times as many listings of shops, beside each batch.
        illustrated: Share of those listings that have a photo, of some product: it says nothing about them.
    """

    queries: int = 256
    mix: tuple[tuple[Kind, float], ...] = (("composed", 0.45), ("photo", 0.2), ("words", 0.2), ("both", 0.15))
    nonsense: float = 0.25
    restated: float = 0.15
    distractors: int = 512
    relatives: int = 2
    wordless: float = 0.05
    word_dropout: float = 0.1
    talk: int = 64
    illustrated: float = 0.5


class Batch(NamedTuple):
    """One step's worth.

    Attributes:
        image: Photos of the queries, with tokens.
        text: Their words, with tokens.
        senseless: Which queries have words that say nothing beside their photo, (queries,), bool.
        product_image: Photos of the candidates, without tokens.
        product_text: Their words, without tokens.
        right: Which candidates answer which queries, (queries, candidates), bool.
    """

    image: Modality
    text: Modality
    senseless: Tensor
    product_image: Modality
    product_text: Modality
    right: Tensor


class Talk(NamedTuple):
    """What shoppers ask, and what shops list.

    Attributes:
        nothing: No photos, one for each question.
        asked: Words of the questions, with tokens.
        photos: Of the listings, of which some have one; without tokens.
        listings: Their words, without tokens.
    """

    nothing: Modality
    asked: Modality
    photos: Modality
    listings: Modality


class BatchSampler:
    """Draws batches from the training split.

    Raises:
        ValueError: There is no query to learn from.
    """

    def __init__(self, data: FusionData, recipe: BatchRecipe, seed: int) -> None:
        self._data, self._recipe = data, recipe
        self._rng = random.Random(seed)
        self._judge = Judge(data.products)
        self._rows = data.corpus.rows(FITTED)
        self._asked = data.talk.taught
        self._families: Mapping[str, list[int]] = defaultdict(list)
        for row in self._rows:
            self._families[data.products[row].family].append(row)
        kinds = [(share, data.queries(FITTED, kind)) for kind, share in recipe.mix]
        self._mix = [(share, queries) for share, queries in kinds if queries and share > 0]
        if not self._mix:
            raise ValueError("There is no query of the training split to learn from.")

    def draw(self) -> Batch:
        """One batch."""
        total = sum(share for share, _ in self._mix)
        queries = [
            self._maybe_restated(self._rng.choice(known))
            for share, known in self._mix
            for _ in range(round(share / total * self._recipe.queries))
        ]
        senseless = [query.kind == "photo" and self._rng.random() < self._recipe.nonsense for query in queries]
        said = [
            self._rng.choice(self._data.nonsense) if nothing else query.text
            for query, nothing in zip(queries, senseless, strict=True)
        ]
        image, text = query_modalities(self._data, said, [self._photo(query) for query in queries])
        candidates = self._candidates(queries)
        return Batch(
            image,
            text._replace(mask=self._hidden(text.mask)),
            torch.tensor(senseless),
            *self._products(candidates),
            torch.from_numpy(self._judge.right(queries, candidates)),
        )

    def draw_talk(self) -> Talk | None:
        """Questions and listings; None if there are none. A listing asks, too: that is how one looks for its like."""
        data, rng, count = self._data, self._rng, self._recipe.talk
        if not self._asked or not count:
            return None
        said = [rng.choice(self._asked if rng.random() < _ASKED else data.talk.listings) for _ in range(count)]
        listings = rng.sample(data.talk.listings, min(3 * count, len(data.talk.listings)))
        nothing, asked = query_modalities(data, said, [-1] * count)
        photos = [self._some_packshot() if rng.random() < self._recipe.illustrated else -1 for _ in listings]
        rows = [data.words.rows[text][0] for text in listings]
        return Talk(
            nothing,
            asked._replace(mask=self._hidden(asked.mask)),
            data.photos.modality(photos, tokens=False),
            data.words.modality(rows, tokens=False),
        )

    def _some_packshot(self) -> int:
        product = self._data.products[self._rng.choice(self._rows)]
        return self._rng.choice(self._data.photos.rows[self._rng.choice(product.packshots)])

    def _maybe_restated(self, query: Query) -> Query:
        """The query, or its words beside a photo of what they ask for."""
        chosen = query.kind == "composed" and self._rng.random() < self._recipe.restated
        if not chosen or RELATIVE & set(query.edit.split(" + ")):
            return query
        return replace(query, kind="both", photo=query.target)

    def _hidden(self, mask: Tensor) -> Tensor:
        """A mask with some word pieces hidden; the first one, which summarises, stays."""
        kept = torch.rand(mask.shape) >= self._recipe.word_dropout
        kept[:, 0] = True
        return mask & kept

    def _photo(self, query: Query) -> int:
        if query.photo is None:
            return -1
        return self._rng.choice(self._rng.choice(self._data.shown_rows(query.photo)))

    def _candidates(self, queries: Sequence[Query]) -> list[int]:
        """The products asked for, those shown (the hardest wrong answers to a change), relatives, and others."""
        wanted = [query.target for query in queries]
        shown = [query.photo for query in queries if query.photo is not None]
        families = (self._families[self._data.products[target].family] for target in wanted)
        related = [row for family in families for row in self._some(family)]
        others = self._rng.sample(self._rows, min(self._recipe.distractors, len(self._rows)))
        return list(dict.fromkeys([*wanted, *shown, *related, *others]))

    def _some(self, family: Sequence[int]) -> Sequence[int]:
        most = self._recipe.relatives
        return family if len(family) <= most else self._rng.sample(family, most)

    def _products(self, candidates: Sequence[int]) -> tuple[Modality, Modality]:
        """Any packshot and any text of each candidate."""
        data, rng = self._data, self._rng
        photos = [rng.choice(data.photos.rows[rng.choice(data.products[row].packshots)]) for row in candidates]
        said = [rng.choice(data.products[row].texts) for row in candidates]
        texts = [-1 if not text or rng.random() < self._recipe.wordless else data.words.rows[text][0] for text in said]
        return data.photos.modality(photos, tokens=False), data.words.modality(texts, tokens=False)


def query_modalities(
    data: FusionData, said: Sequence[str | None], photo_rows: Sequence[int]
) -> tuple[Modality, Modality]:
    """Photos and words of queries, as the query role reads them.

    Args:
        data: Where their features are.
        said: The words of each query; None or "" for none.
        photo_rows: Row of the photo of each query; -1 for none.
    """
    texts = [data.words.rows[text][0] if text else -1 for text in said]
    return data.photos.modality(photo_rows, tokens=True), data.words.modality(texts, tokens=True)
