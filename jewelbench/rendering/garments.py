"""Cloth that carries a brooch or a cufflink: a jacket's lapel and a shirt's cuff. Both lie with their front up."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.materials import Material, matte
from jewelbench.rendering.sculpting import Field, carve, cone, union, within
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.mesh import Array, Mesh
from jewelbench.specs.materials import Colour

CLOTHS: tuple[Colour, ...] = (
    (0.025, 0.03, 0.055), (0.13, 0.13, 0.14), (0.42, 0.34, 0.25), (0.75, 0.72, 0.67), (0.28, 0.03, 0.05),
    (0.05, 0.10, 0.07), (0.02, 0.02, 0.022), (0.62, 0.40, 0.38), (0.30, 0.42, 0.58), (0.55, 0.44, 0.10),
)  # fmt: skip

WOVEN = ("linen", "velvet", "leather", "concrete")
"""Backdrops whose texture passes for that of a cloth."""

LAPELS = 5
REACH = 130.0
"""How far cloth reaches around the piece, mm."""


def cloth(rng: np.random.Generator, woven: bool) -> Material:
    """A cloth; a woven one carries the backdrop's texture."""
    colour = CLOTHS[int(rng.integers(len(CLOTHS)))]
    bloom = (0.8 * colour[0] + 0.06, 0.8 * colour[1] + 0.06, 0.8 * colour[2] + 0.06)
    return Material(body=colour, rim=bloom, textured=woven)


@lru_cache(maxsize=LAPELS)
def lapel(variant: int) -> tuple[Mesh, Mesh, Mesh]:
    """The front of a jacket below the plane z = 0: its lapel, the jacket under it, the shirt beside it."""
    rng = np.random.default_rng(variant)
    slant, edge = np.radians(rng.uniform(14, 30)), rng.uniform(24, 34)
    phases = rng.uniform(0, 2 * np.pi, 4)

    def folded(height: float, depth: float) -> Field:
        def distance(points: NDArray[np.float32]) -> NDArray[np.float32]:
            x, y = points[:, 0], points[:, 1]
            waves = np.sin(0.035 * x + 0.02 * y + phases[0]) + 0.6 * np.sin(0.05 * y - 0.045 * x + phases[1])
            away = 1 - np.exp(-(x * x + y * y) / 1500)
            return np.asarray(points[:, 2] - height + depth * (1 + waves) * away, np.float32)

        return distance

    def beside(offset: float, angle: float) -> Field:
        normal = np.array([np.cos(angle), np.sin(angle)], np.float32)
        return lambda points: np.asarray(points[:, :2] @ normal - offset, np.float32)

    inner, outer = beside(edge, slant), beside(edge + 4, np.pi - slant * 0.5)
    notch = beside(62.0, np.radians(rng.uniform(75, 100)))
    front = within(folded(0.0, 1.2), inner, outer, notch, lambda points: -points[:, 2] - 3.2, fillet=2.2)
    under = within(folded(-3.0, 2.2), beside(edge - 3, slant), fillet=2.2)
    below, above = (-REACH, -REACH, -14), (REACH, REACH, 4)
    return carve(front, below, above, 2.0), carve(under, below, above, 3.4), carve(folded(-8.0, 1.2), below, above, 5.0)


def lapel_extras(rng: np.random.Generator, variant: int, woven: bool) -> list[Extra]:
    """A jacket's front in a cloth drawn from `rng`."""
    front, under, shirt = lapel(variant % LAPELS)
    jacket = cloth(rng, woven)
    shirts: tuple[Colour, ...] = ((0.85, 0.85, 0.84), (0.55, 0.66, 0.80), (0.03, 0.03, 0.035), (0.80, 0.66, 0.62))
    return [Extra(front, jacket), Extra(under, jacket), Extra(shirt, matte(shirts[int(rng.integers(len(shirts)))]))]


@lru_cache(maxsize=1)
def cuff() -> tuple[Mesh, Mesh, Array]:
    """A cuff about the y axis whose top is the plane z = 0, the sleeve over it, and where the hand leaves it (3,)."""

    def tube(start: float, end: float, extra: float) -> Field:
        rods = [cone((side, start, -27), (side, end, -27), 27 + extra, 29 + extra) for side in (-9, 9)]
        return within(
            union(*rods), lambda points: np.abs(points[:, 1] - (start + end) / 2) - (end - start) / 2, fillet=3.0
        )

    low, high = (-56, -40, -62), (56, 150, 14)
    return (
        carve(tube(-24, 60, 0.0), low, high, 2.4),
        carve(tube(17, 160, 3.5), low, high, 3.0),
        np.array([0, -24, -27.0]),
    )
