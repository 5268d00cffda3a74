"""Hoops, huggies and ear cuffs: bands bent around an axis, plain, hammered or paved."""

import numpy as np

from jewelbench.shapes.clasps import ringed
from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import Array, Assembly, Mesh, resample, rod, rotation, sphere, sweep
from jewelbench.shapes.motifs import motif
from jewelbench.shapes.reliefs import Relief, hammered
from jewelbench.shapes.settings import pave_row
from jewelbench.shapes.shanks import section
from jewelbench.specs.spec import Spec

UPRIGHT = rotation("x", 90)
"""Turns an ornament that faces +z, y up, to the front of an ear: facing -y, z up."""


def hoop(spec: Spec, lying: bool) -> Assembly:
    """A hoop whose plane goes through the ear, or lies in the plane y = 0 for a photo from above."""
    width, outer = spec.width_mm or 2.5, (spec.size_mm or 25.0) / 2
    profile = spec.profile or "rounded"
    high = {"flat": 0.5 + 0.2 * width, "knife edge": 0.4 + 0.45 * width}.get(profile, 0.3 + 0.72 * width)
    high = min(high, 0.22 * outer)
    gap = _gap(outer)
    assembly = band(spec, outer, high, gap, 360 - gap, (gap + 8, 352 - gap), profile)
    assembly.merge(_latch(outer - high / 2, width))
    return _hung(assembly, outer - high / 2, _turn(spec, lying))


def huggie(spec: Spec, lying: bool) -> Assembly:
    """A small thick hoop; a charm may hang from it."""
    width = spec.width_mm or 2.5
    outer, high = 6.0 + 0.12 * width, 1.0 + 0.22 * width
    gap = _gap(outer)
    assembly = band(spec, outer, high, gap, 360 - gap, (gap + 10, 245.0), "flat" if spec.pave else "domed")
    assembly.merge(_latch(outer - high / 2, width))
    hung = _hung(assembly, outer - high / 2, _turn(spec, lying))
    if spec.motif:
        carried = motif(spec)
        charm = ringed(carried.assembly, carried.top, 1.6 * high)
        hung.merge(charm, UPRIGHT, [0, -0.25 if lying else -0.3 * outer, -2 * outer + 1.35 * high])
    return hung


def ear_cuff(spec: Spec, lying: bool) -> Assembly:
    """One or two open bands that clasp the ear's rim; the axis is upright, the opening behind."""
    width, outer, high = spec.width_mm or 2.0, 6.2, 1.25
    rows = spec.strands or 1
    assembly = Assembly()
    pitch = 1.35 * width + 0.5
    for row in range(rows):
        open_band = band(spec, outer, high, -52.0, 232.0, (-12.0, 192.0), "rounded" if width < 3 else "domed")
        tilt = 0.0 if rows == 1 else (10.0 if row else -10.0)
        assembly.merge(open_band, rotation("x", tilt), [(row - (rows - 1) / 2) * pitch, 0, 0])
    if rows == 2:
        assembly.add("metal", rod([-pitch / 2, 0, outer - high], [pitch / 2, 0, outer - high], 0.7))
        assembly.add("metal", rod([-pitch / 2, 0, -outer + high], [pitch / 2, 0, -outer + high], 0.7))
    upright = Assembly().merge(assembly, rotation("y", 90))
    return Assembly().merge(upright, rotation("x", 62)) if lying else upright


def band(
    spec: Spec, outer: float, high: float, start: float, end: float, paved: tuple[float, float], profile: str
) -> Assembly:
    """An open band about the x axis with the spec's width, hammered or paved where the spec says so.

    Args:
        spec: Width, finish, pavé.
        outer: Its outer radius, mm.
        high: Its thickness, mm.
        start: Where it begins, in degrees from the top toward the viewer at -y.
        end: Where it ends.
        paved: Where its stones begin and end.
        profile: Its section.
    """
    width = spec.width_mm or 2.5
    shape = section(profile, width, high)
    inner = outer - float(shape[:, 1].max())
    length = 2 * np.pi * outer
    relief = hammered(length, width, min(2.4, 0.9 + 0.4 * width)) if spec.finish == "hammered" else None
    assembly = Assembly().add("metal", _bent(shape, inner, start, end, relief))
    if spec.pave:
        assembly.merge(_pave(shape, inner, width, paved))
    return assembly


def _bent(shape: Array, inner: float, start: float, end: float, relief: Relief | None) -> Mesh:
    """A section carried around the x axis, its outer side in relief, its ends rounded off."""
    turn = np.radians(end - start)
    outer = inner + float(shape[:, 1].max())
    n = max(72, round(turn * outer / (0.3 if relief else 0.6)))
    angles = np.radians(np.linspace(start, end, n))
    if relief is not None:
        perimeter = float(np.linalg.norm(np.roll(shape, -1, 0) - shape, axis=1).sum())
        shape = resample(shape, max(24, round(perimeter / 0.24)))
    sections = np.repeat(shape[None], n, 0)
    if relief is not None:
        along = np.broadcast_to(angles[:, None] * outer, sections.shape[:2])
        outside = np.clip((shape[:, 1] / (outer - inner) - 0.3) / 0.3, 0, 1)
        sections[..., 1] += relief(along, sections[..., 0]) * outside
    middle = np.array([0.0, shape[:, 1].mean()])
    away = np.minimum(np.arange(n), np.arange(n)[::-1]) * turn * outer / n
    ends = np.sqrt(np.clip(1 - (1 - np.clip(away / (0.5 * (outer - inner)), 0, 1)) ** 2, 0.05, 1))
    sections = middle + (sections - middle) * ends[:, None, None]
    out = _outward(angles)
    return sweep(out * inner, sections, closed=False, up=out)


def _outward(angles: Array) -> Array:
    """Unit vectors (n, 3) about the x axis at angles from the top toward -y."""
    return np.stack([0 * angles, -np.sin(angles), np.cos(angles)], 1)


def _pave(shape: Array, inner: float, width: float, paved: tuple[float, float]) -> Assembly:
    """Rows of small stones along the outer side of a band, each row on the band's own slope."""
    rows = max(1, round((width - 0.3) / 1.75))
    small = min(0.98, 0.47 * (width - 0.15) / rows)
    assembly = Assembly()
    for row in range(rows):
        across = (row - (rows - 1) / 2) * 2.02 * small
        height, slope = _slope(shape, across)
        step = np.degrees(2.1 * small / (inner + height))
        angles = np.radians(np.arange(paved[0], paved[1], step) + (step / 2 if row % 2 else 0))
        out = _outward(angles)
        normals = out + np.array([slope, 0.0, 0.0])
        points = out * (inner + height + 0.12 * small) + np.array([across, 0.0, 0.0])
        assembly.merge(pave_row(points, normals, small))
    return assembly


def _slope(shape: Array, across: float) -> tuple[float, float]:
    """Height of a section's outer side at a place across it, and how much its normal leans outward there."""
    top = shape[shape[:, 1] > 0.3 * shape[:, 1].max()]
    top = top[np.argsort(top[:, 0])]
    heights = np.interp([across - 0.15, across, across + 0.15], top[:, 0], top[:, 1])
    return float(heights[1]), float(np.clip((heights[0] - heights[2]) / 0.3, -1.2, 1.2))


def _latch(radius: float, width: float) -> Assembly:
    """The post that closes a hoop at its top, with the hinge behind it."""
    gap = _gap(radius)
    a = np.radians(np.linspace(-gap, gap, 9))
    assembly = Assembly().add("metal", wire(_outward(a) * radius, 0.8))
    hinge = _outward(np.radians([-gap]))[0] * radius
    return assembly.add("metal", sphere(0.34 * min(width, 2.4), 10), translation=hinge)


def _gap(radius: float) -> float:
    """Half the angle, in degrees, that a hoop is open at its top for the lobe."""
    return float(np.degrees(1.1 / radius))


def _hung(assembly: Assembly, radius: float, turn: float) -> Assembly:
    """A band about the x axis hung by its top from the origin, turned about z by some degrees."""
    return Assembly().merge(assembly, rotation("z", turn), [0, 0, -radius])


def _turn(spec: Spec, lying: bool) -> float:
    """A hoop that lies shows its circle; where it is paved it is shown aslant, or its stones would not be seen."""
    return (48.0 if spec.pave else 90.0) if lying else 0.0
