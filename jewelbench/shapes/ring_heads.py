"""Rings whose stones stand on a shank: solitaires and their kin."""

import numpy as np

from jewelbench.shapes.mesh import TAU, Array, Assembly, Slot, frame, superellipse, sweep
from jewelbench.shapes.settings import halo_reach, pave_row, set_stone, setting_depth
from jewelbench.shapes.shanks import INNER, outward_at, shank, spot
from jewelbench.shapes.stones import outline
from jewelbench.specs.spec import Spec

_THICKNESS = 1.55
_UP = np.array([0.0, 0.0, 1.0])


def _radius(spec: Spec) -> float:
    return (spec.stone_mm or 6.0) / 2


def _head(spec: Spec) -> tuple[Assembly, float]:
    """The main stone in its setting, and the height of its girdle above the ring's axis."""
    cut, setting, radius = spec.cut or "round", spec.setting or "prong", _radius(spec)
    head = set_stone(cut, radius, setting, halo=spec.halo)
    return head, INNER + _THICKNESS - 0.25 + setting_depth(cut, radius, setting)


def _half_across(spec: Spec) -> float:
    """How far the head reaches along the shank to either side, mm."""
    return float(outline(spec.cut or "round")[:, 0].max()) * _radius(spec) + halo_reach(_radius(spec), spec.halo)


def _plain_shank(spec: Spec, width: float) -> Assembly:
    assembly = Assembly()
    assembly.add("metal", shank(width, _THICKNESS, top_width=0.8 * width if spec.pave is False else width))
    return assembly.merge(shoulder_pave(spec, width)) if spec.pave else assembly


def shoulder_pave(spec: Spec, width: float) -> Assembly:
    """Rows of small stones on both shoulders, beside the head."""
    radius = min(0.36 * width + 0.05, 0.85)
    height = INNER + _THICKNESS
    start = 0.45 * _half_across(spec) / height + 0.09
    count = int((1.25 - start) * height / (2.2 * radius))
    assembly = Assembly()
    for side in (-1, 1):
        out = outward_at(side * (start + 2.2 * radius / height * (np.arange(count) + 0.5)))
        assembly.merge(pave_row(out * (height + 0.22 * radius), out, radius))
    return assembly


def solitaire(spec: Spec) -> Assembly:
    """One stone on a slim shank; a halo ring is the same with its halo."""
    head, top = _head(spec)
    return _plain_shank(spec, spec.width_mm or 1.8).merge(head, translation=[0, 0, top])


def cathedral(spec: Spec) -> Assembly:
    """A solitaire whose shoulders rise in arches to the stone."""
    head, top = _head(spec)
    width = spec.width_mm or 1.8
    assembly = _plain_shank(spec, width).merge(head, translation=[0, 0, top])
    end = np.array([0.66 * _half_across(spec), 0, top - 0.35 * _radius(spec)])
    for side in (-1, 1):
        path = _arch(0.98, end) * [side, 1, 1]
        up = np.stack([0.35 * np.sign(path[:, 0]), np.zeros(len(path)), np.ones(len(path))], 1)
        thick = np.linspace(1.0, 0.72, len(path))
        assembly.add("metal", sweep(path, superellipse(0.8 * width, 0.95, 3, 14), closed=False, up=up, scale=thick))
    return assembly


def _arch(angle: float, end: Array, n: int = 24) -> Array:
    """A path that leaves the shank at an angle along its tangent and rises to a point."""
    foot = spot(angle, INNER + 0.55 * _THICKNESS)
    control = foot.position - foot.axes[:, 0] * 0.62 * np.linalg.norm(end - foot.position)
    t = np.linspace(0, 1, n)[:, None]
    path: Array = foot.position * (1 - t) ** 2 + control * 2 * t * (1 - t) + end * t**2
    return path


def halo(spec: Spec) -> Assembly:
    """A stone within one or two rows of small ones."""
    head, top = _head(spec)
    return _plain_shank(spec, 1.8).merge(head, translation=[0, 0, top])


def three_stone(spec: Spec) -> Assembly:
    """A stone between two smaller ones, their points, if any, turned outward."""
    head, top = _head(spec)
    assembly = Assembly().add("metal", shank(2.1, _THICKNESS, top_width=1.7)).merge(head, translation=[0, 0, top])
    cut, radius = spec.accent_cut or "round", 0.66 * _radius(spec)
    reach = float(np.ptp(outline(cut), axis=0)[1 if cut == "pear" else 0]) / 2 * radius
    height = INNER + _THICKNESS - 0.2 + setting_depth(cut, radius)
    angle = (_half_across(spec) + reach + 0.15) / (height + 0.2)
    side_stone = set_stone(cut, radius, "prong", slot="accent")
    for side in (-1, 1):
        place = spot(side * angle, height)
        assembly.merge(side_stone, frame(place.axes[:, 2], [0, -side, 0]), place.position)
    return assembly


def split_shank(spec: Spec) -> Assembly:
    """A shank that parts into two branches before the head."""
    head, top = _head(spec)
    assembly = Assembly().merge(head, translation=[0, 0, top])
    apart = 0.42 * _radius(spec) + 0.75
    angles = np.linspace(0, TAU, 240, endpoint=False)
    for side in (-1, 1):
        path = _branch(angles, side * apart)
        assembly.add("metal", sweep(path, superellipse(1.35, _THICKNESS, 3, 18), up=outward_at(angles)))
        if spec.pave:
            assembly.merge(_branch_pave(spec, side * apart))
    return assembly


def _branch(angles: Array, apart: float) -> Array:
    """The middle line of a branch: `apart` mm off the middle at the top, beside the other at the bottom."""
    away = np.abs((angles + np.pi) % TAU - np.pi)
    t = np.clip((1.55 - away) / 1.25, 0, 1)
    across = np.sign(apart) * 0.5 + (apart - np.sign(apart) * 0.5) * t * t * (3 - 2 * t)
    path: Array = outward_at(angles) * (INNER + _THICKNESS / 2) + np.outer(across, [0, 1, 0])
    return path


def _branch_pave(spec: Spec, apart: float) -> Assembly:
    radius, height = 0.56, INNER + _THICKNESS
    start = 0.5 * _half_across(spec) / height + 0.08
    assembly = Assembly()
    for side in (-1, 1):
        angles = side * np.arange(start, 1.35, 2.2 * radius / height)
        out = outward_at(angles)
        assembly.merge(pave_row(_branch(angles, apart) + out * (_THICKNESS / 2 + 0.22 * radius), out, radius))
    return assembly


def cluster(spec: Spec) -> Assembly:
    """A flower: a stone within a ring of petals of another."""
    cut, radius = spec.cut or "round", _radius(spec)
    petal = spec.accent_cut or "round"
    size = {"round": 0.56, "pear": 0.6, "marquise": 0.62}[petal] * min(radius, 2.3)
    reach = float(outline(petal)[:, 1].max()) * size
    top = INNER + _THICKNESS + setting_depth(petal, size) * 0.8
    assembly = Assembly().add("metal", shank(2.2, _THICKNESS, top_width=1.9))
    assembly.merge(set_stone(cut, radius), translation=[0, 0, top + 0.32 * radius])
    ring = outline(cut, 360) * radius
    away = ring / np.linalg.norm(ring, axis=1, keepdims=True)
    ring = ring + away * (reach + 0.12)
    along = np.r_[0, np.cumsum(np.linalg.norm(np.roll(ring, -1, 0) - ring, axis=1))]
    wide = 2.1 * float(outline(petal)[:, 0].max()) * size + (0.25 if petal == "marquise" else 0.1)
    count = max(6, int(along[-1] / wide))
    flower = set_stone(petal, size, slot="accent", prongs=4)
    for k in range(count):
        i = int(np.searchsorted(along, (k + 0.5) * along[-1] / count)) % 360
        tilt = np.r_[away[i] * 0.22, 1.0]
        out = np.r_[away[i], 0.0]
        assembly.merge(flower, frame(tilt, np.cross(out, _UP)), [*ring[i], top])
    return assembly


def bypass(spec: Spec) -> Assembly:
    """Two arms that pass each other over the finger, each with a stone at its end: you and I."""
    cut, radius = spec.cut or "round", _radius(spec)
    apart = 0.62 * float(outline(cut)[:, 1].max()) * radius + 0.45
    over = 0.62 * float(outline(cut)[:, 0].max()) * radius / (INNER + _THICKNESS)
    angles = np.linspace(-over, TAU + over, 260)
    bottom = angles - np.pi
    t = np.clip((np.abs(bottom) - 1.6) / (np.pi - 1.7), 0, 1)
    across = np.sign(bottom) * apart * t * t * (3 - 2 * t)
    out = outward_at(angles)
    path = out * (INNER + _THICKNESS / 2) + np.outer(across, [0, 1, 0])
    width = 1.9 - 0.45 * t
    ends = np.clip((1 - np.abs(np.linspace(-1, 1, len(angles)))) * 40, 0.05, 1) ** 0.5
    scale = np.stack([width * ends, np.full_like(width, _THICKNESS) * ends], 1)
    assembly = Assembly().add("metal", sweep(path, superellipse(1, 1, 2.6, 18), closed=False, up=out, scale=scale))
    slots: tuple[Slot, Slot] = ("stone", "accent")
    height = INNER + _THICKNESS - 0.2 + setting_depth(cut, radius)
    for slot, angle, side in zip(slots, (-over, over), (-1, 1), strict=True):
        place = spot(angle, height, side * apart)
        assembly.merge(set_stone(cut, radius, slot=slot), frame(place.axes[:, 2], [-side, 0, 0]), place.position)
    return assembly
