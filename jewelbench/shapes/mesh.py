"""Triangle meshes in millimetres and the solids that jewellery is made of.

Solids come from three ideas: sweep a section along a path, loft scaled outlines, or take a sphere. All vertices are
float64; z is up; faces wind counter-clockwise seen from outside.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Faces = NDArray[np.int64]
Slot = Literal["metal", "second_metal", "stone", "accent", "pearl", "enamel", "cord", "dial", "dark"]
TAU = 2 * np.pi


class Mesh(NamedTuple):
    """Triangles: vertices (V, 3) in mm, faces (F, 3); unless `smooth`, every facet is flat."""

    vertices: Array
    faces: Faces
    smooth: bool = True

    def scaled(self, factor: ArrayLike) -> "Mesh":
        """The mesh scaled about the origin, by one factor or one per axis."""
        return self._replace(vertices=self.vertices * np.asarray(factor, float))

    def moved(self, translation: ArrayLike) -> "Mesh":
        """The mesh moved by a vector (3,), in mm."""
        return self._replace(vertices=self.vertices + np.asarray(translation, float))


class Assembly:
    """Meshes by slot; a slot names the material that its meshes are made of."""

    def __init__(self) -> None:
        self.slots: dict[Slot, list[Mesh]] = {}

    def add(
        self,
        slot: Slot,
        mesh: Mesh,
        rotation: ArrayLike | None = None,
        translation: ArrayLike | None = None,
        scale: float = 1.0,
    ) -> "Assembly":
        """Add a mesh, scaled, then rotated (3, 3), then moved (3,); returns itself."""
        vertices = mesh.vertices * scale
        if rotation is not None:
            vertices = vertices @ np.asarray(rotation, float).T
        if translation is not None:
            vertices = vertices + np.asarray(translation, float)
        self.slots.setdefault(slot, []).append(mesh._replace(vertices=vertices))
        return self

    def merge(
        self,
        other: "Assembly",
        rotation: ArrayLike | None = None,
        translation: ArrayLike | None = None,
        scale: float = 1.0,
        slots: Mapping[Slot, Slot] | None = None,
    ) -> "Assembly":
        """Add every mesh of another assembly, its slots renamed by `slots`; returns itself."""
        renamed = slots or {}
        for slot, meshes in other.slots.items():
            for mesh in meshes:
                self.add(renamed.get(slot, slot), mesh, rotation, translation, scale)
        return self

    def points(self) -> Array:
        """All vertices, (N, 3)."""
        return np.concatenate([mesh.vertices for meshes in self.slots.values() for mesh in meshes])

    def triangles(self) -> int:
        """How many triangles there are."""
        return sum(len(mesh.faces) for meshes in self.slots.values() for mesh in meshes)

    def grounded(self, height: float = 0.0) -> "Assembly":
        """The same, moved so that its lowest point is at z = `height` mm and its middle over the origin."""
        points = self.points()
        low, high = points.min(0), points.max(0)
        middle = (low + high) / 2
        return Assembly().merge(self, translation=[-middle[0], -middle[1], height - low[2]])


def rotation(axis: Literal["x", "y", "z"], degrees: float) -> Array:
    """The rotation matrix (3, 3) about a coordinate axis, right-handed."""
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.eye(3)
    matrix[i, i] = matrix[j, j] = c
    matrix[i, j], matrix[j, i] = -s, s
    return matrix


def frame(z: ArrayLike, x: ArrayLike | None = None) -> Array:
    """An orthonormal frame (3, 3), columns x, y, z: z as given, x as near to the given one as can be."""
    up = np.asarray(z, float) / np.linalg.norm(z)
    if x is None:
        x = [1, 0, 0] if abs(up[0]) < 0.9 else [0, 1, 0]
    side = np.asarray(x, float)
    side = side - up * (side @ up)
    side = side / np.linalg.norm(side)
    return np.stack([side, np.cross(up, side), up], 1)


def grid_faces(rows: int, columns: int, wrap_rows: bool, wrap_columns: bool) -> Faces:
    """The faces of a grid of vertices numbered row by row, joined at its edges where asked."""
    i = np.arange(rows if wrap_rows else rows - 1)[:, None]
    j = np.arange(columns if wrap_columns else columns - 1)[None]
    a, b = i * columns + j, ((i + 1) % rows) * columns + j
    c, d = ((i + 1) % rows) * columns + (j + 1) % columns, i * columns + (j + 1) % columns
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


def circle(radius: float, n: int = 96, axis: Literal["y", "z"] = "z", height: float = 0.0) -> Array:
    """Points (n, 3) on a circle about an axis; the path is closed, its last point is not its first."""
    t = np.linspace(0, TAU, n, endpoint=False)
    points = np.stack([radius * np.cos(t), radius * np.sin(t), np.full(n, height)], 1)
    return points if axis == "z" else points @ rotation("x", 90).T


def superellipse(width: float, height: float, exponent: float = 4.0, n: int = 28) -> Array:
    """A section (n, 2): an ellipse at exponent 2, nearer to a rectangle above, to a diamond below."""
    t = np.linspace(0, TAU, n, endpoint=False)
    c, s = np.cos(t), np.sin(t)
    x = width / 2 * np.sign(c) * np.abs(c) ** (2 / exponent)
    return np.stack([x, height / 2 * np.sign(s) * np.abs(s) ** (2 / exponent)], 1)


def resample(outline: Array, n: int) -> Array:
    """A closed outline (m, 2) as n points at equal distances along it."""
    closed = np.concatenate([outline, outline[:1]])
    along = np.r_[0, np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))]
    at = np.linspace(0, along[-1], n, endpoint=False)
    return np.stack([np.interp(at, along, closed[:, k]) for k in (0, 1)], 1)


def outward(outline: Array) -> Array:
    """Unit normals (n, 2) that point out of a closed outline (n, 2)."""
    tangent = np.roll(outline, -1, 0) - np.roll(outline, 1, 0)
    normal = np.stack([tangent[:, 1], -tangent[:, 0]], 1)
    normal /= np.linalg.norm(normal, axis=1, keepdims=True) + 1e-9
    return normal if signed_area(outline) > 0 else -normal


def signed_area(outline: Array) -> float:
    """Twice the area of a closed outline, positive when it runs counter-clockwise."""
    return float(np.sum(outline[:, 0] * np.roll(outline[:, 1], -1) - outline[:, 1] * np.roll(outline[:, 0], -1)))


def sweep(
    path: ArrayLike,
    section: ArrayLike,
    closed: bool = True,
    up: ArrayLike | None = None,
    scale: ArrayLike | None = None,
    twist: float = 0.0,
    caps: bool = True,
) -> Mesh:
    """Carry a section along a path.

    Args:
        path: Points (n, 3) in mm.
        section: One section (m, 2) or one for each point (n, m, 2); columns are (sideways, outward).
        closed: The last point joins the first.
        up: The outward direction at each point (n, 3); without it a frame is carried along without twisting.
        scale: A factor for each point: (n,), or (n, 2) for sideways and outward.
        twist: Radians that the section turns from the first point to the last (only without `up`).
        caps: Close the ends of an open path.
    """
    points = np.asarray(path, float)
    n = len(points)
    tangents = np.roll(points, -1, 0) - np.roll(points, 1, 0) if closed else np.gradient(points, axis=0)
    tangents = tangents / (np.linalg.norm(tangents, axis=1, keepdims=True) + 1e-12)
    if up is None:
        out = _carried_frame(tangents, closed, twist)
    else:
        given = np.asarray(up, float)
        out = given - tangents * np.sum(given * tangents, 1, keepdims=True)
        out = out / (np.linalg.norm(out, axis=1, keepdims=True) + 1e-12)
    side = np.cross(tangents, out)
    shape = np.asarray(section, float)
    shape = np.broadcast_to(shape, (n, *shape.shape[-2:]))
    if scale is not None:
        shape = shape * np.asarray(scale, float).reshape(n, 1, -1)
    m = shape.shape[1]
    vertices = (points[:, None] + side[:, None] * shape[..., :1] + out[:, None] * shape[..., 1:]).reshape(-1, 3)
    faces = grid_faces(n, m, closed, True)
    if not closed and caps:
        first, last = len(vertices), len(vertices) + 1
        vertices = np.concatenate([vertices, points[:1], points[-1:]])
        j = np.arange(m)
        k = (j + 1) % m
        head = np.stack([np.full(m, first), j, k], 1)
        tail = np.stack([np.full(m, last), (n - 1) * m + k, (n - 1) * m + j], 1)
        faces = np.concatenate([faces, head, tail])
    return Mesh(vertices, faces)


def _carried_frame(tangents: Array, closed: bool, twist: float) -> Array:
    """Outward directions (n, 3) carried along the tangents; a closed path has its holonomy spread over its length."""
    n = len(tangents)
    out = np.zeros_like(tangents)
    u = frame(tangents[0])[:, 0]
    for i in range(n):
        u = u - tangents[i] * (tangents[i] @ u)
        u = u / np.linalg.norm(u)
        out[i] = u
    gap = 0.0
    if closed:
        u = out[-1] - tangents[0] * (out[-1] @ tangents[0])
        u = u / np.linalg.norm(u)
        gap = float(np.arctan2(np.cross(u, out[0]) @ tangents[0], u @ out[0]))
    angle = np.linspace(0, gap + twist, n, endpoint=not closed)[:, None]
    return out * np.cos(angle) + np.cross(tangents, out) * np.sin(angle)


def sphere(radius: float = 1.0, n: int = 20) -> Mesh:
    """A ball about the origin, n rings of 2n vertices."""
    theta, phi = np.meshgrid(np.linspace(0, np.pi, n + 1), np.linspace(0, TAU, 2 * n, endpoint=False), indexing="ij")
    points = np.stack([np.sin(theta) * np.cos(phi), np.sin(theta) * np.sin(phi), np.cos(theta)], -1)
    return Mesh(points.reshape(-1, 3) * radius, grid_faces(n + 1, 2 * n, False, True))


def torus(ring_radius: float, tube_radius: float, n: int = 64, m: int = 16, exponent: float = 2.0) -> Mesh:
    """A ring about the z axis."""
    section = superellipse(2 * tube_radius, 2 * tube_radius, exponent, m)
    return sweep(circle(ring_radius, n), section, up=circle(1.0, n))


def rod(start: ArrayLike, end: ArrayLike, radius: float, end_radius: float | None = None, n: int = 14) -> Mesh:
    """A straight, perhaps tapered rod with a rounded end."""
    tip = radius if end_radius is None else end_radius
    p, q = np.asarray(start, float), np.asarray(end, float)
    t = np.linspace(0, 1, 8)
    angle = np.linspace(0, np.pi / 2, 6)[1:]
    direction = (q - p) / np.linalg.norm(q - p)
    points = np.concatenate([p + (q - p) * t[:, None], q + direction * np.sin(angle)[:, None] * tip])
    widths = np.concatenate([radius + (tip - radius) * t, tip * np.cos(angle) + 1e-3])
    return sweep(points, superellipse(2, 2, 2, n), closed=False, scale=widths)


def plate(outline: Array, thickness: float, bevel: float = 0.25) -> Mesh:
    """A flat solid over an outline (n, 2), centred on z = 0, with a rounded rim of `bevel` mm."""
    centre = outline.mean(0)
    extent = float(np.abs(outline - centre).max())
    inner = 1 - bevel / extent
    angles = np.linspace(-np.pi / 2, np.pi / 2, 11)
    rim = [
        (
            inner + bevel / extent * np.cos(a),
            np.sign(a) * (thickness / 2 - bevel) + bevel * np.sin(a) if abs(a) > 1e-9 else 0.0,
        )
        for a in angles
    ]
    bottom = [(inner * f, -thickness / 2) for f in (0.001, 0.5, 0.9, 0.985)]
    top = [(inner * f, thickness / 2) for f in (0.985, 0.9, 0.5, 0.001)]
    return loft(outline, [*bottom, *rim, *top])


def disc(radius: float, thickness: float, bevel: float = 0.25, n: int = 96) -> Mesh:
    """A round plate about the z axis."""
    return plate(circle(radius, n)[:, :2], thickness, bevel)


def loft(outline: Array, levels: list[tuple[float, float]]) -> Mesh:
    """Join copies of an outline (n, 2), each scaled about its middle, at its height: levels of (scale, z mm)."""
    centre = outline.mean(0)
    rings = [np.c_[centre + (outline - centre) * max(s, 1e-3), np.full(len(outline), z)] for s, z in levels]
    faces = grid_faces(len(rings), len(outline), False, True)
    return Mesh(np.concatenate(rings), faces[:, ::-1] if signed_area(outline) > 0 else faces)


def cushion(outline: Array, height: float, n: int = 9) -> Mesh:
    """A pillow-shaped solid over a star-shaped outline (m, 2), `height` mm above and below z = 0."""
    angles = np.linspace(-np.pi / 2, np.pi / 2, 2 * n + 1)
    return loft(
        outline, [(float(np.cos(a)) ** 0.55, 0.9 * height * float(np.sin(a))) for a in np.clip(angles, -1.5707, 1.5707)]
    )
