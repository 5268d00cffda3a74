import numpy as np
import pytest

from jewelbench.shapes.chains import BUDGET, KINDS, LINKED, beads, chain
from jewelbench.shapes.curves import ellipse
from jewelbench.shapes.mesh import Mesh, sphere
from jewelbench.shapes.stations import copies, length, stations
from jewelbench.specs.necklaces import CHAINS

STRAIGHT = np.stack([np.linspace(0, 60, 50), np.zeros(50), np.zeros(50)], 1)


def test_there_is_a_chain_for_every_name_a_spec_may_hold() -> None:
    assert set(KINDS) == set(CHAINS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_chain_is_as_wide_as_its_gauge_and_as_long_as_its_path(kind: str) -> None:
    points = chain(STRAIGHT, kind, 3.0).points()
    low, high = points.min(0), points.max(0)
    across = np.hypot(points[:, 1], points[:, 2]).max() * 2
    assert 0.8 * 3.0 <= across <= 1.35 * 3.0
    assert high[0] - low[0] > 0.8 * 60


@pytest.mark.parametrize("kind", KINDS)
def test_fine_and_coarse_chains_keep_to_the_budget(kind: str) -> None:
    around = ellipse(65, 60)
    for gauge in (1.6, 6.0):
        assert chain(around, kind, gauge, closed=True).triangles() < 2 * BUDGET


def test_the_kinds_all_differ() -> None:
    shapes = {kind: chain(STRAIGHT, kind, 3.0).points() for kind in KINDS}
    assert len({(len(points), round(float(np.abs(points).sum()))) for points in shapes.values()}) == len(KINDS)


@pytest.mark.parametrize("kind", LINKED)
def test_neighbouring_links_hang_in_one_another(kind: str) -> None:
    links = LINKED[kind]
    for link, following in zip(links, (*links[1:], links[0]), strict=True):
        apart = (link.pitch + following.pitch) / 2
        assert apart < (link.length + following.length) / 2 - link.wire
        assert apart > (link.length + following.length) / 2 - 2.5 * link.wire


def test_an_unknown_chain_is_refused() -> None:
    with pytest.raises(KeyError):
        chain(STRAIGHT, "anchor cable", 2.0)


@pytest.mark.parametrize("graduated", [0.0, 0.5])
@pytest.mark.parametrize("closed", [False, True])
def test_neighbouring_beads_touch_and_do_not_overlap(graduated: float, closed: bool) -> None:
    path = ellipse(40, 40) if closed else STRAIGHT
    (mesh,) = beads(path, 3.0, closed=closed, gap=0.0, graduated=graduated).slots["pearl"]
    centres, radii = _balls(mesh)
    apart = np.linalg.norm(np.diff(centres, axis=0), axis=1)
    touching = radii[1:] + radii[:-1]
    assert np.all(np.abs(apart / touching - 1) < 0.12)


def test_the_largest_graduated_bead_is_in_the_middle() -> None:
    (mesh,) = beads(STRAIGHT, 3.0, graduated=0.5).slots["pearl"]
    centres, radii = _balls(mesh)
    assert abs(centres[np.argmax(radii), 0] - 30) < 4
    assert radii.min() < 0.75 * radii.max()


def _balls(mesh: Mesh) -> tuple[np.ndarray, np.ndarray]:
    """Middles and radii of a strand's balls: each begins with its pole, as often as the ball has meridians."""
    at_pole = np.linalg.norm(mesh.vertices - mesh.vertices[0], axis=1) < 1e-9
    rings = int(at_pole.sum()) // 2
    balls = mesh.vertices.reshape(-1, len(sphere(1.0, rings).vertices), 3)
    poles = balls[:, 0], balls[:, -1]
    return (poles[0] + poles[1]) / 2, np.linalg.norm(poles[0] - poles[1], axis=1) / 2


def test_stations_are_evenly_spaced_with_square_frames() -> None:
    path = ellipse(30, 20, 600)
    places = stations(path, 2.0, closed=True)
    apart = np.linalg.norm(np.roll(places.centres, -1, 0) - places.centres, axis=1)
    assert np.all(np.abs(apart - length(path, True) / len(apart)) < 0.02)
    frames = places.frames(37.0)
    np.testing.assert_allclose(
        np.einsum("nij,nik->njk", frames, frames), np.broadcast_to(np.eye(3), frames.shape), atol=1e-6
    )
    assert np.all(np.linalg.det(frames) > 0.99)


def test_copies_repeat_a_mesh_as_adding_it_each_time_would() -> None:
    ball = sphere(1.0, 4)
    places = stations(STRAIGHT, 20.0)
    many = copies(ball, places.frames(), places.centres, 2.0)
    for i, centre in enumerate(places.centres):
        once = 2.0 * ball.vertices @ places.frames()[i].T + centre
        part = many.vertices[i * len(ball.vertices) : (i + 1) * len(ball.vertices)]
        np.testing.assert_allclose(part, once)
    assert len(many.faces) == len(places.centres) * len(ball.faces)
    assert many.faces.max() == len(many.vertices) - 1
