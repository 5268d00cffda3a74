"""A watch's band: a leather strap or a bracelet of metal links, closed round a wrist or opened flat."""

import numpy as np

from jewelbench.shapes.mesh import Array, Assembly, Mesh, rod, superellipse, sweep, torus
from jewelbench.shapes.stations import copies, stations
from jewelbench.shapes.watch_cases import half_height
from jewelbench.shapes.wristbands import WRIST
from jewelbench.specs.spec import Spec

_OPEN = 34.0
"""How far an opened band reaches beyond the case on either side, in mm."""

_STRAP = 2.6
_LINK = 5.2


def closed_band(spec: Spec) -> Assembly:
    """The band round a wrist behind the case, whose middle is the origin; the case faces +z."""
    start, middle = half_height(spec) - 1.5, -(WRIST[1] + 3.5)
    path = _round(start, middle)
    out = _outward(path, middle)
    return _band(spec, path, out)


def open_band(spec: Spec) -> Assembly:
    """The band opened flat, above and below the case."""
    result = Assembly()
    start = half_height(spec) - 1.5
    for side in (1, -1):
        y = np.linspace(start, start + _OPEN, 60)
        sag = -1.2 * np.clip((y - start) / 8, 0, 1)
        path = np.stack([0 * y, side * y, sag - 0.5], 1)
        result.merge(_band(spec, path, np.tile([0.0, 0.0, 1.0], (60, 1)), ends=(False, True)))
        if spec.cord and side == 1:
            result.merge(_buckle(_width(spec) * 0.8), translation=[0, start + _OPEN + 1.0, -1.7])
    return result


def _round(start: float, middle: float) -> Array:
    """Points from the lug at +y round the wrist to the lug at -y."""
    reach = WRIST[0] + 1.5
    begin = np.arcsin(np.clip(start / reach, -1, 0.98))
    angles = np.linspace(begin, 2 * np.pi - begin, 140)
    height = -middle + 0.5
    top = np.cos(begin)
    z = middle + height * np.where(np.cos(angles) > 0, np.cos(angles) / max(top, 0.5) * 0.96, np.cos(angles))
    return np.stack([0 * angles, reach * np.sin(angles), np.minimum(z, -0.6)], 1)


def _outward(path: Array, middle: float) -> Array:
    out = path - [0, 0, middle]
    unit: Array = out / np.linalg.norm(out, axis=1, keepdims=True)
    return unit


def _width(spec: Spec) -> float:
    return 0.56 * (spec.size_mm or 32.0)


def _band(spec: Spec, path: Array, out: Array, ends: tuple[bool, bool] = (False, False)) -> Assembly:
    """Leather, narrower away from the case, or links."""
    width = _width(spec)
    if spec.cord is None:
        return _links(path, out, width)
    n = len(path)
    away = np.minimum(np.arange(n), np.arange(n)[::-1]) / n * 2 if not ends[1] else np.arange(n) / n
    taper = 1 - 0.2 * away
    if ends[1]:
        rounded = np.sqrt(1 - np.clip((np.arange(n) - n + 8) / 8.2, 0, 1) ** 2)
        taper = taper * np.maximum(rounded, 0.25)
    strap = sweep(
        path, superellipse(width, _STRAP, 5, 26), closed=False, up=out, scale=np.stack([taper, np.ones(n)], 1)
    )
    return Assembly().add("cord", strap)


def _links(path: Array, out: Array, width: float) -> Assembly:
    """Rows of a wide middle link between two narrow ones."""
    places = stations(path, _LINK, False, out)
    frames = places.frames()
    taper = 1 - 0.16 * np.minimum(np.arange(len(frames)), np.arange(len(frames))[::-1]) / len(frames)
    result = Assembly()
    for across, share, high in ((0.0, 0.42, 3.0), (-0.36, 0.26, 2.6), (0.36, 0.26, 2.6)):
        block = _block(_LINK * 0.96, share * width, high)
        beside = places.centres + frames[:, :, 1] * (across * width * taper)[:, None]
        shifted = beside + places.tangents * (0.0 if across == 0 else _LINK / 2)
        result.add("metal", copies(block, frames, shifted))
    return result


def _block(long: float, wide: float, high: float) -> Mesh:
    """A rounded block along x."""
    t = np.array([-0.5, -0.47, -0.4, 0.4, 0.47, 0.5]) * long
    path = np.stack([t, 0 * t, 0 * t], 1)
    grow = np.array([0.55, 0.86, 1, 1, 0.86, 0.55])
    section = superellipse(wide, high, 4.5, 16)
    scale = np.stack([0.5 + 0.5 * grow, grow], 1)
    return sweep(path, section, closed=False, up=np.tile([0.0, 0.0, 1.0], (6, 1)), scale=scale)


def _buckle(width: float) -> Assembly:
    """A frame with a tongue."""
    ring = torus(1.0, 0.11, 40, 8, 2.0)
    frame_ = Mesh(ring.vertices * [0.62 * width, 4.2, 7.0], ring.faces)
    return Assembly().add("metal", frame_).add("metal", rod([0, -3.5, 0.5], [0, 4.0, 0.9], 0.6))
