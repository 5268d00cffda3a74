"""Rings that are bands: plain, of two metals, stacked, carved, set all around, twisted or of openwork."""

import numpy as np

from jewelbench.shapes.mesh import TAU, Array, Assembly, Mesh, Slot, sphere, superellipse, sweep
from jewelbench.shapes.reliefs import engraved, hammered
from jewelbench.shapes.settings import pave_row, set_stone, setting_depth
from jewelbench.shapes.shanks import INNER, arc, band, carved, on_band, outward_at, section, spot
from jewelbench.shapes.stones import gem, outline
from jewelbench.specs.spec import Spec

_THICKNESS = {"flat": (1.6, 0.0), "domed": (1.2, 0.24), "knife edge": (1.5, 0.18), "rounded": (2.1, 0.0)}
"""A band's thickness in mm by profile: a constant, and what each mm of width adds."""
_GRAIN = sphere(1.0, 5)
_CLAW = sphere(1.0, 6)


def plain(spec: Spec) -> Assembly:
    """A band; hammered where the finish says so."""
    profile = spec.profile or "domed"
    return Assembly().add("metal", _band(spec, profile, spec.width_mm or 4.0))


def _band(spec: Spec, profile: str, width: float, seed: int = 0) -> Mesh:
    base, growth = _THICKNESS[profile]
    thickness = min(base + growth * width, 0.9 + 0.45 * width)
    shape = section(profile, width, thickness)
    if spec.finish == "hammered" or spec.style == "hammered":
        return carved(shape, hammered(TAU * (INNER + thickness), width, min(2.1, 0.75 + 0.45 * width), seed), 340, 0.22)
    return band(shape)


def two_tone(spec: Spec) -> Assembly:
    """Edges of the main metal around a raised middle of the second."""
    width = spec.width_mm or 5.0
    edge = 0.27 * width
    assembly = Assembly().add("second_metal", band(section("domed", 0.56 * width, 2.0)))
    shape = section("flat", edge, 1.65)
    for side in (-1, 1):
        assembly.add("metal", band(shape), translation=[0, side * (width - edge) / 2, 0])
    return assembly


def stacking(spec: Spec) -> Assembly:
    """Two or three thin bands side by side; the second may be of another metal, the first may carry pavé."""
    count, width = spec.count or 2, 1.9
    assembly = Assembly()
    for i in range(count):
        place = [0, (i - (count - 1) / 2) * (width + 0.22), 0]
        slot: Slot = "second_metal" if i == 1 and spec.second_metal else "metal"
        if i == 0 and spec.pave:
            row = stone_row("round", 1.0, 0.0, TAU, "accent", slot)
            assembly.merge(row, translation=place)
        else:
            assembly.add(slot, _band(spec, "rounded" if i == 0 else "domed", width, seed=i), translation=place)
    return assembly


def engraved_band(spec: Spec) -> Assembly:
    """A flat band with a pattern cut into it."""
    width, thickness = spec.width_mm or 5.0, 1.9
    relief = engraved(spec.engraving or "lines", TAU * (INNER + thickness), width)
    return Assembly().add("metal", carved(section("flat", width, thickness), relief))


def milgrain(spec: Spec) -> Assembly:
    """A band with a row of grains along each edge, and perhaps pavé between them."""
    width, thickness = spec.width_mm or 4.0, 1.7
    grain = 0.2 + 0.02 * width
    profile = "flat" if spec.pave else "domed"
    assembly = Assembly().add("metal", band(section(profile, width - 2.2 * grain, thickness)))
    assembly.add("metal", band(section("flat", width, thickness - 0.45)))
    radius = INNER + thickness - 0.3
    count = round(TAU * radius / (2.25 * grain))
    for k in range(count):
        for side in (-1, 1):
            at = spot(k * TAU / count, radius, side * (width / 2 - grain)).position
            assembly.add("metal", _GRAIN, translation=at, scale=grain)
    if spec.pave:
        assembly.merge(_pave_around(min(0.42 * (width - 4 * grain), 1.1), INNER + thickness))
    return assembly


def _pave_around(radius: float, height: float) -> Assembly:
    count = int(TAU * height / (2.3 * radius))
    out = outward_at(np.arange(count + 1) * TAU / count)
    row = pave_row(out * (height + 0.28 * radius), out, radius)
    row.slots["accent"].pop()
    return row


def eternity(spec: Spec) -> Assembly:
    """Stones all around, between two open rails."""
    return stone_row(spec.cut or "round", (spec.stone_mm or 2.0) / 2, 0.0, TAU, "stone", "metal")


def half_eternity(spec: Spec) -> Assembly:
    """Stones over the upper half, a plain shank below."""
    cut, radius = spec.cut or "round", (spec.stone_mm or 2.0) / 2
    end = 1.42
    assembly = stone_row(cut, radius, -end, 2 * end, "stone", "metal")
    wide = 1.55 * radius * float(outline(cut)[:, 1].max())
    shape = section("domed", wide, _row_height(radius))
    return assembly.add("metal", arc(shape, end - 0.02, TAU - end + 0.02))


def _row_height(radius: float) -> float:
    return 0.75 + 0.55 * radius


def stone_row(cut: str, radius: float, start: float, sweep_angle: float, slot: Slot, metal: Slot) -> Assembly:
    """Stones side by side around a ring from an angle on, on rails with shared claws and nothing under the stones."""
    across, along = float(outline(cut)[:, 1].max()) * radius, float(outline(cut)[:, 0].max()) * radius
    height = INNER + _row_height(radius)
    whole = sweep_angle > TAU - 1e-6
    count = int(sweep_angle * height / (2.06 * along))
    step = sweep_angle / count
    assembly = Assembly()
    for k in range(count):
        place = spot(start + (k + 0.5) * step, height + 0.22 * radius)
        assembly.add(slot, gem(cut), place.axes, place.position, radius)
    for k in range(count if whole else count + 1):
        for side in (-1, 1):
            _claw(assembly, metal, start + k * step, height, side * 0.72 * across, radius)
    tall = height - INNER - 0.15 * radius
    rail = superellipse(max(0.45, 0.26 * across), tall, 4, 14) + np.array([0, tall / 2])
    for side in (-1, 1):
        mesh = band(rail) if whole else arc(rail, start, start + sweep_angle)
        assembly.add(metal, mesh, translation=[0, side * 0.68 * across, 0])
    return assembly


def _claw(assembly: Assembly, metal: Slot, angle: float, height: float, across: float, radius: float) -> None:
    """A grain that two neighbours share, on a short post."""
    for lift, size in ((0.34, 0.2), (0.14, 0.17), (-0.06, 0.17)):
        at = spot(angle, height + lift * radius, across).position
        assembly.add(metal, _CLAW, translation=at, scale=size * radius + 0.04)


def twist(spec: Spec) -> Assembly:
    """Two strands wound around each other; pavé covers one of them over the top."""
    width = spec.width_mm or 2.2
    strand, turns = 0.58 * width, 7
    angles = np.linspace(0, TAU, 360, endpoint=False)
    assembly = Assembly()
    for k in (0, 1):
        assembly.add("metal", sweep(_strand(angles, width, turns, k), superellipse(strand, strand, 2, 14)))
    if spec.pave:
        assembly.merge(_strand_pave(width, strand, turns))
    return assembly


def _strand(angles: Array, width: float, turns: int, which: int) -> Array:
    phase = turns * angles + which * np.pi
    swing = 0.23 * width
    middle = INNER + 0.5 * width
    across = swing * 1.25 * np.sin(phase)
    return outward_at(angles) * (middle + swing * np.cos(phase))[:, None] + np.outer(across, [0, 1, 0])


def _strand_pave(width: float, strand: float, turns: int) -> Assembly:
    """Stones along the first strand, wherever it lies on the outside."""
    radius = min(0.46 * strand + 0.08, 0.64)
    angles = np.linspace(0, TAU, 4000)
    path = _strand(angles, width, turns, 0)
    normals = outward_at(angles) + np.outer(0.5 * np.sin(turns * angles), [0, 1, 0])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    along = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))]
    picked = np.searchsorted(along, np.arange(0, along[-1] - radius, 2.1 * radius))
    picked = picked[np.cos(turns * angles[picked]) > -0.55]
    at = path[picked] + normals[picked] * (0.5 * strand - 0.04)
    return pave_row(at, normals[picked], radius)


def filigree(spec: Spec) -> Assembly:
    """Scrolls of wire between two edges, perhaps with a stone on top."""
    width, thickness = spec.width_mm or 5.5, 1.1
    radius = INNER + thickness / 2
    assembly = Assembly()
    edge = superellipse(0.75, thickness, 3, 14) + np.array([0, thickness / 2])
    for side in (-1, 1):
        assembly.add("metal", band(edge), translation=[0, side * (width / 2 - 0.37), 0])
    cells = round(TAU * radius / (0.86 * width))
    cell = TAU * radius / cells
    for k in range(cells):
        if spec.stone and k == 0:
            continue
        for path in _scrolls(cell, width - 1.3):
            points = on_band(path[:, 0] + k * cell, path[:, 1], radius)
            out = outward_at((path[:, 0] + k * cell) / radius)
            assembly.add("metal", sweep(points, superellipse(0.5, 0.8, 2.5, 8), closed=False, up=out))
        for x, y in ((0.0, 0.0), (cell / 2, 0.3 * width), (cell / 2, -0.3 * width)):
            bead = on_band(np.array(x + k * cell), np.array(y), radius + 0.25)
            assembly.add("metal", _CLAW, translation=bead, scale=0.09 * width)
    if spec.stone:
        _crown_filigree(assembly, spec, thickness)
    return assembly


def _scrolls(cell: float, field: float) -> list[Array]:
    """A cell's four S-scrolls, (n, 2) along and across the band: each curls in at its middle and at its edge."""
    turn = np.linspace(0, 1, 30)
    angle = np.pi * (0.5 + 2.6 * turn)
    size = 0.235 * min(field, cell) * (1 - 0.72 * turn)
    curl = np.stack([size * np.cos(angle), size * np.sin(angle)], 1)
    curl -= curl[0]
    lead = np.stack([np.linspace(0.47 * cell, 0.27 * cell, 8), 0.46 * field - 0.04 * field * np.linspace(0, 1, 8)], 1)
    one = np.concatenate([lead[:-1], curl + lead[-1]])
    return [one * [sx, sy] for sx in (-1, 1) for sy in (-1, 1)]


def _crown_filigree(assembly: Assembly, spec: Spec, thickness: float) -> None:
    """The stone, and spokes that hold it between the edges and the nearest scrolls."""
    cut, radius = spec.cut or "round", (spec.stone_mm or 3.6) / 2
    width = spec.width_mm or 5.5
    top = INNER + thickness + 0.6 * setting_depth(cut, radius, "bezel")
    assembly.merge(set_stone(cut, radius, "bezel"), translation=[0, 0, top])
    for turn in np.arange(8) * TAU / 8:
        t = np.linspace(0.7 * radius, 0.5 * width - 0.3, 12)
        bend = 0.35 * np.sin(np.linspace(0, TAU, 12)) * np.cos(2 * turn)
        along, across = t * np.cos(turn) - bend * np.sin(turn), t * np.sin(turn) + bend * np.cos(turn)
        middle = INNER + thickness / 2
        points, out = on_band(along, across, middle), outward_at(along / middle)
        assembly.add("metal", sweep(points, superellipse(0.55, 0.8, 2.5, 8), closed=False, up=out))
