"""Bib necklaces: stones, plates or drops side by side in a fan."""

from collections.abc import Callable

import numpy as np

from jewelbench.shapes.clasps import jump_ring
from jewelbench.shapes.drapes import Drape
from jewelbench.shapes.mesh import Array, Assembly, cushion, resample, rod, sphere
from jewelbench.shapes.settings import set_stone
from jewelbench.shapes.stations import Stations, unit
from jewelbench.shapes.stones import outline
from jewelbench.specs.spec import Spec

_GAUGE = 1.8
_CHAIN_BUDGET = 24_000
_SMALLEST = 0.62
"""Size of the outermost piece, in shares of the middle one's."""


def bib(spec: Spec, lay: Callable[[float, float], Drape]) -> Assembly:
    """A fan of `count` pieces at the front of a chain, the largest in the middle."""
    count = spec.count or 7
    radius = 4.2 if count < 9 else 3.2
    sizes = 1 - (1 - _SMALLEST) * np.abs(np.linspace(-1, 1, count))
    width, depth = _footprint(spec, radius)
    offsets = _side_by_side(sizes * width)
    half = float(offsets[-1] + width * _SMALLEST / 2)
    drape = lay(0.95 * half + 12, 0.0).lifted(depth - 0.4 * _GAUGE, 2.0 * half)
    places = drape.at(offsets)
    result = drape.chain("curb", _GAUGE, _CHAIN_BUDGET)
    for frame, centre, size in zip(_fan(places, drape.hang), places.centres, sizes, strict=True):
        result.merge(_piece(spec, radius * float(size)), frame, centre)
    return result


def _footprint(spec: Spec, radius: float) -> tuple[float, float]:
    """Width along the chain and depth behind it of the middle piece, in mm."""
    piece = _piece(spec, radius).points()
    return float(np.ptp(piece[:, 0])) * 1.03, float(-piece[:, 2].min())


def _side_by_side(widths: Array) -> Array:
    """The middles of pieces of these widths, laid side by side about 0."""
    ends = np.cumsum(widths)
    middles: Array = ends - widths / 2 - ends[-1] / 2
    return middles


def _fan(places: Stations, hang: Array) -> Array:
    """A frame (n, 3, 3) for each piece: it hangs square to the chain, away from the neck."""
    outer = unit(np.cross(places.tangents, places.normals))
    down = outer * np.where(outer @ hang[:, 1] > 0, -1.0, 1.0)[:, None]
    return np.stack([np.cross(-down, places.normals), -down, places.normals], 2)


def _piece(spec: Spec, radius: float) -> Assembly:
    """One piece of the fan, on the chain at the origin, y up, facing +z."""
    if spec.motif == "plates":
        return _plate(radius)
    cut = spec.cut or "round"
    setting = "bezel" if "cabochon" in cut else "prong"
    if spec.motif == "stones":
        return Assembly().merge(set_stone(cut, radius, setting), translation=[0, 0, 0.4 * radius])
    reach = float(outline(cut)[:, 1].max()) * 0.8 * radius
    hung = Assembly().add("metal", sphere(0.3 * radius, 10)).add("metal", jump_ring(0.32 * radius, 0.14 * radius))
    hung.add("metal", rod([0, 0, 0], [0, -0.9 * radius, 0], 0.12 * radius))
    return hung.merge(set_stone(cut, 0.8 * radius, setting), translation=[0, -0.9 * radius - reach, 0.1 * radius])


def _plate(radius: float) -> Assembly:
    """A tapered plate with a round foot."""
    half, long = 0.95 * radius, 5.2 * radius
    foot = np.linspace(0, np.pi, 17)
    shape = np.concatenate(
        [
            [[-0.6 * half, 0.4 * radius], [-0.95 * half, 0.4 * radius - 0.86 * long]],
            np.stack([-0.95 * half * np.cos(foot), 0.4 * radius - 0.86 * long - 0.16 * long * np.sin(foot)], 1),
            [[0.95 * half, 0.4 * radius - 0.86 * long], [0.6 * half, 0.4 * radius]],
        ]
    )
    return Assembly().add("metal", cushion(resample(shape, 72), 1.1, 6), translation=[0, 0, 0.9])
