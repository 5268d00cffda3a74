"""How limp bands - chains, strands, rows of stones - lie on a table or go round a wrist or an ankle."""

import numpy as np

from jewelbench.shapes.curves import outward_of
from jewelbench.shapes.drapes import FLAT, UPRIGHT, Drape
from jewelbench.shapes.mesh import TAU, Array
from jewelbench.shapes.stations import Stations, unit

Radii = tuple[float, float]
WRIST: Radii = (30.0, 25.0)
ANKLE: Radii = (38.0, 34.0)


def around(radii: Radii, thickness: float) -> Drape:
    """Round a limb whose axis is z, its front toward -y, its face outward; `thickness` mm thick."""
    path = _ring(radii, thickness, 0.0)
    return Drape(path, outward_of(path), True, UPRIGHT)


def lying(radii: Radii, thickness: float, tilt: float = 45.0) -> Drape:
    """A ring on a table, not quite regular, as a limp band falls; its face `tilt` degrees from straight up."""
    path = _ring(radii, thickness, 0.022)
    c, s = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
    return Drape(path, outward_of(path) * s + np.array([0.0, 0.0, c]), True, FLAT)


def stretched(radii: Radii) -> Drape:
    """Opened and laid out in a long wave that climbs to the right, face up."""
    t = np.linspace(-1, 1, 200)
    half = 1.45 * radii[0]
    path = np.stack([half * t, 0.42 * half * t - 0.2 * half * np.sin(np.pi * t), 0 * t], 1)
    return Drape(path, np.tile([0.0, 0.0, 1.0], (200, 1)), False, FLAT)


def _ring(radii: Radii, thickness: float, unevenness: float) -> Array:
    t = np.linspace(0, TAU, 300, endpoint=False) - TAU / 4
    uneven = 1 + unevenness * np.cos(3 * t + 0.7) + 0.6 * unevenness * np.cos(2 * t)
    a, b = radii[0] + thickness / 2, radii[1] + thickness / 2
    return np.stack([a * np.cos(t) * uneven, b * np.sin(t) * uneven, 0 * t], 1)


def dangling(drape: Drape, places: Stations) -> Array:
    """Frames (n, 3, 3) of ornaments that hang at places of a band: y up, z toward the viewer.

    On a table they lie around a ring, or below a straight band; on a limb they hang along it and face outward.
    """
    count = len(places.centres)
    face = np.tile(drape.hang[:, 2], (count, 1)) if drape.hang is FLAT else places.normals
    if drape.closed and drape.hang is FLAT:
        up = unit((drape.path.mean(0) - places.centres) * [1, 1, 0])
    else:
        up = np.tile(drape.hang[:, 1], (count, 1))
    return np.stack([np.cross(up, face), up, face], 2)


def facing(places: Stations) -> Array:
    """Frames (n, 3, 3) of ornaments set into a band: x along it, z as the band faces."""
    return np.stack([places.tangents, np.cross(places.normals, places.tangents), places.normals], 2)


def gathered(radii: Radii, thickness: float) -> Drape:
    """A ring on a table pushed together to a bean, face up."""
    t = np.linspace(0, TAU, 300, endpoint=False) - TAU / 4
    a, b = radii[0] + thickness / 2, 0.72 * (radii[1] + thickness / 2)
    dent = 0.3 * b * np.exp(-(((np.cos(t) - 0.15) / 0.45) ** 2)) * (np.sin(t) > 0)
    path = np.stack([a * np.cos(t), b * np.sin(t) - dent, 0 * t], 1)
    return Drape(path, np.tile([0.0, 0.0, 1.0], (300, 1)), True, FLAT)
