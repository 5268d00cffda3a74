"""Turns catalogue photos into what a shopper's camera might have made of them, a batch at a time."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from training.grounds import Grounds, lay_on

LEAST = 0.004
"""Share of a photo that its mask must cover for the piece to be cut out."""


@dataclass(frozen=True)
class CutOuts:
    """What it takes to lay pieces on other grounds.

    Attributes:
        masks: Share of each pixel that shows the piece, (batch, height, width), uint8, 255 for all; zeros if unknown.
        grounds: Where the grounds come from.
        share: Share of the photos that get another ground.
    """

    masks: Tensor
    grounds: Grounds
    share: float = 0.5


def augment(pixels: Tensor, size: int, generator: torch.Generator, cut_outs: CutOuts | None = None) -> Tensor:
    """Random ground, crop, rotation, mirror, exposure, white balance, contrast, blur, noise and occlusion.

    Colour changes stay small: a white balance strong enough to turn rose gold yellow would teach the tower not to see
    the metal.

    Args:
        pixels: (batch, 3, height, width), uint8.
        size: Side of the result, pixels.
        generator: Source of all randomness.
        cut_outs: Where the pieces are, if that is known; their grounds may then be anything.

    Returns:
        (batch, 3, size, size), float32 in [0, 1].
    """
    x = _random_backdrop(pixels.float() / 255, generator)
    if cut_outs is None:
        x = _random_affine(x, size, generator)
    else:
        x = _random_ground(_random_affine(_with_masks(x, cut_outs), size, generator), cut_outs, generator)
    x = random_light(x, generator)
    return random_damage(x, generator).clamp_(0, 1)


def fitted(pixels: Tensor, size: int) -> Tensor:
    """Photos as they are, (batch, 3, height, width) uint8 to (batch, 3, size, size) in [0, 1]."""
    x = pixels.float() / 255
    if x.shape[-1] == size:
        return x
    return F.interpolate(x, size, mode="bicubic", antialias=True).clamp(0, 1)


def _uniform(batch: int, low: float, high: float, generator: torch.Generator) -> Tensor:
    return torch.empty(batch).uniform_(low, high, generator=generator)


def _random_backdrop(x: Tensor, generator: torch.Generator) -> Tensor:
    """Lay a third of the photos on a coloured, mottled ground, as far as they are near white themselves.

    The ground is multiplied in, so that shadows stay; glints on metal are near white as well and take a little of it,
    as they do on a real table.
    """
    b, _, height, width = x.shape
    chosen = torch.nonzero(_uniform(b, 0, 1, generator) < 0.33).flatten()
    if len(chosen) == 0:
        return x
    tone = torch.rand(len(chosen), 3, 1, 1, generator=generator) * 0.75 + 0.25
    mottled = sum(
        F.interpolate(
            torch.rand(len(chosen), 1, cells, cells, generator=generator) - 0.5, (height, width), mode="bilinear"
        )
        for cells in (2, 7, 23)
    )
    ground = (tone * (1 + 0.35 * mottled)).clamp(0, 1)
    photo = x[chosen]
    whiteness = ((photo.amin(dim=1, keepdim=True) - 0.72) / 0.2).clamp(0, 1)
    x[chosen] = photo * (1 - whiteness + whiteness * ground)
    return x


def _with_masks(x: Tensor, cut_outs: CutOuts) -> Tensor:
    return torch.cat([x, cut_outs.masks[:, None].float() / 255], dim=1)


def _random_ground(x: Tensor, cut_outs: CutOuts, generator: torch.Generator) -> Tensor:
    """Lay a share of the pieces on other grounds, (batch, 4, size, size) with masks to (batch, 3, size, size)."""
    photos, masks = x[:, :3], x[:, 3:]
    drawn = _uniform(len(x), 0, 1, generator) < cut_outs.share
    chosen = torch.nonzero(drawn & (masks.mean(dim=(1, 2, 3)) > LEAST)).flatten()
    if len(chosen) == 0:
        return photos
    grounds = cut_outs.grounds.draw(len(chosen), x.shape[-1], generator)
    photos[chosen] = lay_on(photos[chosen], masks[chosen], grounds)
    return photos


def _random_affine(x: Tensor, size: int, generator: torch.Generator) -> Tensor:
    b = x.shape[0]
    zoom = torch.exp(_uniform(b, math.log(0.62), math.log(1.15), generator))
    close = _uniform(b, 0, 1, generator) < 0.15
    zoom = torch.where(close, zoom * _uniform(b, 0.6, 0.85, generator), zoom)
    stretch = torch.exp(_uniform(b, -0.12, 0.12, generator))
    angle = _uniform(b, -0.5, 0.5, generator)
    mirror = torch.where(_uniform(b, 0, 1, generator) < 0.5, -1.0, 1.0)
    shift = (torch.rand(b, 2, generator=generator) - 0.5) * 0.4 * (1.2 - zoom).clamp(min=0.1)[:, None]
    cos, sin = torch.cos(angle) * zoom, torch.sin(angle) * zoom
    theta = torch.stack(
        [
            torch.stack([cos * mirror * stretch, -sin, shift[:, 0]], dim=1),
            torch.stack([sin * mirror * stretch, cos, shift[:, 1]], dim=1),
        ],
        dim=1,
    )
    grid = F.affine_grid(theta, [b, x.shape[1], size, size], align_corners=False)
    return F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)


def random_light(x: Tensor, generator: torch.Generator) -> Tensor:
    """Another exposure, white balance and contrast for each photo, (batch, 3, height, width) in [0, 1]."""
    b = x.shape[0]
    exposure = torch.exp(_uniform(b, -0.3, 0.25, generator)).view(b, 1, 1, 1)
    balance = 1 + (torch.rand(b, 3, 1, 1, generator=generator) - 0.5) * 0.12
    contrast = _uniform(b, 0.8, 1.2, generator).view(b, 1, 1, 1)
    x = x * exposure * balance
    mean = x.mean(dim=(1, 2, 3), keepdim=True)
    return (x - mean) * contrast + mean


def random_damage(x: Tensor, generator: torch.Generator) -> Tensor:
    """Blur, noise and things in the way for some of the photos, (batch, 3, height, width)."""
    b, _, height, width = x.shape
    blurred = _uniform(b, 0, 1, generator) < 0.2
    x[blurred] = F.avg_pool2d(F.pad(x[blurred], (1, 1, 1, 1), mode="replicate"), 3, stride=1)
    strength = _uniform(b, 0, 0.03, generator).view(b, 1, 1, 1)
    x = x + torch.randn(x.shape, generator=generator) * strength
    for row in torch.nonzero(_uniform(b, 0, 1, generator) < 0.15).flatten().tolist():
        side = int(height * float(_uniform(1, 0.1, 0.3, generator)))
        top, left = (int(torch.randint(0, limit - side, (1,), generator=generator)) for limit in (height, width))
        x[row, :, top : top + side, left : left + side] = float(torch.rand(1, generator=generator))
    return x
