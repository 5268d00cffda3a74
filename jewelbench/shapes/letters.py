"""Capital letters as strokes, for initials bent from wire, raised on a face or cut out of it."""

from functools import cache
from itertools import pairwise

import numpy as np

from jewelbench.shapes.mesh import Array, Mesh, disc, superellipse, sweep

Stroke = list[tuple[float, float]]


def letter_paths(letter: str) -> list[Array]:
    """The strokes of a capital letter A to Z.

    Returns:
        Open paths (n, 2), or closed ones whose last point repeats the first; x to the right, y up, the letter's height
        1 and its middle at the origin.

    Raises:
        ValueError: There is no such letter.
    """
    if letter not in _STROKES:
        raise ValueError(f"no letter {letter!r}; there are A to Z")
    return [stroke.copy() for stroke in _centred(letter)]


def letter_meshes(letter: str, tall: float, stroke: float, thickness: float) -> list[Mesh]:
    """A solid capital in the plane z = 0, with round ends and corners.

    Args:
        letter: A to Z.
        tall: Its height, mm.
        stroke: The width of its strokes, mm.
        thickness: How thick it is, mm, half of it above the plane.

    Raises:
        ValueError: There is no such letter.
    """
    meshes = []
    for path in letter_paths(letter):
        for piece in _unbent(path * (tall - stroke)):
            points = np.c_[piece, np.zeros(len(piece))]
            ring = bool(np.allclose(piece[0], piece[-1]))
            points = points[:-1] if ring else points
            up = np.tile([0.0, 0.0, 1.0], (len(points), 1))
            meshes.append(sweep(points, superellipse(stroke, thickness, 3.2, 16), closed=ring, up=up))
            if not ring:
                knob = disc(stroke / 2, thickness, min(0.3 * thickness, 0.24 * stroke), 20)
                meshes += [knob.moved(points[i]) for i in (0, -1)]
    return meshes


def _unbent(path: Array) -> list[Array]:
    """The pieces of a path between its sharp corners, where a sweep would pinch."""
    steps = np.diff(path, axis=0)
    steps = steps / np.linalg.norm(steps, axis=1, keepdims=True)
    corners = np.flatnonzero(np.sum(steps[1:] * steps[:-1], 1) < 0.8) + 1
    cuts = [0, *corners.tolist(), len(path) - 1]
    return [path[start : end + 1] for start, end in pairwise(cuts)]


@cache
def _centred(letter: str) -> tuple[Array, ...]:
    strokes = [_dense(np.asarray(stroke, float)) for stroke in _STROKES[letter]]
    points = np.concatenate(strokes)
    middle = (points.min(0) + points.max(0)) / 2
    return tuple(stroke - [middle[0], 0.5] for stroke in strokes)


def _dense(stroke: Array, step: float = 0.04) -> Array:
    """The stroke with its corners kept and further points every `step` along it."""
    pieces = [stroke[:1]]
    for start, end in pairwise(stroke):
        length = float(np.linalg.norm(end - start))
        if length < 1e-6:
            continue
        count = max(1, round(length / step))
        pieces.append(start + (end - start) * np.linspace(0, 1, count + 1)[1:, None])
    return np.concatenate(pieces)


def _arc(x: float, y: float, width: float, height: float, start: float, end: float) -> Stroke:
    """Points on an ellipse about (x, y) with the given half-axes, from one angle to another, in degrees."""
    angles = np.radians(np.linspace(start, end, max(5, round(abs(end - start) / 9))))
    return [(x + width * float(np.cos(a)), y + height * float(np.sin(a))) for a in angles]


_STROKES: dict[str, list[Stroke]] = {
    "A": [[(0, 0), (0.38, 1), (0.76, 0)], [(0.13, 0.34), (0.63, 0.34)]],
    "B": [
        [(0.3, 0.54), (0, 0.54), (0, 1), (0.3, 1), *_arc(0.3, 0.77, 0.23, 0.23, 90, -90)],
        [(0, 0.54), (0, 0), (0.32, 0), *_arc(0.32, 0.27, 0.27, 0.27, -90, 90)],
    ],
    "C": [_arc(0.38, 0.5, 0.38, 0.5, 48, 312)],
    "D": [[(0.26, 1), (0, 1), (0, 0), (0.26, 0), *_arc(0.26, 0.5, 0.46, 0.5, -90, 90)]],
    "E": [[(0.55, 1), (0, 1), (0, 0), (0.55, 0)], [(0, 0.53), (0.48, 0.53)]],
    "F": [[(0.55, 1), (0, 1), (0, 0)], [(0, 0.52), (0.46, 0.52)]],
    "G": [[*_arc(0.38, 0.5, 0.38, 0.5, 48, 330), (0.73, 0.46), (0.42, 0.46)]],
    "H": [[(0, 0), (0, 1)], [(0.66, 0), (0.66, 1)], [(0, 0.52), (0.66, 0.52)]],
    "I": [[(0.18, 0), (0.18, 1)], [(0, 0), (0.36, 0)], [(0, 1), (0.36, 1)]],
    "J": [[(0.2, 1), (0.48, 1)], [(0.48, 1), (0.48, 0.27), *_arc(0.24, 0.27, 0.24, 0.27, 0, -165)]],
    "K": [[(0, 0), (0, 1)], [(0.6, 1), (0, 0.42)], [(0.2, 0.6), (0.64, 0)]],
    "L": [[(0, 1), (0, 0), (0.54, 0)]],
    "M": [[(0, 0), (0.08, 1), (0.44, 0.22), (0.8, 1), (0.88, 0)]],
    "N": [[(0, 0), (0, 1), (0.68, 0), (0.68, 1)]],
    "O": [_arc(0.37, 0.5, 0.37, 0.5, 0, 360)],
    "P": [[(0, 0), (0, 1), (0.3, 1), *_arc(0.3, 0.73, 0.27, 0.27, 90, -90), (0, 0.46)]],
    "Q": [_arc(0.37, 0.5, 0.37, 0.5, 0, 360), [(0.44, 0.28), (0.74, 0)]],
    "R": [
        [(0, 0), (0, 1), (0.3, 1), *_arc(0.3, 0.74, 0.26, 0.26, 90, -90), (0, 0.48)],
        [(0.28, 0.48), (0.6, 0)],
    ],
    "S": [[*_arc(0.3, 0.75, 0.28, 0.25, 35, 270), *_arc(0.3, 0.25, 0.3, 0.25, 90, -150)]],
    "T": [[(0, 1), (0.7, 1)], [(0.35, 1), (0.35, 0)]],
    "U": [[(0, 1), (0, 0.32), *_arc(0.32, 0.32, 0.32, 0.32, 180, 360), (0.64, 1)]],
    "V": [[(0, 1), (0.37, 0), (0.74, 1)]],
    "W": [[(0, 1), (0.25, 0), (0.5, 0.8), (0.75, 0), (1, 1)]],
    "X": [[(0, 1), (0.66, 0)], [(0, 0), (0.66, 1)]],
    "Y": [[(0, 1), (0.35, 0.48), (0.7, 1)], [(0.35, 0.48), (0.35, 0)]],
    "Z": [[(0, 1), (0.62, 1), (0, 0), (0.64, 0)]],
}
