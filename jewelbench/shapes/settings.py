"""Stones in their settings: prongs, bezels, halos, pavé."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import ConvexHull

from jewelbench.shapes.mesh import (
    TAU,
    Array,
    Assembly,
    Mesh,
    Slot,
    circle,
    frame,
    outward,
    resample,
    sphere,
    superellipse,
    sweep,
)
from jewelbench.shapes.stones import depth, gem, melee, outline

_BEAD = sphere(1.0, 5)
_PEARL = sphere(1.0, 28)


def set_stone(
    cut: str,
    radius: float,
    setting: str = "prong",
    *,
    slot: Slot = "stone",
    metal: Slot = "metal",
    halo: int = 0,
    halo_slot: Slot = "accent",
    base: bool = True,
    prongs: int | None = None,
) -> Assembly:
    """A stone at the origin, its table toward +z, in its setting.

    Args:
        cut: Its shape.
        radius: Half its width, mm.
        setting: "prong" or "bezel".
        slot: The stone's slot.
        metal: The setting's slot.
        halo: Rows of small stones around it.
        halo_slot: The slot of those.
        base: Add what is under the stone: the prongs' feet and the gallery, or the bezel's wall.
        prongs: How many prongs a round stone has; otherwise as its size asks.
    """
    assembly = Assembly().add(slot, gem(cut), scale=radius)
    if setting == "bezel":
        _add_bezel(assembly, cut, radius, metal, base)
    else:
        _add_prongs(assembly, cut, radius, metal, base, prongs)
    for row in range(halo):
        _add_halo(assembly, cut, radius, row, halo_slot, metal)
    return assembly


def setting_depth(cut: str, radius: float, setting: str = "prong") -> float:
    """How far the metal of `set_stone` reaches below the girdle, mm: where a shank or a back plate joins it.

    A bezel is open below, and a deep stone's point may reach lower: `depth(cut)` radii.
    """
    return 0.62 * radius if setting == "bezel" else depth(cut) * radius * 0.96


def halo_reach(radius: float, rows: int) -> float:
    """How far a halo reaches beyond the girdle, mm."""
    return 0.0 if rows == 0 else _halo_offset(radius, rows - 1) + 1.3 * _halo_radius(radius)


def set_pearl(radius: float, metal: Slot = "metal", base: bool = True) -> Assembly:
    """A pearl whose lower part sits in a cup; its middle is 0.35 radii above the origin."""
    assembly = Assembly().add("pearl", _PEARL, translation=[0, 0, 0.35 * radius], scale=radius)
    if base:
        profile = np.array([(-0.02, -0.42), (0.1, -0.36), (0.16, -0.28), (0.1, -0.27), (0.0, -0.35), (-0.1, -0.46)])
        assembly.add(metal, rim(circle(0.5 * radius, 48)[:, :2], profile[::-1] * radius))
    return assembly


def pave_row(
    points: ArrayLike, normals: ArrayLike, radius: float, slot: Slot = "accent", metal: Slot = "metal"
) -> Assembly:
    """A row of small round stones at points (n, 3) with tables along normals (n, 3), two beads between neighbours."""
    at, up = np.asarray(points, float), np.asarray(normals, float)
    up = up / np.linalg.norm(up, axis=1, keepdims=True)
    assembly = Assembly()
    for point, normal in zip(at, up, strict=True):
        assembly.add(slot, melee(), frame(normal), point, radius)
    for i in range(len(at) - 1):
        if np.linalg.norm(at[i + 1] - at[i]) > 3 * radius:
            continue
        normal = up[i] + up[i + 1]
        across = np.cross(normal, at[i + 1] - at[i])
        across *= 0.68 * radius / (np.linalg.norm(across) + 1e-9)
        middle = (at[i] + at[i + 1]) / 2 + normal / np.linalg.norm(normal) * 0.1 * radius
        for side in (-1, 1):
            assembly.add(metal, _BEAD, translation=middle + side * across, scale=0.24 * radius)
    return assembly


def rim(points: Array, profile: Array, smooth: bool = True) -> Mesh:
    """A wall along a closed outline (n, 2): `profile` (m, 2) holds (outward, z), counter-clockwise."""
    n = len(points)
    section = np.stack([-profile[:, 1], profile[:, 0]], 1)
    mesh = sweep(np.c_[points, np.zeros(n)], section, up=np.c_[outward(points), np.zeros(n)])
    return mesh._replace(smooth=smooth)


def wire(points: Array, z: float, thickness: float, n: int = 10) -> Mesh:
    """A round wire along a closed outline (n, 2) at height z."""
    return rim(points, superellipse(thickness, thickness, 2, n) + np.array([0, z]))


def _add_bezel(assembly: Assembly, cut: str, radius: float, metal: Slot, base: bool) -> None:
    wall = 0.1 * radius + 0.22
    lip, foot = 0.2 * radius, (-0.62 if base else -0.3) * radius
    profile = np.array(
        [
            (-0.10 * radius, foot),
            (wall * 0.45, foot),
            (wall * 0.72, foot + 0.08 * radius),
            (wall * 0.98, 0.02 * radius),
            (wall, 0.6 * lip),
            (wall * 0.8, 0.92 * lip),
            (wall * 0.45, lip),
            (0.0, 0.9 * lip),
            (-0.075 * radius, 0.62 * lip),
            (-0.075 * radius, 0.1 * lip),
            (-0.02 * radius, -0.1 * radius),
        ]
    )
    assembly.add(metal, rim(outline(cut, 96) * radius, profile))


def _corner(cut: str, degrees: float) -> Array:
    """The point of the unit girdle that lies in a direction."""
    points = outline(cut, 384)
    angles = np.degrees(np.arctan2(points[:, 1], points[:, 0]))
    corner: Array = points[np.argmin(np.abs((angles - degrees + 180) % 360 - 180))]
    return corner


_PRONGS: dict[str, tuple[float, ...]] = {
    "oval": (52, 128, 232, 308),
    "oval cabochon": (52, 128, 232, 308),
    "emerald cut": (57, 123, 237, 303),
    "radiant": (53, 127, 233, 307),
    "baguette": (66, 114, 246, 294),
    "pear": (90, 18, 162, 238, 302),
    "marquise": (90, 270, 38, 142, 218, 322),
    "heart": (270, 55, 125, 345, 195),
    "trillion": (90, 210, 330),
}
_TIPS: dict[str, tuple[float, ...]] = {
    "pear": (90,),
    "marquise": (90, 270),
    "heart": (270,),
    "trillion": (90, 210, 330),
    "princess": (45, 135, 225, 315),
}
"""Where a prong is folded around a sharp corner."""


def _prong_angles(cut: str, radius: float, prongs: int | None) -> tuple[float, ...]:
    if cut in _PRONGS:
        return _PRONGS[cut]
    count = prongs or (6 if cut == "round" and radius >= 3.0 else 4)
    first = 45.0 if count == 4 else 0.0
    return tuple(first + 360.0 * k / count for k in range(count))


def _add_prongs(assembly: Assembly, cut: str, radius: float, metal: Slot, base: bool, prongs: int | None) -> None:
    thick = min(0.16 + 0.05 * radius, 0.2 * radius + 0.06)
    for degrees in _prong_angles(cut, radius, prongs):
        corner = _corner(cut, degrees) * radius
        assembly.add(metal, _prong(corner, radius, depth(cut) * radius, thick, base))
        if degrees in _TIPS.get(cut, ()):
            assembly.add(metal, _fold(cut, corner, radius, thick))
    if base:
        points = outline(cut, 72 if radius > 2 else 36) * radius
        for size, z, wide in ((0.74, -0.44, 1.0), (0.5, -0.9, 1.25)):
            assembly.add(metal, wire(points * size, z * depth(cut) * radius, thick * 1.15 * wide, 8))


def _prong(corner: Array, radius: float, down: float, thick: float, base: bool) -> Mesh:
    """A claw that rises beside the stone, bends over the girdle and ends rounded on the crown."""
    way = corner / np.linalg.norm(corner)
    out = corner + way * 0.45 * thick
    knots = [(corner * 0.46, -0.96 * down), (corner * 0.78, -0.42 * down)] if base else [(out, -0.4 * radius)]
    knots += [(out, -0.05 * radius), (out, 0.1 * radius), (corner - way * 0.12 * radius, 0.22 * radius)]
    path = _through(np.array([[*xy, z] for xy, z in knots]), 14)
    ends = np.linspace(0, 1, len(path))
    width = thick * (0.85 + 0.2 * ends) * np.sqrt(np.clip((1 - ends) * 9, 0.004, 1))
    return sweep(path, superellipse(2, 2, 2, 10), closed=False, scale=width / 1.15)


def _fold(cut: str, corner: Array, radius: float, thick: float) -> Mesh:
    """A short rail around a sharp corner, as a V-shaped prong has."""
    points = outline(cut, 192) * radius
    near = points[np.linalg.norm(points - corner, axis=1) < 0.26 * radius + 0.12]
    along = near[np.argsort((near - corner) @ np.array([-corner[1], corner[0]]))]
    path = np.c_[along * 1.01, np.full(len(along), 0.05 * radius)]
    ends = np.linspace(-1, 1, len(path))
    width = thick * 1.1 * np.sqrt(np.clip(1 - ends**2, 0.02, 1))
    up = np.tile([0.0, 0.0, 1.0], (len(path), 1))
    return sweep(path, superellipse(0.9, 1.5, 2.5, 10), closed=False, up=up, scale=width)


def _through(knots: Array, n: int) -> Array:
    """A smooth path (n, 3) through knots (Catmull-Rom, centripetal enough for claws)."""
    padded = np.concatenate([2 * knots[:1] - knots[1:2], knots, 2 * knots[-1:] - knots[-2:-1]])
    along = np.linspace(0, len(knots) - 1 - 1e-9, n)
    i = along.astype(int)
    t = (along - i)[:, None]
    p0, p1, p2, p3 = padded[i], padded[i + 1], padded[i + 2], padded[i + 3]
    path: Array = 0.5 * (
        2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - p0 - 3 * p2 + p3) * t**3
    )
    return path


def _halo_radius(radius: float) -> float:
    return min(max(0.17 * radius, 0.45), 0.62)


def _halo_offset(radius: float, row: int) -> float:
    return 0.1 * radius + _halo_radius(radius) * (1.15 + 2.2 * row)


def _add_halo(assembly: Assembly, cut: str, radius: float, row: int, slot: Slot, metal: Slot) -> None:
    """A row of small stones around the girdle, on rails that leave their backs open to the light."""
    small, offset = _halo_radius(radius), _halo_offset(radius, row)
    girdle = resample(_offset(cut, radius, offset), 480)
    length = float(np.linalg.norm(np.roll(girdle, -1, 0) - girdle, axis=1).sum())
    count = max(8, int(length / (2.08 * small)))
    seats = np.arange(count) * 480 // count
    between = (seats + 240 // count) % 480
    for seat in girdle[seats]:
        assembly.add(slot, melee(), translation=[*seat, 0.06 * radius], scale=small)
    normals = outward(girdle)
    for side in (-1, 1):
        rail = resample(girdle + normals * side * 0.98 * small, 120)
        section = superellipse(0.22 * small, 0.7 * small, 3, 8) + np.array([0, 0.06 * radius - 0.42 * small])
        assembly.add(metal, rim(rail, section))
        for bead, normal in zip(girdle[between], normals[between], strict=True):
            spot = bead + normal * side * 0.74 * small
            assembly.add(metal, _BEAD, translation=[*spot, 0.06 * radius + 0.1 * small], scale=0.22 * small)


def _offset(cut: str, radius: float, distance: float) -> Array:
    """The girdle grown by a distance; sharp tips become round, as setters do."""
    points = outline(cut, 384) * radius
    around = np.linspace(0, TAU, 48, endpoint=False)
    disc = distance * np.stack([np.cos(around), np.sin(around)], 1)
    normals = outward(points)
    grown = points + normals * distance
    if cut == "heart":
        clear = np.linalg.norm(grown[:, None] - points[None], axis=2).min(1) > 0.985 * distance
        cleft: Array = grown[clear]
        return cleft
    cloud = (points[:, None] + disc[None]).reshape(-1, 2)
    hull: Array = cloud[ConvexHull(cloud).vertices]
    return hull
