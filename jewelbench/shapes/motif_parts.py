"""What many ornaments are made of: thickness by size, enamelled faces, set centres, beaded rims, rays."""

from collections.abc import Callable

import numpy as np

from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import TAU, Array, Assembly, circle, sphere, superellipse, torus
from jewelbench.shapes.settings import set_stone
from jewelbench.shapes.slabs import Sheet
from jewelbench.specs.spec import Spec

Maker = Callable[[Spec, float], Assembly]
"""Makes an ornament of a spec, `size` mm high, facing +z about the origin."""

RIM = 0.07
"""Width of the metal rim around an enamelled face, in shares of the size."""

DOME = 0.045
"""How much the middle of a plate stands out, in shares of its size."""

FLAT_WIRE = superellipse(1.0, 0.8, 3.0, 14)
"""A section for letters and outlines: wider than high, with soft corners."""


def thickness(size: float) -> float:
    """How thick the plate of an ornament of a size is, mm."""
    return 0.75 + 0.035 * size


def add_plate(
    assembly: Assembly, spec: Spec, sheet: Sheet, size: float, thick: float | None = None, rim: float = RIM
) -> float:
    """Add a plate, its face enamelled where the spec says so, but for a rim; returns the height of its front, mm."""
    thick = thickness(size) if thick is None else thick
    dome = DOME * size
    assembly.add("metal", sheet.plate(size, thick, dome))
    if spec.enamel:
        assembly.add("enamel", sheet.face(size, sheet.level(size, thick, dome), rim * size, 0.06))
    return thick / 2 + dome


def add_puffed(assembly: Assembly, spec: Spec, sheet: Sheet, size: float, height: float) -> float:
    """Add a cushion, its face enamelled where the spec says so; returns the height of its top, mm."""
    edge = 0.3 * thickness(size)
    assembly.add("metal", sheet.puffed(size, height, edge))
    if spec.enamel:
        assembly.add("enamel", sheet.face(size, sheet.domed(height, edge), RIM * size, 0.1))
    return edge / 2 + height


def add_centre(
    assembly: Assembly, spec: Spec, radius: float, at: tuple[float, float, float], prongs: bool = False
) -> None:
    """Set the spec's stone, `radius` mm, with its girdle at a point; nothing where the spec has no stone."""
    if spec.stone:
        setting = "prong" if prongs and spec.cut != "cabochon" else "bezel"
        assembly.merge(set_stone(spec.cut or "round", radius, setting, base=prongs), translation=at)


def add_beads(assembly: Assembly, points: Array, radius: float) -> None:
    """Add metal beads at points (n, 3)."""
    bead = sphere(radius, 6)
    for point in points:
        assembly.add("metal", bead, translation=point)


def bead_ring(radius: float, bead: float, z: float) -> Array:
    """Places (n, 3) for beads side by side on a circle."""
    return circle(radius, max(10, round(TAU * radius / (2.15 * bead))), height=z)


def add_wire(assembly: Assembly, path: Array, thick: float, closed: bool = False, z: float = 0.0, n: int = 10) -> None:
    """Add a round wire along a path (n, 2) at a height."""
    assembly.add("metal", wire(path, thick, closed, n=n), translation=[0, 0, z])


def rays(count: int, inner: float, outer: float) -> list[tuple[Array, Array]]:
    """Start and end (2,) of rays around the origin, the first one up."""
    angles = TAU / 4 + np.arange(count) * TAU / count
    ways = np.stack([np.cos(angles), np.sin(angles)], 1)
    return [(inner * way, outer * way) for way in ways]


def add_ring(assembly: Assembly, radius: float, thick: float, z: float = 0.0) -> None:
    """Add a round wire ring about the z axis; `radius` is its outer one."""
    assembly.add("metal", torus(radius - thick / 2, thick / 2, 88, 14), translation=[0, 0, z])
