from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial import Delaunay

from jewelbench.rendering.camera import aim
from jewelbench.rendering.holding import covers
from jewelbench.rendering.scene import Backdrop, Camera, Scene, Setting
from jewelbench.rendering.surroundings import clutter, extras_for
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.layout import Body, Worn
from jewelbench.shapes.mesh import Array, Assembly, circle, rotation, sphere, superellipse, sweep, torus

CAMERA = Camera(elevation=60, azimuth=-90, fov=30, fill=0.5)
RADII: dict[Body, tuple[float, float]] = {"finger": (8.2, 8.2), "wrist": (28.0, 21.0), "ankle": (33.0, 37.0)}


def ring(radius: float = 8.2) -> Assembly:
    return Assembly().add("metal", torus(radius + 1, 1), rotation=rotation("x", 90))


def worn(body: Body) -> Worn:
    if body == "finger":
        return Worn(ring(), body, RADII[body])
    if body in RADII:
        a, b = RADII[body]
        band = sweep(circle(1.0, 60) * (a + 1, b + 1, 1), superellipse(2, 2, 2, 8))
        return Worn(Assembly().add("metal", band), body, RADII[body])
    if body == "neck":
        x = np.linspace(-55, 55, 40)
        path = np.stack([x, np.full(40, -1.0), 110 * (x / 55) ** 2 - 60], 1)
        return Worn(Assembly().add("metal", sweep(path, superellipse(1.5, 1.5, 2, 8), closed=False)), body)
    return Worn(Assembly().add("metal", sphere(4, 8), translation=(0, -4, 0)), body)


def scene(body: str = "none", **setting: object) -> Scene:
    return Scene(
        "worn", "worn", CAMERA, backdrop=Backdrop("linen"), setting=replace(Setting(body=body, seed=3), **setting)
    )


def around(extras: list[Extra]) -> Array:
    return np.concatenate([extra.mesh.vertices for extra in extras])


@pytest.mark.parametrize("body", ["finger", "wrist", "ankle", "ear", "neck", "cloth"])
def test_a_body_stands_on_the_ground_and_is_seen_behind_the_piece(body: Body) -> None:
    extras, piece = extras_for(scene(body), worn(body))
    points = around(extras)
    assert points[:, 2].min() > -1e-6
    assert piece.points()[:, 2].min() > 0
    view = aim(CAMERA, piece.points())
    assert np.abs(view.seen(points)).max(1).min() < 0.5
    assert all(extra.colours is None or len(extra.colours) == len(extra.mesh.faces) for extra in extras)


@pytest.mark.parametrize("body", RADII)
def test_a_limb_fills_what_is_worn_around_it(body: Body) -> None:
    piece = worn(body)
    extras, placed = extras_for(scene(body), piece)
    middle = (placed.points().min(0) + placed.points().max(0)) / 2
    axis = {"finger": 1, "wrist": 1, "ankle": 2}[body]
    across = [k for k in range(3) if k != axis]
    skin = extras[0].mesh.vertices - middle
    section = skin[np.abs(skin[:, axis]) < 1.5][:, across] / piece.radius
    size = np.linalg.norm(section[np.linalg.norm(section, axis=1) < 1.3], axis=1)
    assert size.max() < 1.12
    assert 0.9 < np.median(size) < 1.03


def test_a_necklace_lies_on_the_skin() -> None:
    extras, placed = extras_for(scene("neck"), worn("neck"))
    skin, chain = extras[0].mesh.vertices, placed.points()
    front = chain[np.abs(chain[:, 0]) < 35]
    gaps = [point[2] - skin[np.linalg.norm(skin[:, :2] - point[:2], axis=1) < 4, 2].max() for point in front[::7]]
    assert min(gaps) > -2.0
    assert max(gaps) < 6.0


def test_what_is_worn_keeps_its_shape() -> None:
    piece = worn("finger")
    _, placed = extras_for(scene("finger"), piece)
    moved = placed.points() - piece.assembly.points()
    assert np.ptp(moved, axis=0) == pytest.approx(0, abs=1e-9)


def test_a_boxed_piece_lies_on_the_cushion_inside_the_walls() -> None:
    flat = Assembly().add("metal", torus(20, 2)).grounded()
    extras, placed = extras_for(scene(box=True), flat)
    walls, cushion = extras[0].mesh.vertices, extras[1].mesh.vertices
    assert placed.points()[:, 2].min() == pytest.approx(cushion[:, 2].max(), abs=1e-6)
    assert (np.abs(walls[:, :2]).max(0) > np.abs(placed.points()[:, :2]).max(0)).all()


def test_a_necklace_that_hangs_is_laid_into_its_box_and_a_ring_stands() -> None:
    hanging = Assembly().add("metal", torus(50, 1), rotation=rotation("x", 90)).grounded()
    assert np.ptp(extras_for(scene(box=True), hanging)[1].points()[:, 2]) < 3
    assert np.ptp(extras_for(scene(box=True), ring().grounded())[1].points()[:, 2]) > 18


def test_a_palm_holds_small_pieces_and_a_finger_touches_large_ones() -> None:
    small = ring().grounded()
    _, held = extras_for(scene("palm"), small)
    assert held.points()[:, 2].min() > 8
    large = Assembly().add("metal", torus(70, 1)).grounded()
    extras, lying = extras_for(scene("palm"), large)
    assert lying.points()[:, 2].min() == pytest.approx(0, abs=1e-9)
    gap = np.linalg.norm(around(extras)[:, None, :2] - lying.points()[None, ::20, :2], axis=2).min()
    assert gap < 6


@pytest.mark.parametrize("seed", range(1, 9))
def test_clutter_stands_beside_the_piece(seed: int) -> None:
    piece = Assembly().add("metal", torus(12, 2)).grounded()
    things = clutter(scene(clutter=4, seed=seed), piece)
    points = around(things)
    assert np.linalg.norm(points[:, :2], axis=1).min() > 12
    tall = points[points[:, 2] > 20]
    before = tall[(np.abs(tall[:, 0]) < 12) & (tall[:, 1] < -14)]
    assert len(before) == 0


@pytest.mark.parametrize("seed", range(6))
def test_a_cover_hides_about_as_much_as_it_is_asked_to(seed: int) -> None:
    piece = Assembly().add("metal", torus(12, 4, 60, 20)).grounded()
    asked = scene(cover=0.3, seed=seed)
    view = aim(CAMERA, piece.points())
    seen = view.seen(piece.points())
    hidden = np.zeros(len(seen), bool)
    for extra in covers(piece, asked):
        hidden |= Delaunay(view.seen(extra.mesh.vertices)).find_simplex(seen) >= 0
    assert 0.12 < hidden.mean() < 0.45
