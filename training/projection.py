"""Fits the last map of an image tower by itself, on what the layers before it see.

Those layers are run over each photo a few times, as it is and altered, at the side at which the tower serves. After
that a step costs milliseconds, and a batch holds a hundred families, all of whose members must be told apart. What the
tower sees of a finish or a size then comes through, which small batches of whole training steps let be lost.
"""

import copy
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoders.towers.architectures import image_tower
from encoders.towers.pooled import PooledTower
from fusion.losses import InfoNCELoss
from training.attribute_loss import AttributeLoss
from training.between_runs import Judge, keep_served, kept_share, trained_state
from training.image_tower import ImageTowerRecipe
from training.image_tower_data import TowerData
from training.progress import Log
from training.schedule import warm_cosine
from training.shown_photos import ShownPhotos

PHOTOS = 64
"""Photos that are looked at together."""
STEP = "projected"
"""What this step's share is called in a checkpoint."""


@dataclass(frozen=True)
class ProjectionRecipe:
    """Everything that decides how a projection is fitted.

    Attributes:
        views: How often each photo is looked at: once as it is, the other times altered.
        steps: Batches.
        families: Families in each, all of their products with two photos each.
        learning_rate: At its highest.
        plain_packshots: Share of the packshots that are seen as they are, as catalogues show them.
        warmup: Share of the steps in which the learning rate rises; after them it falls along a cosine.
        temperature: Of the loss, at the start.
        attribute_weight: How much it counts that the vector tells what a photo shows.
    """

    views: int = 6
    steps: int = 700
    families: int = 128
    learning_rate: float = 1e-3
    plain_packshots: float = 1.0
    warmup: float = 0.07
    temperature: float = 0.05
    attribute_weight: float = 0.5


def settle_projection(
    checkpoint: Path,
    image: ImageTowerRecipe,
    recipe: ProjectionRecipe,
    data: TowerData,
    judge: Judge,
    log: Log,
    threads: int,
) -> float:
    """Fit the projection of a trained tower and keep what finds most between that and its own, unless it was done.

    Args:
        checkpoint: Of a run that has ended.
        image: How that tower was trained.
        recipe: How to fit.
        data: What to learn from.
        judge: Tells recalls of a tower on products that it was not trained on.
        log: Told the progress.
        threads: Threads that look at photos.

    Returns:
        The share of the fitted projection.
    """
    done = kept_share(checkpoint, STEP)
    if done is not None:
        return done
    tower = image_tower(image.architecture, image.embed_dim)
    tower.load_state_dict(trained_state(checkpoint))
    views = pooled_views(tower.eval(), data, image, recipe.views, log, threads)
    fitting = copy.deepcopy(tower)
    fitting.projection = fitted_projection(tower, views, data, recipe, image.seed, log)
    return keep_served(checkpoint, STEP, tower, fitting.state_dict(), judge, log)


@torch.inference_mode()
def pooled_views(
    tower: PooledTower, data: TowerData, image: ImageTowerRecipe, count: int, log: Log, threads: int
) -> Tensor:
    """What a tower sees in each photo before it projects it, (views, photos, channels), float16; the first as it is."""
    shown, side = ShownPhotos(data.pixels, data.masks, image.ground_share, image.seed), image.evaluation_size
    parts = torch.split(torch.arange(len(data.pixels)), PHOTOS)

    def pooled(view: int, number: int, rows: Tensor) -> Tensor:
        generator = torch.Generator().manual_seed(1_000_003 * view + number)
        with torch.inference_mode():  # each thread has a mode of its own
            pixels = shown(rows, side, generator) if view else shown.as_they_are(rows, side)
            return tower.pool(pixels.contiguous(memory_format=torch.channels_last)).stages.half()

    tower.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    views = []
    with ThreadPoolExecutor(max_workers=threads) as pool:
        for view in range(count if image.augmented else 1):
            log.line(stage="looking", view=view, of=count)
            views.append(torch.cat(list(pool.map(pooled, [view] * len(parts), range(len(parts)), parts))))
    return torch.stack(views)


def fitted_projection(
    tower: PooledTower, views: Tensor, data: TowerData, recipe: ProjectionRecipe, seed: int, log: Log
) -> nn.Linear:
    """A projection that tells products apart, begun with the tower's own.

    Args:
        tower: Has a projection, which stays as it is.
        views: What the tower pools of each photo, (views, photos, channels).
        data: The photos' products.
        recipe: How to fit.
        seed: Of everything that is drawn.
        log: Told the progress.
    """
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    assert tower.projection is not None
    projection = copy.deepcopy(tower.projection)
    telling_apart = InfoNCELoss(temperature=recipe.temperature)
    attributes = AttributeLoss(projection.out_features, data.labels)
    beside = [*telling_apart.parameters(), *attributes.parameters()]
    optimizer = torch.optim.Adam([*projection.parameters(), *beside], lr=recipe.learning_rate)
    for step in range(recipe.steps):
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * warm_cosine(step / recipe.steps, recipe.warmup)
        products, rows = _drawn(data, recipe.families, generator)
        shown = torch.randint(len(views), (len(rows),), generator=generator)
        shown[data.catalogue_sides(rows, recipe.plain_packshots, generator)] = 0
        vectors: Tensor = projection(views[shown, rows].float())
        unit, keys = F.normalize(vectors, dim=1), data.keys[products]
        same = keys[:, None] == keys[None, :]
        loss = telling_apart(unit, unit, same, torch.eye(len(rows), dtype=torch.bool))
        loss = loss + recipe.attribute_weight * attributes(vectors, products)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            log.line(stage="projection", step=step, of=recipe.steps, loss=loss.item())
    return projection


def _drawn(data: TowerData, families: int, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Two photos of each product of some families: products and rows of photos, each (photos,)."""
    chosen = torch.randperm(len(data.families), generator=generator)[:families].tolist()
    products = [product for family in chosen for product in data.families[family]]
    rows = [row for product in products for row in data.two_photos(product, generator)]
    return torch.tensor(products).repeat_interleave(2), torch.tensor(rows)
