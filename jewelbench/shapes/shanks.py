"""The hoop of a ring: sections, tapering shanks, carved bands and places upon them.

A ring's axis is y and its top +z. Angles are measured from the top, in radians, toward +x. A section's columns are
(sideways along y, outward from the finger's surface), in mm.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jewelbench.shapes.mesh import TAU, Array, Mesh, frame, resample, superellipse, sweep

INNER = 8.6
"""Radius of the finger, mm."""

Relief = Callable[[Array, Array], Array]
"""Height in mm at (distance along the band, distance across it from its middle); negative is cut in."""


class Spot(NamedTuple):
    """A place on a ring: its position (3,), and the frame (3, 3) whose z points outward and whose x runs along."""

    position: Array
    axes: Array


def outward_at(angles: ArrayLike) -> Array:
    """Unit vectors (n, 3) that point out of the ring at the given angles."""
    a = np.asarray(angles, float)
    return np.stack([np.sin(a), np.zeros_like(a), np.cos(a)], -1)


def spot(angle: float, radius: float, across: float = 0.0) -> Spot:
    """The place at an angle, `radius` mm from the axis and `across` mm along it."""
    out = outward_at(angle)
    along = np.array([np.cos(angle), 0.0, -np.sin(angle)])
    return Spot(out * radius + np.array([0, across, 0]), frame(out, along))


def section(profile: str, width: float, thickness: float) -> Array:
    """A band's section (m, 2), its inner edge at 0: "flat", "domed", "knife edge" or "rounded" (soft edges)."""
    half, high = width / 2, thickness
    if profile == "flat":
        return _rounded([(half, 0), (half, high), (-half, high), (-half, 0)], min(0.22, 0.3 * high))
    if profile == "knife edge":
        low = 0.42 * high
        return _rounded([(half, 0), (half, low), (0, high), (-half, low), (-half, 0)], 0.1)
    if profile == "domed":
        edge = 0.3 * high
        arch = np.linspace(0, np.pi, 21)
        dome = [(half * float(np.cos(a)), edge + (high - edge) * float(np.sin(a)) ** 0.9) for a in arch]
        return np.array([(-half, 0.12), (-0.6 * half, 0.0), (0.6 * half, 0.0), (half, 0.12), *dome])
    soft: Array = superellipse(width, high, 2.3 if width < 1.4 * high else 3.4, 36) + np.array([0, high / 2])
    return soft


def _rounded(corners: list[tuple[float, float]], radius: float) -> Array:
    """A polygon with a small rounding at each corner, so that smooth shading keeps its sides flat."""
    points = np.asarray(corners, float)
    pieces = []
    for before, corner, after in zip(np.roll(points, 1, 0), points, np.roll(points, -1, 0), strict=True):
        to, fro = before - corner, after - corner
        start = corner + to * min(radius / np.linalg.norm(to), 0.45)
        end = corner + fro * min(radius / np.linalg.norm(fro), 0.45)
        t = np.linspace(0, 1, 5)[:, None]
        pieces.append(start * (1 - t) ** 2 + corner * 2 * t * (1 - t) + end * t**2)
    return np.concatenate(pieces)


def band(shape: Array, n: int = 180) -> Mesh:
    """A section (m, 2) carried around the finger."""
    out = outward_at(np.linspace(0, TAU, n, endpoint=False))
    return sweep(out * INNER, shape, up=out)


def shank(
    width: float,
    thickness: float,
    profile: str = "domed",
    *,
    top_width: float | None = None,
    top_thickness: float | None = None,
    spread: float = 1.2,
    n: int = 180,
) -> Mesh:
    """A band whose width and thickness change toward the top, by a smooth bump of `spread` radians."""
    angles = np.linspace(0, TAU, n, endpoint=False)
    near = _bump(angles, spread)[:, None]
    wide = 1 + near * ((top_width or width) / width - 1)
    thick = 1 + near * ((top_thickness or thickness) / thickness - 1)
    out = outward_at(angles)
    return sweep(out * INNER, section(profile, width, thickness), up=out, scale=np.hstack([wide, thick]))


def arc(shape: Array, start: float, end: float, radius: float = INNER, across: float = 0.0, n: int = 96) -> Mesh:
    """A section carried from one angle to another, `radius` mm from the axis, its ends closed."""
    out = outward_at(np.linspace(start, end, n))
    return sweep(out * radius + [0, across, 0], shape, closed=False, up=out)


def carved(shape: Array, relief: Relief, n: int = 560, step: float = 0.14) -> Mesh:
    """A band whose outer side, sampled every `step` mm, carries a relief; its inside stays smooth."""
    length = float(np.linalg.norm(np.roll(shape, -1, 0) - shape, axis=1).sum())
    fine = resample(shape, round(length / step))
    high = float(fine[:, 1].max())
    fine = fine[(fine[:, 1] > 0.3 * high) | (np.arange(len(fine)) % 5 == 0)]
    angles = np.linspace(0, TAU, n, endpoint=False)
    along = np.broadcast_to(angles[:, None] * (INNER + high), (n, len(fine)))
    across = np.broadcast_to(fine[:, 0], (n, len(fine)))
    outer = np.clip((fine[:, 1] / high - 0.3) / 0.25, 0, 1)
    sections = np.repeat(fine[None], n, 0)
    sections[..., 1] += relief(along, across) * outer
    out = outward_at(angles)
    return sweep(out * INNER, sections, up=out)


def on_band(along: ArrayLike, across: ArrayLike, radius: float) -> Array:
    """Points (..., 3) on a cylinder: mm along its circumference from the top, mm across it."""
    angle = np.asarray(along, float) / radius
    aside = np.asarray(across, float)[..., None] * np.array([0.0, 1.0, 0.0])
    points: Array = outward_at(angle) * radius + aside
    return points


def _bump(angles: Array, spread: float) -> Array:
    """1 at the top of the ring, falling smoothly to 0 `spread` radians away."""
    away = np.abs((angles + np.pi) % TAU - np.pi)
    bump: Array = 0.5 + 0.5 * np.cos(np.pi * np.clip(away / spread, 0, 1))
    return bump
