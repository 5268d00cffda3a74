"""What is beaten or cut into a metal surface: hammer marks and engraved patterns.

A relief gives the height in mm (negative: cut in) at points given by their distance along and across a band.
"""

from collections.abc import Callable

import numpy as np
from scipy.spatial import cKDTree

from jewelbench.shapes.mesh import TAU, Array

Relief = Callable[[Array, Array], Array]


def hammered(length: float, width: float, size: float = 1.9, seed: int = 0) -> Relief:
    """Shallow hollows of about `size` mm that meet in ridges, on a band `length` mm around."""
    rng = np.random.default_rng(seed)
    columns, rows = max(6, round(length / size)), max(1, round(width / size)) + 2
    grid = np.stack(np.meshgrid(np.arange(columns), np.arange(rows), indexing="ij"), -1).reshape(-1, 2).astype(float)
    grid += rng.uniform(-0.3, 0.3, grid.shape)
    marks = (grid + 0.5) / [columns, rows] * [length, width + 2 * size] - [0, width / 2 + size]
    around = np.concatenate([marks + np.array([shift, 0.0]) for shift in (0.0, -length, length)])
    tree = cKDTree(around)

    def relief(along: Array, across: Array) -> Array:
        away, _ = tree.query(np.stack([along, across], -1))
        hollow: Array = 0.42 * (away / size) ** 2 * size - 0.2
        return np.minimum(hollow, 0.06)

    return relief


def engraved(pattern: str, length: float, width: float) -> Relief:
    """A pattern in grooves between two border lines: "lines", "waves", "vine" or "diamonds"."""
    draw = _PATTERNS[pattern]
    field = width - 1.5

    def relief(along: Array, across: Array) -> Array:
        inside = np.clip((field / 2 - np.abs(across)) / 0.12, 0, 1)
        border = _groove(np.abs(across) - (field / 2 + 0.22), 0.3)
        return -np.maximum(draw(along, across, length, field) * inside, border * 0.9) * 0.34

    return relief


def _groove(distance: Array, width: float) -> Array:
    """1 in the middle of a groove, 0 half its `width` away."""
    groove: Array = np.clip(1.25 - np.abs(distance) / (width / 2), 0, 1)
    return groove


def _lines(along: Array, across: Array, length: float, field: float) -> Array:
    """Flutes straight across the band."""
    del across, field
    pitch = length / round(length / 1.35)
    return _groove((along % pitch) - pitch / 2, 0.75)


def _waves(along: Array, across: Array, length: float, field: float) -> Array:
    """Parallel waves that run around the band."""
    pitch = length / round(length / 5.2)
    swing = 0.2 * field
    rows = max(2, round(field / 1.25))
    slope = np.sqrt(1 + (swing * TAU / pitch * np.cos(TAU * along / pitch)) ** 2)
    shifted = across - swing * np.sin(TAU * along / pitch)
    return _groove(((shifted + field) % (field / rows) - field / rows / 2) / slope, 0.5)


def _diamonds(along: Array, across: Array, length: float, field: float) -> Array:
    """Crossing slanted lines."""
    pitch = length / round(length / max(1.9, 0.55 * field))
    slant = pitch / (field * 0.55)
    steep = np.sqrt(1 + slant**2)
    one = ((along + across * slant) % pitch - pitch / 2) / steep
    other = ((along - across * slant) % pitch - pitch / 2) / steep
    return np.maximum(_groove(one, 0.5), _groove(other, 0.5))


def _vine(along: Array, across: Array, length: float, field: float) -> Array:
    """A waving stem with a leaf and a berry in every bend."""
    pitch = length / round(length / max(5.4, 1.5 * field))
    swing = 0.24 * field
    phase = TAU * along / pitch
    slope = np.sqrt(1 + (swing * TAU / pitch * np.cos(phase)) ** 2)
    cut = _groove((across - swing * np.sin(phase)) / slope, 0.42)
    for side, crest in ((1.0, 0.75), (-1.0, 0.25)):
        x = ((along / pitch - crest + 0.5) % 1.0 - 0.5) * pitch
        y = side * across
        leaf = _leaf(x + 0.03 * pitch, y - 0.16 * field, 0.55, 0.24 * pitch, 0.16 * field)
        berry = np.clip(1.6 - np.hypot(x - 0.2 * pitch, y - 0.3 * field) / (0.055 * field + 0.05), 0, 1)
        cut = np.maximum(np.maximum(cut, leaf), berry)
    return cut


def _leaf(x: Array, y: Array, lean: float, length: float, width: float) -> Array:
    """1 inside a pointed leaf about the origin, with a vein left standing along its middle."""
    u = (x * np.cos(lean) + y * np.sin(lean)) / length
    v = y * np.cos(lean) - x * np.sin(lean)
    edge = width * np.clip(1 - u**2, -1, 1)
    inside = np.clip((edge - np.abs(v)) / 0.15 + 0.5, 0, 1)
    vein = 1 - 0.8 * _groove(v, 0.3) * (np.abs(u) < 0.7)
    leaf: Array = inside * vein
    return leaf


_PATTERNS: dict[str, Callable[[Array, Array, float, float], Array]] = {
    "lines": _lines,
    "waves": _waves,
    "vine": _vine,
    "diamonds": _diamonds,
}
