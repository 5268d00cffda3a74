"""The outlines of cut stones, seen from above."""

from collections.abc import Callable

import numpy as np

from jewelbench.shapes.mesh import TAU, Array, resample, signed_area, superellipse

POINTED = ("pear", "marquise", "heart", "trillion")
"""Cuts with sharp tips."""


def outline(cut: str, n: int = 96) -> Array:
    """The girdle of a unit stone seen from above, (n, 2), counter-clockwise, half as wide as about 1.

    The long axis is y; a pear points to +y, a heart to -y.

    Raises:
        KeyError: There is no such cut.
    """
    points = _OUTLINES[cut](max(n, 8))
    points = points if len(points) == n else resample(points, n)
    return points if signed_area(points) > 0 else points[::-1].copy()


def _ellipse(width: float, length: float) -> Callable[[int], Array]:
    def points(n: int) -> Array:
        t = np.linspace(0, TAU, n, endpoint=False)
        return np.stack([width * np.cos(t), length * np.sin(t)], 1)

    return points


def _clipped(width: float, length: float, corner: float) -> Callable[[int], Array]:
    """A rectangle with its corners cut off."""
    w, h, k = width, length, corner
    right = [(w, -h + k), (w, h - k), (w - k, h), (-w + k, h)]
    corners = np.array(right + [(-x, -y) for x, y in right])
    return lambda n: resample(corners, n)


def clipped_corner(width: float, length: float, cut: float) -> Array:
    """The ends of a clipped rectangle's corner in the first quadrant."""
    return np.array([[width, length - cut], [width - cut, length]])


def _arcs(tips: Array, bulge: float) -> Callable[[int], Array]:
    """A polygon (k, 2), counter-clockwise, whose sides bulge outward by `bulge` of their length."""

    def points(n: int) -> Array:
        t = np.linspace(0, 1, 128, endpoint=False)[:, None]
        sides = []
        for start, end in zip(tips, np.roll(tips, -1, 0), strict=True):
            along = end - start
            out = np.array([along[1], -along[0]])
            sides.append(start + along * t + out * bulge * 4 * t * (1 - t))
        return resample(np.concatenate(sides), n)

    return points


def _pear(n: int) -> Array:
    width, tip = 0.8, 1.42
    radius = (tip**2 + width**2) / (2 * width)
    side = np.linspace(0, np.arcsin(tip / radius), 160)
    right = np.stack([radius * np.cos(side) - (radius - width), radius * np.sin(side)], 1)
    below = np.linspace(np.pi, TAU, 160, endpoint=False)[1:]
    bottom = width * np.stack([np.cos(below), np.sin(below)], 1)
    return resample(np.concatenate([right, (right * [-1, 1])[-2::-1], bottom]) - [0, 0.3], n)


def _heart_outline(n: int) -> Array:
    centre, radius = np.array([0.49, 0.36]), 0.53
    cleft = np.pi - np.arccos(centre[0] / radius)
    turn = np.linspace(-0.3, cleft, 120)
    lobe = centre + radius * np.stack([np.cos(turn), np.sin(turn)], 1)
    start, tip = lobe[0], np.array([0.0, -1.0])
    control = start + 0.62 * np.array([np.sin(-0.3), -np.cos(-0.3)])
    t = np.linspace(0, 1, 120, endpoint=False)[:, None]
    side = tip * (1 - t) ** 2 + control * 2 * t * (1 - t) + start * t**2
    right = np.concatenate([side, lobe])
    return resample(np.concatenate([right, (right * [-1, 1])[::-1][1:-1]]), n)


_TRIANGLE = np.array([[np.cos(a), np.sin(a)] for a in np.radians([90, 210, 330])]) * 1.2 - [0, 0.12]
_MARQUISE = np.array([[0.0, -1.3], [0.0, 1.3]])

_OUTLINES: dict[str, Callable[[int], Array]] = {
    "round": _ellipse(1, 1),
    "cabochon": _ellipse(1, 1),
    "oval": _ellipse(0.8, 1.1),
    "oval cabochon": _ellipse(0.8, 1.1),
    "cushion": lambda n: superellipse(1.86, 1.86, 3.0, n),
    "princess": _clipped(0.87, 0.87, 0.045),
    "emerald cut": _clipped(0.78, 1.08, 0.26),
    "asscher": _clipped(0.92, 0.92, 0.36),
    "radiant": _clipped(0.8, 1.02, 0.17),
    "baguette": _clipped(0.5, 1.1, 0.02),
    "pear": _pear,
    "marquise": _arcs(_MARQUISE, 0.238),
    "heart": _heart_outline,
    "trillion": _arcs(_TRIANGLE, 0.085),
}
