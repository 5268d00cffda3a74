"""Cut stones: outlines and faceted solids of unit size.

A faceted stone is the intersection of half-spaces, one for each facet, as a cutter grinds it. Proportions are rounded
trade values (round brilliant: crown 34.5°, pavilion 41°, table 55 % of the width).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.spatial import ConvexHull, HalfspaceIntersection

from jewelbench.shapes.girdles import POINTED, clipped_corner, outline
from jewelbench.shapes.mesh import TAU, Array, Mesh, sphere

__all__ = ["POINTED", "depth", "gem", "height", "melee", "outline"]

_GIRDLE = 0.035
_Plane = tuple[float, float, float, float]
"""a x + b y + c z <= d."""


def gem(cut: str) -> Mesh:
    """A unit stone with its girdle at z = 0 and its table toward +z; made once for each cut.

    Raises:
        KeyError: There is no such cut.
    """
    return _gem(cut)


@cache
def _gem(cut: str) -> Mesh:
    return _SOLIDS[cut]()


@cache
def melee() -> Mesh:
    """A unit round stone with few facets, for rows of stones too small to count facets on."""
    eighths = np.arange(8) * TAU / 8
    planes: list[_Plane] = [(0, 0, 1, 0.32)]
    planes += [(float(np.cos(a)), float(np.sin(a)), 0, 1) for a in np.arange(16) * TAU / 16]
    for a in eighths:
        planes += [_leaning(a, 1.0, 0.04, 36), _leaning(a + TAU / 16, 1.0, -0.04, -41.5)]
    return _solid(planes)


def depth(cut: str) -> float:
    """How far a unit stone reaches below its girdle."""
    return float(-gem(cut).vertices[:, 2].min())


def height(cut: str) -> float:
    """How far a unit stone rises above its girdle."""
    return float(gem(cut).vertices[:, 2].max())


def _leaning(angle: float, distance: float, z: float, slope: float) -> _Plane:
    """A facet that faces `angle` and leans `slope` degrees from the horizontal, below the girdle if negative.

    It passes through the line at `distance` from the axis and height `z`.
    """
    lean = 1 / float(np.tan(np.radians(slope)))
    return float(np.cos(angle)), float(np.sin(angle)), lean, distance + z * lean


def _solid(planes: Iterable[_Plane], inside: tuple[float, float, float] = (0, 0, 0.01)) -> Mesh:
    """The convex solid that the half-spaces leave, flat-shaded."""
    halves = np.asarray(list(planes))
    halves = halves / np.linalg.norm(halves[:, :3], axis=1, keepdims=True)
    halves[:, 3] *= -1
    corners = HalfspaceIntersection(halves, np.asarray(inside, float)).intersections
    # Facets that share a corner meet in a cloud of nearly equal points; left apart, they make slivers that glitter.
    corners = np.unique(np.round(corners, 4), axis=0)
    faces = ConvexHull(corners).simplices.astype(np.int64)
    normals = np.cross(corners[faces[:, 1]] - corners[faces[:, 0]], corners[faces[:, 2]] - corners[faces[:, 0]])
    inward = np.sum(normals * (corners[faces[:, 0]] - corners.mean(0)), 1) < 0
    faces[inward] = faces[inward][:, ::-1]
    return Mesh(corners, faces, smooth=False)


def _support(points: Array) -> Callable[[float], float]:
    """How far an outline reaches in a direction given by its angle."""
    return lambda angle: float(np.max(points @ np.array([np.cos(angle), np.sin(angle)])))


@dataclass(frozen=True)
class _Brilliant:
    """A brilliant over an outline: table, stars, kites and halves above the girdle, mains and halves below it.

    Attributes:
        points: The outline (n, 2).
        turn: Angle of the first main facet, radians.
        mains: How many main facets there are.
        crown: Slope of the kites across the narrow side, degrees.
        pavilion: Slope of the pavilion mains across the narrow side, degrees.
        facing: Only facets that face between these angles, radians.
        culet: Where the pavilion's point lies, seen from above.
    """

    points: Array
    turn: float = 0.0
    mains: int = 8
    crown: float = 34.5
    pavilion: float = 41.0
    facing: tuple[float, float] = (0.0, TAU)
    culet: tuple[float, float] = (0.0, 0.0)

    def planes(self) -> list[_Plane]:
        """Every facet, and the girdle."""
        step = TAU / self.mains
        kites = [self.turn + step * k for k in range(self.mains)]
        halves = [kite + step / 4 * side for kite in kites for side in (-1, 1)]
        facets = [
            *(self._girdle(angle) for angle in self._shown(k * TAU / 64 for k in range(64))),
            *(self._upper(angle, self.crown) for angle in self._shown(kites)),
            *(self._upper(angle, self.crown + 6.5) for angle in self._shown(halves)),
            *(self._star(angle) for angle in self._shown(kite + step / 2 for kite in kites)),
            *(self._lower(angle, 1.0) for angle in self._shown(kites)),
            *(self._lower(angle, 1.05) for angle in self._shown(halves)),
        ]
        return [(0, 0, 1, self._table), *(_about(self.culet, facet) for facet in facets)]

    @property
    def _narrow(self) -> float:
        return float(np.ptp(self.points, 0).min()) / 2

    @property
    def _table(self) -> float:
        return 0.45 * self._narrow * float(np.tan(np.radians(self.crown))) + _GIRDLE

    def _reach(self, angle: float) -> float:
        return _support(self.points - self.culet)(angle)

    def _shown(self, angles: Iterable[float]) -> list[float]:
        first, last = self.facing
        return [angle for angle in ((each - first) % TAU + first for each in angles) if angle <= last]

    def _girdle(self, angle: float) -> _Plane:
        return float(np.cos(angle)), float(np.sin(angle)), 0.0, self._reach(angle)

    def _eased(self, slope: float, angle: float) -> float:
        """A slope that is gentler where the outline reaches farther, so that the table has one height."""
        return float(np.degrees(np.arctan(np.tan(np.radians(slope)) * self._narrow / self._reach(angle))))

    def _upper(self, angle: float, slope: float) -> _Plane:
        return _leaning(angle, self._reach(angle), _GIRDLE, self._eased(slope, angle))

    def _star(self, angle: float) -> _Plane:
        return _leaning(angle, 0.6 * self._reach(angle), self._table, self._eased(23.0, angle))

    def _lower(self, angle: float, steeper: float) -> _Plane:
        deep = self._narrow * float(np.tan(np.radians(self.pavilion))) * steeper
        slope = float(np.degrees(np.arctan(deep / self._reach(angle))))
        return _leaning(angle, self._reach(angle), -_GIRDLE, -slope)


def _brilliant(cut: str, turn: float = 0.0, mains: int = 8, crown: float = 34.5, pavilion: float = 41.0) -> Mesh:
    return _solid(_Brilliant(outline(cut, 512), turn, mains, crown, pavilion).planes())


def _about(origin: tuple[float, float], plane: _Plane) -> _Plane:
    """A plane given about another vertical axis."""
    a, b, c, d = plane
    return a, b, c, d + a * origin[0] + b * origin[1]


def _step_cut(points: Array, sides: Iterable[float], crown: tuple[float, ...], pavilion: tuple[float, ...]) -> Mesh:
    """A stone with facets in parallel steps over a polygon whose sides face the given angles."""
    reach = _support(points)
    narrow = float(np.ptp(points, 0).min()) / 2
    table = 0.3 * narrow
    planes: list[_Plane] = [(0, 0, 1, table)]
    for angle in sides:
        far = reach(angle)
        planes.append((float(np.cos(angle)), float(np.sin(angle)), 0, far))
        planes += _steps(angle, far, _GIRDLE, crown, (table - _GIRDLE) / len(crown))
        planes += _steps(angle, far, -_GIRDLE, tuple(-s for s in pavilion), 0.26 * narrow)
    return _solid(planes)


def _steps(angle: float, distance: float, z: float, slopes: tuple[float, ...], rise: float) -> list[_Plane]:
    """A facet for each slope, each beginning where the one before has risen (or fallen) by `rise`."""
    planes = []
    for slope in slopes:
        planes.append(_leaning(angle, distance, z, slope))
        distance -= rise / float(np.tan(np.radians(abs(slope))))
        z += rise if slope > 0 else -rise
    return planes


def _chevron_cut(points: Array, corner: Array, table: float) -> Mesh:
    """A princess or radiant: long pavilion facets fan out from each corner to a broken line under each side's middle.

    Args:
        points: The outline.
        corner: The ends (2, 2) of the cut corner in the first quadrant, counter-clockwise.
        table: The table's height.
    """
    reach = _support(points)
    down = 0.92 * float(np.ptp(points, 0).min()) / 2
    culet = np.array([0, 0, -down - _GIRDLE])
    planes: list[_Plane] = [(0, 0, 1, table)]
    for turn in range(4):
        side = turn * TAU / 4
        far = reach(side)
        planes.append((float(np.cos(side)), float(np.sin(side)), 0, far))
        planes += [_leaning(side, far, _GIRDLE, 48), _leaning(side, far * 0.9, 0.14, 26)]
    ends = [np.array([*end, -_GIRDLE]) for end in corner]
    for mirror in ((1, 1), (-1, 1), (1, -1), (-1, -1)):
        flip = np.array([*mirror, 1])
        planes += [
            _through(*(point * flip for point in facet))
            for facet in [*_fan(ends[0], 0, culet), *_fan(ends[1], 1, culet), (ends[0], ends[1], culet)]
        ]
        planes += _corner_facets(reach, corner, mirror)
    return _solid(planes)


def _fan(corner: Array, axis: int, culet: Array) -> list[tuple[Array, Array, Array]]:
    """Facets from a corner to the broken line from the middle of a side, which faces x (0) or y (1), to the culet."""
    inward = np.array([1.0, 0.72, 0.4, 0.0])
    fall = np.array([0.0, 0.36, 0.68, 1.0])
    line = np.zeros((4, 3))
    line[:, axis] = corner[axis] * inward
    line[:, 2] = -_GIRDLE + (culet[2] + _GIRDLE) * fall
    return [(corner, line[i], line[i + 1]) for i in range(3)]


def _corner_facets(reach: Callable[[float], float], corner: Array, mirror: tuple[int, int]) -> list[_Plane]:
    along = (corner[1] - corner[0]) * mirror
    normal = np.array([along[1], -along[0]]) * mirror[0] * mirror[1]
    angle = float(np.arctan2(normal[1], normal[0]))
    far = reach(angle)
    return [(float(np.cos(angle)), float(np.sin(angle)), 0, far), _leaning(angle, far, _GIRDLE, 36)]


def _through(p: Array, q: Array, r: Array) -> _Plane:
    """The half-space that holds the origin and ends at three points."""
    normal = np.cross(q - p, r - p)
    offset = float(normal @ p)
    sign = 1.0 if offset > 0 else -1.0
    a, b, c = (float(value) * sign for value in normal)
    return a, b, c, offset * sign


def _heart() -> Mesh:
    """A heart: the right lobe cut as a convex stone, its mirror image beside it, open where the two meet."""
    points = outline("heart", 512)
    right = points[points[:, 0] >= 0]
    planes = _Brilliant(right, 0.0, 9, crown=36, pavilion=52, facing=(-1.25, 2.3), culet=(0.0, -0.1)).planes()
    lobe = _solid([*planes, (-1, 0, 0, 0)], inside=(0.3, 0.1, 0))
    middle = np.all(np.abs(lobe.vertices[lobe.faces][..., 0]) < 2e-4, axis=1)
    faces = lobe.faces[~middle]
    mirrored = lobe.vertices * [-1, 1, 1]
    both = np.concatenate([faces, faces[:, ::-1] + len(mirrored)])
    return Mesh(np.concatenate([lobe.vertices, mirrored]), both, smooth=False)


def _cabochon(cut: str) -> Mesh:
    """A domed stone with a flat back."""
    ball = sphere(1.0, 24)
    ring = np.abs(outline(cut, 96)).max(0)
    flattened = np.where(ball.vertices[:, 2] > 0, 0.62, 0.12)
    widths = np.stack([np.full_like(flattened, ring[0]), np.full_like(flattened, ring[1]), flattened], 1)
    return Mesh(ball.vertices * widths, ball.faces)


_SQUARE = [k * TAU / 4 for k in range(4)]
_DIAGONAL = [TAU / 8 + k * TAU / 4 for k in range(4)]

_SOLIDS: dict[str, Callable[[], Mesh]] = {
    "round": lambda: _brilliant("round"),
    "oval": lambda: _brilliant("oval"),
    "cushion": lambda: _brilliant("cushion", turn=TAU / 16, crown=33),
    "marquise": lambda: _brilliant("marquise"),
    "pear": lambda: _brilliant("pear", turn=TAU / 4),
    "trillion": lambda: _brilliant("trillion", turn=TAU / 4, mains=9, crown=32, pavilion=40),
    "heart": _heart,
    "princess": lambda: _chevron_cut(outline("princess", 512), clipped_corner(0.87, 0.87, 0.045), 0.2),
    "radiant": lambda: _chevron_cut(outline("radiant", 512), clipped_corner(0.8, 1.02, 0.17), 0.23),
    "emerald cut": lambda: _step_cut(outline("emerald cut", 512), [*_SQUARE, *_DIAGONAL], (52, 40, 30), (56, 46, 36)),
    "asscher": lambda: _step_cut(outline("asscher", 512), [*_SQUARE, *_DIAGONAL], (52, 40, 30), (58, 48, 38)),
    "baguette": lambda: _step_cut(outline("baguette", 512), _SQUARE, (48, 32), (58, 42)),
    "cabochon": lambda: _cabochon("cabochon"),
    "oval cabochon": lambda: _cabochon("oval cabochon"),
}
