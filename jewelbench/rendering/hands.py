"""Hands: one sculpture in several poses, back or palm up, with nails.

A left hand, seen on its back: y runs along the ring finger to its tip, z is up, the thumb is at +x. The ring finger's
first phalanx passes the origin with a radius of 1 unit, so a hand is scaled by the radius of the ring it wears.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.sculpting import Field, carve, chain, cone, ellipsoid, union
from jewelbench.rendering.skin import complexion, nail_material, skin_material
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.mesh import Array, Mesh, frame, rotation, sphere

POSES = 6
"""Hands that differ in how the fingers spread and bend."""

WRIST = np.array([14.0, -128.0, -4.0])
"""Middle of the wrist, in mm of a hand whose ring finger has a radius of UNIT."""
WRIST_AXES = (27.0, 19.0)
PALM = np.array([14.0, -58.0, -19.0])
"""Middle of the palm's surface."""
UNIT = 8.7
WEARS_RING = 1
CUPPED = 13.0
"""How far the fingers of a hand that holds something are bent at each joint, degrees."""
_STEP = 2.0
ELBOW = -176.0
"""Where the forearm starts to be carved in longer steps."""
PALM_LINES = (
    ((-22, -50), (0, -46), (20, -40), (33, -31)),
    ((-20, -68), (5, -61), (28, -51), (45, -47)),
    ((45, -48), (28, -58), (18, -76), (20, -98)),
)
"""The creases of the palm."""

_FINGERS = (
    ((-17, -36, -3), (34, 18, 16), (8.2, 7.6, 6.8, 5.9), -7),
    ((0, -28, 0), (45, 22, 17), (8.9, 8.7, 7.5, 6.5), 0),
    ((19, -25, 1), (49, 26, 18), (9.4, 8.9, 7.7, 6.6), 3),
    ((38, -30, 0), (44, 24, 17), (9.3, 8.7, 7.5, 6.5), 8),
)
"""Knuckle, lengths of the bones, radii at their ends and degrees of spread: little, ring, middle and index finger."""


@dataclass(frozen=True)
class Hand:
    """A sculpted hand, in mm at UNIT.

    Attributes:
        mesh: Skin.
        colours: Factors on the skin's colour for each face (F, 3).
        nails: Nails.
        joints: Middles of the joints (n, 3), where skin is redder and folded.
        tips: Fingertips (5, 3): little finger to thumb.
        directions: Directions of the last bones (5, 3).
    """

    mesh: Mesh
    colours: Array
    nails: tuple[Mesh, ...]
    joints: Array
    tips: Array
    directions: Array


@lru_cache(maxsize=2 * POSES)
def hand(pose: int, curl: float = 0.0) -> Hand:
    """A hand in one of POSES; `curl` bends the fingers more, in degrees at each joint."""
    rng = np.random.default_rng(pose)
    fingers: list[Field] = []
    joints: list[Array] = []
    tips: list[Array] = []
    directions: list[Array] = []
    for number, (knuckle, bones, radii, spread) in enumerate(_FINGERS):
        bend = np.full(len(bones), curl) + rng.uniform(2, 9, len(bones))
        turn = spread * rng.uniform(0.5, 1.5) + rng.uniform(-1.5, 1.5)
        if number == WEARS_RING:
            turn, bend[0] = 0.0, curl
        path = _finger(np.array(knuckle, float), bones, bend, turn)
        fingers.append(chain(path, radii, fillet=1.2))
        joints.extend(path[1:3])
        tips.append(path[-1])
        directions.append(path[-1] - path[-2])
    thumb = _thumb(rng, curl)
    joints.append(thumb[2])
    tips.append(thumb[-1])
    directions.append(thumb[-1] - thumb[-2])
    body = union(_back(), union(*fingers), chain(thumb, (13, 11.5, 9.8, 7.6), fillet=3.0), fillet=9.0)
    low, high = (-48.0, ELBOW - 36.0, -54.0), (100.0, 100.0, 26.0)
    aim = np.array(directions) / np.linalg.norm(directions, axis=1, keepdims=True)
    pressed = carve(lambda points: body(_drawn_out(points)), low, high, _STEP)
    mesh = Mesh(_drawn_out(pressed.vertices.astype(np.float32)).astype(float), pressed.faces)
    sizes = (6.0, 6.3, 6.6, 6.5, 7.6)
    nails = tuple(
        _nail(tip, way, size, k == 4) for k, (tip, way, size) in enumerate(zip(tips, aim, sizes, strict=True))
    )
    reddened = [*((joint, 9.0) for joint in joints), *((tip, 7.0) for tip in tips)]
    colours = complexion(mesh, reddened, _folds(mesh.vertices[mesh.faces].mean(1), np.array(joints)))
    return Hand(mesh, colours, nails, np.array(joints), np.array(tips), aim)


def _drawn_out(points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Points (n, 3) with the forearm stretched: it is straight and needs fewer triangles along its length."""
    beyond = np.minimum(points[:, 1] - ELBOW, 0)
    return np.asarray(points + np.stack([0 * beyond, 4 * beyond, 0 * beyond], 1), np.float32)


def _finger(knuckle: Array, bones: tuple[int, ...], bend: Array, turn: float) -> Array:
    """The joints of a finger, from knuckle to tip."""
    points, pitch = [knuckle], 0.0
    for length, degrees in zip(bones, bend, strict=True):
        pitch += np.radians(degrees)
        yaw = np.radians(turn)
        step = np.array([np.sin(yaw) * np.cos(pitch), np.cos(yaw) * np.cos(pitch), -np.sin(pitch)])
        points.append(points[-1] + length * step)
    return np.array(points)


def _thumb(rng: np.random.Generator, curl: float) -> Array:
    """The joints of the thumb, from the wrist to the tip."""
    out = rng.uniform(-8, 6)
    tuck = 0.12 * curl
    return np.array(
        [
            [34, -100, -12 - tuck],
            [56 + 0.5 * out, -68, -17 - 2 * tuck],
            [68 + out, -36, -18 - 3 * tuck],
            [70 + 1.6 * out, -9, -20 - 3 * tuck],
        ]
    )


def _back() -> Field:
    """The hand without fingers, and the forearm."""

    def at(x: float, y: float, z: float) -> Array:
        return np.asarray(WRIST + np.array([x, y, z]))

    rays = [
        cone(at(side, 4, 3), knuckle, 13.0, radius + 1.5, flat=0.95)
        for side, (knuckle, _, (radius, *_), _) in zip((-9, -2, 5, 11), _FINGERS, strict=True)
    ]
    heel = ellipsoid((-2, -88, -11), (20, 34, 11))
    ball = ellipsoid((38, -82, -15), (17, 32, 12))
    arm = cone(at(0, 0, 0), at(0, -230, 0), WRIST_AXES[0], 38.0, flat=WRIST_AXES[1] / WRIST_AXES[0])
    bone = ellipsoid(at(-20, 2, 10), (7, 8, 7))
    return union(*rays, heel, ball, arm, bone, fillet=10.0)


def _nail(tip: Array, way: Array, size: float, thumb: bool) -> Mesh:
    """A nail on a fingertip."""
    up = np.array([0.75, 0.0, 0.66]) if thumb else np.array([0.0, 0.0, 1.0])
    axes = frame(way, np.cross(up, way))
    shape = sphere(1.0, 10).vertices * np.array([0.80, 0.52, 1.05]) * size
    lifted = shape[:, [0, 1, 2]] @ axes.T
    above = axes[:, 1] * (0.56 * size if axes[2, 1] > 0 else -0.56 * size)
    return Mesh(lifted + tip + above + way * 0.25 * size, sphere(1.0, 10).faces)


def hand_extras(
    skin: float, seed: int, scale: float, turn: Array, move: Array, curl: float = 0.0, mirrored: bool = False
) -> list[Extra]:
    """A hand with skin and nails: scaled, perhaps turned into a right hand, then rotated (3, 3) and moved (3,)."""
    rng = np.random.default_rng(seed)
    shape = hand(seed % POSES, curl)
    matrix = turn @ np.diag([-1.0 if mirrored else 1.0, 1.0, 1.0]) * scale

    def placed(mesh: Mesh) -> Mesh:
        faces = mesh.faces[:, ::-1] if mirrored else mesh.faces
        return Mesh(mesh.vertices @ matrix.T + move, faces)

    skinned = Extra(placed(shape.mesh), skin_material(skin), shape.colours)
    nails = nail_material(skin, rng)
    return [skinned, *(Extra(placed(nail), nails) for nail in shape.nails)]


def _folds(middles: Array, joints: Array) -> Array:
    """How deep in the folds of the finger joints each point (n, 3) lies, 0 to 1."""
    depth = np.zeros(len(middles))
    for joint in joints:
        off = middles - joint
        near = np.exp(-(off[:, 0] ** 2 + off[:, 2] ** 2) / 110 - off[:, 1] ** 2 / 28)
        depth += near * np.maximum(0, np.cos(off[:, 1] * 2.1)) ** 2
    for line in PALM_LINES:
        path = np.stack([np.interp(np.linspace(0, 3, 40), range(4), [p[k] for p in line]) for k in (0, 1)], 1)
        away = ((middles[:, None, :2] - path) ** 2).sum(2).min(1)
        depth += np.exp(-away / 1.7) * (middles[:, 2] < -8)
    return np.clip(0.8 * depth, 0, 1)


def palm_up() -> Array:
    """The rotation that turns a hand onto its back."""
    return rotation("y", 180)
