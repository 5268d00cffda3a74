"""Necklaces as they hang or lie: the curve that the chain follows and how ornaments hang from it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from jewelbench.shapes import curves
from jewelbench.shapes.chains import BUDGET, chain
from jewelbench.shapes.clasps import lobster
from jewelbench.shapes.mesh import Array, Assembly, rotation
from jewelbench.shapes.stations import Stations, length, stations_at

FLAT = np.eye(3)
"""Hangs toward -y and faces +z: lying on a table, seen from above."""

NAPE = 88.0
"""Height over the pit of the neck at which a necklace passes out of sight behind the shoulders, in mm."""

UPRIGHT = rotation("x", 90)
"""Hangs toward -z and faces -y: worn."""


@dataclass(frozen=True)
class Drape:
    """A curve with its front in the middle.

    Attributes:
        path: Points (n, 3) in mm; a closed one begins at the front.
        normals: Which way the chain's upper side faces (n, 3).
        closed: Whether the curve runs back into itself.
        hang: The frame (3, 3) of what hangs at the front: columns sideways, up, toward the viewer.
    """

    path: Array
    normals: Array
    closed: bool
    hang: Array

    @property
    def length(self) -> float:
        """The curve's length in mm."""
        return length(self.path, self.closed)

    @property
    def front(self) -> Array:
        """The front point (3,)."""
        point: Array = self.at([0.0]).centres[0]
        return point

    def at(self, offsets: ArrayLike) -> Stations:
        """Stations at distances from the front, in mm; positive runs to the viewer's right."""
        start = 0.0 if self.closed else self.length / 2
        return stations_at(self.path, np.asarray(offsets, float) + start, self.closed, self.normals)

    def part(self, start: float, end: float, step: float = 0.5) -> "Drape":
        """The open part between two distances from the front."""
        places = self.at(np.linspace(start, end, max(30, int(abs(end - start) / step))))
        return replace(self, path=places.centres, normals=places.normals, closed=False)

    def arms(self, half_gap: float) -> "tuple[Drape, ...]":
        """What is left when the front is taken out: one part of a closed curve, two of an open one."""
        if self.closed:
            return (self.part(half_gap, self.length - half_gap),)
        end = self.length / 2
        return self.part(-end, -half_gap), self.part(half_gap, end)

    def lifted(self, height: float, spread: float = 14.0) -> "Drape":
        """The curve with its front raised toward the viewer, for an ornament that reaches `height` mm behind it."""
        if height <= 0:
            return self
        from_front = np.linalg.norm(self.path - self.front, axis=1)
        raised = height * np.exp(-((from_front / spread) ** 2))
        return replace(self, path=self.path + self.hang[:, 2] * raised[:, None])

    def chain(self, kind: str, gauge: float, budget: int = BUDGET) -> Assembly:
        """A chain all along it, with a clasp opposite the front where the curve is closed."""
        if not self.closed:
            return chain(self.path, kind, gauge, False, self.normals, budget)
        size = max(4.5, 2.2 * gauge)
        half = self.length / 2
        links = self.part(0.45 * size - half, half - 0.45 * size).chain(kind, gauge, budget)
        back = self.at([half])
        return links.merge(lobster(size), back.frames()[0], back.centres[0])

    def moved(self, offset: ArrayLike) -> "Drape":
        """The same curve elsewhere."""
        return replace(self, path=self.path + np.asarray(offset, float))

    def hung(self, ornament: Assembly, offset: ArrayLike = (0, 0, 0)) -> Assembly:
        """An ornament, hanging from its own origin (y up, facing +z), at the front; `offset` in its own frame."""
        return Assembly().merge(ornament, self.hang, self.front + self.hang @ np.asarray(offset, float))


def hanging(reach: float, drop: float = 0.0, spread: float = 0.52, power: float = 1.25) -> Drape:
    """A V or U that rises `reach` mm, lying in the plane z = 0; `drop` mm lower than one that it is worn with.

    `spread` is how far its arms part, in shares of the reach; `power` as in `curves.vee`.
    """
    path = curves.vee(spread * reach + 0.3 * drop, reach + drop, power=power) - [0, drop, 0]
    return _flat(path, closed=False)


def loop(reach: float, drop: float = 0.0) -> Drape:
    """A closed ring lying on the table, `reach` mm in radius, around one that has a smaller `drop`."""
    path = curves.ellipse(0.92 * reach + drop, reach + drop)
    return _flat(path, closed=True)


def nested(reach: float, drop: float) -> Drape:
    """A closed ring lying on the table whose back touches that of one with a smaller `drop`."""
    path = curves.ellipse(0.92 * reach + 0.62 * drop, reach + 0.55 * drop) + np.array([0, -0.5 * drop, 0.1 * drop])
    return _flat(path, closed=True)


def coil(reach: float, rise: float) -> Drape:
    """A long chain lying in two turns of about `reach` mm in radius; it passes `rise` mm over itself."""
    t = np.linspace(0, 4 * np.pi, 480, endpoint=False)
    radius = reach * (1 + 0.11 * np.cos(t / 2))
    path = np.stack(
        [
            radius * np.sin(t) + 0.05 * reach * np.sin(t / 2),
            -0.88 * radius * np.cos(t) - 0.06 * reach * np.sin(t / 2 + 0.6),
            rise / 2 * np.sin(t / 2),
        ],
        1,
    )
    return _flat(path, closed=True)


def winding(reach: float, gap: float) -> Drape:
    """A closed chain laid down doubled, its two strands `gap` mm apart, in an S that ends at the front."""
    u = np.linspace(0, 1, 200)
    line = np.stack([0.62 * reach * np.sin(2 * np.pi * u * 0.98), 2.3 * reach * u, np.zeros(200)], 1)
    path = curves.doubled(line, gap)
    return _flat(path, closed=True)


def on_bust(reach: float, drop: float = 0.0) -> Drape:
    """A necklace on a bust that is not shown, `reach` mm from its middle to its sides."""
    path, normals = curves.on_bust(1.75 * reach + drop, 2 * reach + 0.5 * drop)
    hang = rotation("x", -8) @ UPRIGHT
    return Drape(path, normals, True, hang)


def on_neck(reach: float, lowest: float, gauge: float, power: float = 1.5) -> Drape:
    """A necklace before the skin (the plane y = 0): up to `NAPE` mm at x = ±`reach`, down to z = `lowest` mm."""
    flat = curves.vee(reach, NAPE - lowest, power=power)
    path = np.stack([flat[:, 0], np.full(len(flat), -0.55 * gauge - 0.3), flat[:, 1] + lowest], 1)
    return Drape(path, np.tile([0.0, -1.0, 0.0], (len(path), 1)), False, UPRIGHT)


def _flat(path: Array, closed: bool) -> Drape:
    return Drape(path, np.tile([0.0, 0.0, 1.0], (len(path), 1)), closed, FLAT)
