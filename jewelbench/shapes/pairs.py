"""Two of a kind laid out side by side: earrings and cufflinks."""

from dataclasses import dataclass

from jewelbench.shapes.mesh import Array, Assembly, rotation


@dataclass(frozen=True)
class Pose:
    """How a piece is turned: first back about x by `pitch`, then to the left about z by `yaw`; degrees."""

    yaw: float = 0.0
    pitch: float = 0.0

    def matrix(self) -> Array:
        """The rotation (3, 3)."""
        return rotation("z", self.yaw) @ rotation("x", self.pitch)


FACE_UP = Pose(0.0, -90.0)
"""Lying on its back: what faced the viewer faces up."""


def mirrored(assembly: Assembly) -> Assembly:
    """The mirror image in the plane x = 0."""
    result = Assembly()
    for slot, meshes in assembly.slots.items():
        for mesh in meshes:
            result.add(slot, mesh._replace(vertices=mesh.vertices * [-1, 1, 1], faces=mesh.faces[:, ::-1]))
    return result


def side_by_side(left: Assembly, right: Assembly, poses: tuple[Pose, Pose], gap: float = 0.3) -> Assembly:
    """Two pieces next to one another, each standing on z = 0.

    Args:
        left: The piece at -x.
        right: The piece at +x.
        poses: How each is turned.
        gap: Space between them, in shares of the wider one's width.
    """
    turned = [Assembly().merge(piece, pose.matrix()) for piece, pose in zip((left, right), poses, strict=True)]
    boxes = [(piece.points().min(0), piece.points().max(0)) for piece in turned]
    space = gap * max(float(high[0] - low[0]) for low, high in boxes) + 0.8
    result = Assembly()
    for piece, (low, high), side in zip(turned, boxes, (-1, 1), strict=True):
        x = -space / 2 - high[0] if side < 0 else space / 2 - low[0]
        result.merge(piece, translation=[x, -(low[1] + high[1]) / 2, -low[2]])
    return result


def one(piece: Assembly, pose: Pose) -> Assembly:
    """A single piece, turned, on z = 0."""
    return Assembly().merge(piece, pose.matrix()).grounded()
