"""Light sets, drawn from a seed: lamps, windows and black cards around the piece, as a photographer would place them.

Directions are relative to the camera: x to its right, -y towards it, z up, so that every set shows its metals the way
it was built to. A set is stored in octahedral projection (Engelhardt & Dachsbacher 2008).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.scene import Light, LightKind

Array = NDArray[np.float64]
SIDE = 128
"""Texels on a side of the map of the surroundings."""
CHANCES = 4096
"""Entries in the table from which lamps are drawn."""

HELD_OUT_LIGHTS: tuple[LightKind, ...] = ("ring", "evening")
"""Light sets that only test photos see."""


@dataclass(frozen=True)
class Surroundings:
    """The light that arrives from everywhere, scaled so that a white card lying on the ground has radiance 1.

    Attributes:
        radiance: Linear RGB in octahedral projection (SIDE * SIDE, 3), row by row.
        lamps: Texels to draw light from (CHANCES,), each as often as its share of the light.
        odds: Density of that draw over the map for each texel (SIDE * SIDE,).
    """

    radiance: Array
    lamps: NDArray[np.uint32]
    odds: Array


@dataclass(frozen=True)
class Panel:
    """A rectangle of light, or of black card, on the sphere; angles in degrees, -90 azimuth is behind the camera."""

    azimuth: float
    elevation: float
    width: float
    height: float
    value: float
    colour: Sequence[float] = (1.0, 1.0, 1.0)
    blur: float = 4.0


@lru_cache(maxsize=1)
def directions() -> Array:
    """Unit directions (SIDE * SIDE, 3) of the texels' middles."""
    at = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    y, x = np.meshgrid(at, at, indexing="ij")
    z = 1 - np.abs(x) - np.abs(y)
    fold = np.maximum(-z, 0)
    points = np.stack([x - np.sign(x) * fold, y - np.sign(y) * fold, z], -1).reshape(-1, 3)
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))


@lru_cache(maxsize=1)
def solid_angles() -> Array:
    """The solid angle of every texel (SIDE * SIDE,), steradian."""
    one_norm = 1 / np.abs(directions()).sum(1)
    return np.asarray(4 / SIDE**2 / one_norm**3)


@lru_cache(maxsize=8)
def surroundings(light: Light) -> Surroundings:
    """The surroundings that a light makes."""
    radiance = _painted(light)
    up = np.maximum(directions()[:, 2], 0)
    card = float((radiance.mean(1) * up * solid_angles()).sum() / np.pi)
    radiance = radiance * (2.0**light.exposure / card)
    power = radiance.mean(1) * solid_angles()
    order = _curve()
    share = np.cumsum(power[order]) / power.sum()
    at = np.searchsorted(share, (np.arange(CHANCES) + 0.5) / CHANCES)
    lamps = order[np.minimum(at, SIDE**2 - 1)].astype(np.uint32)
    odds = np.bincount(lamps, minlength=SIDE**2).astype(np.float64) * (SIDE**2 / CHANCES)
    return Surroundings(radiance, lamps, odds)


@lru_cache(maxsize=1)
def _curve() -> NDArray[np.int64]:
    """The texels in Z order: neighbours in it are neighbours on the map, so evenly spread draws spread over the map."""
    texel = np.arange(SIDE**2)
    column, row = texel % SIDE, texel // SIDE
    code = sum(((column >> bit & 1) << 2 * bit) | ((row >> bit & 1) << 2 * bit + 1) for bit in range(SIDE.bit_length()))
    return np.argsort(code)


def _painted(light: Light) -> Array:
    """The set's radiance (SIDE * SIDE, 3), unscaled."""
    rng = np.random.default_rng(light.seed)
    base, top, horizon = _BASES[light.kind]
    toward = directions()
    azimuth, elevation = np.arctan2(toward[:, 1], toward[:, 0]), np.arcsin(toward[:, 2])
    value = base + (top - base) * (0.5 + 0.5 * toward[:, 2])
    value = value * (1 - horizon * np.exp(-(((elevation - 0.12) / 0.2) ** 2)))
    value = np.where(elevation < -0.1, 0.5 * value, value)
    radiance = np.repeat(value[:, None], 3, 1)
    for panel in _PANELS[light.kind](rng):
        radiance = _lay(radiance, panel, azimuth, elevation)
    warm = np.array([1 + 0.16 * light.warmth, 1.0, 1 - 0.22 * light.warmth])
    return np.asarray(radiance * warm)


def _lay(radiance: Array, panel: Panel, azimuth: Array, elevation: Array) -> Array:
    """Paint a panel over what is there, given the azimuth and elevation of every texel in radians."""
    apart = (azimuth - np.radians(panel.azimuth) + np.pi) % (2 * np.pi) - np.pi
    aside = np.abs(apart) * np.cos(np.radians(min(abs(panel.elevation), 70.0)))
    above = np.abs(elevation - np.radians(panel.elevation))
    blur = np.radians(panel.blur) / 4
    inside = _ramp((np.radians(panel.width) - aside) / blur) * _ramp((np.radians(panel.height) - above) / blur)
    lit = panel.value * np.asarray(panel.colour)
    return np.asarray(radiance + inside[:, None] * (lit - radiance))


def _ramp(value: Array) -> Array:
    """A smooth step from 0 to 1."""
    return np.asarray(0.5 + 0.5 * np.tanh(value / 2))


def _softbox(rng: np.random.Generator) -> list[Panel]:
    """A key light at the left, a strip at the right, a light overhead, black cards for the metals' dark lines."""
    a, b, c, d = rng.uniform(-1, 1, 4)
    return [
        Panel(-160 + 20 * a, 40 + 8 * b, 30, 20, 5.5),
        Panel(-25 + 18 * c, 26 + 6 * d, 13, 27, 3.8),
        Panel(95 + 30 * b, 48, 26, 14, 3.6),
        Panel(20 + 30 * d, 76, 50, 9, 5.0),
        Panel(-90 + 8 * a, 34, 12, 16, 0.02),
        Panel(150 + 15 * c, 16, 14, 18, 0.03),
        Panel(-120 + 12 * d, 62, 12, 7, 0.02),
        Panel(-58 + 6 * b, 13, 7, 20, 0.02),
        Panel(62 + 18 * a, 20, 16, 15, 0.03),
    ]


def _tent(rng: np.random.Generator) -> list[Panel]:
    """A white tent with a slit for the camera and black edges: very even light."""
    a, b, c, d = rng.uniform(-1, 1, 4)
    return [
        Panel(-90 + 6 * a, 30, 12, 18, 0.03),
        Panel(180 + 18 * b, 18, 9, 26, 0.05),
        Panel(0 + 18 * c, 18, 9, 26, 0.05),
        Panel(90 + 20 * d, 70, 30, 10, 3.4),
        Panel(-140 + 15 * a, 50, 20, 14, 3.8),
    ]


def _dark(rng: np.random.Generator) -> list[Panel]:
    """A dark room with strip lights: bright lines on dark metal."""
    a, b, c, d = rng.uniform(-1, 1, 4)
    return [
        Panel(-165 + 15 * a, 36, 12, 30, 7.0),
        Panel(-15 + 15 * b, 32, 9, 30, 6.0),
        Panel(90 + 25 * c, 42, 40, 9, 5.0),
        Panel(-60 + 30 * d, 74, 40, 8, 6.0),
    ]


def _window(rng: np.random.Generator) -> list[Panel]:
    """Daylight from a window with a cross of glazing bars, a pale wall opposite."""
    middle, height = -165 + rng.uniform(-25, 25), 38 + rng.uniform(-6, 6)
    panes = [
        Panel(middle + x, height + y, 12, 8.5, 8.0, (0.95, 1.0, 1.06), 2.0)
        for x in (-15.0, 15.0)
        for y in (-11.0, 11.0)
    ]
    return [*panes, Panel(-10, 28, 36, 26, 0.8), Panel(-90, 40, 14, 14, 0.03), Panel(90, 15, 30, 12, 0.06)]


def _hard(rng: np.random.Generator) -> list[Panel]:
    """A few small lamps and a fill: hard shadows and sparkle."""
    spots = [Panel(rng.uniform(-180, 180), rng.uniform(28, 72), 5.5, 5.0, 42.0, _tinted(rng), 1.5) for _ in range(5)]
    return [*spots, Panel(-160 + rng.uniform(-30, 30), 45, 24, 17, 4.0), Panel(-90, 30, 12, 16, 0.02)]


def _ring(rng: np.random.Generator) -> list[Panel]:
    """A ring light about the lens, in a dim room."""
    lift = 34 + rng.uniform(-6, 6)
    lamps = [
        Panel(-90 + 20 * np.cos(t) / 0.83, lift + 17 * np.sin(t), 5.5, 4.5, 22.0, (1, 1, 1), 2.0)
        for t in np.linspace(0, 2 * np.pi, 16, endpoint=False)
    ]
    return [*lamps, Panel(90, 40, 40, 14, 0.9)]


def _flash(rng: np.random.Generator) -> list[Panel]:
    """A phone's flash beside the lens, in an ordinary room."""
    return [
        Panel(-90 + rng.uniform(-9, 9), 38 + rng.uniform(-8, 8), 5.0, 4.5, 110.0, (1.0, 0.99, 0.96), 1.5),
        Panel(rng.uniform(-180, 180), 70, 34, 10, 1.5, (1.0, 0.9, 0.75)),
        Panel(150, 10, 30, 14, 0.04),
    ]


def _evening(rng: np.random.Generator) -> list[Panel]:
    """Lamplight: warm bulbs and a blue window."""
    bulbs = [Panel(rng.uniform(-180, 180), rng.uniform(25, 65), 7, 7, 20.0, (1.0, 0.80, 0.56), 3.0) for _ in range(3)]
    return [
        *bulbs,
        Panel(rng.uniform(20, 160), 25, 22, 18, 0.9, (0.5, 0.65, 1.0)),
        Panel(-90, 75, 60, 9, 2.2, (1, 0.86, 0.68)),
    ]


def _tinted(rng: np.random.Generator) -> tuple[float, float, float]:
    """A lamp's colour: nearly white, some warmer, some cooler."""
    warm = float(rng.uniform(-0.12, 0.12))
    return (1 + warm, 1.0, 1 - warm)


_BASES: dict[LightKind, tuple[float, float, float]] = {
    "softbox": (0.10, 0.42, 0.85),
    "tent": (0.34, 0.85, 0.80),
    "dark": (0.03, 0.06, 0.6),
    "window": (0.12, 0.28, 0.6),
    "hard": (0.10, 0.24, 0.8),
    "ring": (0.10, 0.22, 0.6),
    "flash": (0.14, 0.26, 0.4),
    "evening": (0.06, 0.12, 0.5),
}
"""Radiance at nadir and zenith, and how much darker the horizon is: it draws the rims of white metal on white."""

_PANELS = {
    "softbox": _softbox,
    "tent": _tent,
    "dark": _dark,
    "window": _window,
    "hard": _hard,
    "ring": _ring,
    "flash": _flash,
    "evening": _evening,
}
