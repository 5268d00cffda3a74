"""A watch's case and dial, facing +z about the origin, 12 o'clock toward +y."""

import numpy as np

from jewelbench.shapes.mesh import (
    TAU,
    Array,
    Assembly,
    Mesh,
    Slot,
    circle,
    loft,
    outward,
    plate,
    resample,
    rod,
    rotation,
    superellipse,
    sweep,
)
from jewelbench.shapes.settings import pave_row
from jewelbench.specs.spec import Spec

THICKNESS = 7.0
"""From the back of the case to the rim, in mm."""

_FACE = 2.2
"""Height of the dial over the case's middle."""

_TIME = (10 + 9 / 60, 9.0)
"""Hours and minutes that watches show in shops: the hands frame the maker's name."""


def outline_of(spec: Spec, n: int = 96) -> Array:
    """The case seen from above, (n, 2), in mm."""
    size = spec.size_mm or 32.0
    if spec.style == "square":
        return resample(superellipse(0.9 * size, 0.9 * size, 7.0, 4 * n), n)
    return circle(size / 2, n)[:, :2]


def half_height(spec: Spec) -> float:
    """From the dial's middle to the case's edge at 12 o'clock, in mm."""
    return float(outline_of(spec)[:, 1].max())


def watch_case(spec: Spec) -> Assembly:
    """The case with bezel, dial, hour marks, hands and crown."""
    shape = outline_of(spec)
    low, high = -THICKNESS / 2, THICKNESS / 2
    body = loft(
        shape,
        [
            (0.001, low),
            (0.86, low),
            (0.95, low + 0.6),
            (1.0, low + 2.0),
            (1.0, 0.9),
            (0.97, 1.6),
            (0.93, 1.8),
            (0.001, 1.8),
        ],
    )
    result = Assembly().add("metal", body).add("metal", _bezel(shape, high))
    face = shape * 0.86
    result.add("enamel", plate(face, 0.5, 0.05), translation=[0, 0, _FACE - 0.25])
    half = half_height(spec)
    result.add("metal", _crown(), translation=[half + 1.4, 0, 0])
    if spec.pave:
        result.merge(_stones(shape, high))
    return result.merge(_dial(spec, 0.84 * half))


def _bezel(shape: Array, high: float) -> Mesh:
    """The rim about the dial."""
    path = np.c_[shape * 0.925, np.full(len(shape), high - 1.0)]
    up = np.c_[outward(shape), np.zeros(len(shape))]
    width = 0.15 * float(shape[:, 1].max())
    return sweep(path, superellipse(2.6, width, 3.0, 20), up=up)


def _crown() -> Mesh:
    """A fluted button along +x."""
    t = np.linspace(0, TAU, 48, endpoint=False)
    fluted = (1 + 0.07 * np.cos(12 * t))[:, None] * np.stack([np.cos(t), np.sin(t)], 1) * 1.9
    knob = loft(fluted, [(0.001, -1.5), (0.8, -1.5), (1, -1.1), (1, 1.1), (0.8, 1.5), (0.001, 1.5)])
    return Mesh(knob.vertices @ rotation("y", 90).T, knob.faces)


def _stones(shape: Array, high: float) -> Assembly:
    """Small stones all round the bezel."""
    half = float(shape[:, 1].max())
    radius = float(np.clip(0.07 * half, 0.85, 1.25))
    ring = resample(shape * 0.925, round(TAU * half * (1.25 if _square(shape) else 1.0) * 0.925 / (2.15 * radius)))
    points = np.c_[ring, np.full(len(ring), high + 0.25)]
    return pave_row(points, np.tile([0.0, 0.0, 1.0], (len(ring), 1)), radius)


def _square(shape: Array) -> bool:
    return bool(np.linalg.norm(shape, axis=1).max() > 1.15 * shape[:, 1].max())


def _dial(spec: Spec, reach: float) -> Assembly:
    """Hour marks and hands: dark on a white dial, white hands and metal marks on a dark one."""
    light = spec.enamel in (None, "white enamel")
    marks: Slot = "dark" if light else "metal"
    hands: Slot = "dark" if light else "dial"
    result = Assembly()
    for hour in range(12):
        long = 0.2 if hour % 3 == 0 else 0.12
        wide = (0.1 if hour % 3 == 0 else 0.06) * reach
        mark = _blade(reach * (0.92 - long), reach * 0.92, wide, wide)
        result.add(marks, mark, rotation("z", -30.0 * hour), [0, 0, _FACE + 0.15])
    hours, minutes = _TIME
    short = _blade(-0.14 * reach, 0.5 * reach, 0.13 * reach, 0.07 * reach)
    long_hand = _blade(-0.16 * reach, 0.78 * reach, 0.1 * reach, 0.05 * reach)
    result.add(hands, short, rotation("z", -30.0 * hours), [0, 0, _FACE + 0.3])
    result.add(hands, long_hand, rotation("z", -6.0 * minutes), [0, 0, _FACE + 0.5])
    return result.add(hands, rod([0, 0, _FACE], [0, 0, _FACE + 0.6], 0.09 * reach))


def _blade(start: float, end: float, wide: float, tip: float) -> Mesh:
    """A flat bar along +y from `start` to `end`, `wide` mm at its foot."""
    shape = np.array([[-wide / 2, start], [wide / 2, start], [tip / 2, end], [-tip / 2, end]])
    return plate(resample(shape, 24), 0.3, 0.05)
