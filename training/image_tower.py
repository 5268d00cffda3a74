"""Fits the image tower on products with exact ground truth: photos of one piece together, other pieces apart."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from encoders.towers.architectures import image_tower
from encoders.towers.half_precision import can_halve
from encoders.towers.pooled import PooledTower
from fusion.losses import InfoNCELoss
from training.attribute_loss import AttributeLoss
from training.embedding_memory import EmbeddingMemory
from training.image_tower_data import TowerData, one_of
from training.progress import Log
from training.shown_photos import ShownPhotos
from training.threaded_tower import ThreadedTower


@dataclass(frozen=True)
class ImageTowerRecipe:
    """Everything that decides how the tower is trained.

    `passes` counts photos shown, `sizes` gives the side in pixels from a share of them on: small pictures first,
    since most of what is to be learned shows in them at half the cost. `family_share` of each batch are whole
    families, whose members differ in one thing. The learning rate rises, stays, and from `decay_from` falls to
    nothing, so that a run may be given more passes until then. Photos are told apart from `memory` others, beside
    those of their batch. `plain_packshots` of those that a shopper's photo is told apart by are shown as catalogues
    show them; everything else is altered, and where masks are known, `ground_share` laid on other grounds. The first
    layers settle first; from `stem_until` on they stay as they are, which saves a third of the time or more. What goes
    on from a tower that serves keeps its `settled` statistics, so that it learns what will serve.

    Source: Brock et al. 2017, arXiv:1706.04983 (freezing); Hägele et al. 2024, arXiv:2405.18392 (the rate).
    """

    architecture: str = "tf_efficientnet_lite0"
    embed_dim: int = 512
    passes: int = 1_000_000
    products_per_batch: int = 64
    family_share: float = 0.5
    sizes: tuple[tuple[float, int], ...] = ((0.0, 96), (0.7, 128))
    evaluation_size: int = 160
    learning_rate: float = 5e-4
    weight_decay: float = 0.05
    warmup: float = 0.02
    decay_from: float = 0.6
    stem_until: float = 0.3
    settled: bool = False
    average_decay: float = 0.998
    memory: int = 4096
    attribute_weight: float = 0.5
    text_weight: float = 0.5
    teacher_weight: float = 0.5
    augmented: bool = True
    ground_share: float = 0.5
    plain_packshots: float = 0.0
    seed: int = 0

    def size_at(self, progress: float) -> int:
        """Side of the training pictures, pixels, at a share of the passes in [0, 1]."""
        return next(size for start, size in reversed(self.sizes) if progress >= start)

    def rate_at(self, progress: float) -> float:
        """Learning rate at a share of the passes in [0, 1]."""
        rising = min(1.0, (progress + 1e-4) / self.warmup)
        falling = min(1.0, (1 - progress) / (1 - self.decay_from))
        return self.learning_rate * rising * max(falling, 0.005)


GOING_ON = ImageTowerRecipe(
    products_per_batch=150,
    family_share=1.0,
    sizes=((0.0, 128), (0.5, 160)),
    learning_rate=3e-4,
    warmup=0.03,
    decay_from=0.45,
    stem_until=0.0,
    settled=True,
    average_decay=0.99,
    memory=0,
    plain_packshots=0.5,
)
"""How the tower of a bundle goes on; see decisions 23 and 24."""


class TrainingHeads(nn.Module):
    """What hangs on the tower's vector while it is trained, and is thrown away after."""

    def __init__(self, dim: int, data: TowerData) -> None:
        super().__init__()
        text_dim, teacher_dim = data.texts.shape[1], None if data.teacher is None else data.teacher.shape[1]
        self.attributes = AttributeLoss(dim, data.labels)
        self.image_to_shared = nn.Linear(dim, 256)
        self.text_to_shared = nn.Linear(text_dim, 256)
        self.teacher = nn.Linear(dim, teacher_dim) if teacher_dim else None
        self.telling_apart = InfoNCELoss(temperature=0.07)
        self.agreeing_with_words = InfoNCELoss()


class _Batch(NamedTuple):
    """Two photos of each of some products.

    Attributes:
        products: (photos,), product numbers.
        rows: (photos,), photo rows.
        texts: (photos,), rows of something said of each.
        pixels: (photos, 3, size, size).
    """

    products: Tensor
    rows: Tensor
    texts: Tensor
    pixels: Tensor


class ImageTowerTraining:
    """One run, which can be stopped at any step and resumed from its checkpoint."""

    def __init__(
        self,
        recipe: ImageTowerRecipe,
        data: TowerData,
        checkpoint: Path,
        start: PooledTower | None = None,
        threads: int = 1,
    ) -> None:
        """Begin from `start` or from random weights, or go on from the checkpoint; `threads` share each batch."""
        torch.manual_seed(recipe.seed)
        self.recipe, self.data, self.checkpoint = recipe, data, checkpoint
        self.tower = start or image_tower(recipe.architecture, recipe.embed_dim)
        self.tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.heads = TrainingHeads(recipe.embed_dim, data)
        moving = get_ema_multi_avg_fn(recipe.average_decay)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(self.tower, multi_avg_fn=moving, use_buffers=True)
        self.optimizer = torch.optim.AdamW(self._parameter_groups(), lr=recipe.learning_rate, fused=True)
        self.memory = EmbeddingMemory(recipe.memory, recipe.embed_dim)
        self.shown = ShownPhotos(data.pixels, data.masks, recipe.ground_share, recipe.seed)
        self.step = 0
        self.steps = recipe.passes // (2 * recipe.products_per_batch)
        if checkpoint.exists():
            self._load()
        self.threaded = ThreadedTower(self.tower, threads, _embed, settled=recipe.settled)

    def _parameter_groups(self) -> list[dict[str, object]]:
        parameters = [*self.tower.parameters(), *self.heads.parameters()]
        return [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": self.recipe.weight_decay},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]

    def run(self, log: Log) -> Iterator[int]:
        """Train to the end; yields the step now and then, with the checkpoint just written."""
        with ThreadPoolExecutor(max_workers=1) as ahead:  # the next pictures are drawn meanwhile
            batch = ahead.submit(self._draw, self.step)
            while self.step < self.steps:
                for group in self.optimizer.param_groups:
                    group["lr"] = self.recipe.rate_at(self.step / self.steps)
                self.threaded.train_stem(self.step < self.recipe.stem_until * self.steps)
                drawn, batch = batch.result(), ahead.submit(self._draw, self.step + 1)
                losses = self._train_batch(drawn)
                self.step += 1
                yield from self._report(losses, log)

    def _report(self, losses: dict[str, float], log: Log) -> Iterator[int]:
        if self.step % 50 == 0:
            log.line(step=self.step, of=self.steps, **losses)
        if self.step % 200 == 0 or self.step == self.steps:
            self._save()
            yield self.step

    def _draw(self, step: int) -> _Batch:
        """The batch of a step; drawn from the step's own seed, so a resumed run sees what it would have seen."""
        generator = torch.Generator().manual_seed(self.recipe.seed * 1_000_003 + step)
        products, rows, texts = self._sample(generator)
        size = self.recipe.size_at(min(step / self.steps, 1.0))
        if self.recipe.augmented:
            plain = self.data.catalogue_sides(rows, self.recipe.plain_packshots, generator)
            pixels = self.shown(rows, size, generator, plain)
        else:
            pixels = self.shown.as_they_are(rows, size)
        return _Batch(products, rows, texts, pixels.contiguous(memory_format=torch.channels_last))

    def _train_batch(self, batch: _Batch) -> dict[str, float]:
        vector = self.threaded.forward(batch.pixels)
        losses = self._losses(vector, batch)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(sum(losses.values(), start=torch.zeros(())))
        assert vector.grad is not None
        self.threaded.backward(vector.grad)
        nn.utils.clip_grad_norm_(self.tower.parameters(), 5.0)
        self.optimizer.step()
        self.average.update_parameters(self.tower)
        self.memory.add(F.normalize(vector.detach(), dim=1), self.data.keys[batch.products])
        return {name: loss.item() for name, loss in losses.items()}

    def _sample(self, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """A share of the batch in whole families, the others at random. Two photos each."""
        wanted, count = self.recipe.products_per_batch, len(self.data.keys)
        kin, chosen = self.recipe.family_share, list[int]()
        while len(chosen) < min(kin * wanted, count // 2):
            chosen += one_of(self.data.families, generator)
        others = torch.randint(count, (2 * wanted,), generator=generator).tolist()
        chosen = list(dict.fromkeys(chosen + others))[:wanted]
        rows = [row for product in chosen for row in self.data.two_photos(product, generator)]
        texts = [one_of(self.data.text_rows[product], generator) for product in chosen for _ in range(2)]
        return torch.tensor(chosen).repeat_interleave(2), torch.tensor(rows), torch.tensor(texts)

    def _losses(self, vector: Tensor, batch: _Batch) -> dict[str, Tensor]:
        recipe, heads, data = self.recipe, self.heads, self.data
        keys, unit, known = data.keys[batch.products], F.normalize(vector, dim=1), self.memory.content()
        same = keys[:, None] == torch.cat([keys, known.keys])[None, :]
        itself = torch.zeros_like(same)
        itself.fill_diagonal_(True)
        losses = {"instance": heads.telling_apart(unit, torch.cat([unit, known.vectors]), same, itself)}
        losses["attributes"] = recipe.attribute_weight * heads.attributes(vector, batch.products)
        shared = F.normalize(heads.image_to_shared(vector), dim=1)
        words = F.normalize(heads.text_to_shared(data.texts[batch.texts]), dim=1)
        losses["text"] = recipe.text_weight * heads.agreeing_with_words(shared, words, same[:, : len(keys)])
        if heads.teacher is not None and data.teacher is not None:
            agreement = F.cosine_similarity(heads.teacher(vector), data.teacher[batch.rows])
            losses["teacher"] = recipe.teacher_weight * (1 - agreement).mean()
        return losses

    def _save(self) -> None:
        state = {
            "recipe": asdict(self.recipe), "step": self.step, "tower": self.tower.state_dict(),
            "heads": self.heads.state_dict(), "average": self.average.state_dict(),
            "optimizer": self.optimizer.state_dict(),
        }  # fmt: skip
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def _load(self) -> None:
        state = torch.load(self.checkpoint, weights_only=True)
        self.step = state["step"]
        for name in ("tower", "heads", "average", "optimizer"):
            getattr(self, name).load_state_dict(state[name])


def _embed(tower: PooledTower, pixels: Tensor) -> Tensor:
    """Vectors in full precision, computed in half where that is faster; autocast is set for each thread by itself."""
    with torch.autocast("cpu", torch.bfloat16, enabled=tower.halved and can_halve()):
        vector: Tensor = tower(pixels).vector
    return vector.float()
