"""Ornaments of simple form: hearts, discs, bars, stars, lockets, coins, letters."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from jewelbench.shapes import motif_outlines as outlines
from jewelbench.shapes.findings import wire
from jewelbench.shapes.letters import letter_paths
from jewelbench.shapes.mesh import TAU, Array, Assembly, Mesh, disc, rod, rotation, sphere, superellipse, sweep, torus
from jewelbench.shapes.motif_parts import (
    FLAT_WIRE,
    Maker,
    add_beads,
    add_centre,
    add_plate,
    add_puffed,
    bead_ring,
    thickness,
)
from jewelbench.shapes.profile_head import profile_head
from jewelbench.shapes.slabs import Sheet, sheet
from jewelbench.specs.spec import Spec


@cache
def heart_sheet() -> Sheet:
    """A heart, 1 unit in size."""
    return sheet([outlines.heart()])


@cache
def oval_sheet() -> Sheet:
    """An upright oval, 1 unit high."""
    return sheet([outlines.oval()])


@cache
def round_sheet() -> Sheet:
    """A disc of diameter 1."""
    return sheet([outlines.ellipse(0.5, 0.5)], step=0.03)


@cache
def _drop_sheet() -> Sheet:
    return sheet([outlines.teardrop()])


@cache
def _star_sheet() -> Sheet:
    return sheet([outlines.dense(outlines.star(5, 0.46), 300)])


@cache
def _clover_sheet() -> Sheet:
    return sheet([outlines.quatrefoil()])


def _heart(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    add_puffed(assembly, spec, heart_sheet(), size, 0.17 * size)
    return assembly


def _open_heart(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    thick = 0.115 * size
    path = outlines.heart() * (size - thick)
    assembly.add("metal", wire(path, thick, closed=True, section=FLAT_WIRE))
    cleft = float(path[np.abs(path[:, 0]) < 0.04 * size, 1].max())
    add_centre(assembly, spec, 0.15 * size, (0, cleft - 0.5 * thick - 0.155 * size, 0), prongs=True)
    return assembly


def _disc(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    add_plate(assembly, spec, round_sheet(), size)
    return assembly


def _bar(spec: Spec, size: float) -> Assembly:
    del spec
    width = 1.2 + 0.1 * size
    return Assembly().add(
        "metal", sheet([outlines.rectangle(width / size, 1, 0.02)]).plate(size, 0.5 * width, 0.14 * width)
    )


def _circle(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    thick = 0.11 * size
    assembly.add("metal", torus((size - thick) / 2, thick / 2, 96, 18))
    if spec.stone:
        add_centre(assembly, spec, 0.19 * size, (0, 0, 0))
        for side in (-1, 1):
            assembly.add("metal", rod([side * 0.2 * size, 0, 0], [side * 0.45 * size, 0, 0], 0.03 * size))
    return assembly


def star_solid(size: float, height: float, points: int = 5, waist: float = 0.46) -> Mesh:
    """A star with a ridge along every ray, flat behind."""
    corners = outlines.star(points, waist) * size
    n = len(corners)
    edge = 0.25 * height
    rim = [np.c_[corners, np.full(n, z)] for z in (-edge, edge)]
    vertices = np.concatenate([*rim, [[0, 0, -edge], [0, 0, height]]])
    i = np.arange(n)
    j = (i + 1) % n
    sides = [np.stack([i, j, j + n], 1), np.stack([i, j + n, i + n], 1)]
    caps = [np.stack([i + n, j + n, np.full(n, 2 * n + 1)], 1), np.stack([j, i, np.full(n, 2 * n)], 1)]
    return Mesh(vertices, np.concatenate([*sides, *caps]), smooth=False)


def _star(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    if spec.enamel:
        add_plate(assembly, spec, _star_sheet(), size)
    else:
        assembly.add("metal", star_solid(size, 0.16 * size))
        add_centre(assembly, spec, 0.135 * size, (0, 0, 0.13 * size))
    return assembly


def _teardrop(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    add_puffed(assembly, spec, _drop_sheet(), size, 0.2 * size)
    return assembly


def _clover(spec: Spec, size: float) -> Assembly:
    assembly = Assembly()
    front = add_plate(assembly, spec, _clover_sheet(), size, 1.15 * thickness(size))
    edge = _clover_sheet().border[:, 0]
    edge_height = 0.28 * thickness(size)
    beads = _evenly(_clover_sheet().points[edge] * size * 0.985, 0.06 * size)
    add_beads(assembly, np.c_[beads, np.full(len(beads), edge_height)], 0.036 * size)
    add_centre(assembly, spec, 0.15 * size, (0, 0, front + 0.02 * size))
    if not spec.stone and not spec.enamel:
        assembly.add("metal", sphere(0.09 * size, 12), translation=[0, 0, front])
    return assembly


def _evenly(points: Array, spacing: float) -> Array:
    """Points (m, 2) of a border about `spacing` apart."""
    kept: list[Array] = []
    for point in points[np.argsort(np.arctan2(points[:, 1], points[:, 0]))]:
        if all(np.linalg.norm(point - other) > spacing for other in kept):
            kept.append(point)
    return np.array(kept)


def _evil_eye(spec: Spec, size: float) -> Assembly:
    del spec
    thick = thickness(size)
    assembly = Assembly().add("metal", disc(size / 2, thick, 0.4 * thick))
    levels = (("enamel", 0.415, 0.075), ("dial", 0.25, 0.10), ("enamel", 0.17, 0.118), ("dark", 0.095, 0.135))
    for slot, radius, height in levels:
        ball = round_sheet().puffed(2 * radius * size, height * size, 0.1, 0.0)
        assembly.add(slot, ball, translation=[0, 0, 0.4 * thick])  # type: ignore[arg-type]
    return assembly


def _oval_locket(spec: Spec, size: float) -> Assembly:
    return _locket(spec, size, oval_sheet(), outlines.oval())


def _heart_locket(spec: Spec, size: float) -> Assembly:
    return _locket(spec, size, heart_sheet(), outlines.heart())


def _locket(spec: Spec, size: float, body: Sheet, rim: Array) -> Assembly:
    """Two puffed halves with a seam between them, a hinge at the left, an engraved border and a small emblem."""
    height = 0.15 * size
    assembly = Assembly()
    for turn in (0, 180):
        half = body.puffed(size, height, 0.06 * size, 0.0)
        assembly.add("metal", half, rotation("y", turn), [0, 0, (0.035 if turn == 0 else -0.035) * size])
    over = body.surface(size, body.domed(height, 0.06 * size) + 0.035 * size)
    inner = rim * 0.74 * size
    assembly.add("metal", wire(np.c_[inner, over(inner) - 0.004 * size], 0.03 * size, closed=True))
    x, y = rim[np.argmin(rim[:, 0])] * size
    assembly.add("metal", rod([x, y - 0.08 * size, 0], [x, y + 0.08 * size, 0], 0.03 * size))
    top = float(over(np.zeros((1, 2)))[0])
    if spec.stone:
        add_centre(assembly, spec, 0.12 * size, (0, 0, top + 0.01 * size))
        return assembly
    for turn in range(6):
        bloom = sheet_petal().puffed(0.15 * size, 0.035 * size, 0.02 * size, 0.0)
        assembly.add("metal", bloom, rotation("z", 60 * turn), [0, 0, top - 0.01 * size])
    return assembly


@cache
def sheet_petal() -> Sheet:
    """A petal from the origin up to (0, 1)."""
    return sheet([outlines.petal()], step=0.05)


def _coin(spec: Spec, size: float) -> Assembly:
    """A struck coin: a raised, beaded rim around a head in profile."""
    del spec
    thick = thickness(size)
    assembly = Assembly().add("metal", round_sheet().plate(size, thick, 0.03 * size))
    front = thick / 2
    assembly.add("metal", torus(0.475 * size, 0.025 * size, 88, 10), translation=[0, 0, front])
    add_beads(assembly, bead_ring(0.42 * size, 0.014 * size, front + 0.008 * size), 0.016 * size)
    assembly.merge(profile_head(0.66 * size, 0.07 * size), translation=[0, 0, front + 0.012 * size])
    return assembly


def _letter(spec: Spec, size: float) -> Assembly:
    return initial(spec.letter or "A", size)


def initial(letter: str, size: float, weight: float = 0.155) -> Assembly:
    """A capital letter, `size` mm high, of strokes that are `weight` of that thick."""
    assembly = Assembly()
    thick = weight * size
    for stroke in letter_paths(letter):
        closed = bool(np.linalg.norm(stroke[0] - stroke[-1]) < 1e-6)
        path = (stroke[:-1] if closed else stroke) * (size - thick)
        assembly.add("metal", wire(path, thick, closed, section=FLAT_WIRE))
    return assembly


def _infinity(spec: Spec, size: float) -> Assembly:
    del spec
    t = np.linspace(0, TAU, 160, endpoint=False)
    thick = 0.085 * size
    wide = (size - thick) / 2
    bottom = 1 + np.sin(t) ** 2
    path = np.stack([np.cos(t) / bottom, 1.15 * np.sin(t) * np.cos(t) / bottom, 0 * t], 1) * wide
    path[:, 2] = 0.42 * thick * np.sin(t) / (0.35 + np.cos(t) ** 2 * 3)
    swell = 1.15 - 0.3 * np.sin(t) ** 2
    up = np.tile([0.0, 0.0, 1.0], (len(t), 1))
    return Assembly().add("metal", sweep(path, superellipse(thick, thick, 2.2, 16), up=up, scale=swell))


PLAIN: Mapping[str, Maker] = {
    "heart": _heart,
    "open heart": _open_heart,
    "disc": _disc,
    "bar": _bar,
    "circle": _circle,
    "star": _star,
    "teardrop": _teardrop,
    "clover": _clover,
    "evil eye": _evil_eye,
    "locket": _oval_locket,
    "heart locket": _heart_locket,
    "coin": _coin,
    "letter": _letter,
    "infinity": _infinity,
}
