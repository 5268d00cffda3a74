"""Fits the image tower on rendered products: photos of one piece together, other pieces apart."""

import math
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from encoders.towers.resnet import ResNetTower
from fusion.losses import InfoNCELoss
from training.augment import augment
from training.metrics import recall_at_k
from training.progress import Log
from training.renders import RenderedProduct, key_ids, load_pixels, visible_key, visual_metal

ATTRIBUTES = (
    "category", "type", "metal", "finish", "gemstone", "stone_colour", "cut", "setting", "motif", "chain", "pave",
)  # fmt: skip


@dataclass(frozen=True)
class ImageTowerRecipe:
    """Everything that decides how the tower is trained.

    `passes` counts photos shown, `sizes` gives the side in pixels from a share of them on: small pictures first, since
    most of what is to be learned shows in them at half the cost.
    """

    architecture: str = "resnet10t"
    embed_dim: int = 512
    passes: int = 600_000
    products_per_batch: int = 64
    sizes: tuple[tuple[float, int], ...] = ((0.0, 96), (0.5, 112), (0.85, 128))
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    warmup: float = 0.04
    average_decay: float = 0.998
    attribute_weight: float = 0.5
    text_weight: float = 0.5
    teacher_weight: float = 1.0
    seed: int = 0

    def size_at(self, progress: float) -> int:
        """Side of the training pictures, pixels, at a share of the passes in [0, 1]."""
        return next(size for start, size in reversed(self.sizes) if progress >= start)

    @property
    def evaluation_size(self) -> int:
        """Side of the pictures the tower is judged on and served at, pixels."""
        return self.sizes[-1][1]


class TrainingHeads(nn.Module):
    """What hangs on the tower's vector while it is trained, and is thrown away after."""

    def __init__(self, dim: int, classes: dict[str, int], text_dim: int, teacher_dim: int | None) -> None:
        super().__init__()
        self.attributes = nn.ModuleList(nn.Linear(dim, count) for count in classes.values())
        self.image_to_shared = nn.Linear(dim, 256)
        self.text_to_shared = nn.Linear(text_dim, 256)
        self.teacher = nn.Linear(dim, teacher_dim) if teacher_dim else None
        self.telling_apart = InfoNCELoss()
        self.agreeing_with_words = InfoNCELoss()


@dataclass(frozen=True)
class TowerData:
    """Pictures and truths of the training products, by row.

    Attributes:
        pixels: (photos, 3, size, size), uint8.
        photos: Rows of `pixels` of each product.
        families: Rows of the products of each family.
        keys: (products,), equal where two products look the same.
        labels: Attribute name to (products,), class numbers.
        texts: (products, text_dim), unit vectors of the titles.
        teacher: (photos, teacher_dim), unit vectors of another network, or None.
    """

    pixels: Tensor
    photos: list[list[int]]
    families: list[list[int]]
    keys: Tensor
    labels: dict[str, Tensor]
    texts: Tensor
    teacher: Tensor | None


def prepare(
    folder: Path,
    products: list[RenderedProduct],
    texts: NDArray[np.float32],
    teacher: NDArray[np.float32] | None,
    size: int = 160,
) -> TowerData:
    """Decode the photos of `products` and turn their attributes into class numbers."""
    files = [photo.file for product in products for photo in product.photos]
    photos, families, row = [], defaultdict(list), 0
    for number, product in enumerate(products):
        photos.append(list(range(row, row + len(product.photos))))
        families[product.family].append(number)
        row += len(product.photos)
    return TowerData(
        pixels=torch.from_numpy(load_pixels(folder, files, size)),
        photos=photos,
        families=list(families.values()),
        keys=torch.from_numpy(key_ids(visible_key(p) for p in products)),
        labels={
            name: torch.from_numpy(key_ids((_label(product, name),) for product in products)) for name in ATTRIBUTES
        },
        texts=torch.from_numpy(texts),
        teacher=None if teacher is None else torch.from_numpy(teacher),
    )


def _label(product: RenderedProduct, name: str) -> object:
    value = product.attributes[name]
    return visual_metal(value) if name == "metal" else value


class _Batch(NamedTuple):
    """Two photos of each of some products: (photos,) product numbers, (photos,) photo rows, (photos, 3, size, size)."""

    products: Tensor
    rows: Tensor
    pixels: Tensor


class ImageTowerTraining:
    """One run, which can be stopped at any step and resumed from its checkpoint."""

    def __init__(self, recipe: ImageTowerRecipe, data: TowerData, checkpoint: Path) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.data, self.checkpoint = recipe, data, checkpoint
        self.tower = ResNetTower(recipe.architecture, embed_dim=recipe.embed_dim)
        self.tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        classes = {name: int(labels.max()) + 1 for name, labels in data.labels.items()}
        teacher_dim = None if data.teacher is None else data.teacher.shape[1]
        self.heads = TrainingHeads(recipe.embed_dim, classes, data.texts.shape[1], teacher_dim)
        moving = get_ema_multi_avg_fn(recipe.average_decay)  # type: ignore[no-untyped-call]
        self.average = AveragedModel(self.tower, multi_avg_fn=moving, use_buffers=True)
        self.optimizer = torch.optim.AdamW(self._parameter_groups(), lr=recipe.learning_rate)
        self.step = 0
        self.steps = recipe.passes // (2 * recipe.products_per_batch)
        if checkpoint.exists():
            self._load()

    def _parameter_groups(self) -> list[dict[str, object]]:
        parameters = [*self.tower.parameters(), *self.heads.parameters()]
        return [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": self.recipe.weight_decay},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]

    def run(self, log: Log) -> Iterator[int]:
        """Train to the end; yields the step now and then, with the checkpoint just written."""
        with ThreadPoolExecutor(max_workers=1) as ahead:  # pictures are drawn on the other core
            batch = ahead.submit(self._draw, self.step)
            while self.step < self.steps:
                self._set_learning_rate(self.step / self.steps)
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

    def _set_learning_rate(self, progress: float) -> None:
        warm = min(1.0, (progress + 1e-4) / self.recipe.warmup)
        cosine = 0.5 * (1 + math.cos(math.pi * progress))
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * warm * max(cosine, 0.01)

    def _draw(self, step: int) -> "_Batch":
        """The batch of a step; drawn from the step's own seed, so a resumed run sees what it would have seen."""
        generator = torch.Generator().manual_seed(self.recipe.seed * 1_000_003 + step)
        products, rows = self._sample(generator)
        size = self.recipe.size_at(min(step / self.steps, 1.0))
        pixels = augment(self.data.pixels[rows], size, generator)
        return _Batch(products, rows, pixels.contiguous(memory_format=torch.channels_last))

    def _train_batch(self, batch: "_Batch") -> dict[str, float]:
        self.tower.train()
        with torch.autocast("cpu", torch.bfloat16):
            vector = self.tower(batch.pixels).vector
        losses = self._losses(vector.float(), batch.products, batch.rows)
        total = sum(losses.values(), start=torch.zeros(()))
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(total)
        nn.utils.clip_grad_norm_(self.tower.parameters(), 5.0)
        self.optimizer.step()
        self.average.update_parameters(self.tower)
        return {name: loss.item() for name, loss in losses.items()}

    def _sample(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """Half the batch in whole families, whose members differ in one thing; half at random. Two photos each."""
        wanted = self.recipe.products_per_batch
        chosen: list[int] = []
        for family in torch.randperm(len(self.data.families), generator=generator).tolist():
            if len(chosen) >= wanted // 2:
                break
            chosen += self.data.families[family]
        others = torch.randint(len(self.data.photos), (wanted,), generator=generator).tolist()
        chosen = list(dict.fromkeys(chosen + others))[:wanted]
        rows: list[int] = []
        for product in chosen:
            photos = self.data.photos[product]
            rows += [photos[i] for i in torch.randperm(len(photos), generator=generator)[:2].tolist()]
        return torch.tensor(chosen).repeat_interleave(2), torch.tensor(rows)

    def _losses(self, vector: Tensor, products: Tensor, rows: Tensor) -> dict[str, Tensor]:
        recipe, heads, data = self.recipe, self.heads, self.data
        keys = data.keys[products]
        same = keys[:, None] == keys[None, :]
        unit = F.normalize(vector, dim=1)
        itself = torch.eye(len(rows), dtype=torch.bool)
        losses = {"instance": heads.telling_apart(unit, unit, same, itself)}
        cross = [
            F.cross_entropy(head(vector), labels[products])
            for head, labels in zip(heads.attributes, data.labels.values(), strict=True)
        ]
        losses["attributes"] = recipe.attribute_weight * torch.stack(cross).mean()
        shared = F.normalize(heads.image_to_shared(vector), dim=1)
        words = F.normalize(heads.text_to_shared(data.texts[products]), dim=1)
        losses["text"] = recipe.text_weight * heads.agreeing_with_words(shared, words, same)
        if heads.teacher is not None and data.teacher is not None:
            agreement = F.cosine_similarity(heads.teacher(vector), data.teacher[rows])
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


@torch.inference_mode()
def embed_pixels(tower: nn.Module, pixels: Tensor, size: int, batch: int = 64) -> NDArray[np.float32]:
    """Unit vectors of clean photos, (photos, dim)."""
    tower.eval()
    vectors = []
    for part in torch.split(pixels, batch):
        fitted = F.interpolate(part.float() / 255, size, mode="bicubic", antialias=True).clamp(0, 1)
        with torch.autocast("cpu", torch.bfloat16):
            vector = tower(fitted.contiguous(memory_format=torch.channels_last)).vector
        vectors.append(F.normalize(vector.float(), dim=1))
    return torch.cat(vectors).numpy()


class PhotoToProduct:
    """Photo retrieval on a split that training never sees: query photos against the packshots of all products."""

    def __init__(self, folder: Path, products: list[RenderedProduct], split: str, size: int = 160) -> None:
        self.keys = key_ids(visible_key(p) for p in products)
        self.asked = [row for row, p in enumerate(products) if p.split == split for _ in p.queries]
        self.gallery = torch.from_numpy(load_pixels(folder, [p.studio.file for p in products], size))
        files = [photo.file for p in products if p.split == split for photo in p.queries]
        self.queries = torch.from_numpy(load_pixels(folder, files, size))

    def __call__(self, tower: nn.Module, size: int) -> dict[str, float]:
        """R@1 and R@10 of the tower's bare vectors."""
        scores = embed_pixels(tower, self.queries, size) @ embed_pixels(tower, self.gallery, size).T
        right = self.keys[self.asked][:, None] == self.keys[None, :]
        return {f"R@{k}": recall_at_k(scores, right, k) for k in (1, 10)}
