"""What each limp style of bracelet or anklet puts on the curve that it is given."""

from collections.abc import Callable

import numpy as np

from jewelbench.shapes.chains import BUDGET, chain
from jewelbench.shapes.clasps import jump_ring, ringed
from jewelbench.shapes.drapes import Drape
from jewelbench.shapes.mesh import Array, Assembly, Mesh, Slot, disc, loft, rotation, sphere, superellipse, sweep
from jewelbench.shapes.motifs import motif
from jewelbench.shapes.stations import copies
from jewelbench.shapes.stones import gem, outline
from jewelbench.shapes.wristbands import dangling, facing
from jewelbench.specs.spec import Spec

Lay = Callable[[float], Drape]
"""The curve for a band of this thickness, in mm."""

_CHARM_MM = 11.0
_STATION_BEAD = 2.1
_INLINE_MM = {"disc": 13.0, "bar": 26.0, "infinity": 11.0, "anchor": 19.0, "heart": 13.0}


def chain_band(spec: Spec, lay: Lay) -> Assembly:
    """A chain, with an ornament at its front where the spec has one."""
    gauge = spec.gauge_mm or 2.0
    drape = lay(gauge)
    result = drape.chain(spec.chain or "cable", gauge)
    if spec.motif:
        result.merge(_charms(spec, drape, gauge, np.zeros(1)))
    return result


def charm_band(spec: Spec, lay: Lay) -> Assembly:
    """A chain with `count` charms along its front."""
    gauge, count = spec.gauge_mm or 2.4, spec.count or 3
    drape = lay(gauge)
    offsets = (np.arange(count, dtype=np.float64) - (count - 1) / 2) * (24.0 if count < 4 else 17.0)
    result = drape.chain(spec.chain or "cable", gauge, BUDGET // 2)
    return result.merge(_charms(spec.model_copy(update={"size_mm": _CHARM_MM}), drape, gauge, offsets))


def tennis(spec: Spec, lay: Lay) -> Assembly:
    """Set stones side by side all along."""
    radius, cut = (spec.stone_mm or 3.0) / 2, spec.cut or "round"
    half = np.abs(outline(cut)).max(0) * radius
    drape = lay(1.6 * radius)
    band = drape.part(-drape.length / 2, drape.length / 2 - 5.0) if drape.closed else drape
    count = round(band.length / (2.14 * half[0]))
    places = band.at((np.arange(count) + 0.5) * band.length / count - band.length / 2)
    frames = facing(places)
    result = Assembly().add("stone", copies(gem(cut).scaled(radius), frames, places.centres))
    for part in _seat(cut, radius):
        result.add("metal", copies(part, frames, places.centres))
    if drape.closed:
        back = drape.at([drape.length / 2 - 2.5])
        box = sweep(
            np.array([[-3.2, 0, 0], [-3.0, 0, 0], [3.0, 0, 0], [3.2, 0, 0]]),
            superellipse(2.1 * radius, 1.3 * radius, 6, 20),
            closed=False,
            scale=np.array([0.8, 1, 1, 0.8]),
            up=np.tile([0.0, 0.0, 1.0], (4, 1)),
        )
        result.add("metal", box, facing(back)[0], back.centres[0] - 0.3 * radius * back.normals[0])
    return result


def _seat(cut: str, radius: float) -> list[Mesh]:
    """A stone's basket and its four claws, light enough for sixty of them."""
    shape = outline(cut, 24) * radius
    basket = loft(shape, [(0.5, -0.75 * radius), (0.78, -0.72 * radius), (0.97, -0.3 * radius), (0.9, -0.12 * radius)])
    corners = np.array([45.0, 135.0, 225.0, 315.0])
    directions = np.stack([np.cos(np.radians(corners)), np.sin(np.radians(corners))], 1)
    reach = np.abs(outline(cut)).max(0) * radius
    at = directions * reach * (1.02 if cut in ("round", "oval") else 1.3)
    claw = sphere(0.2 * radius + 0.06, 5).scaled([1, 1, 1.5])
    return [basket, *[claw.moved([*point, 0.1 * radius]) for point in at]]


def beaded(spec: Spec, lay: Lay) -> Assembly:
    """Beads on elastic, `count` of them of metal, every other one about the front."""
    size = spec.pearl_mm or spec.stone_mm or 7.0
    drape = lay(size)
    total = drape.length
    count = round(total / (1.02 * size))
    metal = spec.count or 1
    places = drape.at(np.arange(count) * total / count - (0.0 if drape.closed else total / 2 - size / 2))
    front = (count // 2 if not drape.closed else 0) + 2 * np.arange(metal) - (metal - 1)
    chosen = np.isin(np.arange(count), front % count)
    slot: Slot = "pearl" if spec.pearl else "stone"
    ball = sphere(total / count / 2.02, 13)
    frames = facing(places)
    result = Assembly().add(slot, copies(ball, frames[~chosen], places.centres[~chosen]))
    return result.add("metal", copies(_fluted(total / count / 2.02), frames[chosen], places.centres[chosen]))


def _fluted(radius: float) -> Mesh:
    """A metal bead with flutes, its hole along x."""
    ball = sphere(1.0, 18)
    angle = np.arctan2(ball.vertices[:, 1], ball.vertices[:, 0])
    rounded = np.hypot(ball.vertices[:, 0], ball.vertices[:, 1])
    flutes = 1 - 0.07 * rounded * (0.5 + 0.5 * np.cos(12 * angle))
    shaped = ball.vertices * flutes[:, None] * radius * 1.04
    return Mesh(shaped @ rotation("y", 90).T, ball.faces)


def cord(spec: Spec, lay: Lay) -> Assembly:
    """Cords side by side that hold an ornament at the front; metal ends at the back."""
    thick, rows = 2.6, spec.strands or 1
    drape = lay(thick)
    ornament, half = _inline(spec, rows * thick)
    result = Assembly()
    across = np.cross(drape.normals, np.gradient(drape.path, axis=0))
    across = across / np.linalg.norm(across, axis=1, keepdims=True)
    for row in range(rows):
        beside = (row - (rows - 1) / 2) * 1.06 * thick
        strand = Drape(drape.path + beside * across, drape.normals, drape.closed, drape.hang)
        for arm in strand.arms(half):
            result.merge(_cord(spec, arm, thick))
    front = drape.at([0.0])
    result.merge(ornament, facing(front)[0], front.centres[0])
    for end in (half, -half):
        place = drape.at([end])
        result.add("metal", _cap(rows, thick), facing(place)[0], place.centres[0])
    if drape.closed:
        place = drape.at([drape.length / 2])
        result.add("metal", _cap(rows, thick).scaled([2.4, 1, 1]), facing(place)[0], place.centres[0])
    return result


def _cord(spec: Spec, arm: Drape, thick: float) -> Assembly:
    """Smooth leather, or a cord twisted of three strands."""
    if spec.cord is not None and "leather" not in spec.cord:
        return Assembly().merge(chain(arm.path, "rope", thick, False, arm.normals), slots={"metal": "cord"})
    return Assembly().add("cord", sweep(arm.path, superellipse(thick, thick, 2, 14), closed=False, up=arm.normals))


def _cap(rows: int, thick: float) -> Mesh:
    """A sleeve along x over the ends of all cords."""
    section = superellipse(rows * 1.06 * thick + 0.9, thick + 0.9, 3.0 if rows > 1 else 2.0, 24)
    path = np.stack([np.array([-1.6, -1.5, 1.5, 1.6]), np.zeros(4), np.zeros(4)], 1)
    return sweep(path, section, closed=False, up=np.tile([0.0, 0.0, 1.0], (4, 1)), scale=np.array([0.85, 1, 1, 0.85]))


def _inline(spec: Spec, height: float) -> tuple[Assembly, float]:
    """The ornament between the cords, along x and facing +z, and half of the room it takes."""
    name = spec.motif or "disc"
    if name == "tube":
        tube = _cap(spec.strands or 1, height / (spec.strands or 1)).scaled([9.0, 1.05, 1.05])
        return Assembly().add("metal", tube), 10.0
    drawn = motif(spec.model_copy(update={"size_mm": _INLINE_MM[name]})).assembly
    turned = Assembly().merge(drawn, rotation("z", 90 if name in ("bar", "anchor") else 0)).grounded(-0.8)
    half = float(np.abs(turned.points()[:, 0]).max())
    for side in (-1, 1):
        turned.add("metal", jump_ring(1.4, 0.8), translation=[side * (half + 0.7), 0, 0])
    return turned, half + 2.6


def station_beads(spec: Spec, lay: Lay) -> Assembly:
    """Small beads set along a fine chain."""
    gauge, count = spec.gauge_mm or 1.1, spec.count or 9
    drape = lay(2 * _STATION_BEAD)
    total = drape.length
    places = drape.at((np.arange(count) - (count - 1) / 2) * total * 0.94 / count)
    slot: Slot = "pearl" if spec.pearl else "stone"
    frames = facing(places)
    result = drape.chain("cable", gauge)
    result.add(slot, copies(sphere(_STATION_BEAD, 12), frames, places.centres))
    for side in (-1, 1):
        cup = disc(0.9, 0.5, 0.15, 20)
        turned = Mesh(cup.vertices @ rotation("y", 90).T, cup.faces).moved([0.98 * _STATION_BEAD * side, 0, 0])
        result.add("metal", copies(turned, frames, places.centres))
    return result


def _charms(spec: Spec, drape: Drape, gauge: float, offsets: Array) -> Assembly:
    """The spec's ornament on a ring at each of the places."""
    carried = motif(spec)
    one = ringed(carried.assembly, carried.top, gauge)
    behind = max(0.0, -float(one.points()[:, 2].min()) - 0.5 * gauge)
    places = drape.at(offsets)
    result = Assembly()
    for turned, centre in zip(dangling(drape, places), places.centres, strict=True):
        result.merge(one, turned, centre + behind * turned[:, 2])
    return result
