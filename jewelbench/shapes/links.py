"""Single links of chains, about the origin, along x, lying flat in the plane z = 0. Lengths are in gauges."""

from dataclasses import dataclass

import numpy as np

from jewelbench.shapes.mesh import TAU, Array, Mesh, rod, sphere, superellipse, sweep


@dataclass(frozen=True)
class Link:
    """A bent wire.

    Attributes:
        length: Outer length.
        width: Outer width.
        wire: The wire's thickness in the link's plane.
        roll: Degrees that the link is turned about the chain's direction; 0 lies flat.
        thickness: The wire's thickness across the link's plane, in wires.
        corner: 2 is a link with round ends, more is squarer.
        edge: The wire's section: 2 is round, more is squarer.
        bar: A bar runs across the middle.
    """

    length: float
    width: float
    wire: float
    roll: float = 0.0
    thickness: float = 1.0
    corner: float = 2.0
    edge: float = 2.0
    bar: bool = False

    @property
    def pitch(self) -> float:
        """The length that the link adds to a chain in which each hangs in the one before."""
        return self.length - 2.1 * self.wire

    def mesh(self, n: int, m: int) -> Mesh:
        """The link as a tube of n sections of m points."""
        path, outward = self._path(n)
        section = superellipse(self.wire * self.thickness, self.wire, self.edge, m)
        body = sweep(path, section, up=outward)
        if not self.bar:
            return body
        half = self.width / 2 - self.wire / 2
        return joined(body, rod([0, -half, 0], [0, half, 0], self.wire * 0.48, n=m))

    def _path(self, n: int) -> tuple[Array, Array]:
        half, reach = self.width / 2 - self.wire / 2, self.length / 2 - self.wire / 2
        if self.corner > 2:
            flat = superellipse(2 * reach, 2 * half, self.corner, n)
            outward = flat / np.array([reach, half]) ** 2
        else:
            flat, outward = _stadium(reach, half, n)
        zeros = np.zeros((len(flat), 1))
        return np.c_[flat, zeros], np.c_[outward, zeros]


def _stadium(reach: float, half: float, n: int) -> tuple[Array, Array]:
    """Two half circles joined by straight sides: points and outward directions, (n, 2) each."""
    angles = np.linspace(-TAU / 4, TAU / 4, n // 2)
    end = np.stack([np.cos(angles), np.sin(angles)], 1)
    straight = max(reach - half, 0.0)
    bend = np.array([min(half, reach), half])
    points = np.concatenate([end * bend + [straight, 0], -end * bend - [straight, 0]])
    return points, np.concatenate([end, -end])


def joined(*meshes: Mesh) -> Mesh:
    """Several meshes as one; all smooth or all flat."""
    offsets = np.cumsum([0, *[len(mesh.vertices) for mesh in meshes[:-1]]])
    return Mesh(
        np.concatenate([mesh.vertices for mesh in meshes]),
        np.concatenate([mesh.faces + offset for mesh, offset in zip(meshes, offsets, strict=True)]),
        meshes[0].smooth,
    )


def grain(n: int) -> Mesh:
    """A plump grain of wheat, leaning outward, for one quarter of a wheat chain."""
    body = sphere(1.0, n).scaled([0.52, 0.20, 0.20])
    c, s = np.cos(np.radians(28)), np.sin(np.radians(28))
    leaning = body.vertices @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1]])
    return Mesh(leaning, body.faces).moved([0, 0.24, 0])


def chevron(width: float = 1.0, step: float = 0.3, thickness: float = 0.24) -> Mesh:
    """One V-shaped slat of a herringbone chain, its point forward, its trailing edge lower so that slats overlap."""
    half = width / 2
    forward = 0.32 * width
    rows = []
    for x, z in ((-0.5 * step, 0.0), (-0.5 * step, 0.45 * thickness), (0.4 * step, thickness), (0.66 * step, 0.0)):
        rows.append([[x - forward / 2, -half, z * 0.6], [x + forward / 2, 0, z], [x - forward / 2, half, z * 0.6]])
    vertices = np.asarray(rows, float).reshape(-1, 3) - [0, 0, thickness / 2]
    faces = []
    for row in range(4):
        following = (row + 1) % 4
        for column in range(2):
            a, b = row * 3 + column, following * 3 + column
            faces += [[a, b, b + 1], [a, b + 1, a + 1]]
    faces += [[0, 6, 3], [0, 9, 6], [2, 5, 8], [2, 8, 11]]
    return Mesh(vertices, np.asarray(faces), smooth=False)


def bar(length: float, width: float, n: int) -> Mesh:
    """A straight bar with rounded ends."""
    t = np.linspace(-1, 1, 12)
    ends = np.sqrt(np.clip(1 - np.abs(t) ** 14, 0.02, 1))
    path = np.stack([t * length / 2, 0 * t, 0 * t], 1)
    return sweep(path, superellipse(width, width, 2.6, n), closed=False, scale=ends)
