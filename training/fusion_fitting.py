"""Fits any fusion to queries and their right answers."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoders.towers.half_precision import can_halve
from fusion.base import Fusion
from fusion.losses import InfoNCELoss
from training.fusion_batches import PRODUCT, QUERY, Batch, BatchRecipe, BatchSampler, Talk
from training.fusion_data import FusionData
from training.fusion_leaning import set_leaning
from training.progress import Progress, silent
from training.schedule import warm_cosine

SHARPNESS = 0.05
"""Temperature by which rankings of listings are compared."""


@dataclass(frozen=True)
class FusionRecipe(BatchRecipe):
    """Everything that decides how a fusion is fitted; see `BatchRecipe` for what it learns from.

    Attributes:
        steps: Batches.
        steadiness: How much it counts that words without sense leave a query as the photo alone would have it.
        faithfulness: How much it counts that words which shops and shoppers use, and the corpus does not, find what the
            text tower finds by them.
        learning_rate: At its highest.
        weight_decay: Of matrices.
        warmup: Share of the steps in which the learning rate rises.
        temperature: Of the loss, at the start.
        seed: Of everything that is drawn.
    """

    steps: int = 1500
    steadiness: float = 1.0
    faithfulness: float = 1.0
    learning_rate: float = 1e-3
    weight_decay: float = 0.02
    warmup: float = 0.05
    temperature: float = 0.05
    seed: int = 0


def fit(fusion: Fusion, data: FusionData, recipe: FusionRecipe, progress: Progress = silent) -> Fusion:
    """Fit a fusion in place to the queries of the training split, and return it ready for inference.

    How far its queries lean to their image block is then set on the validation split, if there is one.

    Raises:
        ValueError: There is no query to learn from.
    """
    torch.manual_seed(recipe.seed)
    fusion.leaning.zero_()
    sampler = BatchSampler(data, recipe, recipe.seed)
    loss = InfoNCELoss(temperature=recipe.temperature)
    optimizer = torch.optim.AdamW(_groups(fusion, loss, recipe), lr=recipe.learning_rate)
    fusion.train()
    for step in range(recipe.steps):
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * warm_cosine(step / recipe.steps, recipe.warmup)
        value = _loss(fusion, sampler.draw(), loss, recipe.steadiness)
        if recipe.faithfulness and (talk := sampler.draw_talk()) is not None:
            value = value + recipe.faithfulness * _untrue_to_the_words(fusion, talk)
        optimizer.zero_grad(set_to_none=True)
        value.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(fusion.parameters(), 1.0)
        optimizer.step()
        progress("fitting", step, recipe.steps, loss=value.item())
    progress("fitting", recipe.steps, recipe.steps)
    set_leaning(fusion.eval(), data)
    return fusion


def _loss(fusion: Fusion, batch: Batch, loss: InfoNCELoss, steadiness: float) -> Tensor:
    with torch.autocast("cpu", torch.bfloat16, enabled=can_halve()):
        asked = fusion.embed(batch.image, batch.text, QUERY).float()
        found = fusion.embed(batch.product_image, batch.product_text, PRODUCT).float()
    value: Tensor = loss(asked, found, batch.right)
    if steadiness and batch.senseless.any():
        value = value + steadiness * _moved_by_nonsense(fusion, batch, asked)
    return value


def _moved_by_nonsense(fusion: Fusion, batch: Batch, asked: Tensor) -> Tensor:
    """How far words without sense turn queries from what their photos alone ask for: squared sines, averaged."""
    rows = batch.senseless
    image, text = (type(part)(*(values[rows] for values in part)) for part in (batch.image, batch.text))
    with torch.no_grad():
        alone = fusion.embed(image, text._replace(present=torch.zeros_like(text.present)), QUERY)
    return (1 - (asked[rows] * alone.float()).sum(dim=1).square()).mean()


def _untrue_to_the_words(fusion: Fusion, talk: Talk) -> Tensor:
    """How far words by themselves rank listings otherwise than the text tower does: relative entropy, averaged.

    Source: Hinton et al. 2015, arXiv:1503.02531, of rankings: Tang and Wang 2018, arXiv:1809.07428.
    """
    with torch.autocast("cpu", torch.bfloat16, enabled=can_halve()):
        asked = fusion.embed(talk.nothing, talk.asked, QUERY).float()
        found = fusion.embed(talk.photos, talk.listings, PRODUCT).float()
    wanted = F.log_softmax(talk.asked.vector @ talk.listings.vector.T / SHARPNESS, dim=1)
    ranked = F.log_softmax(asked @ found.T / SHARPNESS, dim=1)
    return F.kl_div(ranked, wanted, reduction="batchmean", log_target=True)


def _groups(fusion: Fusion, loss: nn.Module, recipe: FusionRecipe) -> list[dict[str, object]]:
    parameters = [*fusion.parameters(), *loss.parameters()]
    return [
        {"params": [p for p in parameters if p.ndim > 1], "weight_decay": recipe.weight_decay},
        {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
    ]
