"""What each style of necklace puts on the curve that it is given."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from jewelbench.shapes.bibs import bib
from jewelbench.shapes.chains import BUDGET, beads
from jewelbench.shapes.clasps import bailed, jump_ring, lobster, ringed
from jewelbench.shapes.collars import collar
from jewelbench.shapes.drapes import Drape
from jewelbench.shapes.links import bar
from jewelbench.shapes.mesh import Assembly, Slot, sphere
from jewelbench.shapes.motifs import motif
from jewelbench.shapes.settings import pave_row, set_stone
from jewelbench.specs.spec import Spec

Lay = Callable[[float, float], Drape]
"""The curve for a chain of about this reach, so much lower than its neighbour, both in mm."""

_LAYER = 13.0
_FINISHING = 7.0
"""Length of the links at each end of a strand of beads, in mm."""

_TAIL = 30.0
_LARIAT_CHARM = {"size_mm": 11.0, "stone_mm": 6.5, "pearl_mm": 7.5}


def gauge_of(spec: Spec) -> float:
    """The thickness of what runs round the neck, in mm."""
    if spec.style == "strand":
        return _bead_mm(spec)
    if spec.style == "collar":
        return 0.45 * (spec.width_mm or 4.0) + 2.0
    return spec.gauge_mm or 1.4


@dataclass(frozen=True)
class Hang:
    """How a style hangs: how far its arms part, in shares of the height, and how round it is (`curves.vee`)."""

    spread: float
    power: float


HANGS = {
    "pendant": Hang(0.52, 1.2),
    "chain": Hang(0.62, 1.7),
    "strand": Hang(0.7, 1.8),
    "bib": Hang(1.0, 2.0),
    "layered": Hang(0.72, 1.45),
    "station": Hang(0.7, 1.55),
    "bar": Hang(0.75, 1.4),
    "lariat": Hang(0.62, 1.2),
    "collar": Hang(1.0, 2.0),
}


def pendant(spec: Spec, lay: Lay) -> Assembly:
    """An ornament on a fine chain."""
    gauge = gauge_of(spec)
    ornament, height, depth = _ornament(spec, gauge)
    drape = lay(15 + 0.75 * height, 0.0).lifted(depth - 0.5 * gauge)
    return drape.chain(spec.chain or "cable", gauge).merge(drape.hung(ornament))


def plain_chain(spec: Spec, lay: Lay) -> Assembly:
    """A chain and nothing else."""
    gauge = gauge_of(spec)
    return lay(21 + 6 * gauge, 0.0).chain(spec.chain or "cable", gauge)


def strand(spec: Spec, lay: Lay) -> Assembly:
    """Rows of beads, the largest in the middle if graduated."""
    size = _bead_mm(spec)
    slot: Slot = "pearl" if spec.pearl else "stone"
    rows = spec.strands or 1
    result = Assembly()
    for row in range(rows):
        drape = lay(26 + 3.6 * size, row * 1.12 * size)
        graduated = 0.5 if spec.motif == "graduated" else 0.0
        end = drape.length / 2 - _FINISHING
        threaded = drape.part(-end, end)
        result.merge(beads(threaded.path, size / 2, slot, graduated=graduated, budget=2 * BUDGET // (rows + 1)))
        result.merge(_finished(drape, end, (1 - graduated) * size))
    return result


def _finished(drape: Drape, end: float, size: float) -> Assembly:
    """The metal at both ends of a strand: a cap, and a few links to the clasp."""
    rest = drape.part(end, drape.length - end) if drape.closed else None
    links = [rest] if rest else [drape.part(side * end, side * drape.length / 2) for side in (-1, 1)]
    result = Assembly()
    for part in links:
        result.merge(part.chain("cable", 1.9))
    places = drape.at([-end, end])
    for frame, centre in zip(places.frames(), places.centres, strict=True):
        result.add("metal", sphere(0.26 * size + 0.5, 12), frame, centre)
    if drape.closed:
        back = drape.at([drape.length / 2])
        result.merge(lobster(6.5), back.frames()[0], back.centres[0])
    return result


def layered(spec: Spec, lay: Lay) -> Assembly:
    """Chains one below the other; the lowest carries the ornament."""
    gauge = gauge_of(spec)
    ornament, _, depth = _ornament(spec, gauge)
    rows = spec.strands or 2
    result = Assembly()
    for row in range(rows):
        drape = lay(24.0, row * _LAYER)
        if row == rows - 1:
            drape = drape.lifted(depth - 0.5 * gauge)
            result.merge(drape.hung(ornament))
        result.merge(drape.chain(spec.chain or "cable", gauge, BUDGET // rows))
    return result


def station(spec: Spec, lay: Lay) -> Assembly:
    """Stones or pearls set at equal distances along the chain."""
    gauge = gauge_of(spec)
    count = spec.count or 5
    radius = 2.3 if count < 7 else 2.0
    drape = lay(20 + 3.4 * count, 0.0)
    result = drape.chain("cable", gauge)
    span = drape.length * (count - 1) / count * (0.94 if drape.closed else 1.0)
    places = drape.at((np.arange(count) / (count - 1) - 0.5) * span)
    frames = places.frames()[:, :, [1, 0, 2]] * [-1, 1, 1]
    one = (
        Assembly().add("pearl", sphere(1.35 * radius, 14))
        if spec.pearl
        else set_stone(spec.cut or "round", radius, "bezel")
    )
    lift = (0.6 if spec.pearl else 0.42) * radius
    for frame, centre in zip(frames, places.centres, strict=True):
        result.merge(one, frame, centre + lift * frame[:, 2])
    return result


def bar_necklace(spec: Spec, lay: Lay) -> Assembly:
    """A straight bar across the front, a chain at each end."""
    gauge, span, width = gauge_of(spec), spec.size_mm or 30.0, spec.width_mm or 2.0
    drape = lay(14 + 0.7 * span, 0.0)
    half = span / 2
    for _ in range(6):
        ends = drape.at([-half, half]).centres
        half *= span / float(np.linalg.norm(ends[1] - ends[0]))
    result = Assembly()
    for arm in drape.arms(half + 0.4 * gauge):
        result.merge(arm.chain("cable", gauge))
    ends = drape.at([-half, half]).centres
    return result.merge(_bar(spec, span, width), drape.hang, ends.mean(0))


def _bar(spec: Spec, span: float, width: float) -> Assembly:
    """The bar, centred on the origin along x, facing +z, a ring at each end."""
    thickness = min(width, 1.8)
    result = Assembly().add("metal", bar(span, 1.0, 24).scaled([1, width, thickness]))
    for end in (-1, 1):
        result.add("metal", jump_ring(0.75, 0.4), translation=[end * (span / 2 + 0.5), 0, 0])
    if spec.pave:
        radius = min(1.15, 0.4 * width)
        x = np.arange(-span / 2 + 1.4 * radius, span / 2 - 1.2 * radius, 2.12 * radius)
        points = np.stack([x, 0 * x, np.full_like(x, thickness / 2 + 0.05)], 1)
        result.merge(pave_row(points, np.tile([0.0, 0.0, 1.0], (len(x), 1)), radius))
    return result


def lariat(spec: Spec, lay: Lay) -> Assembly:
    """A chain drawn through a ring, its end hanging down with an ornament."""
    gauge = gauge_of(spec)
    charm = spec.model_copy(update={**_LARIAT_CHARM, "setting": "prong" if spec.stone else None})
    carried = motif(charm)
    ornament = ringed(carried.assembly, carried.top, gauge)
    depth = -float(ornament.points()[:, 2].min())
    drape = lay(30.0, 0.0).lifted(depth - 0.5 * gauge, 30.0)
    t = np.linspace(0, 1, 60)[:, None]
    down = -drape.hang[:, 1] * _TAIL
    tail = Drape(drape.front + down * t, np.tile(drape.hang[:, 2], (60, 1)), False, drape.hang)
    result = drape.chain("cable", gauge).merge(tail.chain("cable", gauge))
    result.merge(Assembly().add("metal", jump_ring(1.3 + 0.6 * gauge, 0.8)), drape.hang, drape.front)
    return result.merge(ornament, drape.hang, drape.front + down)


def _ornament(spec: Spec, gauge: float) -> tuple[Assembly, float, float]:
    """The motif under its bail; its height, and how far it reaches behind the chain, in mm."""
    carried = motif(spec)
    ornament = bailed(carried.assembly, carried.top, gauge)
    low, high = ornament.points().min(0), ornament.points().max(0)
    return ornament, float(high[1] - low[1]), float(-low[2])


def _bead_mm(spec: Spec) -> float:
    return spec.pearl_mm or spec.stone_mm or 7.0


STYLES: dict[str, Callable[[Spec, Lay], Assembly]] = {
    "pendant": pendant,
    "chain": plain_chain,
    "strand": strand,
    "bib": bib,
    "layered": layered,
    "station": station,
    "bar": bar_necklace,
    "lariat": lariat,
    "collar": collar,
}
