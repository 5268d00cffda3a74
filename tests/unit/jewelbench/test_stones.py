import numpy as np
import pytest

from jewelbench.shapes.mesh import Mesh, signed_area
from jewelbench.shapes.settings import halo_reach, pave_row, set_pearl, set_stone, setting_depth
from jewelbench.shapes.stones import depth, gem, height, melee, outline
from jewelbench.specs.materials import CABOCHON_CUTS, CUTS


def volume(mesh: Mesh) -> float:
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    return float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6


def open_edges(mesh: Mesh) -> int:
    _, where = np.unique(np.round(mesh.vertices, 4), axis=0, return_inverse=True)
    faces = where.ravel()[mesh.faces]
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 2] != faces[:, 0])]
    edges = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), 1)
    return int((np.unique(edges, axis=0, return_counts=True)[1] != 2).sum())


@pytest.mark.parametrize("cut", [*CUTS, *CABOCHON_CUTS])
def test_a_stone_is_closed_and_its_faces_look_outward(cut: str) -> None:
    assert open_edges(gem(cut)) == 0
    assert volume(gem(cut)) > 0.5


@pytest.mark.parametrize("cut", [*CUTS, *CABOCHON_CUTS])
def test_a_stone_fills_its_outline(cut: str) -> None:
    assert np.ptp(gem(cut).vertices[:, :2], axis=0) == pytest.approx(np.ptp(outline(cut, 384), axis=0), abs=0.03)
    assert 0 < height(cut) < 0.7
    assert 0 < depth(cut) < 1.2


@pytest.mark.parametrize("cut", [*CUTS, *CABOCHON_CUTS])
@pytest.mark.parametrize("n", [40, 96])
def test_outlines_run_counter_clockwise_with_as_many_points_as_asked(cut: str, n: int) -> None:
    assert outline(cut, n).shape == (n, 2)
    assert signed_area(outline(cut, n)) > 0


def test_a_brilliant_ends_in_one_point() -> None:
    vertices = gem("round").vertices
    assert np.sum(vertices[:, 2] < vertices[:, 2].min() + 0.02) == 1
    assert vertices[vertices[:, 2].argmin(), :2] == pytest.approx([0, 0], abs=1e-3)


def test_a_heart_has_a_cleft() -> None:
    heart = gem("heart").vertices
    middle = heart[np.abs(heart[:, 0]) < 1e-3, 1].max()
    assert middle < heart[:, 1].max() - 0.2


@pytest.mark.parametrize("cut", [*CUTS, *CABOCHON_CUTS])
@pytest.mark.parametrize("setting", ["prong", "bezel"])
def test_a_setting_reaches_as_far_down_as_it_says(cut: str, setting: str) -> None:
    assembly = set_stone(cut, 3.0, setting, slot="accent", metal="second_metal")
    assert set(assembly.slots) == {"accent", "second_metal"}
    assert assembly.triangles() < 8000
    lowest = min(mesh.vertices[:, 2].min() for mesh in assembly.slots["second_metal"])
    assert -setting_depth(cut, 3.0, setting) * 1.1 - 0.3 < lowest < -0.9 * setting_depth(cut, 3.0, setting)


def test_a_sharp_corner_has_a_prong() -> None:
    for cut, tip in (("pear", [0, 1.11]), ("marquise", [0, 1.3]), ("heart", [0, -1.0])):
        metal = np.concatenate([m.vertices for m in set_stone(cut, 3.0).slots["metal"]])
        assert np.linalg.norm(metal[:, :2] - 3 * np.asarray(tip), axis=1).min() < 0.4


@pytest.mark.parametrize("cut", ["round", "princess", "pear", "heart"])
def test_halo_rows_lie_around_the_stone_without_touching_it(cut: str) -> None:
    one, two = set_stone(cut, 3.0, halo=1), set_stone(cut, 3.0, halo=2)
    assert len(two.slots["accent"]) > 2 * len(one.slots["accent"])
    girdle = outline(cut, 384) * 3.0
    for small in one.slots["accent"]:
        radius = np.ptp(small.vertices[:, 0]) / 2
        gap = np.linalg.norm(girdle - small.vertices[:, :2].mean(0), axis=1).min()
        assert gap > 0.98 * radius
    assert one.points()[:, 0].max() <= girdle[:, 0].max() + halo_reach(3.0, 1) + 0.2


def test_pave_has_a_stone_at_every_point_and_two_beads_between_neighbours() -> None:
    points = np.array([[0, 0, 0], [1.3, 0, 0], [2.6, 0, 0]], float)
    row = pave_row(points, np.tile([0, 0, 1.0], (3, 1)), 0.6)
    assert len(row.slots["accent"]) == 3
    assert len(row.slots["metal"]) == 4
    assert volume(melee()) > 0


def test_a_pearl_may_do_without_its_cup() -> None:
    assert set(set_pearl(4.0).slots) == {"pearl", "metal"}
    assert set(set_pearl(4.0, base=False).slots) == {"pearl"}
