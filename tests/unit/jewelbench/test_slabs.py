import numpy as np
import pytest

from jewelbench.shapes import motif_outlines as outlines
from jewelbench.shapes.mesh import Mesh
from jewelbench.shapes.slabs import EDGE, contains, sheet

RING = [outlines.ellipse(0.5, 0.5), outlines.ellipse(0.3, 0.3)]
SHAPES = {
    "heart": [outlines.heart()],
    "crescent": [outlines.crescent()],
    "hamsa": [outlines.hamsa()],
    "star": [outlines.dense(outlines.star(), 300)],
    "quatrefoil": [outlines.quatrefoil()],
    "ring": RING,
}


def volume(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)


def open_edges(mesh: Mesh) -> int:
    edges = np.concatenate([mesh.faces[:, [0, 1]], mesh.faces[:, [1, 2]], mesh.faces[:, [2, 0]]])
    directed = {tuple(edge) for edge in edges.tolist()}
    return sum((end, start) not in directed for start, end in directed)


@pytest.mark.parametrize("name", SHAPES)
def test_solids_are_closed_and_face_outward(name: str) -> None:
    flat = sheet(SHAPES[name])
    for mesh in (flat.plate(10, 1.2, 0.3), flat.puffed(10, 2.0)):
        assert open_edges(mesh) == 0
        assert volume(mesh) > 0


def test_a_plate_of_a_disc_has_the_volume_of_its_formula() -> None:
    plate = sheet([outlines.ellipse(0.5, 0.5)], step=0.03).plate(20, 2.0)
    lost_at_the_edge = 2 * np.pi * 10 * (EDGE * 20) ** 2 * (1 - np.pi / 4)
    assert volume(plate) == pytest.approx(np.pi * 10**2 * 2.0 - lost_at_the_edge, rel=0.02)


def test_a_membrane_over_a_disc_is_a_paraboloid() -> None:
    disc = sheet([outlines.ellipse(0.5, 0.5)])
    expected = 1 - (disc.points**2).sum(1) / 0.25
    assert np.abs(disc.swell - expected).max() < 0.03


def test_a_hole_stays_open() -> None:
    ring = sheet(RING)
    assert np.linalg.norm(ring.points, axis=1).min() > 0.29
    assert not contains(RING, np.array([[0.0, 0.0]]))[0]
    assert contains(RING, np.array([[0.4, 0.0]]))[0]


def test_an_enamelled_face_keeps_off_the_rim_and_above_the_metal() -> None:
    heart = sheet([outlines.heart()])
    front = heart.level(15, 1.4, 0.5)
    face = heart.face(15, front, 0.07 * 15)
    near = np.linalg.norm(face.vertices[:, None, :2] - outlines.heart()[None] * 15, axis=2).min(1)
    assert near.min() > 0.05 * 15
    assert np.all(face.vertices[:, 2] > heart.surface(15, front)(face.vertices[:, :2]))
