"""Fits the network that finds the piece in a photo, on photos of which it is known where that is."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from bundles import LocatorSpec, is_bundle, load_bundle
from encoders.locator import PieceLocator, box_around
from encoders.towers.locator import LocatorNet
from training.augment import LEAST, random_damage, random_light
from training.bundle_writer import Cutting, write_locator
from training.corpus import Corpus
from training.grounds import Grounds, lay_on
from training.image_tower_data import mask_files, photo_files
from training.pictures import SIDE, kept_masks, kept_pixels
from training.progress import Log
from training.schedule import warm_cosine

SPEC = "locator.json"
GROUND_SIDE = 128
SHOWN = 0.1
"""Share of a cell's brightest part that must show the piece for the cell to be one of its."""


@dataclass(frozen=True)
class LocatorRecipe:
    """How a locator is fitted.

    Some of the photos are seen as they are, the others with the piece anywhere and of any size, on other grounds. A
    third get bars of one colour at two sides, as photos have that are padded to a square.

    Attributes:
        size: Side of what it reads, pixels.
        steps: Batches.
        batch: Photos in each.
        learning_rate: The highest.
        moved: Share of the photos in which the piece is moved.
        empty: Share of the photos that show none.
        least, most: Length of a piece that was moved, as a share of the photo's side.
        grounds: How many there are to cut from.
        threshold, margin, smallest: See `LocatorSpec`.
        seed: Of everything.
    """

    size: int = 64
    steps: int = 3000
    batch: int = 64
    learning_rate: float = 3e-3
    moved: float = 0.5
    empty: float = 0.04
    least: float = 0.12
    most: float = 1.1
    grounds: int = 512
    threshold: float = 0.1
    margin: float = 0.15
    smallest: float = 0.35
    seed: int = 0


class Located(NamedTuple):
    """What a locator finds on photos that it was not fitted on.

    Attributes:
        whole: Share of the photos of which at least 98 % of the piece lies in what is cut out.
        side: Side of what is cut out, as a share of the photo's; the mean.
    """

    whole: float
    side: float


def settled_locator(recipe: LocatorRecipe, corpus: Corpus, start: Path | None, work: Path, log: Log) -> Path | None:
    """The folder of a locator: that of the bundle that is gone on from, or one fitted now unless it was before.

    Returns:
        A folder for `opened_locator`; None where nothing tells where pieces are.
    """
    if start is not None and is_bundle(start) and load_bundle(start).manifest.image.locator is not None:
        return start
    if (work / SPEC).exists():
        return work
    if not any(mask_files([corpus.products[row] for row in corpus.rows("train")])):
        return None
    fit_locator(recipe, corpus, work, log)
    return work


def opened_locator(folder: Path | None) -> PieceLocator | None:
    """The locator in a bundle or in the work folder of a fitting; None for None, or a bundle without."""
    spec = locator_spec(folder)
    return None if folder is None or spec is None else PieceLocator(folder, spec)


def locator_spec(folder: Path | None) -> LocatorSpec | None:
    """What a manifest says of it."""
    if folder is None:
        return None
    if is_bundle(folder):
        return load_bundle(folder).manifest.image.locator
    return LocatorSpec.model_validate_json((folder / SPEC).read_bytes())


def fit_locator(recipe: LocatorRecipe, corpus: Corpus, work: Path, log: Log) -> Located:
    """Fit a locator to the training split and leave graph and `locator.json` in the work folder.

    Returns:
        What it finds on the validation split.
    """
    taught = Scenes(*_kept(corpus, "train", work, log), recipe)
    net = _fitted(recipe, taught, log)
    spec = write_locator(net, recipe.size, Cutting(recipe.threshold, recipe.margin, recipe.smallest), work)
    found = judge_locator(net, spec, *_kept(corpus, "validation", work, log))
    log.line(locator="judged", split="validation", **found._asdict())
    partial = work / f"{SPEC}.partial"
    partial.write_text(spec.model_dump_json(indent=1) + "\n", encoding="utf-8")
    partial.replace(work / SPEC)
    return found


def _kept(corpus: Corpus, split: str, work: Path, log: Log) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The photos of a split of which it is known where they show the piece, and their masks."""
    products = [product for product in corpus.products if product.split == split]
    pairs = [(file, mask) for file, mask in zip(photo_files(products), mask_files(products), strict=True) if mask]
    files, masks = [file for file, _ in pairs], [mask for _, mask in pairs]
    return kept_pixels(files, SIDE, work, log), kept_masks(masks, SIDE, work, log)


def _fitted(recipe: LocatorRecipe, scenes: "Scenes", log: Log) -> LocatorNet:
    torch.manual_seed(recipe.seed)
    net = LocatorNet()
    net.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    optimizer = torch.optim.AdamW(net.parameters(), lr=recipe.learning_rate, weight_decay=0.01)
    for step in range(recipe.steps):
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * warm_cosine(step / recipe.steps, 0.03)
        pixels, shown = scenes.draw(torch.Generator().manual_seed(recipe.seed * 1_000_003 + step))
        loss = _loss(net(pixels), shown)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        log("fitting the locator", step + 1, recipe.steps, loss=loss.item())
    net.eval()
    return net


def _loss(logits: Tensor, shown: Tensor) -> Tensor:
    """Cross entropy of each cell, and how far what is seen and what is shown do not overlap.

    Source: Milletari et al. 2016, arXiv:1606.04797 (overlap).
    """
    seen = logits.sigmoid()
    both = (seen * shown).sum(dim=(1, 2))
    overlap = (2 * both + 1) / (seen.sum(dim=(1, 2)) + shown.sum(dim=(1, 2)) + 1)
    return F.binary_cross_entropy_with_logits(logits, shown) + (1 - overlap).mean()


def cells_of(masks: Tensor) -> Tensor:
    """Which cells show a part of the piece, (batch, size, size) in [0, 1] to (batch, size / 2, size / 2), 0 or 1."""
    return (F.max_pool2d(masks[:, None], 2)[:, 0] > SHOWN).float()


@torch.inference_mode()
def judge_locator(
    net: LocatorNet, spec: LocatorSpec, pixels: NDArray[np.uint8], masks: NDArray[np.uint8], batch: int = 256
) -> Located:
    """How much of pieces lies in what a locator cuts out.

    Args:
        net: The network.
        spec: How far to cut.
        pixels: (photos, 3, side, side).
        masks: Where each shows its piece, (photos, side, side).
        batch: Photos at once.
    """
    whole, sides = 0, 0.0
    for start in range(0, len(pixels), batch):
        photos = torch.from_numpy(np.array(pixels[start : start + batch])).float() / 255
        seen = net(F.interpolate(photos, spec.size, mode="bicubic", antialias=True).clamp(0, 1)).sigmoid().numpy()
        for each, mask in zip(seen, masks[start : start + batch], strict=True):
            box = box_around(each, (mask.shape[1], mask.shape[0]), spec)
            inside = int(mask[box.top : box.bottom, box.left : box.right].sum(dtype=np.int64))
            whole += inside >= 0.98 * int(mask.sum(dtype=np.int64))
            sides += max(box.right - box.left, box.bottom - box.top) / max(mask.shape)
    return Located(whole / len(pixels), sides / len(pixels))


class Scenes:
    """Photos as a locator is to meet them, drawn from a source of chance that the caller has."""

    def __init__(self, pixels: NDArray[np.uint8], masks: NDArray[np.uint8], recipe: LocatorRecipe) -> None:
        """Show photos.

        Args:
            pixels: (photos, 3, side, side).
            masks: Where each shows its piece, (photos, side, side).
            recipe: How.
        """
        self._pixels, self._masks, self._recipe = pixels, masks, recipe
        self._grounds = Grounds(recipe.grounds, GROUND_SIDE, recipe.seed)

    def draw(self, generator: torch.Generator) -> tuple[Tensor, Tensor]:
        """A batch: photos (batch, 3, size, size) in [0, 1], and the cells that show a piece; see `cells_of`."""
        recipe = self._recipe
        rows = torch.randint(len(self._pixels), (recipe.batch,), generator=generator).numpy()
        photos = torch.from_numpy(self._pixels[rows]).float() / 255
        masks = torch.from_numpy(self._masks[rows])[:, None].float() / 255
        kind = torch.rand(recipe.batch, generator=generator)
        moved = (kind < recipe.moved) & (masks.mean(dim=(1, 2, 3)) > LEAST)
        theta = _placing(masks, moved, recipe, generator)
        fine = 2 * recipe.size  # then halved, so that small pieces are not a pattern of single pixels
        grid = F.affine_grid(theta, [recipe.batch, 1, fine, fine], align_corners=False)
        photos = F.grid_sample(photos, grid, padding_mode="border", align_corners=False)
        masks = F.grid_sample(masks, grid, padding_mode="zeros", align_corners=False)
        photos, masks = F.avg_pool2d(photos, 2), F.avg_pool2d(masks, 2)
        empty = kind > 1 - recipe.empty
        masks[empty] = 0
        anew = moved | empty
        if anew.any():
            grounds = self._grounds.draw(int(anew.sum()), recipe.size, generator)
            photos[anew] = lay_on(photos[anew], masks[anew], grounds)
        _pad_some(photos, masks, generator)
        photos = random_damage(random_light(photos, generator), generator).clamp_(0, 1)
        return photos.contiguous(memory_format=torch.channels_last), cells_of(masks[:, 0])


def _placing(masks: Tensor, moved: Tensor, recipe: LocatorRecipe, generator: torch.Generator) -> Tensor:
    """Maps from where things are to be to where they are in the photos, (batch, 2, 3); all may be mirrored."""
    batch = len(masks)
    centres, halves = _extents(masks[:, 0] > 0.5)
    log_length = torch.empty(batch).uniform_(np.log(recipe.least), np.log(recipe.most), generator=generator)
    zoom = torch.where(moved, halves / log_length.exp(), torch.ones(batch))
    room = (1 - log_length.exp()).clamp(min=0.1)[:, None]
    places = (torch.rand(batch, 2, generator=generator) * 2 - 1) * room
    angle = torch.where(moved, torch.empty(batch).uniform_(-0.5, 0.5, generator=generator), torch.zeros(batch))
    mirror = torch.where(torch.rand(batch, generator=generator) < 0.5, -1.0, 1.0)
    turn = torch.stack([angle.cos() * mirror, -angle.sin(), angle.sin() * mirror, angle.cos()], dim=1).view(-1, 2, 2)
    linear = zoom[:, None, None] * turn
    shift = torch.where(moved[:, None], centres - (linear @ places[:, :, None])[:, :, 0], torch.zeros(batch, 2))
    return torch.cat([linear, shift[:, :, None]], dim=2)


def _extents(shown: Tensor) -> tuple[Tensor, Tensor]:
    """Centres (batch, 2), x and y from -1 to 1, and half the longer sides (batch,) of what masks show."""
    side = shown.shape[-1]
    spans = []
    for along in (1, 2):  # what is seen along the rows tells the columns
        seen = shown.any(dim=along).float()
        places = torch.arange(side) + 1
        last = (seen * places).amax(dim=1)
        first = side + 1 - (seen * (side + 1 - places)).amax(dim=1)
        spans.append((first - 1, last))
    centres = torch.stack([(first + last) / side - 1 for first, last in spans], dim=1)
    halves = torch.stack([(last - first) / side for first, last in spans], dim=1).amax(dim=1)
    return centres, halves.clamp(min=0.02)


def _pad_some(photos: Tensor, masks: Tensor, generator: torch.Generator) -> None:
    """Give a third of the photos bars of one colour at two sides, as those have that are not square."""
    side = photos.shape[-1]
    for row in torch.nonzero(torch.rand(len(photos), generator=generator) < 0.33).flatten().tolist():
        width = int(torch.randint(1, side // 5, (), generator=generator))
        sideways = bool(torch.rand((), generator=generator) < 0.5)
        photo, mask = (each[row].transpose(1, 2) if sideways else each[row] for each in (photos, masks))
        colour = photo[:, [width, -width - 1]].median(dim=2).values.mean(dim=1)
        for bar in (slice(None, width), slice(side - width, None)):
            photo[:, bar] = colour[:, None, None]
            mask[:, bar] = 0
