"""Soft shapes (hands, ears, necks, cloth) as signed distance fields, and their surfaces as meshes.

A field gives for points (n, 3) in mm their distance (n,) to a surface, negative inside. Fields are joined with
fillets; `carve` finds the surface with naive surface nets (Gibson 1998), whose vertices lie where they make it smooth.
"""

from collections.abc import Callable, Sequence
from itertools import combinations, product

import numpy as np
from numpy.typing import ArrayLike, NDArray

from jewelbench.shapes.mesh import Array, Mesh

BLOCK = 6
"""Grid points on a side of the blocks in which a shape is looked for."""
REACH = 1.3
"""How near to a block's middle the surface must be to be looked for there, in block sides; half its diagonal is 0.87,
the rest is for fields that are only nearly distances."""

_CUBE_CORNERS = np.array(list(product((0, 1), repeat=3)))
_CUBE_EDGES = [(i, j) for i, j in combinations(range(8), 2) if np.abs(_CUBE_CORNERS[i] - _CUBE_CORNERS[j]).sum() == 1]

Field = Callable[[NDArray[np.float32]], NDArray[np.float32]]


def cone(start: ArrayLike, end: ArrayLike, radius: float, end_radius: float | None = None, flat: float = 1.0) -> Field:
    """A round-ended rod whose radius changes along it; `flat` below 1 presses it down along z."""
    p, q = np.asarray(start, np.float32), np.asarray(end, np.float32)
    tip = radius if end_radius is None else end_radius
    squeeze = np.array([1, 1, 1 / flat], np.float32)
    along = (q - p) * squeeze

    def distance(points: NDArray[np.float32]) -> NDArray[np.float32]:
        local = (points - p) * squeeze
        t = np.clip(local @ along / max(float(along @ along), 1e-9), 0, 1)
        gap = np.sqrt(((local - t[:, None] * along) ** 2).sum(1))
        return np.asarray((gap - (radius + (tip - radius) * t)) * flat, np.float32)

    return distance


def chain(points: ArrayLike, radii: Sequence[float], fillet: float = 1.5, flat: float = 1.0) -> Field:
    """Rods from point to point."""
    path = np.asarray(points, float)
    rods = [cone(path[i], path[i + 1], radii[i], radii[i + 1], flat) for i in range(len(path) - 1)]
    return union(*rods, fillet=fillet)


def ellipsoid(centre: ArrayLike, radii: ArrayLike) -> Field:
    """An ellipsoid along the axes; away from its surface the distance is a bound only."""
    middle, axes = np.asarray(centre, np.float32), np.asarray(radii, np.float32)

    def distance(points: NDArray[np.float32]) -> NDArray[np.float32]:
        local = (points - middle) / axes
        size = np.sqrt((local**2).sum(1)) + 1e-6
        steep = np.sqrt(((local / axes) ** 2).sum(1)) + 1e-6
        return np.asarray(size * (size - 1) / steep, np.float32)

    return distance


def slab(centre: ArrayLike, half: ArrayLike, edge: float = 1.0) -> Field:
    """A box along the axes, its edges rounded by `edge` mm."""
    middle, size = np.asarray(centre, np.float32), np.asarray(half, np.float32) - edge

    def distance(points: NDArray[np.float32]) -> NDArray[np.float32]:
        local = np.abs(points - middle) - size
        outside = np.sqrt((np.maximum(local, 0) ** 2).sum(1))
        return np.asarray(outside + np.minimum(local.max(1), 0) - edge, np.float32)

    return distance


def union(*fields: Field, fillet: float = 0.0) -> Field:
    """All of the shapes, joined with fillets of about `fillet` mm.

    Source: Quilez, "smooth minimum", the quadratic polynomial.
    """

    def distance(points: NDArray[np.float32]) -> NDArray[np.float32]:
        total = fields[0](points)
        for field in fields[1:]:
            total = _soft_min(total, field(points), fillet)
        return total

    return distance


def without(body: Field, *tools: Field, fillet: float = 1.0) -> Field:
    """A shape with others taken out of it."""

    def distance(points: NDArray[np.float32]) -> NDArray[np.float32]:
        total = body(points)
        for tool in tools:
            total = -_soft_min(-total, tool(points), fillet)
        return total

    return distance


def within(*fields: Field, fillet: float = 1.0) -> Field:
    """What lies in all of the shapes."""

    def distance(points: NDArray[np.float32]) -> NDArray[np.float32]:
        total = -fields[0](points)
        for field in fields[1:]:
            total = _soft_min(total, -field(points), fillet)
        return -total

    return distance


def grown(body: Field, by: float | Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Field:
    """A shape with its surface moved outwards, by so many mm or by as many as a function of the points says."""
    return lambda points: body(points) - (by(points) if callable(by) else np.float32(by))


def _soft_min(a: NDArray[np.float32], b: NDArray[np.float32], fillet: float) -> NDArray[np.float32]:
    if fillet <= 0:
        return np.minimum(a, b)
    blend = np.maximum(fillet - np.abs(a - b), 0) / fillet
    return np.asarray(np.minimum(a, b) - blend * blend * (fillet / 4), np.float32)


def carve(body: Field, low: ArrayLike, high: ArrayLike, step: float) -> Mesh:
    """The surface of a shape inside a box from `low` to `high`, on a grid of `step` mm.

    Where the shape reaches through the box it is left open.
    """
    start = np.asarray(low, float)
    blocks = np.ceil((np.asarray(high, float) - start) / (step * BLOCK)).astype(int)
    values = _sampled(body, start, blocks, step)
    vertices, numbers = _net(values)
    return Mesh(start + step * vertices, _quads(values < 0, numbers))


def _sampled(body: Field, start: Array, blocks: NDArray[np.int64], step: float) -> NDArray[np.float32]:
    """The field on a grid of `blocks` times BLOCK steps; blocks that the surface cannot cross have one value each."""
    size = step * BLOCK
    middles = start + (np.argwhere(np.ones(blocks, bool)) + 0.5) * size - 0.5 * step
    coarse = body(middles.astype(np.float32))
    near = np.abs(coarse) < REACH * size
    values = np.repeat(coarse[:, None], BLOCK**3, 1)
    offsets = (np.argwhere(np.ones((BLOCK,) * 3, bool)) - (BLOCK - 1) / 2) * step
    points = (middles[near][:, None] + offsets).reshape(-1, 3).astype(np.float32)
    parts = np.array_split(points, max(1, len(points) // 40_000))
    values[near] = np.concatenate([body(part) for part in parts]).reshape(-1, BLOCK**3)
    grid = values.reshape(*blocks, BLOCK, BLOCK, BLOCK).transpose(0, 3, 1, 4, 2, 5).reshape(*(blocks * BLOCK))
    return np.where(grid == 0, np.float32(1e-6), grid)


def _net(values: NDArray[np.float32]) -> tuple[Array, NDArray[np.int64]]:
    """One vertex (n, 3), in steps, for each cell that the surface crosses, and the cells' vertex numbers (-1: none)."""
    corners = _CUBE_CORNERS
    cells = tuple(size - 1 for size in values.shape)
    views = [values[a : a + cells[0], b : b + cells[1], c : c + cells[2]] for a, b, c in corners]
    signs = sum((view < 0).astype(np.int8) for view in views)
    at = np.argwhere((signs > 0) & (signs < 8))
    around = np.stack([values[tuple((at + corner).T)] for corner in corners], 1)
    total, count = np.zeros((len(at), 3)), np.zeros(len(at))
    for i, j in _CUBE_EDGES:
        crossed = (around[:, i] < 0) != (around[:, j] < 0)
        t = around[crossed, i] / (around[crossed, i] - around[crossed, j])
        total[crossed] += corners[i] + t[:, None] * (corners[j] - corners[i])
        count += crossed
    numbers = np.full(cells, -1)
    numbers[tuple(at.T)] = np.arange(len(at))
    return at + total / count[:, None], numbers


def _quads(inside: NDArray[np.bool_], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """Two triangles across every grid edge that leaves the shape, facing outwards."""
    found = []
    for axis, (j, k) in enumerate(((1, 2), (2, 0), (0, 1))):
        here = np.moveaxis(inside, axis, 0)
        at = np.argwhere(here[:-1] != here[1:])
        order = [axis, *(other for other in range(3) if other != axis)]
        edges = np.empty_like(at)
        edges[:, order] = at
        keep = (edges[:, j] > 0) & (edges[:, k] > 0)
        keep &= (edges[:, j] < numbers.shape[j]) & (edges[:, k] < numbers.shape[k])
        edges = edges[keep]
        unit_j, unit_k = np.eye(3, dtype=int)[j], np.eye(3, dtype=int)[k]
        ring = [edges - unit_j - unit_k, edges - unit_k, edges, edges - unit_j]
        quad = np.stack([numbers[tuple(cell.T)] for cell in ring], 1)
        leaves = inside[tuple(edges.T)]
        found.append(np.where(leaves[:, None], quad, quad[:, ::-1]))
    quads = np.concatenate(found)
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
