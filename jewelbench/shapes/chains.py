"""Chains of every kind along any curve, and strands of beads.

A chain's gauge is its width across the links in mm. Thin chains have more links in the same length, so each gets
fewer triangles: a chain keeps to `BUDGET` triangles whatever its gauge.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from jewelbench.shapes.links import Link, bar, chevron, grain
from jewelbench.shapes.mesh import TAU, Array, Assembly, Mesh, Slot, sphere, superellipse, sweep
from jewelbench.shapes.stations import Stations, copies, length, stations, stations_at

BUDGET = 40_000
"""Triangles that a chain may have, about."""

LINKED: dict[str, tuple[Link, ...]] = {
    "cable": (Link(1.5, 1.0, 0.24, roll=24), Link(1.5, 1.0, 0.24, roll=-66)),
    "belcher": (Link(1.06, 1.04, 0.22, roll=40, thickness=1.7), Link(1.06, 1.04, 0.22, roll=-50, thickness=1.7)),
    "curb": (Link(1.6, 1.16, 0.28, roll=34, edge=2.6),),
    "figaro": (*(Link(1.5, 1.12, 0.27, roll=34, edge=2.6),) * 3, Link(3.2, 1.12, 0.27, roll=28, edge=2.6)),
    "paperclip": (Link(3.7, 1.0, 0.23, roll=18), Link(3.7, 1.0, 0.23, roll=-62)),
    "box": (
        Link(1.0, 1.0, 0.2, roll=0, thickness=2.4, corner=9, edge=6),
        Link(1.0, 1.0, 0.2, roll=90, thickness=2.4, corner=9, edge=6),
    ),
    "mariner": (Link(1.72, 1.1, 0.23, roll=20, bar=True), Link(1.72, 1.1, 0.23, roll=-20, bar=True)),
    "singapore": tuple(Link(1.25, 1.05, 0.27, roll=roll, edge=2.6) for roll in range(0, 360, 30)),
}
"""Chains of links that hang in one another: the pattern that repeats."""

DETAILS = ((40, 14), (32, 12), (26, 10), (20, 8), (16, 7), (14, 6), (12, 5), (10, 4))
"""Sections of a link and points of a section, finest first."""


def chain(
    path: ArrayLike,
    kind: str,
    gauge_mm: float,
    closed: bool = False,
    normal: ArrayLike = (0, 0, 1),
    budget: int = BUDGET,
) -> Assembly:
    """A chain along a curve.

    Args:
        path: Points (n, 3) in mm.
        kind: One of `KINDS`.
        gauge_mm: Width across the links.
        closed: The chain runs back into itself.
        normal: Which way a flat chain's face looks: (3,), or (n, 3) at each point.
        budget: Triangles that it may have, about.

    Raises:
        KeyError: There is no such chain.
    """
    points = np.asarray(path, float)
    if kind in LINKED:
        return _linked(points, LINKED[kind], gauge_mm, closed, normal, budget)
    return _WOVEN[kind](points, gauge_mm, closed, normal, budget)


def beads(
    path: ArrayLike,
    radius: float,
    slot: Slot = "pearl",
    closed: bool = False,
    gap: float = 0.04,
    graduated: float = 0.0,
    budget: int = BUDGET,
) -> Assembly:
    """Balls threaded on a curve, touching but for `gap` (in radii).

    Args:
        path: Points (n, 3) in mm.
        radius: Of the largest ball.
        slot: What they are made of.
        closed: The strand runs back into itself.
        gap: Space between two balls, in radii.
        graduated: How much smaller the smallest ball is than the largest, in shares. The largest lies in the middle of
            an open curve, at the first point of a closed one.
        budget: Triangles that they may have, about.
    """
    points = np.asarray(path, float)
    total = length(points, closed)
    at, sizes = _graduated_places(total, radius, (2 + gap), graduated, closed)
    places = stations_at(points, at, closed)
    detail = max(5, min(18, int((budget / (4 * len(at))) ** 0.5)))
    return Assembly().add(slot, copies(sphere(1.0, detail), places.frames(), places.centres, sizes))


def _graduated_places(total: float, radius: float, pitch: float, graduated: float, closed: bool) -> tuple[Array, Array]:
    """Where balls lie and how large they are, so that neighbours touch and the last meets the end."""
    u = np.linspace(0, 1, 4001)
    away = 1 - np.abs(2 * u - 1) if closed else np.abs(2 * u - 1)
    width = pitch * radius * (1 - graduated * away)
    number = np.concatenate([[0.0], np.cumsum((1 / width[:-1] + 1 / width[1:]) / 2 * np.diff(u) * total)])
    count = max(3, round(float(number[-1])))
    at = np.interp((np.arange(count) + (0.0 if closed else 0.5)) * number[-1] / count, number, u)
    size = radius * (1 - graduated * np.interp(at, u, away))
    return at * total, size * min(1.0, float(number[-1]) / count)


def _linked(
    points: Array, pattern: tuple[Link, ...], gauge: float, closed: bool, normal: ArrayLike, budget: int
) -> Assembly:
    pitches = np.array([link.pitch for link in pattern]) * gauge
    total = length(points, closed)
    if closed:
        count = max(1, round(total / pitches.sum())) * len(pattern)
    else:
        count = max(2, round(total / pitches.sum() * len(pattern)))
    each = np.resize(pitches, count)
    ends = np.cumsum(each)
    at = (ends - each / 2) * total / ends[-1]
    places = stations_at(points, at, closed, normal)
    n, m = _detail(count, budget)
    result = Assembly()
    for link in dict.fromkeys(pattern):
        chosen = np.array([pattern[i % len(pattern)] == link for i in range(count)])
        some = Stations(places.centres[chosen], places.tangents[chosen], places.normals[chosen])
        result.add("metal", copies(link.mesh(n, m).scaled(gauge), some.frames(link.roll), some.centres))
    return result


def _detail(count: int, budget: int) -> tuple[int, int]:
    """The finest link of which `count` keep to the budget."""
    for n, m in DETAILS:
        if 2 * n * m * count <= budget:
            return n, m
    return DETAILS[-1]


def _rope(points: Array, gauge: float, closed: bool, normal: ArrayLike, budget: int) -> Assembly:
    """Three strands wound about the curve."""
    total = length(points, closed)
    turns = round(total / (1.9 * gauge))
    per_turn = int(np.clip(budget / (3 * 2 * 6 * turns), 9, 20))
    places = stations(points, total / (turns * per_turn), closed, normal)
    side = np.cross(places.normals, places.tangents)
    angle = np.arange(len(places.centres)) * TAU * turns / len(places.centres)
    section = superellipse(0.54 * gauge, 0.54 * gauge, 2, 6)
    result = Assembly()
    for strand in range(3):
        phase = (angle + strand * TAU / 3)[:, None]
        offset = places.normals * np.cos(phase) + side * np.sin(phase)
        result.add("metal", sweep(places.centres + 0.26 * gauge * offset, section, closed, up=offset))
    return result


def _ball(points: Array, gauge: float, closed: bool, normal: ArrayLike, budget: int) -> Assembly:
    places = stations(points, 1.12 * gauge, closed, normal)
    detail = max(4, min(12, int((budget / (4 * len(places.centres))) ** 0.5)))
    wire = sweep(places.centres, superellipse(0.3 * gauge, 0.3 * gauge, 2, 5), closed)
    balls = copies(sphere(0.5 * gauge, detail), places.frames(), places.centres)
    return Assembly().add("metal", balls).add("metal", wire)


def _snake(points: Array, gauge: float, closed: bool, normal: ArrayLike, budget: int) -> Assembly:
    """A smooth tube of fine plates: a faint ripple."""
    step = max(0.34 * gauge, length(points, closed) / (budget / 32))
    places = stations(points, step, closed, normal)
    count = len(places.centres) // 2 * 2
    ripple = 1 - 0.09 * (np.arange(len(places.centres)) % 2)
    section = superellipse(gauge, gauge, 2, 16)
    return Assembly().add(
        "metal", sweep(places.centres[:count], section, closed, up=places.normals[:count], scale=ripple[:count])
    )


def _herringbone(points: Array, gauge: float, closed: bool, normal: ArrayLike, budget: int) -> Assembly:
    slat = chevron(1.0, 0.3).scaled(gauge)
    places = stations(points, max(0.3 * gauge, length(points, closed) * len(slat.faces) / budget), closed, normal)
    return Assembly().add("metal", copies(slat, places.frames(), places.centres))


def _wheat(points: Array, gauge: float, closed: bool, normal: ArrayLike, budget: int) -> Assembly:
    """Two ears of grains: one leans left, the other right, above and below."""
    places = stations(points, 0.5 * gauge, closed, normal)
    detail = max(3, min(8, int((budget / (4 * 4 * len(places.centres))) ** 0.5)))
    body = grain(detail).scaled(gauge)
    mirrored = Mesh(body.vertices * [1, -1, 1], body.faces[:, ::-1])
    result = Assembly()
    for lift, face in ((0.16, 1), (-0.16, -1)):
        result.add("metal", copies(body.moved([0, 0, lift * gauge]), places.frames(), places.centres))
        shifted = mirrored.moved([0.25 * gauge * face, 0, lift * gauge])
        result.add("metal", copies(shifted, places.frames(), places.centres))
    return result


def _bead_and_bar(points: Array, gauge: float, closed: bool, normal: ArrayLike, budget: int) -> Assembly:
    """A bar, then a ball, on a thin wire."""
    places = stations(points, 4.4 * gauge, closed, normal)
    shift = places.tangents * 2.2 * gauge
    detail = int(np.clip((budget / (8 * len(places.centres))) ** 0.5, 5, 14))
    wire = stations(points, 1.1 * gauge, closed, normal).centres
    return (
        Assembly()
        .add("metal", copies(bar(3.0, 0.5, 10).scaled(gauge), places.frames(), places.centres))
        .add("metal", copies(sphere(0.5 * gauge, detail), places.frames(), places.centres + shift))
        .add("metal", sweep(wire, superellipse(0.22 * gauge, 0.22 * gauge, 2, 5), closed))
    )


_WOVEN: dict[str, Callable[[Array, float, bool, ArrayLike, int], Assembly]] = {
    "rope": _rope,
    "ball": _ball,
    "snake": _snake,
    "herringbone": _herringbone,
    "wheat": _wheat,
    "bead-and-bar": _bead_and_bar,
}

KINDS = (*LINKED, *_WOVEN)
"""The kinds of chain."""
