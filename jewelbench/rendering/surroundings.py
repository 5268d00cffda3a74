"""What is around a piece in a shopper's photo, built from the scene."""

from dataclasses import replace

import numpy as np

from jewelbench.rendering.bodies import LYING, wear
from jewelbench.rendering.boxes import box
from jewelbench.rendering.camera import View, aim
from jewelbench.rendering.holding import covers, hold
from jewelbench.rendering.novelty import is_held_out
from jewelbench.rendering.props import CLUTTER, HELD_OUT_CLUTTER, Prop
from jewelbench.rendering.scene import Scene
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.layout import Worn
from jewelbench.shapes.mesh import Array, Assembly, rotation

TALL = 26.0
"""Height from which a piece does not stand in a box, mm; rings do."""
MARGIN = 0.9
"""How far outside of the picture things are kept, in half-sides of the frame at the piece."""
LOW = 15.0
"""Things lower than this may lie before the piece, mm."""


def extras_for(scene: Scene, piece: Assembly | Worn) -> tuple[list[Extra], Assembly]:
    """What surrounds the piece, and the piece where it is among it.

    Args:
        scene: The photo to take.
        piece: The piece as worn when the layout is "worn", else as laid out on z = 0.

    Returns:
        Extras and piece in one frame, mm: z up, the ground at z = 0, the scene's camera angles hold in it.
    """
    if isinstance(piece, Worn):
        staged = wear(piece, scene)
        extras, parts = staged.extras, staged.piece
    elif scene.setting.body == "palm":
        extras, parts = hold(piece, scene)
    elif scene.setting.box:
        extras, parts = _boxed(scene, piece)
    else:
        extras, parts = [], piece
    if scene.setting.clutter:
        extras = [*extras, *clutter(scene, parts)]
    if scene.setting.cover:
        extras = [*extras, *covers(parts, scene)]
    return _near(extras, parts.points(), scene), parts


def _near(extras: list[Extra], piece: Array, scene: Scene) -> list[Extra]:
    """What is in the picture or so near to it that it shades it; the rest only costs time."""
    view = aim(scene.camera, piece)
    half = view.reach * float(np.linalg.norm(view.origin - (piece.min(0) + piece.max(0)) / 2))
    return [part for extra in extras if len((part := _trimmed(extra, view, MARGIN * half)).mesh.faces)]


def _trimmed(extra: Extra, view: View, margin: float) -> Extra:
    """A thing without its faces that are more than a margin in mm outside of the picture."""
    mesh = extra.mesh
    local = (mesh.vertices - view.origin) @ view.axes.T
    frame = np.maximum(local[:, 2] * view.reach, 0.0)
    beyond = (np.abs(local[:, :2]) - frame[:, None]).max(1)
    kept = (beyond < margin)[mesh.faces].any(1)
    if kept.all():
        return extra
    used, faces = np.unique(mesh.faces[kept], return_inverse=True)
    trimmed = mesh._replace(vertices=mesh.vertices[used], faces=faces.reshape(-1, 3))
    return Extra(trimmed, extra.material, None if extra.colours is None else extra.colours[kept])


def _boxed(scene: Scene, piece: Assembly) -> tuple[list[Extra], Assembly]:
    """A piece in a box; what stands tall and thin is laid on its back."""
    width, depth, height = np.ptp(piece.points(), axis=0)
    if height > TALL and height > 1.4 * depth:
        piece, depth = Assembly().merge(piece, rotation=LYING), height
    around = box(scene.setting.seed, np.array([width, depth]) / 2)
    return around.extras, piece.grounded(around.level)


def clutter(scene: Scene, piece: Assembly) -> list[Extra]:
    """Things that stand about the piece, none of them between it and the camera unless it is low."""
    seed = scene.setting.seed
    rng = np.random.default_rng([seed, 2])
    kinds = {**CLUTTER, **HELD_OUT_CLUTTER} if is_held_out(seed) else CLUTTER
    points = piece.points()[:, :2]
    middle = (points.min(0) + points.max(0)) / 2
    first = rng.uniform(0, 360)
    extras: list[Extra] = []
    for number in range(scene.setting.clutter):
        heading = first + 360 / scene.setting.clutter * (number + rng.uniform(-0.25, 0.25))
        thing = _thing(rng, list(kinds.values()))
        away = abs((heading - scene.camera.azimuth + 180) % 360 - 180)
        if away < 75 and max(part.mesh.vertices[:, 2].max() for part in thing) > LOW:
            heading += 180
        extras += _beside(thing, points - middle, middle, np.radians(heading), rng.uniform(1.5, 10.0))
    return extras


def _thing(rng: np.random.Generator, kinds: list[Prop]) -> list[Extra]:
    """A thing, turned about its axis."""
    turn = rotation("z", rng.uniform(0, 360))
    thing = kinds[int(rng.integers(len(kinds)))](rng)
    return [replace(part, mesh=part.mesh._replace(vertices=part.mesh.vertices @ turn.T)) for part in thing]


def _beside(thing: list[Extra], piece: Array, middle: Array, heading: float, gap: float) -> list[Extra]:
    """A thing moved beside a piece (n, 2) about its middle (2,), towards a heading, so that a gap in mm is left."""
    way = np.array([np.cos(heading), np.sin(heading)])
    aside = np.array([-way[1], way[0]])
    flat = np.concatenate([part.mesh.vertices[:, :2] for part in thing])
    breadth = np.abs(flat @ aside).max()
    near = np.abs(piece @ aside) <= breadth
    reach = float((piece[near] @ way).max()) if near.any() else 0.0
    move = middle + way * (reach + gap - float((flat @ way).min()))
    return [replace(part, mesh=part.mesh.moved((*move, 0.0))) for part in thing]
