"""What a piece lies on: a colour or a texture, and how it shines."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.materials import Material
from jewelbench.rendering.scene import Backdrop, BackdropKind
from jewelbench.shapes.mesh import Mesh
from jewelbench.specs.materials import Colour

Array = NDArray[np.float64]
TEXELS = 256
"""Texels on a side of a texture; it repeats without a seam."""
VARIANTS = 6
"""Textures of one kind; a seed also turns and shifts the one it picks."""

HELD_OUT_BACKDROPS: tuple[BackdropKind, ...] = ("terrazzo", "leather", "grass", "lilac")
"""Backdrops that only test photos see."""


@dataclass(frozen=True)
class Surface:
    """A backdrop, ready to be rendered.

    Attributes:
        texture: Colour factors and slopes of the surface (TEXELS * TEXELS, 8): red, green, blue, two slopes, unused.
        material: Its material, body included.
        across: How the texture lies: u = across[0] * (x, y, 1), v = across[1] * (x, y, 1), in tiles (2, 3).
        colour: Its mean colour, linear RGB.
    """

    texture: NDArray[np.float32]
    material: Material
    across: Array
    colour: Colour


@dataclass(frozen=True)
class _Kind:
    """A kind of backdrop: colour, coat, roughness of the coat, rim, tile in mm, texture."""

    colour: Colour
    coat: float = 0.0
    roughness: float = 0.4
    rim: Colour | None = None
    tile: float = 60.0
    paint: Callable[[np.random.Generator], tuple[Array, Array]] | None = None


def surface(backdrop: Backdrop) -> Surface:
    """The surface of a backdrop."""
    kind = _KINDS[backdrop.kind]
    texture = _texture(backdrop.kind, backdrop.seed % VARIANTS)
    rng = np.random.default_rng(backdrop.seed)
    turn, shift = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1, 2)
    c, s = np.cos(turn) / kind.tile, np.sin(turn) / kind.tile
    mean = texture[:, :3].mean(0) * kind.colour
    return Surface(
        texture=texture,
        material=Material(
            body=kind.colour, coat=(kind.coat,) * 3, roughness=kind.roughness, rim=kind.rim, textured=True
        ),
        across=np.array([[c, -s, shift[0]], [s, c, shift[1]]]),
        colour=(float(mean[0]), float(mean[1]), float(mean[2])),
    )


def ground(height: float, reach: float) -> Mesh:
    """A level square about the z axis at a height, mm, reaching so far to each side."""
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach
    return Mesh(np.c_[corners, np.full(4, height)], np.array([[0, 1, 2], [0, 2, 3]]))


@lru_cache(maxsize=10)
def _texture(name: BackdropKind, variant: int) -> NDArray[np.float32]:
    """The texture of a kind (TEXELS * TEXELS, 8)."""
    texture = np.zeros((TEXELS, TEXELS, 8), np.float32)
    texture[..., :3] = 1
    paint = _KINDS[name].paint
    if paint is not None:
        factors, height = paint(np.random.default_rng([variant, len(name)]))
        texture[..., :3] = np.clip(factors, 0.02, 1.6)
        texture[..., 3] = np.roll(height, -1, 1) - np.roll(height, 1, 1)
        texture[..., 4] = np.roll(height, -1, 0) - np.roll(height, 1, 0)
    return texture.reshape(-1, 8)


def _noise(rng: np.random.Generator, slope: float, stretch: float = 1.0, finest: float = 0.5) -> Array:
    """Seamless noise (TEXELS, TEXELS) of deviation 1, weaker at high frequencies; `stretch` draws it along x."""
    spectrum = np.fft.rfft2(rng.standard_normal((TEXELS, TEXELS)))
    fy, fx = np.fft.fftfreq(TEXELS)[:, None], np.fft.rfftfreq(TEXELS)[None]
    frequency = np.hypot(fy, fx * stretch)
    spectrum *= np.where(frequency > 0, np.maximum(frequency, 1 / TEXELS) ** -slope, 0) * (frequency < finest)
    noise = np.fft.irfft2(spectrum, (TEXELS, TEXELS))
    return np.asarray(noise / noise.std())


def _grey(value: Array) -> Array:
    """A grey picture (n, n, 3)."""
    return np.repeat(value[..., None], 3, 2)


def _marble(rng: np.random.Generator) -> tuple[Array, Array]:
    """Pale stone with thin grey veins."""
    cloud = _noise(rng, 2.2)
    vein = np.exp(-((_noise(rng, 1.9) / 0.05) ** 2)) * np.clip(cloud, 0, 1.5) + 0.5 * np.exp(-((cloud / 0.12) ** 2))
    return _grey(1 - 0.32 * np.clip(vein, 0, 1.2) - 0.03 * np.abs(cloud)), np.zeros((TEXELS, TEXELS))


def _wood(rng: np.random.Generator) -> tuple[Array, Array]:
    """Boards with grain along x."""
    bend = _noise(rng, 2.2, 6.0)
    rows = np.arange(TEXELS)[:, None] / TEXELS
    rings = 0.5 + 0.5 * np.sin(2 * np.pi * (9 * rows) + 2.6 * bend)
    pores = np.clip(_noise(rng, 0.4, 24.0), 0, 3)
    value = 1.05 - 0.32 * rings**2 - 0.10 * pores + 0.05 * _noise(rng, 1.5, 8.0)
    tint = np.array([1.0, 0.97, 0.92])
    return _grey(value) ** (2 - tint), -0.10 * pores


def _linen(rng: np.random.Generator) -> tuple[Array, Array]:
    """A plain weave with uneven threads."""
    y, x = np.meshgrid(np.arange(TEXELS), np.arange(TEXELS), indexing="ij")
    threads = 2 * np.pi * 32 / TEXELS
    warp, weft = np.sin(threads * x), np.sin(threads * y)
    over = np.where(np.sin(threads * x / 2) * np.sin(threads * y / 2) > 0, np.abs(warp), np.abs(weft))
    uneven = _noise(rng, 0.6, 20.0) + _noise(rng, 0.6, 20.0).T
    return _grey(0.86 + 0.16 * over + 0.05 * uneven + 0.03 * _noise(rng, 1.6)), 0.35 * over


def _velvet(rng: np.random.Generator) -> tuple[Array, Array]:
    """Pile brushed here and there."""
    nap = _noise(rng, 1.8)
    return _grey(0.95 + 0.14 * nap + 0.07 * _noise(rng, 0.0)), 0.25 * nap + 0.25 * _noise(rng, 0.3)


def _concrete(rng: np.random.Generator) -> tuple[Array, Array]:
    """Cloudy grey with pits."""
    pits = np.clip(_noise(rng, 0.6) - 2.2, 0, 1)
    return _grey(0.97 + 0.07 * _noise(rng, 1.6) + 0.03 * _noise(rng, 0.0) - 0.5 * pits), -0.9 * pits


def _paper(rng: np.random.Generator) -> tuple[Array, Array]:
    """Fine tooth."""
    return _grey(1 + 0.012 * _noise(rng, 0.8)), 0.12 * _noise(rng, 0.6)


def _slate(rng: np.random.Generator) -> tuple[Array, Array]:
    """Split stone: flat layers with edges."""
    layers = _noise(rng, 1.9, 2.0)
    steps = np.floor(layers * 3) / 3 + 0.3 * (layers * 3 % 1) ** 6
    return _grey(1 + 0.10 * steps + 0.10 * _noise(rng, 1.0)), 0.8 * steps + 0.12 * _noise(rng, 0.8)


def _terrazzo(rng: np.random.Generator) -> tuple[Array, Array]:
    """Chips of coloured stone in a pale ground."""
    chips = np.array([[0.85, 0.45, 0.35], [0.35, 0.45, 0.42], [0.90, 0.75, 0.45], [0.30, 0.30, 0.33], [0.7, 0.7, 0.75]])
    picture = np.ones((TEXELS, TEXELS, 3))
    near = np.arange(-24, 25)
    for _ in range(110):
        at, size, turn = rng.uniform(0, TEXELS, 2), rng.uniform(3, 11), rng.uniform(0, np.pi)
        texel = at.astype(int)
        dy, dx = np.meshgrid(near + texel[1] - at[1], near + texel[0] - at[0], indexing="ij")
        u, v = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
        y, x = np.nonzero(np.maximum(np.abs(u), np.abs(u * 0.5 + v * 1.3)) < size)
        rows, columns = (near[y] + texel[1]) % TEXELS, (near[x] + texel[0]) % TEXELS
        picture[rows, columns] = chips[rng.integers(len(chips))]
    return picture, np.zeros((TEXELS, TEXELS))


def _leather(rng: np.random.Generator) -> tuple[Array, Array]:
    """Pebbled grain with creases."""
    grain = _noise(rng, 0.5, finest=0.12)
    crease = np.exp(-((grain / 0.25) ** 2))
    return _grey(1.03 - 0.22 * crease + 0.06 * _noise(rng, 1.6)), -0.9 * crease


def _grass(rng: np.random.Generator) -> tuple[Array, Array]:
    """Blades this way and that, light over dark."""
    blades = np.maximum(_noise(rng, 0.5, 9.0), _noise(rng, 0.5, 9.0).T)
    blades = np.maximum(blades, np.roll(_noise(rng, 0.5, 5.0), 40, 0))
    value = np.clip(0.35 + 0.42 * blades, 0.05, 1.5)
    hue = 0.5 + 0.12 * _noise(rng, 1.2)
    return np.stack([value * (0.7 + 0.6 * hue), value, value * (0.9 - 0.4 * hue)], -1), 1.3 * blades


_KINDS: dict[BackdropKind, _Kind] = {
    "white": _Kind((0.90, 0.90, 0.90)),
    "acrylic": _Kind((0.86, 0.86, 0.87), coat=0.07, roughness=0.05),
    "grey": _Kind((0.36, 0.36, 0.37)),
    "blush": _Kind((0.82, 0.56, 0.52)),
    "sage": _Kind((0.44, 0.54, 0.43)),
    "sky": _Kind((0.50, 0.66, 0.80)),
    "lilac": _Kind((0.60, 0.50, 0.76)),
    "navy": _Kind((0.03, 0.05, 0.15)),
    "black": _Kind((0.012, 0.012, 0.013), coat=0.05, roughness=0.06),
    "slate": _Kind((0.13, 0.14, 0.155), coat=0.02, roughness=0.4, tile=90, paint=_slate),
    "marble": _Kind((0.84, 0.83, 0.82), coat=0.045, roughness=0.12, tile=110, paint=_marble),
    "wood": _Kind((0.42, 0.24, 0.13), coat=0.03, roughness=0.35, tile=110, paint=_wood),
    "linen": _Kind((0.68, 0.61, 0.50), tile=26, paint=_linen),
    "velvet": _Kind((0.10, 0.015, 0.04), rim=(0.34, 0.09, 0.16), tile=40, paint=_velvet),
    "concrete": _Kind((0.44, 0.43, 0.42), tile=120, paint=_concrete),
    "paper": _Kind((0.80, 0.77, 0.70), tile=30, paint=_paper),
    "terrazzo": _Kind((0.80, 0.78, 0.74), coat=0.04, roughness=0.15, tile=110, paint=_terrazzo),
    "leather": _Kind((0.22, 0.10, 0.05), coat=0.04, roughness=0.32, tile=34, paint=_leather),
    "grass": _Kind((0.16, 0.36, 0.06), tile=60, paint=_grass),
}
