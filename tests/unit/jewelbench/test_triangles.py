import numpy as np
import pytest

from jewelbench.rendering.materials import Material, glossy, metal, stone
from jewelbench.rendering.triangles import Extra, Triangles, pack
from jewelbench.shapes.mesh import Assembly, Mesh, Slot, disc, sphere

BALL = sphere(2.0, 12)
MATERIALS: dict[Slot, Material] = {"metal": metal("silver"), "stone": stone("ruby"), "enamel": glossy((0.5, 0.0, 0.0))}


def packed(assembly: Assembly, *extras: Extra) -> Triangles:
    return pack(assembly, MATERIALS, extras)


def test_every_face_keeps_its_corners_and_its_material() -> None:
    facets = Mesh(BALL.vertices, BALL.faces, smooth=False)
    assembly = Assembly().add("metal", BALL).add("stone", facets, translation=[9, 0, 0]).add("enamel", disc(3, 1))
    triangles = packed(assembly)
    assert len(triangles.corners) == assembly.triangles()
    corners = triangles.positions[triangles.corners[:, :3]]
    for low, high, kind in ((-4, 4, 0.0), (6, 12, 1.0)):
        ours = (corners[..., 0].min(1) > low) & (corners[..., 0].max(1) < high)
        assert set(triangles.materials[triangles.planes[ours, 3].astype(int), 0]) == {kind}


def test_smooth_normals_point_out_of_a_ball_and_flat_ones_are_those_of_the_facets() -> None:
    smooth = packed(Assembly().add("metal", BALL))
    outward = smooth.positions / np.linalg.norm(smooth.positions, axis=1, keepdims=True)
    assert np.sum(smooth.normals[:, :3] * outward, 1).min() > 0.97
    flat = packed(Assembly().add("metal", Mesh(BALL.vertices, BALL.faces, smooth=False)))
    assert np.array_equal(flat.normals[flat.corners[:, 0]][:, :3], flat.planes[:, :3])


def test_only_the_piece_is_marked_as_ours() -> None:
    cup = Extra(disc(20, 2), glossy((0.1, 0.2, 0.3)))
    triangles = packed(Assembly().add("metal", BALL), cup)
    ours = triangles.materials[triangles.planes[:, 3].astype(int), 15]
    assert ours.sum() == len(BALL.faces)


def test_colour_factors_survive_their_three_bytes() -> None:
    colours = np.random.default_rng(1).uniform(0, 1, (len(BALL.faces), 3))
    triangles = packed(Assembly(), Extra(BALL, glossy((1.0, 1.0, 1.0)), colours))
    packed_colours = triangles.corners[:, 3]
    read = np.stack([(packed_colours >> shift & 255) / 255 for shift in (0, 8, 16)], 1) ** 2
    assert read == pytest.approx(colours, abs=0.01)


def test_a_collapsed_triangle_does_no_harm() -> None:
    point = Mesh(np.zeros((3, 3)), np.array([[0, 1, 2]]))
    assert np.isfinite(packed(Assembly().add("metal", point)).planes).all()


def test_stones_of_one_size_share_a_material() -> None:
    assembly = Assembly()
    for k in range(20):
        assembly.add("stone", BALL, translation=[5 * k, 0, 0])
    assembly.add("stone", BALL, scale=2.0)
    assert len(packed(assembly).materials) == 2


def test_a_mesh_of_many_stones_absorbs_like_each_of_them() -> None:
    row = [BALL.moved([5 * k, 0, 0]) for k in range(6)]
    faces = np.concatenate([mesh.faces + k * len(BALL.vertices) for k, mesh in enumerate(row)])
    many = Mesh(np.concatenate([mesh.vertices for mesh in row]), faces)
    one, joined = (packed(Assembly().add("stone", mesh)).materials for mesh in (BALL, many))
    assert joined == pytest.approx(one)
    assert one[0, 6] < one[0, 5]
