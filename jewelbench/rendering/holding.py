"""Hands that hold a piece or point at it, and things that come between it and the camera."""

import numpy as np
from scipy.ndimage import gaussian_filter, map_coordinates

from jewelbench.rendering import hands
from jewelbench.rendering.camera import View, aim
from jewelbench.rendering.garments import cloth
from jewelbench.rendering.materials import matte
from jewelbench.rendering.props import grounded
from jewelbench.rendering.scene import Scene
from jewelbench.rendering.skin import nail_material, skin_material
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.mesh import Array, Assembly, Mesh, frame, plate, rod, rotation, sphere, superellipse

PALM_ROOM = 34.0
"""Radius of the largest piece that a palm holds as it is, mm."""
DRAPED_ROOM = 52.0
"""Radius of the largest flat piece that is laid over an open hand, mm."""
FLAT = 0.3
"""Height of a piece, in radii, below which it lies on a hand as a chain does."""
FINGERS_HIDE = (14.0, 46.0)
"""Widths of pieces that fingertips can hide a part of, mm."""
CELL = 2.5
"""Side of the cells in which a palm's heights are taken, mm."""


def hold(piece: Assembly, scene: Scene) -> tuple[list[Extra], Assembly]:
    """Lay a piece that stands on z = 0 into a palm, or, when it is too large for one, put a finger to it."""
    points = piece.points()
    radius = float(np.linalg.norm(points[:, :2], axis=1).max())
    flat = float(np.ptp(points[:, 2])) < FLAT * radius
    if radius > (DRAPED_ROOM if flat else PALM_ROOM):
        return _pointed_at(points, scene), piece
    palm = _palm(scene, float(np.clip(radius / 26, 0.95, 1.2)))
    heights, corner = _heights(palm)
    if flat:
        return palm, _draped(piece, heights, corner)
    level = float(np.percentile(_sampled(heights, corner, points), 75)) - 0.8
    return palm, Assembly().merge(piece, translation=(0, 0, level))


def _palm(scene: Scene, scale: float) -> list[Extra]:
    """An open hand on its back, the middle of its palm over the origin, its lowest point at z = 0."""
    setting = scene.setting
    turned = hands.palm_up() * scale
    rng = np.random.default_rng(setting.seed)
    facing = rotation("z", scene.camera.azimuth + 90 + rng.uniform(-40, 40))
    mirrored = setting.seed % 2 == 1
    palm = hands.PALM * (-1.0 if mirrored else 1.0, 1, 1)
    extras = hands.hand_extras(
        min(setting.skin, 0.2 + 0.5 * setting.skin),
        setting.seed,
        scale,
        facing @ hands.palm_up(),
        -facing @ (turned @ palm),
        hands.CUPPED,
        mirrored,
    )
    return grounded(extras)


def _heights(extras: list[Extra]) -> tuple[Array, Array]:
    """How high things reach (n, m) over cells of CELL mm, smoothed, and the first cell's place (2,)."""
    points = np.concatenate([extra.mesh.vertices for extra in extras])
    corner = np.array([-90.0, -90.0])
    at = np.round((points[:, :2] - corner) / CELL).astype(int)
    inside = ((at >= 0) & (at < 73)).all(1)
    heights = np.zeros((73, 73))
    np.maximum.at(heights, tuple(at[inside].T), points[inside, 2])
    return gaussian_filter(heights, 1.2), corner


def _sampled(heights: Array, corner: Array, points: Array) -> Array:
    """The heights below points (n, 3)."""
    return np.asarray(map_coordinates(heights, ((points[:, :2] - corner) / CELL).T, order=1, mode="nearest"))


def _draped(piece: Assembly, heights: Array, corner: Array) -> Assembly:
    """A flat piece that follows the heights below it."""
    result = Assembly()
    for slot, meshes in piece.slots.items():
        for mesh in meshes:
            lift = _sampled(heights, corner, mesh.vertices)
            result.add(slot, mesh._replace(vertices=mesh.vertices + np.c_[np.zeros((len(lift), 2)), lift]))
    return result


def _pointed_at(points: Array, scene: Scene) -> list[Extra]:
    """A hand on the table whose forefinger touches the piece's edge."""
    setting = scene.setting
    rng = np.random.default_rng(setting.seed)
    mirrored = setting.seed % 2 == 1
    shape = hands.hand(setting.seed % hands.POSES)
    facing = rotation("z", scene.camera.azimuth + 90 + rng.uniform(-55, 55))
    side = np.array([-1.0 if mirrored else 1.0, 1, 1])
    forward = (facing @ (shape.directions[3] * side))[:2]
    forward /= np.linalg.norm(forward)
    middle = (points.min(0) + points.max(0))[:2] / 2
    reach = float(np.percentile((points[:, :2] - middle) @ -forward, 98))
    touch = middle - forward * (reach - 4.0)
    tip = (facing @ (shape.tips[3] * side))[:2]
    move = np.array([*(touch - tip), 0.0])
    return grounded(hands.hand_extras(setting.skin, setting.seed, 1.0, facing, move, mirrored=mirrored))


def covers(piece: Assembly, scene: Scene) -> list[Extra]:
    """Something before the camera that hides the share `scene.setting.cover` of the piece, about."""
    rng = np.random.default_rng([scene.setting.seed, 1])
    view = aim(scene.camera, piece.points())
    seen = view.seen(_spread(piece, rng))
    angle = rng.uniform(0, 2 * np.pi)
    way = np.array([np.cos(angle), np.sin(angle)])
    edge = float(np.quantile(seen @ way, 1 - scene.setting.cover))
    depth = float(((piece.points() - view.origin) @ view.axes[2]).min()) - 0.12 * view.radius
    aside = np.array([-way[1], way[0]])
    middle = float(np.median(seen @ aside))
    width = float(np.ptp(seen @ aside)) * view.reach * depth
    here = np.array([*((way * edge + aside * middle) * view.reach * depth), depth])
    kind = int(rng.integers(4))
    if FINGERS_HIDE[0] < width < FINGERS_HIDE[1] and kind < 2:
        return _fingers(scene, rng, view, here, way, width)
    if kind % 2 == 1:
        return [_sleeve(rng, view, here, way, width)]
    return [_card(rng, view, here, way, width)]


def _spread(piece: Assembly, rng: np.random.Generator) -> Array:
    """Points (4000, 3) spread evenly over a piece's surface."""
    corners = np.concatenate([mesh.vertices[mesh.faces] for meshes in piece.slots.values() for mesh in meshes])
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    return np.asarray(corners[rng.choice(len(corners), 4000, p=areas / areas.sum())].mean(1))


def _before(view: View, mesh: Mesh, way: Array, here: Array) -> Mesh:
    """A mesh that was made with x along `way` in the picture and z towards the camera, at a place before it."""
    across = np.stack([[way[0], way[1], 0], [-way[1], way[0], 0], [0, 0, -1]], 1)
    world = view.axes.T @ across
    return Mesh(mesh.vertices @ world.T + view.origin + view.axes.T @ here, mesh.faces, mesh.smooth)


def _fingers(scene: Scene, rng: np.random.Generator, view: View, here: Array, way: Array, width: float) -> list[Extra]:
    """Three fingertips that come in from the side, a little further than the edge as they are round."""
    skin, nails = skin_material(scene.setting.skin), nail_material(scene.setting.skin, rng)
    ball = sphere(1.0, 18)
    extras = []
    for number in range(3):
        aside = 15.5 * (number - 1)
        tip = np.array([7.4 - 0.12 * width + 0.02 * aside**2 + rng.uniform(-0.5, 0.5), aside, 9.0])
        root = np.array([95.0, aside * 0.9 + rng.uniform(-4, 4), 20.0])
        extras.append(Extra(_before(view, rod(root, tip, 9.6, 7.4, 32), way, here), skin))
        axes = frame([0, 0, 1], tip - root)
        nail = Mesh(ball.vertices * (7.4, 5.2, 3.6) @ axes.T + tip + (-0.6, 0, 5.1), ball.faces)
        extras.append(Extra(_before(view, nail, way, here), nails))
    return extras


def _sleeve(rng: np.random.Generator, view: View, here: Array, way: Array, width: float) -> Extra:
    """A fold of cloth across the picture's edge."""
    thick = max(14.0, 0.5 * width)
    lean = rng.uniform(-0.25, 0.25) * width
    fold = rod((thick - lean, -4 * width, thick), (thick + lean, 4 * width, thick), thick, thick * 0.9, 24)
    return Extra(_before(view, fold, way, here), cloth(rng, False))


def _card(rng: np.random.Generator, view: View, here: Array, way: Array, width: float) -> Extra:
    """A card or a tag."""
    size = max(1.6 * width, 25.0)
    paper = plate(superellipse(size, 1.6 * size, 14, 60), 0.6, 0.2)
    turned = paper.vertices @ rotation("z", rng.uniform(-12, 12)).T + (0.52 * size, 0, 1.0)
    shades = ((0.82, 0.80, 0.75), (0.55, 0.40, 0.26), (0.05, 0.05, 0.055), (0.75, 0.50, 0.50))
    return Extra(_before(view, Mesh(turned, paper.faces), way, here), matte(shades[int(rng.integers(len(shades)))]))
