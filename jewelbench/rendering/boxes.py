"""Boxes that jewellery is sold and kept in."""

from dataclasses import dataclass

import numpy as np

from jewelbench.rendering.materials import Material, matte
from jewelbench.rendering.novelty import is_held_out
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.mesh import Array, Mesh, rotation, superellipse, sweep
from jewelbench.specs.materials import Colour

OUTSIDES: tuple[Colour, ...] = (
    (0.02, 0.03, 0.07), (0.02, 0.02, 0.022), (0.30, 0.02, 0.04), (0.03, 0.14, 0.09), (0.24, 0.58, 0.55),
    (0.80, 0.77, 0.72), (0.40, 0.24, 0.14), (0.74, 0.46, 0.46),
)  # fmt: skip
CUSHIONS: tuple[Colour, ...] = (
    (0.82, 0.78, 0.70),
    (0.02, 0.02, 0.024),
    (0.04, 0.06, 0.14),
    (0.62, 0.60, 0.58),
    (0.30, 0.03, 0.06),
)


@dataclass(frozen=True)
class Box:
    """An open box about the z axis, and the height of the cushion in it, mm."""

    extras: list[Extra]
    level: float


def box(seed: int, half: Array) -> Box:
    """A box whose cushion has room for a piece with half-sides `half` (2,), mm; round ones are for test photos only."""
    rng = np.random.default_rng(seed)
    room = np.maximum(half * rng.uniform(1.18, 1.45), 15.0)
    room = np.maximum(room, 0.62 * room.max())
    wall, deep = 0.05 * room.max() + 1.2, 0.34 * room.min() + 4
    level, exponent = 0.68 * deep, 2.0 if is_held_out(seed) else 12.0
    outside = _shell(OUTSIDES[int(rng.integers(len(OUTSIDES)))])
    outline = superellipse(2 * room[0] + wall, 2 * room[1] + wall, exponent, 72)
    frame = np.c_[outline, np.full(len(outline), deep / 2)]
    up = np.repeat([[0.0, 0.0, 1.0]], len(outline), 0)
    sides = sweep(frame, superellipse(wall, deep, 8, 20), up=up)
    lining = CUSHIONS[int(rng.integers(len(CUSHIONS)))]
    bloom = (0.75 * lining[0] + 0.1, 0.75 * lining[1] + 0.1, 0.75 * lining[2] + 0.1)
    extras = [Extra(sides, outside), Extra(_pillow(room, exponent, level), matte(lining, bloom))]
    if rng.random() < 0.75:
        extras += _lid(room, wall, deep, exponent, rng.uniform(95, 120), outside, matte(lining, bloom))
    return Box(extras, level)


def _shell(colour: Colour) -> Material:
    return Material(body=colour, coat=(0.035,) * 3, roughness=0.35)


def _pillow(room: Array, exponent: float, level: float) -> Mesh:
    """The cushion: flat in the middle, where the piece lies, and drawn in at the walls."""
    share = np.r_[np.linspace(0.01, 0.8, 9), np.linspace(0.84, 1.0, 8)]
    drop = np.clip((share - 0.8) / 0.2, 0, 1) ** 2 * 0.30 * level
    unit = superellipse(2 * room[0], 2 * room[1], exponent, 64)
    rings = np.concatenate([np.c_[unit * s, np.full(64, level - d)] for s, d in zip(share, drop, strict=True)])
    i, j = np.meshgrid(np.arange(len(share) - 1), np.arange(64), indexing="ij")
    a, b = (i * 64 + j).ravel(), (i * 64 + (j + 1) % 64).ravel()
    return Mesh(rings, np.concatenate([np.stack([a, a + 64, b + 64], 1), np.stack([a, b + 64, b], 1)]))


def _lid(
    room: Array, wall: float, deep: float, exponent: float, opened: float, outside: Material, lining: Material
) -> list[Extra]:
    """The lid, hinged at the back and opened by so many degrees."""
    turn = rotation("x", opened - 90)
    hinge = np.array([0.0, room[1] + wall, deep])
    outline = superellipse(2 * room[0] + wall, 2 * room[1] + wall, exponent, 72)
    frame = np.c_[outline[:, 0], np.full(72, -wall), outline[:, 1] + room[1]]
    forward = np.repeat([[0.0, -1.0, 0.0]], 72, 0)
    rim = sweep(frame, superellipse(wall, 0.5 * deep, 8, 20), up=forward)
    middle = np.concatenate([[(0.0, -wall, room[1])], frame])
    j = np.arange(72)
    panel = Mesh(middle, np.stack([np.zeros(72, int), 1 + (j + 1) % 72, 1 + j], 1))
    return [
        Extra(Mesh(each.vertices @ turn.T + hinge, each.faces), look)
        for each, look in ((rim, outside), (panel, lining))
    ]
