"""Solids over flat outlines of any form, with holes or without: plates with rounded edges and puffed cushions.

A `Sheet` is the triangulated outline; how thick a solid is over each of its points follows from the distance to the
edge and from the membrane that the edge would hold up (the solution of Poisson's equation), so no form needs a special
case.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import spsolve
from scipy.spatial import Delaunay, cKDTree

from jewelbench.shapes.mesh import TAU, Array, Faces, Mesh, outward, resample

EDGE = 0.035
"""Width of the rounded edge of a sheet, in its own units."""

_Surface = Callable[[Array], Array]


@dataclass(frozen=True)
class Sheet:
    """A flat region cut into triangles.

    Attributes:
        points: (N, 2).
        triangles: (T, 3), counter-clockwise.
        border: Directed edges (E, 2) along the region's border, the region to their left.
        inset: Distance of every point to the border, (N,).
        swell: Height of a membrane blown up over the region, (N,), 0 at the border, 1 at its highest.
    """

    points: Array
    triangles: Faces
    border: Faces
    inset: Array
    swell: Array

    def plate(self, size: float, thickness: float, dome: float = 0.0) -> Mesh:
        """A plate with a rounded edge; `size` scales the outline.

        Args:
            size: Factor from the sheet's units to mm.
            thickness: At the edge, mm.
            dome: How much its middle stands out, mm: a flat mirror shows one colour, a slight dome the whole room.
        """
        return self.solid(size, self.level(size, thickness, dome), 0.5 * thickness)

    def puffed(self, size: float, height: float, edge: float = 0.25, back: float = 0.3) -> Mesh:
        """A cushion that rises `height` mm in front and `back` times that behind; `edge` mm thick at the border."""
        front = self.domed(height, edge)
        return self.solid(size, front, edge / 2 + back * (front - edge / 2))

    def solid(self, size: float, front: Array, back: Array | float) -> Mesh:
        """A solid from `front` (N,) mm above the sheet to `back` mm below it."""
        flat = self.points * size
        depth = np.broadcast_to(back, (len(flat),))
        vertices = np.concatenate([np.c_[flat, front], np.c_[flat, -depth]])
        start, end = self.border.T
        below = len(flat)
        walls = [np.stack([start, start + below, end + below], 1), np.stack([start, end + below, end], 1)]
        return Mesh(vertices, np.concatenate([self.triangles, self.triangles[:, ::-1] + below, *walls]))

    def face(self, size: float, front: Array, margin: float, lift: float = 0.04) -> Mesh:
        """A skin over the front, `margin` mm away from the border and `lift` mm above it: enamel, or an inlay."""
        within = self.inset >= margin / size - 0.2 * EDGE
        kept = self.triangles[within[self.triangles].all(1)]
        used, faces = np.unique(kept, return_inverse=True)
        rise = np.clip((self.inset[used] * size - margin) / 0.15, 0.1, 1) * lift
        return Mesh(np.c_[self.points[used] * size, front[used] + rise], faces.reshape(-1, 3))

    def surface(self, size: float, front: Array) -> _Surface:
        """The height of a front (N,) over any points (n, 2), by its nearest neighbours."""
        tree = cKDTree(self.points * size)

        def height(at: Array) -> Array:
            distance, nearest = tree.query(at, k=3)
            weight = 1 / (distance + 1e-6)
            return np.asarray((front[nearest] * weight).sum(1) / weight.sum(1))

        return height

    def domed(self, height: float, edge: float = 0.25) -> Array:
        """The front (N,) of `puffed`, for `face` and `surface`."""
        return np.asarray(edge / 2 + height * np.sqrt(np.maximum(self.swell, 0)))

    def level(self, size: float, thickness: float, dome: float = 0.0) -> Array:
        """The front (N,) of `plate`, for `face` and `surface`."""
        return self._rounded(size, thickness / 2) + dome * self.swell

    def _rounded(self, size: float, half: float) -> Array:
        radius = min(EDGE * size, 0.9 * half)
        inward = np.clip(radius - self.inset * size, 0, radius)
        return np.asarray(half - radius + np.sqrt(np.maximum(radius**2 - inward**2, 0)))


def sheet(outlines: Sequence[Array], step: float = 0.022, margins: Sequence[float] = (0.07,)) -> Sheet:
    """Triangulate a region.

    Args:
        outlines: Closed outlines (n, 2), about 1 unit in size; where they nest, every second one is a hole.
        step: Distance of neighbouring points along the border.
        margins: Distances from the border at which a `face` may begin with a clean edge.
    """
    borders = [resample(outline, max(12, round(_length(outline) / step))) for outline in outlines]
    fine = [resample(outline, 4 * len(border)) for outline, border in zip(outlines, borders, strict=True)]
    tree = cKDTree(np.concatenate(fine))
    rings = [EDGE * (1 - np.cos(angle)) for angle in np.radians([30, 50, 70, 90])]
    points = list(borders)
    for ring in sorted({*rings, *margins}):
        points += [_inner_ring(border, ring, outlines, tree) for border in borders]
    points.append(_filling(outlines, tree, 2.2 * step, max(rings[-1], *margins, 0.0) + step))
    cloud = np.concatenate(points)
    triangles = _inside(cloud, outlines)
    cloud, triangles = _compact(cloud, triangles)
    inset = tree.query(cloud)[0]
    border = _border(triangles)
    inset[border.ravel()] = 0.0
    return Sheet(cloud, triangles, border, inset, _membrane(cloud, triangles, np.unique(border)))


def contains(outlines: Sequence[Array], points: Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether points (n, 2) lie in a region, by the even-odd rule."""
    crossings = np.zeros(len(points), int)
    for outline in outlines:
        a, b = outline, np.roll(outline, -1, 0)
        spans = (a[None, :, 1] > points[:, None, 1]) != (b[None, :, 1] > points[:, None, 1])
        rise = np.where(b[:, 1] == a[:, 1], 1.0, b[:, 1] - a[:, 1])
        at = a[None, :, 0] + (points[:, None, 1] - a[None, :, 1]) / rise * (b[:, 0] - a[:, 0])[None]
        crossings += (spans & (points[:, None, 0] < at)).sum(1)
    return np.asarray(crossings % 2 == 1)


def _length(outline: Array) -> float:
    return float(np.linalg.norm(np.roll(outline, -1, 0) - outline, axis=1).sum())


def _inner_ring(border: Array, distance: float, outlines: Sequence[Array], tree: cKDTree) -> Array:
    """Points at a distance from a border, inside the region, without those that come too near to another part."""
    normals = outward(border)
    around = np.linspace(0, TAU, 18, endpoint=False)
    fans = _clefts(border)[:, None] + distance * np.stack([np.cos(around), np.sin(around)], 1)
    ring = np.concatenate([border + normals * distance, border - normals * distance, fans.reshape(-1, 2)])
    clear = tree.query(ring)[0] > 0.96 * distance
    ring = ring[clear]
    return np.asarray(ring[contains(outlines, ring)])


def _clefts(border: Array) -> Array:
    """The corners (n, 2) of a border where its two sides turn by more than 20 degrees."""
    before, after = border - np.roll(border, 1, 0), np.roll(border, -1, 0) - border
    cosine = (before * after).sum(1) / (np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1) + 1e-12)
    return np.asarray(border[cosine < np.cos(np.radians(20))])


def _filling(outlines: Sequence[Array], tree: cKDTree, step: float, margin: float) -> Array:
    """A hexagonal lattice of points that keep clear of the border."""
    every = np.concatenate(outlines)
    low, high = every.min(0), every.max(0)
    x, y = np.meshgrid(np.arange(low[0], high[0], step), np.arange(low[1], high[1], step * 0.866))
    x = x + np.where(np.arange(len(x)) % 2, step / 2, 0.0)[:, None]
    lattice = np.stack([x.ravel(), y.ravel()], 1)
    lattice = lattice[tree.query(lattice)[0] > margin]
    return np.asarray(lattice[contains(outlines, lattice)])


def _inside(points: Array, outlines: Sequence[Array]) -> Faces:
    """The Delaunay triangles (T, 3) that lie in the region, counter-clockwise."""
    triangles = Delaunay(points).simplices.astype(np.int64)
    corners = points[triangles]
    one, two = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
    triangles[area < 0] = triangles[area < 0][:, ::-1]
    keep = (np.abs(area) > 1e-9) & contains(outlines, corners.mean(1))
    return np.asarray(triangles[keep])


def _compact(points: Array, triangles: Faces) -> tuple[Array, Faces]:
    used, faces = np.unique(triangles, return_inverse=True)
    return points[used], faces.reshape(-1, 3).astype(np.int64)


def _border(triangles: Faces) -> Faces:
    """Edges that belong to one triangle only, in that triangle's direction."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    count = int(edges.max()) + 1
    back = set((edges[:, 1] * count + edges[:, 0]).tolist())
    alone = [code not in back for code in (edges[:, 0] * count + edges[:, 1]).tolist()]
    return np.asarray(edges[np.asarray(alone)])


def _membrane(points: Array, triangles: Faces, fixed: Faces) -> Array:
    """The solution (N,) of Poisson's equation over the triangles, scaled to a maximum of 1 (linear elements)."""
    n = len(points)
    corners = points[triangles]
    area = np.zeros(n)
    rows, columns, values = [], [], []
    for k in range(3):
        i, j = (k + 1) % 3, (k + 2) % 3
        one, two = corners[:, i] - corners[:, k], corners[:, j] - corners[:, k]
        cross = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
        weight = np.clip((one * two).sum(1) / np.maximum(cross, 1e-12), -50, 50) / 2
        a, b = triangles[:, i], triangles[:, j]
        rows += [a, b, a, b]
        columns += [b, a, a, b]
        values += [-weight, -weight, weight, weight]
        np.add.at(area, triangles[:, k], cross / 6)
    stiffness = coo_array((np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), (n, n)).tocsr()
    free = np.setdiff1d(np.arange(n), fixed)
    height = np.zeros(n)
    height[free] = np.maximum(spsolve(stiffness[free][:, free].tocsc(), area[free]), 0)
    return np.asarray(height / max(float(height.max()), 1e-12))
