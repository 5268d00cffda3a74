"""An ear with the head around it, and a neck with the chest below it.

Both lie on their back: x is to the viewer's right, y towards the top of the head, z out of the skin towards the
viewer. The ear is a left one, the face at -x.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from jewelbench.rendering.sculpting import Field, carve, chain, cone, ellipsoid, union, within, without
from jewelbench.rendering.skin import complexion
from jewelbench.shapes.mesh import Array, Mesh, superellipse, sweep

EARS = 4
"""Ears that differ in shape."""
NECKS = 4


@lru_cache(maxsize=EARS)
def ear(variant: int) -> tuple[Mesh, Array]:
    """An ear whose piercing is at the origin, and the colour factors of its faces."""
    rng = np.random.default_rng(variant)
    stretch = rng.uniform(0.94, 1.06)
    lobe = rng.uniform(-1.0, 1.5)
    outer = np.array([
        (10, 2, 0), (14, 11, 1.5), (18, 22, 3.5), (20, 33, 5), (18, 44, 6), (11, 52, 6), (1, 54.5, 5), (-7, 51, 3),
        (-11.5, 44, 0), (-12, 36, -3), (-8, 30, -5),
    ]) * (1, stretch, 1)  # fmt: skip
    inner = np.array([(5, 10, -1.5), (9.5, 17, 1.2), (11, 26, 2.2), (8.5, 35, 2.2), (3, 43, 1.0)]) * (1, stretch, 1)
    fork = np.array([(10, 31, 1.8), (3, 35, 0.6), (-4, 37, -1.5)]) * (1, stretch, 1)
    rim = chain(outer, (3.4, 3.1, 3.0, 3.0, 3.1, 3.2, 3.2, 3.1, 2.9, 2.6, 2.2), fillet=2.0)
    ridge = union(chain(inner, (3.2, 3.4, 3.4, 3.2, 2.4), 2.0), chain(fork, (3.2, 2.8, 2.2), 2.0), fillet=2.5)
    plate = ellipsoid((3, 27 * stretch, -5), (16, 28, 5.0))
    hanging = ellipsoid((0.5, -0.5, -3.2), (9.0, 9.5 + lobe, 3.1))
    tragus = union(cone((-11, 15, -3), (-9, 19, -0.5), 4.2, 3.4), cone((-3, 8, -3), (2, 7.5, -2.2), 3.0), fillet=2.0)
    bowl = ellipsoid((-2, 19 * stretch, 0.5), (8.2, 10, 7.5))
    shell = union(without(plate, bowl, fillet=3.0), ridge, fillet=3.0)
    body = union(shell, rim, hanging, tragus, fillet=3.2)
    mesh = carve(union(body, _head(), fillet=5.0), (-88, -95, -75), (64, 98, 16), 1.8)
    return mesh, complexion(mesh, [(np.array([14.0, 40.0, 4.0]), 22.0), (np.array([0.0, 0.0, 0.0]), 9.0)])


def _head() -> Field:
    """Skull, cheek, jaw and the side of the neck."""
    skull = ellipsoid((-8, 52, -88), (96, 96, 79))
    cheek = ellipsoid((-66, -8, -50), (50, 48, 36))
    jaw = chain([(-4, -12, -27), (-14, -36, -32), (-76, -72, -50)], (13, 13, 14), fillet=8.0)
    throat = cone((14, -18, -76), (26, -190, -84), 50.0, 54.0)
    return union(skull, cheek, jaw, throat, fillet=26.0)


@lru_cache(maxsize=8)
def hair(seed: int) -> tuple[Mesh, Array]:
    """Locks combed back over the ear's upper edge, and the colour factors of their faces."""
    rng = np.random.default_rng(seed)
    pinned = rng.random() < 0.5
    locks = [_lock(rng, lift, pinned) for lift in np.linspace(0, 1, 75)]
    starts = np.cumsum([0, *(len(lock.vertices) for lock in locks[:-1])])
    faces = np.concatenate([lock.faces + start for lock, start in zip(locks, starts, strict=True)])
    shades = np.concatenate([np.full(len(lock.faces), rng.uniform(0.5, 1.0)) for lock in locks])
    return Mesh(np.concatenate([lock.vertices for lock in locks]), faces), np.repeat(shades[:, None], 3, 1)


def _lock(rng: np.random.Generator, lift: float, pinned: bool) -> Mesh:
    """One lock; those with a `lift` near 1 lie at the top of the head."""
    y = 51 + 52 * lift + rng.normal(0, 1.2)
    fall = rng.uniform(14, 30) if pinned else 40 + 90 * (1 - lift) + rng.uniform(0, 30)
    points = np.array([
        (-115, y - 8, -44), (-62, y + 3, -20), (-30, y + 3, -9), (2, y, -4 + 3 * lift),
        (30, y - 0.3 * fall, -9), (48, y - 0.75 * fall, -20), (60, y - 1.3 * fall, -34),
    ]) + rng.normal(0, 1.0, (7, 3))  # fmt: skip
    at = np.linspace(0, 5.99, 20)
    path = np.stack([_smoothed(points[:, k], at) for k in range(3)], 1)
    return sweep(path, superellipse(2, 2, 2, 6), closed=False, scale=np.full(20, rng.uniform(1.0, 2.3)), caps=False)


def _smoothed(values: Array, at: Array) -> Array:
    """Values at 0, 1, 2 ... drawn as a smooth curve (Catmull and Rom 1974)."""
    padded = np.r_[2 * values[0] - values[1], values, 2 * values[-1] - values[-2]]
    i = np.clip(at.astype(int), 0, len(values) - 2)
    t = at - i
    a, b, c, d = (padded[i + k] for k in range(4))
    return np.asarray(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3))


HEIGHT_GRID = np.linspace(-130, 130, 105)
NECK_LOW, NECK_HIGH = np.array([-150.0, -150.0, -88.0]), np.array([150.0, 120.0, 22.0])


@lru_cache(maxsize=NECKS)
def neck(variant: int) -> tuple[Mesh, Array]:
    """Neck and chest about the plane z = 0, and the colour factors of the faces."""
    mesh = carve(torso(variant), NECK_LOW, NECK_HIGH, 3.4)
    return mesh, complexion(mesh, [(np.array([0.0, -20.0, 0.0]), 45.0)])


def torso(variant: int) -> Field:
    """Neck, shoulders, collar bones and chest."""
    rng = np.random.default_rng(variant)
    slim = rng.uniform(-3, 3)
    throat = cone((0, 10, -56), (0, 200, -38), 54.0 + slim, 56.0 + slim)
    chest = ellipsoid((0, -120, -118), (190, 160, 122))
    shoulders = union(
        cone((-30, 40, -62), (-150, 0, -62), 40.0, 46.0), cone((30, 40, -62), (150, 0, -62), 40.0, 46.0), fillet=20.0
    )
    bones = [
        chain([(s * 9, 0, -5.5), (s * 45, 8, -8.5), (s * 90, 18, -18), (s * 140, 18, -30)], (5, 4.5, 4.5, 5), 3.0)
        for s in (-1, 1)
    ]
    tendons = [cone((s * 9, 6, -8), (s * 46, 130, -20), 7.0, 9.0) for s in (-1, 1)]
    soft = union(chest, shoulders, throat, fillet=34.0)
    hollows = [ellipsoid((0, 10, 4), (6, 7, 7)), *(ellipsoid((s * 34, 27, 6), (15, 9, 13)) for s in (-1, 1))]
    return union(without(union(soft, *tendons, fillet=12.0), *hollows, fillet=9.0), *bones, fillet=7.0)


@lru_cache(maxsize=NECKS * 5)
def garment(variant: int, cut: str) -> Mesh:
    """What is worn below a necklace."""
    return carve(neckline(variant, cut), NECK_LOW, NECK_HIGH, 3.4)


@lru_cache(maxsize=NECKS * 2)
def heights(variant: int, cut: str | None) -> Array:
    """How high the skin, or a garment that covers it, lies over HEIGHT_GRID x HEIGHT_GRID, mm.

    They are smoothed, so that links and pendants that follow them keep their shape.
    """
    body = torso(variant) if cut is None else neckline(variant, cut)
    x, y = np.meshgrid(HEIGHT_GRID, HEIGHT_GRID, indexing="ij")
    points = np.stack([x.ravel(), y.ravel(), np.full(x.size, 25.0)], 1).astype(np.float32)
    for _ in range(24):  # sphere tracing, Hart 1996; short steps, as fillets make distances too long
        points[:, 2] = np.maximum(points[:, 2] - 0.8 * body(points), -70)
    return np.asarray(gaussian_filter(points[:, 2].reshape(x.shape).astype(float), 1.2))


def neckline(variant: int, cut: str) -> Field:
    """A garment over the torso that leaves open what its cut leaves open."""
    cloth = torso(variant)
    folds = np.random.default_rng(variant).uniform(0, 6, 3)

    def layer(points: NDArray[np.float32]) -> NDArray[np.float32]:
        x, y = points[:, 0], points[:, 1]
        waves = np.sin(0.055 * x + 0.03 * y + folds[0]) + np.sin(0.11 * y - 0.04 * x + folds[1])
        return np.asarray(cloth(points) - 3.4 - 0.9 * waves, np.float32)

    return within(layer, lambda points: _covered(points[:, 0], points[:, 1], cut), fillet=2.6)


def _covered(x: NDArray[np.float32], y: NDArray[np.float32], cut: str) -> NDArray[np.float32]:
    """Where a neckline has cloth: negative there, in about mm from its edge."""
    side = np.abs(x)
    if cut == "v":
        edge = 0.80 * (20 + 0.66 * (y + 92) - side)
    elif cut == "scoop":
        edge = 70 * (1 - np.sqrt((x / 100) ** 2 + ((y - 60) / 146) ** 2))
    elif cut == "strapless":
        edge = y + 92 + 0.0012 * x**2
    elif cut == "straps":
        edge = np.where(y > -84, np.minimum(y + 84, np.maximum(86 - side, side - 104)), y + 84)
    else:
        edge = y - 60
    return np.asarray(edge, np.float32)
