"""Fits any fusion to queries and their right answers."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from fusion.base import FusedEmbedding, Fusion, Role
from fusion.losses import InfoNCELoss
from training.features import PhotoFeatures, TextFeatures
from training.progress import Log
from training.queries import Judge, Query
from training.renders import RenderedProduct


@dataclass(frozen=True)
class FusionRecipe:
    """Everything that decides how a fusion is fitted.

    `mix` is the share of each kind of query in a batch; `distractors` products are drawn beside those the queries ask
    for and show.
    """

    steps: int = 2000
    queries: int = 256
    distractors: int = 384
    mix: tuple[tuple[str, float], ...] = (("composed", 0.45), ("photo", 0.25), ("words", 0.2), ("both", 0.1))
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    warmup: float = 0.05
    wordless: float = 0.05
    seed: int = 0


@dataclass(frozen=True)
class FusionData:
    """Products, their features, and the queries to learn from.

    Attributes:
        products: All of them; queries and listings name them by row.
        rows: Those that may be looked at in training.
        listings: Texts of each product as a catalogue may put them, by row.
        queries: By kind.
        photos: Encoded photos.
        words: Encoded texts.
    """

    products: Sequence[RenderedProduct]
    rows: Sequence[int]
    listings: Sequence[Sequence[str]]
    queries: dict[str, list[Query]]
    photos: PhotoFeatures
    words: TextFeatures

    def draw_photo(self, query: Query, rng: random.Random) -> int:
        """Row of a photo for a query to show, any version of any query photo; -1 for none."""
        if query.photo is None:
            return -1
        return rng.choice(self.photos.rows[rng.choice(self.products[query.photo].queries).file])


def fit(fusion: Fusion, data: FusionData, recipe: FusionRecipe, log: Log) -> Fusion:
    """Fit a fusion in place, and return it ready for inference."""
    torch.manual_seed(recipe.seed)
    rng = random.Random(recipe.seed)
    judge, loss = Judge(data.products), InfoNCELoss(temperature=0.07)
    optimizer = torch.optim.AdamW(_groups(fusion, loss, recipe), lr=recipe.learning_rate)
    fusion.train()
    for step in range(recipe.steps):
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _schedule(step / recipe.steps, recipe.warmup)
        queries = _draw(data, recipe, rng)
        candidates = _candidates(data, queries, recipe.distractors, rng)
        right = torch.from_numpy(judge.right(queries, candidates))
        asked = fuse_queries(fusion, data, queries, [data.draw_photo(query, rng) for query in queries])
        found = _fuse_candidates(fusion, data, candidates, recipe.wordless, rng)
        value = loss(asked.embedding, found.embedding, right)
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        nn.utils.clip_grad_norm_(fusion.parameters(), 1.0)
        optimizer.step()
        if step % 200 == 0:
            log.line(fusion=type(fusion).__name__, step=step, of=recipe.steps, loss=value.item())
    return fusion.eval()


def _groups(fusion: Fusion, loss: nn.Module, recipe: FusionRecipe) -> list[dict[str, object]]:
    parameters = [*fusion.parameters(), *loss.parameters()]
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]


def _schedule(progress: float, warmup: float) -> float:
    return min(1.0, (progress + 1e-3) / warmup) * max(0.5 * (1 + math.cos(math.pi * progress)), 0.01)


def _draw(data: FusionData, recipe: FusionRecipe, rng: random.Random) -> list[Query]:
    return [rng.choice(data.queries[kind]) for kind, share in recipe.mix for _ in range(round(share * recipe.queries))]


def _candidates(data: FusionData, queries: Sequence[Query], distractors: int, rng: random.Random) -> list[int]:
    """The products asked for, the products shown (the hardest wrong answers to a change), and some others."""
    wanted = [query.target for query in queries]
    shown = [query.photo for query in queries if query.photo is not None]
    return list(dict.fromkeys([*wanted, *shown, *rng.sample(list(data.rows), min(distractors, len(data.rows)))]))


def fuse_queries(
    fusion: Fusion, data: FusionData, queries: Sequence[Query], photo_rows: Sequence[int]
) -> FusedEmbedding:
    """Fuse queries in the query role, with the photos of the given rows."""
    texts = [-1 if query.text is None else data.words.rows[query.text] for query in queries]
    image, text = data.photos.modality(photo_rows, tokens=True), data.words.modality(texts, tokens=True)
    fused: FusedEmbedding = fusion(image, text, Role.QUERY)
    return fused


def _fuse_candidates(
    fusion: Fusion, data: FusionData, candidates: Sequence[int], wordless: float, rng: random.Random
) -> FusedEmbedding:
    photos = [rng.choice(data.photos.rows[data.products[row].studio.file]) for row in candidates]
    texts = [-1 if rng.random() < wordless else data.words.rows[rng.choice(data.listings[row])] for row in candidates]
    fused: FusedEmbedding = fusion(
        data.photos.modality(photos, tokens=False), data.words.modality(texts, tokens=False), Role.PRODUCT
    )
    return fused
