"""Ornaments from nature: sky, flowers, leaves, butterflies, trees, snakes."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from jewelbench.shapes import motif_outlines as outlines
from jewelbench.shapes.butterfly import butterfly
from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import TAU, Array, Assembly, rotation, sphere, superellipse, sweep
from jewelbench.shapes.motif_parts import (
    RIM,
    Maker,
    add_centre,
    add_puffed,
    add_ring,
    add_wire,
    rays,
    thickness,
)
from jewelbench.shapes.slabs import Sheet, contains, sheet
from jewelbench.specs.spec import Spec


@cache
def moon_sheet() -> Sheet:
    """A crescent, 1 unit high, open to the right."""
    return sheet([outlines.crescent()])


@cache
def _petal_sheet() -> Sheet:
    return sheet([outlines.petal(0.4, 0.1)], step=0.035)


@cache
def _ray_sheet() -> Sheet:
    return sheet([outlines.petal(0.2, 0.9)], step=0.05)


@cache
def leaf_sheet() -> Sheet:
    """A leaf, 1 unit high."""
    return sheet([outlines.leaf()])


@cache
def _lotus_sheet() -> Sheet:
    return sheet([outlines.petal(0.24, 0.95)], step=0.035)


@cache
def _feather_sheet() -> Sheet:
    return sheet([outlines.feather()], step=0.012)


def _moon(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    add_puffed(assembly, spec, moon_sheet(), size, 0.13 * size)
    return assembly


def _sun(spec: Spec, size: float) -> Assembly:
    """A domed face ringed by long and short rays in turn."""
    assembly = Assembly()
    for k, (start, _) in enumerate(rays(16, 0.255, 0.5)):
        length = (0.26 if k % 2 == 0 else 0.19) * size
        turn = float(np.degrees(np.arctan2(start[1], start[0]))) - 90
        ray = _ray_sheet().puffed(length, 0.045 * size, 0.05 * size)
        assembly.add("metal", ray, rotation("z", turn), [*(start * 0.94 * size), 0])
    dome = _round().puffed(0.5 * size, 0.11 * size, 0.05 * size)
    assembly.add("metal", dome)
    add_ring(assembly, 0.27 * size, 0.05 * size, 0.01 * size)
    add_centre(assembly, spec, 0.16 * size, (0, 0, 0.13 * size))
    return assembly


@cache
def _round() -> Sheet:
    return sheet([outlines.ellipse(0.5, 0.5)], step=0.03)


def _flower(spec: Spec, size: float) -> Assembly:
    """Five cupped petals around a stone or a cluster of beads."""
    assembly = Assembly()
    edge = 0.3 * thickness(size)
    length, height = 0.49 * size, 0.075 * size
    front = _petal_sheet().domed(height, edge)
    dish = 0.1 * size * (np.linalg.norm(_petal_sheet().points, axis=1)) ** 2
    petal = _petal_sheet().solid(length, front + dish, edge / 2 - dish * 0.9)
    for k in range(5):
        turn = rotation("z", 72 * k)
        assembly.add("metal", petal, turn)
        if spec.enamel:
            assembly.add("enamel", _petal_sheet().face(length, front + dish, RIM * length, 0.08), turn)
        vein = np.array([(0.0, 0.28), (0.0, 0.62)]) * length
        if not spec.enamel:
            over = _petal_sheet().surface(length, front + dish)
            path = vein[0] + (vein[1] - vein[0]) * np.linspace(0, 1, 8)[:, None]
            assembly.add("metal", wire(np.c_[path, over(path)], 0.022 * size), turn)
    if spec.stone:
        add_centre(assembly, spec, 0.15 * size, (0, 0, 0.11 * size))
        return assembly
    assembly.add("metal", sphere(0.055 * size, 10), translation=[0, 0, 0.12 * size])
    for k in range(7):
        a = TAU * k / 7
        spot = [0.095 * size * np.cos(a), 0.095 * size * np.sin(a), 0.1 * size]
        assembly.add("metal", sphere(0.043 * size, 8), translation=spot)
    return assembly


def _leaf(spec: Spec, size: float) -> Assembly:
    """A leaf with its midrib and side veins."""
    assembly = Assembly()
    height, edge = 0.09 * size, 0.3 * thickness(size)
    add_puffed(assembly, spec, leaf_sheet(), size, height)
    over = leaf_sheet().surface(size, leaf_sheet().domed(height, edge))
    rib = outlines.leaf_midrib() * size
    stalk = np.concatenate([[rib[0] - [0.03 * size, 0.05 * size]], rib])
    for path, thick in [(stalk, 0.05 * size), *[(vein, 0.026 * size) for vein in _veins(rib)]]:
        if len(path) > 1:
            assembly.add("metal", wire(np.c_[path, over(path) + 0.12 * thick], thick))
    return assembly


def _veins(rib: Array) -> list[Array]:
    """Side veins (n, 2) that leave a midrib (40, 2) to both sides."""
    size = float(np.ptp(rib[:, 1]))
    found = []
    for k in (7, 13, 19, 25, 31):
        reach = 0.24 * size * np.sin(np.pi * (k + 4) / 46)
        for side in (-1, 1):
            t = np.linspace(0, 1, 10)[:, None]
            way = np.array([side * reach, 0.62 * reach])
            vein = rib[k] + way * t * np.array([1, 0.6]) + way * t**2 * np.array([-0.08, 0.4])
            found.append(vein[contains([outlines.leaf() * 0.9 * size], vein)])
    return found


def _feather(spec: Spec, size: float) -> Assembly:
    """A vane with slits and fine barbs on both sides of the quill."""
    assembly = Assembly()
    height, edge = 0.028 * size, 0.25 * thickness(size)
    add_puffed(assembly, spec, _feather_sheet(), size, height)
    over = _feather_sheet().surface(size, _feather_sheet().domed(height, edge))
    quill = outlines.feather_quill() * size
    lift = np.where(quill[:, 1] > -0.28 * size, over(quill), edge / 2)
    taper = np.linspace(1.2, 0.5, len(quill))
    section = superellipse(0.035 * size, 0.035 * size, 2, 10)
    assembly.add("metal", sweep(np.c_[quill, lift], section, closed=False, scale=taper))
    for k in range(16, 46, 3):
        for side in (-1, 1):
            reach = 0.11 * size * np.sin(np.pi * ((k - 12) / 38) ** 0.8) ** 0.6
            barb = quill[k] + np.linspace(0, 1, 6)[:, None] * np.array([side * reach, 0.7 * reach])
            assembly.add("metal", wire(np.c_[barb, over(barb)], 0.014 * size, n=6))
    return assembly


def _tree(spec: Spec, size: float) -> Assembly:
    """A tree that fills a ring with its branches, roots and leaves."""
    del spec
    assembly = Assembly()
    add_ring(assembly, size / 2, 0.065 * size)
    trunk = np.stack([0.012 * np.sin(np.linspace(0, 6, 16)), np.linspace(-0.3, -0.02, 16)], 1) * size
    section = superellipse(0.1 * size, 0.075 * size, 2, 12)
    assembly.add("metal", sweep(np.c_[trunk, np.zeros(16)], section, closed=False, scale=np.linspace(1.05, 0.8, 16)))
    tips: list[Array] = []
    for angle in (90, 52, 128, 18, 162):
        _grow(assembly, np.array([0, -0.05]), angle, 0.25, 0.055, 0, size, tips)
    for angle in (-35, -62, -90, -118, -145):
        way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        t = np.linspace(0, 1, 10)[:, None]
        end = way * 0.465 * (1 if angle == -90 else 0.99)
        path = np.array([0, -0.27]) * (1 - t) + end * t + np.array([0, 0.05]) * (t * (1 - t))
        add_wire(assembly, path * size, 0.04 * size, n=8)
    leaf = sphere(0.04 * size, 6).scaled([0.55, 1, 0.4])
    for k, tip in enumerate(tips):
        assembly.add("metal", leaf, rotation("z", 47.0 * k), [*(tip * 0.96 * size), 0.02 * size])
    return assembly


def _grow(
    assembly: Assembly,
    start: Array,
    angle: float,
    length: float,
    thick: float,
    depth: int,
    size: float,
    tips: list[Array],
) -> None:
    """A branch that forks twice, kept inside the ring."""
    way = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    end = start + way * length
    if np.linalg.norm(end) > 0.43:
        end = end * 0.43 / float(np.linalg.norm(end))
    t = np.linspace(0, 1, 5)[:, None]
    bend = np.array([-way[1], way[0]]) * 0.1 * length * (1 if angle > 90 else -1)
    path = start * (1 - t) + end * t + bend * 4 * t * (1 - t)
    add_wire(assembly, path * size, thick * size, n=6)
    tips.append(end)
    tips.append(start + (end - start) * 0.55 + bend)
    if depth < 2:
        for fork in (-27, 27):
            _grow(assembly, end, angle + fork, length * 0.62, thick * 0.66, depth + 1, size, tips)


_LOTUS = ((68, 0.46), (-68, 0.46), (44, 0.58), (-44, 0.58), (21, 0.68), (-21, 0.68), (0, 0.76))
"""Turn in degrees and length of each petal, the ones behind first."""


def _lotus(spec: Spec, size: float) -> Assembly:
    """Pointed petals that fan out from the water line."""
    del spec
    assembly = Assembly()
    for k, (turn, length) in enumerate(_LOTUS):
        petal = _lotus_sheet().puffed(1.24 * length * size, 0.05 * size, 0.045 * size)
        z = 0.016 * size * k
        assembly.add("metal", petal, rotation("z", turn), [0, -0.42 * size, z])
    t = np.linspace(-1, 1, 24)
    water = np.stack([0.36 * t, -0.43 - 0.06 * (1 - t**2)], 1) * size
    add_wire(assembly, water, 0.06 * size, z=0.03 * size)
    return assembly


def _snake(spec: Spec, size: float) -> Assembly:
    """A snake that winds upright, scaled by fine rings, its head at the top."""
    del spec
    t = np.linspace(0, 1, 150)
    swing = 0.17 * np.sin(t * 2.6 * TAU / 1.1 + 0.3) * (0.55 + 0.45 * np.sin(np.pi * np.clip(t * 1.1, 0, 1)))
    path = np.stack([1.12 * swing, -0.5 + 0.86 * t, 0.02 * np.cos(t * 2.6 * TAU / 1.1)], 1) * size
    girth = 0.14 * size * np.clip(np.sin(np.pi * (0.04 + 0.8 * t)) ** 0.6, 0.1, 1)
    ripple = 1 + 0.06 * np.cos(np.arange(150) * TAU / 3.0)
    section = superellipse(1, 0.85, 2.2, 16)
    assembly = Assembly().add("metal", sweep(path, section, closed=False, scale=girth * ripple))
    neck = path[-1]
    lean = np.arctan2(path[-1, 1] - path[-6, 1], path[-1, 0] - path[-6, 0]) - np.pi / 2
    head = sphere(1, 16).scaled([0.085 * size, 0.115 * size, 0.055 * size])
    turn = rotation("z", float(np.degrees(lean)))
    assembly.add("metal", head, turn, neck + turn @ [0, 0.055 * size, 0.01 * size])
    for side in (-1, 1):
        eye = neck + turn @ np.array([side * 0.042, 0.085, 0.046]) * size
        assembly.add("dark", sphere(0.018 * size, 8), translation=eye)
    return assembly


NATURE: Mapping[str, Maker] = {
    "moon": _moon,
    "sun": _sun,
    "flower": _flower,
    "leaf": _leaf,
    "feather": _feather,
    "butterfly": butterfly,
    "tree of life": _tree,
    "lotus": _lotus,
    "snake": _snake,
}
