"""Tunes a BERT on how a trade speaks: phrases find listings, edits tell products apart, ordinary English stays put."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from encoders.towers.bert import BertTower
from encoders.towers.half_precision import can_halve
from fusion.losses import InfoNCELoss
from training.progress import Log
from training.schedule import warm_cosine
from training.text_lessons import TextBatch, TextLessons

CHUNK = 64  # texts alike in length that are encoded at once


@dataclass(frozen=True)
class TextTowerRecipe:
    """Everything that decides how the tower is tuned.

    The embeddings and the first `frozen_layers` stay as they were. `memory` listings of the last batches stand beside
    those of the batch as wrong answers, at no cost: under a small learning rate they hardly move.

    Source: the memory: Wang et al. 2020, arXiv:1912.06798.
    """

    steps: int = 200
    products_per_batch: int = 40
    phrases_per_product: int = 2
    foreign_per_batch: int = 16
    ordinary_per_batch: int = 16
    memory: int = 800
    frozen_layers: int = 2
    most_pieces: int = 48
    learning_rate: float = 2e-4
    weight_decay: float = 0.01
    warmup: float = 0.06
    temperature: float = 0.05
    told_weight: float = 0.3
    edit_weight: float = 0.3
    kept_weight: float = 4.0
    seed: int = 0


class TextEncoding:
    """A BERT and its tokenizer at work on texts of any length, in batches of texts alike in length.

    Args:
        tower: The BERT.
        tokenizer: File of its tokenizer.
        most_pieces: Longer texts are cut off.
        halved: Whether arithmetic may be in bfloat16, which takes two thirds of the time.
    """

    def __init__(self, tower: BertTower, tokenizer: Path, most_pieces: int = 128, *, halved: bool = True) -> None:
        self.tower, self._halved = tower, halved
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_padding()
        self._tokenizer.enable_truncation(max_length=most_pieces)

    def __call__(self, texts: Sequence[str]) -> Tensor:
        """Unit vectors, (texts, dim), float32."""
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        vectors = [self._chunk([texts[row] for row in order[at : at + CHUNK]]) for at in range(0, len(order), CHUNK)]
        if not vectors:
            return torch.zeros(0, self.tower.dim)
        places = torch.empty(len(order), dtype=torch.int64)
        places[torch.tensor(order)] = torch.arange(len(order))
        return torch.cat(vectors)[places]

    def _chunk(self, texts: Sequence[str]) -> Tensor:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = torch.tensor([item.ids for item in encoded])
        mask = torch.tensor([item.attention_mask for item in encoded])
        with torch.autocast("cpu", torch.bfloat16, enabled=self._halved and can_halve()):
            vector = self.tower(ids, mask).vector
        return F.normalize(vector.float(), dim=1)


class TextTowerTraining:
    """One run, which can be stopped at any step and resumed from its checkpoint.

    Args:
        recipe: How.
        start: Folder of the BERT to start from, in transformers' format with its `tokenizer.json`.
        lessons: What it reads.
        checkpoint: Where it is kept; a run that was stopped goes on from it.
    """

    def __init__(self, recipe: TextTowerRecipe, start: Path, lessons: TextLessons, checkpoint: Path) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe, self.lessons, self.checkpoint = recipe, lessons, checkpoint
        self.tower, self.original = BertTower(start).eval(), BertTower(start).eval().requires_grad_(False)
        self._freeze()
        tokenizer = start / "tokenizer.json"
        self._encode = TextEncoding(self.tower, tokenizer, recipe.most_pieces)
        self._encode_original = TextEncoding(self.original, tokenizer, recipe.most_pieces)
        self.finding, self.telling = (InfoNCELoss(temperature=recipe.temperature) for _ in range(2))
        self.losses = nn.ModuleList([self.finding, self.telling])
        self.memory, self.memory_rows = torch.zeros(0, self.tower.dim), torch.zeros(0, dtype=torch.int64)
        self.optimizer = torch.optim.AdamW(self._parameter_groups(), lr=recipe.learning_rate)
        self.step = 0
        if checkpoint.exists():
            self._load()

    def _freeze(self) -> None:
        self.tower.bert.embeddings.requires_grad_(False)
        for layer in self.tower.bert.encoder.layer[: self.recipe.frozen_layers]:
            layer.requires_grad_(False)

    def _parameter_groups(self) -> list[dict[str, object]]:
        tuned = [p for p in (*self.tower.parameters(), *self.losses.parameters()) if p.requires_grad]
        return [
            {"params": [p for p in tuned if p.ndim > 1], "weight_decay": self.recipe.weight_decay},
            {"params": [p for p in tuned if p.ndim <= 1], "weight_decay": 0.0},
        ]

    def run(self, log: Log) -> Iterator[int]:
        """Tune to the end; yields the step now and then, with the checkpoint just written."""
        recipe = self.recipe
        while self.step < recipe.steps:
            self._set_learning_rate(self.step / recipe.steps)
            batch = self.lessons.draw(
                recipe.seed * 1_000_003 + self.step, recipe.products_per_batch, recipe.phrases_per_product,
                recipe.foreign_per_batch, recipe.ordinary_per_batch,
            )  # fmt: skip
            losses = self._train_batch(batch)
            self.step += 1
            if self.step % 10 == 0 or self.step == recipe.steps:
                log.line(text_step=self.step, of=recipe.steps, **losses)
            if self.step % 25 == 0 or self.step == recipe.steps:
                self._save()
                yield self.step

    def _set_learning_rate(self, progress: float) -> None:
        for group in self.optimizer.param_groups:
            group["lr"] = self.recipe.learning_rate * warm_cosine(progress, self.recipe.warmup)

    def _train_batch(self, batch: TextBatch) -> dict[str, float]:
        losses = self._losses(batch)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(sum(losses.values(), start=torch.zeros(())))
        nn.utils.clip_grad_norm_(self.tower.parameters(), 1.0)
        self.optimizer.step()
        return {name: loss.item() for name, loss in losses.items()}

    def _losses(self, batch: TextBatch) -> dict[str, Tensor]:
        recipe = self.recipe
        asked, edited = [query.text or "" for query in batch.queries], [edit.text for edit in batch.edits]
        vectors = self._encode([*batch.listings, *asked, *edited, *batch.ordinary])
        counts = [len(batch.listings), len(asked), len(edited), len(batch.ordinary)]
        listings, queries, edits, ordinary = torch.split(vectors, counts)
        rows = torch.cat([torch.from_numpy(batch.rows), self.memory_rows])
        right = torch.from_numpy(self.lessons.judge.right(batch.queries, rows.numpy()))
        losses = {"find": self.finding(queries, torch.cat([listings, self.memory]), right)}
        losses["told"] = recipe.told_weight * self.telling(listings, queries, right[:, : len(listings)].T)
        if batch.edits:
            losses["edits"] = recipe.edit_weight * _told_apart(edits, listings, batch, self.finding.logit_scale.exp())
        if batch.ordinary:
            with torch.no_grad():
                before = self._encode_original(batch.ordinary)
            losses["kept"] = recipe.kept_weight * (1 - (ordinary * before).sum(dim=1)).mean()
        self._remember(listings.detach(), torch.from_numpy(batch.rows))
        return losses

    def _remember(self, listings: Tensor, rows: Tensor) -> None:
        self.memory = torch.cat([listings, self.memory])[: self.recipe.memory]
        self.memory_rows = torch.cat([rows, self.memory_rows])[: self.recipe.memory]

    def _save(self) -> None:
        state = {
            "recipe": asdict(self.recipe), "step": self.step, "tower": self.tower.state_dict(),
            "losses": self.losses.state_dict(), "optimizer": self.optimizer.state_dict(),
            "memory": self.memory, "memory_rows": self.memory_rows,
        }  # fmt: skip
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        partial.replace(self.checkpoint)

    def _load(self) -> None:
        state = torch.load(self.checkpoint, weights_only=True)
        self.step, self.memory, self.memory_rows = state["step"], state["memory"], state["memory_rows"]
        for name in ("tower", "losses", "optimizer"):
            getattr(self, name).load_state_dict(state[name])


def _told_apart(edits: Tensor, listings: Tensor, batch: TextBatch, scale: Tensor) -> Tensor:
    """How far the words of edits are from preferring the product that they lead to over the one they start from."""
    before = listings[[edit.before for edit in batch.edits]]
    after = listings[[edit.after for edit in batch.edits]]
    return F.softplus(-scale * (edits * (after - before)).sum(dim=1)).mean()
