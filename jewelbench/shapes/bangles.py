"""Stiff bracelets: bangles, cuffs and twists, round a wrist along z, their fronts toward -y."""

import numpy as np

from jewelbench.shapes.mesh import TAU, Array, Assembly, Mesh, frame, resample, superellipse, sweep
from jewelbench.shapes.reliefs import Relief, engraved, hammered
from jewelbench.shapes.settings import pave_row, set_stone
from jewelbench.shapes.shanks import section
from jewelbench.shapes.wristbands import WRIST
from jewelbench.specs.spec import Spec

_A, _B = WRIST[0] + 1.5, WRIST[1] + 2.5
"""A stiff bracelet has room round the wrist, and is rounder."""

_PAVED = 1.9
"""Radians to either side of the front that small stones cover."""

_CUFF_OPENING = 0.62
"""Half of a cuff's opening at the back, in radians."""


def bangle(spec: Spec) -> Assembly:
    """A closed hoop: plain, engraved, hammered or paved."""
    width = spec.width_mm or 5.0
    high = float(np.clip(1.3 + 0.11 * width, 1.6, 2.6))
    if spec.profile in ("rounded", "knife edge") and width < 4:
        high = 0.85 * width
    shape = section(spec.profile or "domed", width, high)
    result = Assembly().add("metal", _hoop(shape, _relief(spec, width)))
    if spec.pave:
        result.merge(_pave(shape, width))
    return result


def cuff(spec: Spec) -> Assembly:
    """A wide band open at the back, a cabochon at the front where the spec has a stone."""
    width = spec.width_mm or 12.0
    shape = section("domed", width, 1.9)
    angles = np.linspace(_CUFF_OPENING - 0.75 * TAU, 0.25 * TAU - _CUFF_OPENING, 220)
    relief = hammered(TAU * _A, width, min(4.0, 1.2 + 0.24 * width)) if spec.finish == "hammered" else None
    away = np.minimum(np.arange(220), np.arange(220)[::-1]) / 110
    taper = (0.62 + 0.38 * np.sin(away * TAU / 4)) * np.sqrt(1 - (1 - np.clip(away / 0.05, 0, 1)) ** 2 * 0.7)
    mesh = _bent(shape, angles, relief, closed=False, widths=taper)
    result = Assembly().add("metal", mesh)
    if spec.stone:
        radius = float(np.clip(0.3 * width, 3.2, 8.0))
        stone = set_stone(spec.cut or "cabochon", radius, "bezel")
        result.merge(stone, frame([0, -1, 0], [1, 0, 0]), [0, -_B - 1.6 - 0.5 * radius, 0])
    return result


def twist(spec: Spec) -> Assembly:
    """Three strands wound round one another."""
    width = spec.width_mm or 4.0
    strand = 0.5 * width
    result = Assembly()
    angles = np.linspace(0, TAU, 520, endpoint=False)
    turns = round(TAU * 29 / (2.4 * width))
    path, out = _ellipse(angles, 0.5 * width)
    for which in range(3):
        phase = (angles * turns + which * TAU / 3)[:, None]
        offset = out * np.cos(phase) + np.array([0.0, 0.0, 1.0]) * np.sin(phase)
        result.add("metal", sweep(path + 0.27 * width * offset, superellipse(strand, strand, 2, 12), up=offset))
    return result


def _relief(spec: Spec, width: float) -> Relief | None:
    around = TAU * (_A + _B) / 2
    if spec.engraving:
        return engraved(spec.engraving, around, width)
    if spec.finish == "hammered":
        return hammered(around, width, float(np.clip(0.9 + 0.4 * width, 1.8, 4.0)))
    return None


def _hoop(shape: Array, relief: Relief | None) -> Mesh:
    angles = np.linspace(0, TAU, 640 if relief else 220, endpoint=False) - TAU / 4
    return _bent(shape, angles, relief, closed=True)


def _bent(shape: Array, angles: Array, relief: Relief | None, closed: bool, widths: Array | None = None) -> Mesh:
    """A section carried round the wrist, its outer side in relief."""
    path, out = _ellipse(angles, 0.0)
    if relief is not None:
        perimeter = float(np.linalg.norm(np.roll(shape, -1, 0) - shape, axis=1).sum())
        shape = resample(shape, int(np.clip(perimeter / 0.3, 40, 70)))
    sections = np.repeat(shape[None], len(angles), 0)
    if widths is not None:
        sections = sections * np.stack([widths, np.ones_like(widths)], 1)[:, None]
    if relief is not None:
        high = float(shape[:, 1].max())
        steps = np.linalg.norm(np.diff(path, axis=0), axis=1)
        along = np.broadcast_to(np.r_[0, np.cumsum(steps)][:, None], sections.shape[:2])
        outside = np.clip((shape[:, 1] / high - 0.3) / 0.3, 0, 1)
        sections[..., 1] += 1.3 * relief(along, sections[..., 0]) * outside
    return sweep(path, sections, closed=closed, up=out)


def _ellipse(angles: Array, beyond: float) -> tuple[Array, Array]:
    """Points on the bracelet's inner side, `beyond` mm farther out, and unit vectors outward."""
    flat = np.zeros_like(angles)
    out = np.stack([np.cos(angles) / _A, np.sin(angles) / _B, flat], 1)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    return np.stack([_A * np.cos(angles), _B * np.sin(angles), flat], 1) + beyond * out, out


def _pave(shape: Array, width: float) -> Assembly:
    """Rows of small stones over the front, as many as the width takes."""
    rows = int(np.clip((width - 0.6) / 2.3, 1, 4))
    radius = float(np.clip(0.44 * (width - 0.4) / rows, 0.8, 1.25))
    outer = shape[shape[:, 1] > 0.3 * shape[:, 1].max()]
    outer = outer[np.argsort(outer[:, 0])]
    result = Assembly()
    for row in range(rows):
        across = (row - (rows - 1) / 2) * 2.08 * radius
        height = float(np.interp(across, outer[:, 0], outer[:, 1]))
        step = 2.12 * radius / (0.5 * (_A + _B))
        angles = np.arange(-_PAVED, _PAVED, step) - TAU / 4 + (step / 2 if row % 2 else 0.0)
        points, out = _ellipse(angles, height + 0.1 * radius)
        result.merge(pave_row(points + np.array([0.0, 0.0, across]), out, radius))
    return result
