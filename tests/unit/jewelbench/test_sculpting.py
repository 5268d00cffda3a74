import numpy as np
import pytest

from jewelbench.rendering import sculpting
from jewelbench.rendering.sculpting import carve, cone, ellipsoid, slab, union, within, without
from jewelbench.shapes.mesh import Mesh


def volume(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float(np.sum(a * np.cross(b, c)) / 6)


def test_a_ball_is_carved_to_size_and_faces_outwards() -> None:
    ball = carve(ellipsoid((1, 2, 3), (10, 10, 10)), (-12, -12, -12), (14, 14, 15), 1.0)
    assert volume(ball) == pytest.approx(4 / 3 * np.pi * 1000, rel=0.02)
    assert np.linalg.norm(ball.vertices - (1, 2, 3), axis=1) == pytest.approx(10, abs=0.1)


def test_a_carved_surface_is_closed() -> None:
    shape = without(
        union(slab((0, 0, 0), (8, 5, 4)), cone((0, 0, 0), (0, 0, 9), 3, 2), fillet=2), ellipsoid((8, 0, 0), (4, 4, 4))
    )
    faces = carve(shape, (-12, -9, -8), (12, 9, 15), 0.8).faces
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    there = {tuple(edge) for edge in edges}
    assert len(there) == len(edges)
    assert all((b, a) in there for a, b in there)


def test_looking_only_near_the_surface_finds_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    shape = union(cone((-9, 0, 0), (9, 4, 3), 4, 2), ellipsoid((0, -6, 0), (9, 3, 2)), fillet=6)
    sparse = carve(shape, (-18, -14, -8), (18, 12, 10), 0.9)
    monkeypatch.setattr(sculpting, "REACH", 1e6)
    whole = carve(shape, (-18, -14, -8), (18, 12, 10), 0.9)
    assert np.array_equal(sparse.vertices, whole.vertices)
    assert np.array_equal(sparse.faces, whole.faces)


def test_a_fillet_adds_material_only_where_shapes_meet() -> None:
    points = np.array([[2.2, 3, 0], [11.2, 3, 0], [-6.8, 3, 0]], np.float32)
    rods = cone((-9, 0, 0), (9, 0, 0), 2), cone((0, -9, 0), (0, 9, 0), 2)
    sharp, soft = union(*rods)(points), union(*rods, fillet=3.0)(points)
    assert soft[0] < sharp[0] - 0.2
    assert soft[1:] == pytest.approx(sharp[1:])
    assert within(*rods, fillet=0)(np.array([[0, 0, 0], [6, 0, 0]], np.float32)) == pytest.approx([-2.0, 4.0], abs=0.01)
