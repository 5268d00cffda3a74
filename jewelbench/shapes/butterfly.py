"""A butterfly with veined wings, of metal or enamelled."""

from functools import cache

import numpy as np

from jewelbench.shapes import motif_outlines as outlines
from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import Array, Assembly, rotation, sphere
from jewelbench.shapes.motif_parts import add_wire, thickness
from jewelbench.shapes.pairs import mirrored
from jewelbench.shapes.slabs import EDGE, Sheet, sheet
from jewelbench.specs.spec import Spec

_SEGMENTS = ((0.085, 0.032, 0.04), (0.005, 0.036, 0.075), (-0.125, 0.027, 0.12))
"""Head, thorax and abdomen: y, half the width, half the length."""


@cache
def _wings() -> tuple[Sheet, Sheet]:
    return sheet([outlines.upper_wing()], step=0.014), sheet([outlines.lower_wing()], step=0.014)


def butterfly(spec: Spec, size: float) -> Assembly:
    """Four wings a little raised, a jointed body and two feelers."""
    upper, lower = _wings()
    right = Assembly()
    _add_wing(right, spec, upper, size, 0.035 * size)
    _add_wing(right, spec, lower, size, 0.03 * size)
    t = np.linspace(0, 1, 12)
    feeler = np.stack([0.015 + 0.13 * t**1.4, 0.11 + 0.2 * t], 1) * size
    add_wire(right, feeler, 0.022 * size, z=0.035 * size, n=8)
    right.add("metal", sphere(0.02 * size, 8), translation=[*feeler[-1], 0.035 * size])
    assembly = Assembly().merge(right).merge(mirrored(right))
    for y, width, length in _SEGMENTS:
        ball = sphere(size, 12).scaled([width, length, width])
        assembly.add("metal", ball, translation=[0, y * size, 0.035 * size])
    return assembly


def _add_wing(right: Assembly, spec: Spec, wing: Sheet, size: float, height: float) -> None:
    """A wing with its veins, tilted up towards its tip."""
    tilt = rotation("y", -14)
    edge = 0.28 * thickness(size)
    front = wing.domed(height, edge)
    right.add("metal", wing.puffed(size, height, edge, 0.4), tilt)
    if spec.enamel:
        right.add("enamel", wing.face(size, front, EDGE * size, 0.08), tilt)
    over = wing.surface(size, front)
    for degrees in (-62, -38, 4, 24, 44):
        way = np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])
        reach = _reach(wing, way)
        if reach > 0.15:
            path = way * np.linspace(0.1, 0.86 * reach, 10)[:, None] * size
            right.add("metal", wire(np.c_[path, over(path) + 0.05], 0.016 * size, n=6), tilt)


def _reach(wing: Sheet, way: Array) -> float:
    """How far a wing reaches from the body in a direction, 0 where it is not."""
    tips = wing.points[wing.border[:, 0]]
    along = tips @ way
    ahead = along > 0.97 * np.linalg.norm(tips, axis=1)
    return float(along[ahead].max()) if ahead.any() else 0.0
