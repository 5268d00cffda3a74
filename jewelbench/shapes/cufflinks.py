"""Cufflinks: a face on an arched stem with a toggle behind it.

A cufflink is made facing +z, y up.
"""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from jewelbench.shapes.findings import toggle
from jewelbench.shapes.hoops import UPRIGHT
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import TAU, Array, Assembly, sphere, superellipse, sweep
from jewelbench.shapes.motif_outlines import rectangle
from jewelbench.shapes.motif_parts import add_plate
from jewelbench.shapes.motif_plain import initial, round_sheet
from jewelbench.shapes.pairs import FACE_UP, Pose, one, side_by_side
from jewelbench.shapes.settings import set_stone
from jewelbench.shapes.slabs import Sheet, sheet
from jewelbench.shapes.stones import outline
from jewelbench.specs.spec import Spec

SIZE = 16.0
"""Width of a cufflink's face, mm."""

LAYOUTS = (
    Layout("pair", (16, 36), (-108, -72), 3.0),
    Layout("faces", (66, 86), (-97, -83), 2.0),
    Layout("single", (14, 34), (-120, -60), 1.0),
    Layout("side", (8, 24), (-104, -76), 1.0, held_out=True),
)
_POSES = {
    "pair": (Pose(-18, -38), Pose(52, -24)),
    "faces": (FACE_UP, FACE_UP),
    "side": (Pose(-74, -6), Pose(66, -6)),
}


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """All of them."""
    del spec
    return LAYOUTS


def display(spec: Spec, layout: str) -> Assembly:
    """A pair, one turned to show its toggle, or one alone, on z = 0."""
    link = cufflink(spec, with_toggle=layout != "faces")
    if layout == "single":
        return one(link, Pose(28, -32))
    return side_by_side(link, link, _POSES[layout], gap=0.22)


def worn(spec: Spec) -> Worn:
    """One cufflink in its cuff: the toggle is behind the cloth."""
    return Worn(cufflink(spec, with_toggle=False), "cloth")


def cufflink(spec: Spec, with_toggle: bool) -> Assembly:
    """A cufflink that faces -y, the back of its face at y = 0."""
    body = _STYLES[spec.style](spec)
    back = float(body.points()[:, 2].min())
    if with_toggle:
        body.merge(toggle(), translation=[0, 0, back + 0.2])
    return Assembly().merge(body, UPRIGHT, [0, back, 0])


@cache
def _square_sheet() -> Sheet:
    return sheet([rectangle(0.94, 0.94, 0.06)], step=0.03)


@cache
def _soft_square() -> Sheet:
    return sheet([superellipse(1, 1, 5, 160)], step=0.03)


def _disc(spec: Spec) -> Assembly:
    return _plain(spec, round_sheet())


def _square(spec: Spec) -> Assembly:
    return _plain(spec, _square_sheet())


def _plain(spec: Spec, face: Sheet) -> Assembly:
    """A thick plate; a stepped border where there is no enamel to fill it."""
    body = Assembly()
    add_plate(body, spec, face, SIZE, 2.6)
    if not spec.enamel:
        border = face.points[face.border[:, 0]]
        border = border[np.argsort(np.arctan2(border[:, 1], border[:, 0]))] * 0.8 * SIZE
        up = np.tile([0.0, 0.0, 1.0], (len(border), 1))
        rim = sweep(np.c_[border, np.zeros(len(border))], superellipse(0.8, 0.8, 2, 10), up=up)
        body.add("metal", rim, translation=[0, 0, 1.3 + 0.15])
    return body


def _stone(spec: Spec) -> Assembly:
    """A large stone in a heavy bezel on a plate of its shape."""
    cut = spec.cut or "round"
    points = outline(cut, 160)
    radius = 6.4 / float(np.abs(points).max())
    grown = points * (radius + 1.9) / (2 * (radius + 1.9))
    body = Assembly().add("metal", sheet([grown], step=0.03).plate(2 * (radius + 1.9), 1.6))
    return body.merge(set_stone(cut, radius, "bezel"), translation=[0, 0, 0.75 + 0.6 * radius])


def _knot(spec: Spec) -> Assembly:
    """A ball of two or three strands laid over one another in three directions."""
    strands = spec.strands or 2
    body = Assembly().add("metal", sphere(5.1, 20), translation=[0, 0, 4.6])
    thick = 3.6 / strands
    for k, (tilt, turn) in enumerate(((0, 0), (90, 0), (90, 90))):
        for strand in range(strands):
            offset = (strand - (strands - 1) / 2) * 1.04 * thick
            body.add(
                "metal", sweep(_loop(tilt, turn, offset, k), superellipse(thick, thick, 2, 14)), translation=[0, 0, 4.6]
            )
    return body


def _loop(tilt: float, turn: float, offset: float, phase: int) -> Array:
    """A closed loop around a ball that weaves over and under the two other loops."""
    t = np.linspace(0, TAU, 120, endpoint=False)
    radius = 5.6 + 0.75 * np.cos(2 * t + (np.pi if phase % 2 else 0)) - 0.02 * offset**2
    ring = np.stack([radius * np.cos(t), radius * np.sin(t), np.full(len(t), offset)], 1)
    axes = {(0, 0): (0, 1, 2), (90, 0): (0, 2, 1), (90, 90): (2, 0, 1)}[round(tilt), round(turn)]
    return ring[:, list(axes)]


def _letter(spec: Spec) -> Assembly:
    """An initial raised on a plate with soft corners."""
    body = Assembly()
    body.add("metal", _soft_square().plate(SIZE, 2.4, 0.5))
    body.merge(initial(spec.letter or "A", 0.62 * SIZE, 0.17), translation=[0, 0, 1.6])
    return body


_STYLES: Mapping[str, Callable[[Spec], Assembly]] = {
    "disc": _disc,
    "square": _square,
    "stone": _stone,
    "knot": _knot,
    "letter": _letter,
}
