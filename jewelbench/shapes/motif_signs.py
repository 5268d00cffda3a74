"""Ornaments with a meaning: crosses, stars, hands, keys, anchors, arrows, bows, compasses."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from jewelbench.shapes import motif_outlines as outlines
from jewelbench.shapes.bows import ribbon_bow
from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import TAU, Array, Assembly, rod, rotation, sphere, superellipse, sweep, torus
from jewelbench.shapes.motif_nature import moon_sheet
from jewelbench.shapes.motif_parts import Maker, add_centre, add_plate, add_ring, add_wire, thickness
from jewelbench.shapes.motif_plain import round_sheet, star_solid
from jewelbench.shapes.slabs import EDGE, Sheet, sheet
from jewelbench.specs.spec import Spec


@cache
def _cross_sheet() -> Sheet:
    w, y, x = 0.098, 0.19, 0.34
    right = [(w, -0.5), (w, y - w), (x, y - w), (x, y + w), (w, y + w), (w, 0.5)]
    corners = np.array([*right, *[(-a, b) for a, b in reversed(right)]])
    return sheet([outlines.dense(corners, 400)])


@cache
def _hamsa_sheet() -> Sheet:
    return sheet([outlines.hamsa()])


@cache
def _head_sheet() -> Sheet:
    return sheet([outlines.dense(outlines.arrow_head(), 160)], step=0.03)


def _cross(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    thick = 1.1 * thickness(size)
    front = add_plate(assembly, spec, _cross_sheet(), size, thick, EDGE)
    add_centre(assembly, spec, 0.1 * size, (0, 0.19 * size, front + 0.02 * size))
    return assembly


def _crescent_and_star(spec: Spec, size: float) -> Assembly:
    del spec
    assembly = Assembly().add("metal", moon_sheet().puffed(size, 0.11 * size, 0.3 * thickness(size)))
    assembly.add("metal", star_solid(0.48 * size, 0.11 * size), rotation("z", -18), [0.17 * size, 0, 0])
    return assembly.add("metal", rod([-0.08 * size, 0, 0], [0.08 * size, 0, 0], 0.02 * size))


def _star_of_david(spec: Spec, size: float) -> Assembly:
    """Two triangles woven through one another."""
    del spec
    assembly = Assembly()
    thick = 0.085 * size
    for turn in (0, 180):
        angles = np.radians(np.array([90, 210, 330]) + turn)
        corners = np.stack([np.cos(angles), np.sin(angles)], 1) * (size / 2 - 0.9 * thick)
        for k in range(3):
            _add_side(assembly, corners[k], corners[(k + 1) % 3], thick)
    return assembly


def _add_side(assembly: Assembly, start: Array, end: Array, thick: float) -> None:
    """A strip that goes over at its first crossing and under at its second."""
    t = np.linspace(0, 1, 31)
    rise = 0.36 * thick * (np.exp(-(((t - 1 / 3) / 0.1) ** 2)) - np.exp(-(((t - 2 / 3) / 0.1) ** 2)))
    path = np.c_[start + (end - start) * t[:, None], rise]
    assembly.add("metal", wire(path, thick, section=superellipse(1, 0.75, 3.5, 14)))


def _hamsa(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    thick = thickness(size)
    front = add_plate(assembly, spec, _hamsa_sheet(), size, thick)
    for x in (-0.13, 0.0, 0.13):
        for y in (0.13, 0.2):
            assembly.add("metal", sphere(0.02 * size, 8), translation=[0.9 * x * size, y * size, front])
    if spec.stone:
        add_centre(assembly, spec, 0.13 * size, (0, -0.16 * size, front + 0.02 * size))
        return assembly
    for slot, width, z in (("metal", 0.4, 0.02), ("dial", 0.32, 0.05), ("enamel", 0.17, 0.075), ("dark", 0.085, 0.1)):
        eye = round_sheet().puffed(width * size, 0.03 * size, 0.05, 0.0)
        squeeze = np.diag([1.0, 0.68 if slot in ("metal", "dial") else 0.95, 1.0])
        assembly.add(slot, eye, squeeze, [0, -0.16 * size, front + (z - 0.03) * size])  # type: ignore[arg-type]
    return assembly


def _key(spec: Spec, size: float) -> Assembly:
    """A trefoil bow, a turned shaft and a bit with two teeth."""
    del spec
    assembly = Assembly()
    bow, thick = 0.11 * size, 0.06 * size
    for angle in (90, 205, -25):
        way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))]) * 0.125 * size
        assembly.add("metal", torus(bow - thick / 2, thick / 2, 44, 12), translation=[way[0], 0.26 * size + way[1], 0])
    assembly.add("metal", rod([0, 0.24 * size, 0], [0, -0.5 * size + 0.03 * size, 0], 0.042 * size))
    for y in (0.13, 0.07, -0.3):
        assembly.add("metal", torus(0.042 * size, 0.025 * size, 28, 10), rotation("x", 90), [0, y * size, 0])
    for y, length in ((-0.445, 0.2), (-0.35, 0.15)):
        tooth = sheet_bar(length, 0.068).plate(size, 0.055 * size)
        assembly.add("metal", tooth, translation=[(length / 2) * size, y * size, 0])
    return assembly


@cache
def sheet_bar(width: float, height: float) -> Sheet:
    """A rectangle with soft corners."""
    return sheet([outlines.rectangle(width, height, 0.012)], step=0.014)


def _anchor(spec: Spec, size: float) -> Assembly:
    del spec
    assembly = Assembly()
    thick = 0.085 * size
    assembly.add("metal", torus(0.075 * size, 0.3 * thick, 40, 12), translation=[0, 0.395 * size, 0])
    assembly.add("metal", rod([0, 0.32 * size, 0], [0, -0.44 * size, 0], thick / 2))
    add_wire(assembly, np.array([(-0.2, 0.22), (0.0, 0.22), (0.2, 0.22)]) * size, 0.8 * thick)
    for side in (-1, 1):
        assembly.add("metal", sphere(0.05 * size, 10), translation=[side * 0.2 * size, 0.22 * size, 0])
    t = np.radians(np.linspace(-158, -22, 40))
    arms = np.stack([0.36 * np.cos(t), -0.1 + 0.36 * np.sin(t), 0 * t], 1) * size
    girth = thick * (0.75 + 0.5 * np.sin(np.linspace(0, np.pi, 40)))
    assembly.add("metal", sweep(arms, superellipse(1, 0.9, 2.3, 14), closed=False, scale=girth))
    for side in (-1, 1):
        fluke = _head_sheet().puffed(0.19 * size, 0.03 * size, 0.06 * size)
        spot = [side * 0.375 * size, -0.07 * size, 0]
        assembly.add("metal", fluke, rotation("z", side * -16), spot)
    return assembly


def _compass(spec: Spec, size: float) -> Assembly:
    """A ring with a rose of four long and four short points."""
    del spec
    assembly = Assembly()
    add_ring(assembly, size / 2, 0.07 * size)
    add_ring(assembly, 0.385 * size, 0.028 * size)
    assembly.add("metal", star_solid(0.98 * size, 0.12 * size, 4, 0.24), translation=[0, 0, 0.02 * size])
    assembly.add("metal", star_solid(0.66 * size, 0.06 * size, 4, 0.3), rotation("z", 45))
    assembly.add("metal", sphere(0.055 * size, 12), translation=[0, 0, 0.12 * size])
    for k in range(4):
        a = TAU * k / 4 + TAU / 8
        spot = [0.435 * size * np.cos(a), 0.435 * size * np.sin(a), 0.0]
        assembly.add("metal", sphere(0.035 * size, 8), translation=spot)
    return assembly


def _bow(spec: Spec, size: float) -> Assembly:
    return ribbon_bow(size, spec.pave)


def _arrow(spec: Spec, size: float) -> Assembly:
    """An upright arrow: head, shaft and three pairs of barbs."""
    del spec
    assembly = Assembly().add("metal", rod([0, 0.45 * size, 0], [0, -0.47 * size, 0], 0.026 * size))
    head = _head_sheet().puffed(0.24 * size, 0.04 * size, 0.07 * size)
    assembly.add("metal", head, translation=[0, 0.5 * size, 0])
    for y in (-0.24, -0.31, -0.38):
        for side in (-1, 1):
            barb = np.array([(0.0, y), (side * 0.11, y - 0.11)]) * size
            path = barb[0] + (barb[1] - barb[0]) * np.linspace(0, 1, 6)[:, None]
            assembly.add("metal", wire(path, 0.045 * size, section=superellipse(1, 0.8, 3, 10)))
    return assembly


SIGNS: Mapping[str, Maker] = {
    "cross": _cross,
    "crescent and star": _crescent_and_star,
    "star of David": _star_of_david,
    "hamsa": _hamsa,
    "key": _key,
    "anchor": _anchor,
    "compass": _compass,
    "bow": _bow,
    "arrow": _arrow,
}
