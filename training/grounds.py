"""Grounds that pieces have never lain on: colours, cloth, wood, stone, gravel, drawn by formula.

A tower that sees a piece on a few rendered tables matches the tables as well. Laid on thousands of grounds that say
nothing of the piece, it has only the piece to go by.

Source: Dwibedi et al. 2017, arXiv:1708.01642 (cut and paste); Lee et al. 2001 and Baradad et al. 2021, arXiv:2106.05963
(dead leaves and noise as stand-ins for natural pictures).
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

LEAVES = (20, 400)
"""Fewest and most shapes of a ground of dead leaves."""


class Grounds:
    """A store of grounds, drawn once, from which pieces of any size are cut.

    Attributes:
        pixels: (count, 3, side, side), uint8.
    """

    def __init__(self, count: int, side: int, seed: int = 0) -> None:
        """Draw `count` grounds of `side` pixels; equal arguments give equal grounds."""
        generator = torch.Generator().manual_seed(seed)
        kinds = (_clouds, _grain, _weave, _leaves)
        drawn = [kinds[number % len(kinds)](side, generator) for number in range(count)]
        self.pixels = (torch.stack(drawn).clamp(0, 1) * 255).round().to(torch.uint8)

    def draw(self, count: int, side: int, generator: torch.Generator) -> Tensor:
        """Cut grounds at random: any part of any of them, mirrored, its colours exchanged and shifted.

        Returns:
            (count, 3, side, side), float32 in [0, 1].
        """
        chosen = torch.randint(len(self.pixels), (count,), generator=generator)
        turned = torch.argsort(torch.rand(count, 3, generator=generator), dim=1)
        photos = self.pixels[chosen[:, None], turned].float() / 255
        zoom = torch.empty(count).uniform_(0.25, 1.0, generator=generator)
        mirrored = zoom * torch.where(torch.rand(count, generator=generator) < 0.5, -1.0, 1.0)
        offset = (torch.rand(count, 2, generator=generator) * 2 - 1) * (1 - zoom)[:, None]
        none = torch.zeros(count)
        theta = torch.stack([mirrored, none, offset[:, 0], none, zoom, offset[:, 1]], dim=1).view(count, 2, 3)
        grid = F.affine_grid(theta, [count, 3, side, side], align_corners=False)
        cut = F.grid_sample(photos, grid, mode="bilinear", padding_mode="reflection", align_corners=False)
        gain = torch.empty(count, 3, 1, 1).uniform_(0.75, 1.25, generator=generator)
        return cut.mul_(gain).clamp_(0, 1)


def lay_on(photos: Tensor, masks: Tensor, grounds: Tensor) -> Tensor:
    """Lay pieces on other grounds; where a photo's ground was even, the piece's shadow comes with it.

    Args:
        photos: (batch, 3, side, side) in [0, 1].
        masks: Share of each pixel that shows the piece, (batch, 1, side, side) in [0, 1].
        grounds: (batch, 3, side, side) in [0, 1].
    """
    bare = 1 - masks
    area = bare.sum(dim=(2, 3), keepdim=True).clamp(min=1)
    light = photos.mean(dim=1, keepdim=True)
    mean = (light * bare).sum(dim=(2, 3), keepdim=True) / area
    spread = (((light - mean).square() * bare).sum(dim=(2, 3), keepdim=True) / area).sqrt()
    even = (1 - 6 * spread).clamp(0, 1)
    shade = 1 + even * ((light / mean.clamp(min=0.05)).clamp(0.3, 1.2) - 1)
    return masks * photos + bare * (grounds * shade).clamp_(0, 1)


def _palette(colours: int, generator: torch.Generator) -> Tensor:
    """Colours that go together: near one another as often as not, greyish as often as not, (colours, 3)."""
    base = torch.rand(3, generator=generator)
    reach, saturation = (float(share) for share in torch.rand(2, generator=generator))
    mixed = base + (torch.rand(colours, 3, generator=generator) - base) * reach**2
    grey = mixed.mean(dim=1, keepdim=True)
    return grey + (mixed - grey) * saturation


def _noise(side: int, generator: torch.Generator, roughness: float) -> Tensor:
    """Noise with as much of each size as `roughness` says, from 0 (smooth) to 1 (all alike), (side, side) in [0, 1]."""
    total, strength = torch.zeros(side, side), 1.0
    for cells in (2, 4, 8, 16, 32, 64):
        layer = torch.rand(1, 1, cells + 1, cells + 1, generator=generator)
        total += strength * F.interpolate(layer, (side, side), mode="bilinear", align_corners=True)[0, 0]
        strength *= roughness
    return (total - total.min()) / (total.max() - total.min()).clamp(min=1e-6)


def _blended(value: Tensor, colours: Tensor) -> Tensor:
    """Values in [0, 1] as colours along a palette, (3, side, side)."""
    place = value.clamp(0, 1) * (len(colours) - 1)
    low = place.floor().long().clamp(max=len(colours) - 2)
    share = (place - low)[..., None]
    return (colours[low] * (1 - share) + colours[low + 1] * share).permute(2, 0, 1)


def _clouds(side: int, generator: torch.Generator) -> Tensor:
    """Plaster, marble, suede, grass out of focus: noise between a few colours."""
    roughness = float(torch.rand(1, generator=generator))
    return _blended(_noise(side, generator, roughness), _palette(3, generator))


def _across(side: int, generator: torch.Generator) -> Tensor:
    """How far each pixel lies along a random direction, (side, side), about 1 from edge to edge."""
    angle = float(torch.rand(1, generator=generator)) * 2 * math.pi
    line = torch.linspace(-0.5, 0.5, side)
    return math.cos(angle) * line[None, :] + math.sin(angle) * line[:, None]


def _grain(side: int, generator: torch.Generator) -> Tensor:
    """Wood, brushed metal, folds, stripes: waves that wander."""
    waves = 2 ** float(torch.empty(1).uniform_(1, 6, generator=generator))
    wander = float(torch.rand(1, generator=generator)) ** 2 * 0.6
    phase = _across(side, generator) + wander * _noise(side, generator, 0.4)
    sharp = 2 ** float(torch.empty(1).uniform_(-1, 2, generator=generator))
    wave = torch.sigmoid(sharp * 2 * torch.sin(2 * math.pi * waves * phase))
    return _blended(0.8 * wave + 0.2 * _noise(side, generator, 0.9), _palette(3, generator))


def _weave(side: int, generator: torch.Generator) -> Tensor:
    """Linen, knit, checks, tiles: two sets of bands across one another."""
    bands = [
        torch.sin(2 * math.pi * 2 ** float(torch.empty(1).uniform_(1, 5.5, generator=generator)) * place)
        for place in (_across(side, generator), _across(side, generator))
    ]
    woven = 0.5 + 0.25 * (bands[0] + bands[1]) if torch.rand(1, generator=generator) < 0.5 else bands[0] * bands[1]
    strength = float(torch.rand(1, generator=generator))
    value = 0.5 + strength * (woven - woven.mean()) + 0.3 * (_noise(side, generator, 0.8) - 0.5)
    return _blended(value, _palette(3, generator))


def _leaves(side: int, generator: torch.Generator) -> Tensor:
    """Gravel, terrazzo, petals, a cluttered desk: ellipses and boxes of many sizes that hide one another."""
    few, many = (math.log(number) for number in LEAVES)
    count = round(math.exp(float(torch.empty(1).uniform_(few, many, generator=generator))))
    colours = _palette(5, generator)
    canvas = _clouds(side, generator)
    for number in range(count):
        size = side * (0.03 + 0.5 * float(torch.rand(1, generator=generator)) ** 3) * (1 - 0.7 * number / count)
        x, y, angle, thin, kind, lit = torch.rand(6, generator=generator).tolist()
        colour = colours[int(torch.randint(5, (), generator=generator))] * (0.7 + 0.6 * lit)
        _paint(canvas, (x * side, y * side), size, size * (0.15 + 0.85 * thin), angle * math.pi, kind < 0.3, colour)
    return canvas


def _paint(
    canvas: Tensor, centre: tuple[float, float], long: float, short: float, angle: float, box: bool, colour: Tensor
) -> None:
    """Paint an ellipse or a box of given half axes over a part of a canvas."""
    side = canvas.shape[1]
    left, right = max(0, int(centre[0] - long)), min(side, int(centre[0] + long) + 1)
    top, bottom = max(0, int(centre[1] - long)), min(side, int(centre[1] + long) + 1)
    if left >= right or top >= bottom:
        return
    x = torch.arange(left, right) - centre[0]
    y = (torch.arange(top, bottom) - centre[1])[:, None]
    u = (math.cos(angle) * x + math.sin(angle) * y) / long
    v = (math.cos(angle) * y - math.sin(angle) * x) / short
    inside = torch.maximum(u.abs(), v.abs()) < 0.7 if box else u * u + v * v < 1
    part = canvas[:, top:bottom, left:right]
    part[:, inside] = colour[:, None]
