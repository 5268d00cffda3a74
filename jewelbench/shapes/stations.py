"""Evenly spaced places along a curve, and copies of a mesh put there."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from jewelbench.shapes.mesh import Array, Mesh


class Stations(NamedTuple):
    """Places along a curve: centres, unit tangents and unit normals, each (n, 3)."""

    centres: Array
    tangents: Array
    normals: Array

    def frames(self, roll: ArrayLike = 0.0) -> Array:
        """Rotations (n, 3, 3), columns along, sideways, normal, turned about the tangent by `roll` degrees."""
        angle = np.broadcast_to(np.radians(np.asarray(roll, float)), len(self.centres))[:, None]
        side = np.cross(self.normals, self.tangents)
        normal = self.normals * np.cos(angle) + side * np.sin(angle)
        return np.stack([self.tangents, np.cross(normal, self.tangents), normal], 2)


def length(path: Array, closed: bool) -> float:
    """The length of a curve in mm."""
    return float(_along(path, closed)[1][-1])


def _along(path: Array, closed: bool) -> tuple[Array, Array]:
    points = np.concatenate([path, path[:1]]) if closed else path
    return points, np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]


def stations_at(path: ArrayLike, at: ArrayLike, closed: bool = False, normal: ArrayLike = (0, 0, 1)) -> Stations:
    """Stations at given distances along a curve.

    Args:
        path: Points (n, 3) in mm.
        at: Distances from the first point (m,), in mm.
        closed: The last point joins the first.
        normal: Which way the curve's upper side faces, (3,), or (n, 3) at each point; made square to the tangents.
    """
    points, along = _along(np.asarray(path, float), closed)
    where = np.asarray(at, float)
    reach = 0.4 * float(np.diff(where).mean()) if len(where) > 1 else 0.5
    centres = _interpolated(points, along, where, closed)
    tangents = unit(
        _interpolated(points, along, where + reach, closed) - _interpolated(points, along, where - reach, closed)
    )
    upper = np.asarray(normal, float)
    if upper.ndim == 2:
        upper = _interpolated(np.concatenate([upper, upper[:1]]) if closed else upper, along, where, closed)
    upper = np.broadcast_to(upper, centres.shape)
    return Stations(centres, tangents, unit(upper - tangents * np.sum(upper * tangents, 1, keepdims=True)))


def stations(path: ArrayLike, step: float, closed: bool = False, normal: ArrayLike = (0, 0, 1)) -> Stations:
    """A whole number of stations about `step` mm apart, half a step from the ends of an open curve."""
    total = length(np.asarray(path, float), closed)
    count = max(2, round(total / step))
    return stations_at(path, (np.arange(count) + 0.5) * total / count, closed, normal)


def _interpolated(values: Array, along: Array, at: Array, closed: bool) -> Array:
    where = at % along[-1] if closed else at
    return np.stack([np.interp(where, along, values[:, k]) for k in range(values.shape[1])], 1)


def unit(vectors: Array) -> Array:
    """Vectors (n, 3) at length 1."""
    scaled: Array = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-12)
    return scaled


def copies(mesh: Mesh, rotations: Array, centres: Array, scales: ArrayLike = 1.0) -> Mesh:
    """One mesh that holds a copy of `mesh` at every place.

    Args:
        mesh: What to repeat.
        rotations: (n, 3, 3).
        centres: (n, 3), in mm.
        scales: One factor, or one for each copy (n,).
    """
    factor = np.broadcast_to(np.asarray(scales, float), len(centres))[:, None, None]
    vertices = np.einsum("nij,vj->nvi", rotations, mesh.vertices) * factor + centres[:, None]
    offsets = np.arange(len(centres))[:, None, None] * len(mesh.vertices)
    return Mesh(vertices.reshape(-1, 3), (mesh.faces[None] + offsets).reshape(-1, 3), mesh.smooth)
