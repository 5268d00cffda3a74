"""Rings whose head is a figure of metal: signets, initials, serpents."""

import numpy as np

from jewelbench.shapes.letters import letter_meshes, letter_paths
from jewelbench.shapes.mesh import TAU, Array, Assembly, Mesh, Slot, circle, disc, loft, sphere, superellipse, sweep
from jewelbench.shapes.settings import set_stone
from jewelbench.shapes.shanks import INNER, arc, outward_at, section, shank
from jewelbench.shapes.stones import melee
from jewelbench.specs.spec import Spec

_BALL = sphere(1.0, 14)


def _face(shape: str, size: float) -> Array:
    """The outline (n, 2) of a signet's face, `size` mm across the finger."""
    outlines = {
        "round face": circle(size / 2, 96)[:, :2],
        "oval face": circle(size / 2, 96)[:, :2] * [0.8, 1.06],
        "cushion face": superellipse(0.95 * size, 0.95 * size, 3.6, 96),
        "square face": superellipse(0.88 * size, 0.88 * size, 12, 96),
    }
    return outlines[shape]


def signet(spec: Spec) -> Assembly:
    """A flat face on wide shoulders, with an initial, a stone or nothing on it."""
    size = spec.size_mm or 10.0
    face = _face(spec.motif or "oval face", size)
    top = INNER + 2.6
    wide = 0.8 * float(np.ptp(face[:, 1]))
    assembly = Assembly().add("metal", shank(3.0, 1.6, top_width=wide, top_thickness=2.2, spread=1.75, n=220))
    levels = [(0.62, -2.6), (0.82, -1.8), (0.95, -0.95), (1.0, -0.4), (1.0, -0.2), (0.985, -0.06), (0.96, 0.0)]
    levels += [(s, 0.0) for s in (0.93, 0.6, 0.001)]
    assembly.add("metal", loft(face, levels).moved([0, 0, top]))
    if spec.letter:
        for mesh in letter_meshes(spec.letter, 0.56 * size, 0.085 * size, 0.7):
            assembly.add("metal", mesh, translation=[0, 0, top + 0.1])
        assembly.add("metal", _border(face * 0.86, 0.3), translation=[0, 0, top])
    if spec.stone:
        radius = (spec.stone_mm or 4.0) / 2
        assembly.merge(set_stone(spec.cut or "round", radius, "bezel", base=False), translation=[0, 0, top + 0.12])
    return assembly


def _border(outline: Array, thickness: float) -> Mesh:
    path = np.c_[outline, np.zeros(len(outline))]
    up = np.tile([0.0, 0.0, 1.0], (len(path), 1))
    return sweep(path, superellipse(thickness, thickness, 2, 10), up=up)


def initial(spec: Spec) -> Assembly:
    """A letter of wire that joins the ends of a slim shank, or raised on a small disc."""
    letter = spec.letter or "A"
    if spec.motif == "disc":
        return _initial_disc(letter)
    tall, stroke = 8.6, 1.3
    radius = INNER + 0.75
    points = np.concatenate(letter_paths(letter)) * (tall - stroke)
    reach = points[np.abs(points[:, 1]) < 0.09 * tall, 0]
    left, right = np.arcsin(np.array([reach.min() + 0.2, reach.max() - 0.2]) / radius)
    assembly = Assembly().add("metal", arc(section("domed", 1.9, 1.5), right, TAU + left, n=160))
    for mesh in letter_meshes(letter, tall, stroke, 1.2):
        assembly.add("metal", mesh, translation=[0, 0, INNER + 0.85])
    return assembly


def _initial_disc(letter: str) -> Assembly:
    assembly = Assembly().add("metal", shank(1.9, 1.5, top_width=1.6))
    top = INNER + 1.5
    assembly.add("metal", disc(4.7, 1.1, 0.3), translation=[0, 0, top + 0.3])
    for mesh in letter_meshes(letter, 5.6, 0.95, 0.8):
        assembly.add("metal", mesh, translation=[0, 0, top + 0.95])
    return assembly.add("metal", _border(circle(4.25, 96)[:, :2], 0.4), translation=[0, 0, top + 0.85])


def serpent(spec: Spec) -> Assembly:
    """A snake coiled one to three times around the finger, its head on top."""
    turns = spec.count or 2
    thick, pitch = 1.2, 2.75
    angles = np.linspace(0.12 - TAU * turns, -0.28, round((TAU * turns - 1) * 9.8 / 0.25))
    done = np.linspace(0, 1, len(angles))
    body = thick * np.clip(done * 6.5 * turns / 2, 0.1, 1) ** 0.6 * (1 - 0.2 * np.clip((done - 0.95) / 0.05, 0, 1))
    across = pitch * turns * (0.5 - done)
    out = outward_at(angles)
    path = out * (INNER + body)[:, None] + np.outer(across, [0, 1, 0])
    assembly = Assembly().add("metal", _scaly(path, out, body))
    return _snake_head(assembly, path, out, spec)


def _scaly(path: Array, out: Array, body: Array, m: int = 40) -> Mesh:
    """A tube whose skin is cut into diamond-shaped scales."""
    step = np.r_[0, np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))][:, None]
    turn = np.linspace(0, TAU, m, endpoint=False)
    wind = turn[None] / TAU * 5
    scale = np.minimum(np.abs(np.sin(np.pi * (step / 1.5 + wind))), np.abs(np.sin(np.pi * (step / 1.5 - wind))))
    radius = body[:, None] * (0.88 + 0.14 * np.sqrt(scale))
    section = np.stack([radius * np.cos(turn), radius * np.sin(turn)], -1)
    return sweep(path, section, closed=False, up=out)


def _snake_head(assembly: Assembly, path: Array, out: Array, spec: Spec) -> Assembly:
    ahead = path[-1] - path[-4] + 0.3 * np.linalg.norm(path[-1] - path[-4]) * np.array([0, -1.0, 0])
    ahead /= np.linalg.norm(ahead)
    up = out[-1] - ahead * (out[-1] @ ahead)
    up /= np.linalg.norm(up)
    axes = np.stack([np.cross(ahead, up), ahead, up], 1)
    t = np.linspace(0, 1, 28)
    blunt = np.sqrt(np.clip(1 - ((t - 0.8) / 0.2).clip(0) ** 2, 0.01, 1))
    wide = (0.95 + 1.25 * np.exp(-(((t - 0.4) / 0.24) ** 2)) - 0.15 * t) * blunt
    high = (0.95 + 0.35 * np.exp(-(((t - 0.4) / 0.3) ** 2)) - 0.3 * t) * blunt
    centre = path[-1] + np.outer((t - 0.12) * 6.0, ahead) + np.outer(0.9 * np.sin(0.8 * np.pi * t), up)
    scale = np.stack([wide, high], 1)
    skull = sweep(centre, superellipse(2, 2, 2.3, 28), closed=False, up=np.tile(up, (len(t), 1)), scale=scale)
    assembly.add("metal", skull)
    slot: Slot = "accent" if spec.accent else "dark"
    for sign in (-1, 1):
        eye = path[-1] + axes @ np.array([sign * 1.15, 2.5, 1.8])
        assembly.add("metal", _BALL, translation=eye - 0.12 * up, scale=0.56)
        assembly.add(
            slot, melee() if spec.accent else _BALL, axes[:, [0, 1, 2]], eye + 0.28 * up, 0.46 if spec.accent else 0.34
        )
    return assembly
