"""Fits any fusion to queries and their right answers."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from fusion.base import Fusion, Role
from fusion.losses import InfoNCELoss
from training.corpus import Judge, Kind, Query
from training.fusion_data import FITTED, FusionData
from training.progress import Progress, silent


@dataclass(frozen=True)
class FusionRecipe:
    """Everything that decides how a fusion is fitted.

    Attributes:
        steps: Batches.
        queries: Queries in a batch.
        mix: The share of each kind of query in a batch; kinds that the corpus lacks leave theirs to the others.
        nonsense: Share of photo queries that have words without sense beside them.
        distractors: Products drawn at random beside those that queries ask for, those that they show, and relatives.
        relatives: Products of the families of what is asked for, at most so many a query: the hardest wrong answers.
        wordless: Share of candidates without words.
        word_dropout: Share of a query's word pieces that are hidden from it.
        learning_rate: At its highest.
        weight_decay: Of matrices.
        warmup: Share of the steps in which the learning rate rises.
        temperature: Of the loss, at the start.
        seed: Of everything that is drawn.
    """

    steps: int = 1500
    queries: int = 256
    mix: tuple[tuple[Kind, float], ...] = (("composed", 0.45), ("photo", 0.2), ("words", 0.2), ("both", 0.15))
    nonsense: float = 0.25
    distractors: int = 512
    relatives: int = 2
    wordless: float = 0.05
    word_dropout: float = 0.1
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    warmup: float = 0.05
    temperature: float = 0.05
    seed: int = 0


def fit(fusion: Fusion, data: FusionData, recipe: FusionRecipe, progress: Progress = silent) -> Fusion:
    """Fit a fusion in place to the queries of the training split, and return it ready for inference.

    Raises:
        ValueError: There is no query to learn from.
    """
    torch.manual_seed(recipe.seed)
    sampler = _Sampler(data, recipe)
    loss = InfoNCELoss(temperature=recipe.temperature)
    optimizer = torch.optim.AdamW(_groups(fusion, loss, recipe), lr=recipe.learning_rate)
    quick = bool(torch.cpu.get_capabilities().get("avx512_bf16"))  # elsewhere bfloat16 is slower than full precision
    fusion.train()
    for step in range(recipe.steps):
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _schedule(step / recipe.steps, recipe.warmup)
        with torch.autocast("cpu", torch.bfloat16, enabled=quick):
            asked, found, right = sampler.draw(fusion)
        value = loss(asked.float(), found.float(), right)
        optimizer.zero_grad(set_to_none=True)
        value.backward()
        nn.utils.clip_grad_norm_(fusion.parameters(), 1.0)
        optimizer.step()
        progress("fitting", step, recipe.steps, loss=value.item())
    progress("fitting", recipe.steps, recipe.steps)
    return fusion.eval()


class _Sampler:
    """Draws batches: fused queries, fused candidates, and which answer which."""

    def __init__(self, data: FusionData, recipe: FusionRecipe) -> None:
        self._data, self._recipe = data, recipe
        self._rng = random.Random(recipe.seed)
        self._judge = Judge(data.products)
        self._rows = data.corpus.rows(FITTED)
        self._families: Mapping[str, list[int]] = defaultdict(list)
        for row in self._rows:
            self._families[data.products[row].family].append(row)
        kinds = [(kind, share, data.queries(FITTED, kind)) for kind, share in recipe.mix]
        self._mix = [(share, queries) for _, share, queries in kinds if queries and share > 0]
        if not self._mix:
            raise ValueError("There is no query of the training split to learn from.")

    def draw(self, fusion: Fusion) -> tuple[Tensor, Tensor, Tensor]:
        """A batch: (queries, dim), (candidates, dim), (queries, candidates)."""
        total = sum(share for share, _ in self._mix)
        queries = [
            self._rng.choice(known)
            for share, known in self._mix
            for _ in range(round(share / total * self._recipe.queries))
        ]
        candidates = self._candidates(queries)
        right = torch.from_numpy(self._judge.right(queries, candidates))
        photos = [self._photo(query) for query in queries]
        asked = embed_queries(fusion, self._data, [self._said(query) for query in queries], photos, self._hidden)
        return asked, self._fused(fusion, candidates), right

    def _hidden(self, mask: Tensor) -> Tensor:
        """A mask with some word pieces hidden; the first one, which summarises, stays."""
        kept = torch.rand(mask.shape) >= self._recipe.word_dropout
        kept[:, 0] = True
        return mask & kept

    def _photo(self, query: Query) -> int:
        if query.photo is None:
            return -1
        return self._rng.choice(self._rng.choice(self._data.shown_rows(query.photo)))

    def _said(self, query: Query) -> str | None:
        if query.kind == "photo" and self._rng.random() < self._recipe.nonsense:
            return self._rng.choice(self._data.nonsense)
        return query.text

    def _candidates(self, queries: Sequence[Query]) -> list[int]:
        """The products asked for, those shown (the hardest wrong answers to a change), relatives, and others."""
        wanted = [query.target for query in queries]
        shown = [query.photo for query in queries if query.photo is not None]
        related = [
            row for target in wanted for row in self._some(self._families[self._data.products[target].family])
        ]  # fmt: skip
        others = self._rng.sample(self._rows, min(self._recipe.distractors, len(self._rows)))
        return list(dict.fromkeys([*wanted, *shown, *related, *others]))

    def _some(self, family: Sequence[int]) -> Sequence[int]:
        most = self._recipe.relatives
        return family if len(family) <= most else self._rng.sample(family, most)

    def _fused(self, fusion: Fusion, candidates: Sequence[int]) -> Tensor:
        data, rng = self._data, self._rng
        photos = [rng.choice(data.photos.rows[rng.choice(data.products[row].packshots)]) for row in candidates]
        said = [rng.choice(data.products[row].texts) for row in candidates]
        texts = [-1 if not text or rng.random() < self._recipe.wordless else data.words.rows[text][0] for text in said]
        image, text = data.photos.modality(photos, tokens=False), data.words.modality(texts, tokens=False)
        return fusion.embed(image, text, torch.tensor(int(Role.PRODUCT)))


def embed_queries(
    fusion: Fusion,
    data: FusionData,
    said: Sequence[str | None],
    photo_rows: Sequence[int],
    hide: Callable[[Tensor], Tensor] | None = None,
) -> Tensor:
    """Embeddings of queries in the query role, (queries, dim).

    Args:
        fusion: What fuses.
        data: Where their features are.
        said: The words of each query; None or "" for none.
        photo_rows: Row of the photo of each query; -1 for none.
        hide: Takes the mask of word pieces, (queries, pieces), to the one to use; None uses all.
    """
    texts = [data.words.rows[text][0] if text else -1 for text in said]
    image, text = data.photos.modality(photo_rows, tokens=True), data.words.modality(texts, tokens=True)
    if hide is not None:
        text = text._replace(mask=hide(text.mask))
    return fusion.embed(image, text, torch.tensor(int(Role.QUERY)))


def _groups(fusion: Fusion, loss: nn.Module, recipe: FusionRecipe) -> list[dict[str, object]]:
    parameters = [*fusion.parameters(), *loss.parameters()]
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]


def _schedule(progress: float, warmup: float) -> float:
    return min(1.0, (progress + 1e-3) / warmup) * max(0.5 * (1 + math.cos(math.pi * progress)), 0.01)
