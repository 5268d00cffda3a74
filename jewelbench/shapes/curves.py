"""Curves that chains lie or hang along, as points (n, 3) in mm.

A closed curve does not repeat its first point.
"""

import numpy as np

from jewelbench.shapes.mesh import TAU, Array
from jewelbench.shapes.stations import unit


def vee(half_width: float, height: float, n: int = 160, power: float = 1.3) -> Array:
    """An open curve in the plane z = 0 from (-half_width, height) down to the origin and up to the other side.

    A `power` near 1 gives a V, as a pendant's weight draws a thin chain; 2 a U, as a heavy chain hangs.
    """
    t = np.linspace(-1, 1, n)
    rise = (t * t + 0.0009) ** (power / 2)
    rise = (rise - rise.min()) / (rise.max() - rise.min())
    return np.stack([half_width * t, height * rise, np.zeros(n)], 1)


def ellipse(a: float, b: float, n: int = 240, start: float = -90.0) -> Array:
    """A closed ellipse in the plane z = 0, counter-clockwise from `start` degrees."""
    t = np.linspace(0, TAU, n, endpoint=False) + np.radians(start)
    return np.stack([a * np.cos(t), b * np.sin(t), np.zeros(n)], 1)


def outward_of(path: Array) -> Array:
    """Unit normals (n, 3) that point out of a closed, counter-clockwise curve in a plane of constant z."""
    tangent = np.roll(path, -1, 0) - np.roll(path, 1, 0)
    return unit(np.stack([tangent[:, 1], -tangent[:, 0], np.zeros(len(path))], 1))


def doubled(line: Array, gap: float) -> Array:
    """A closed curve that runs along an open one in the plane, `gap` mm beside it, and back on the other side.

    So a closed chain lies that was picked up at its clasp and laid down: two strands side by side. It begins, and
    ends, in a round turn at the line's first point.
    """
    tangent = unit(np.gradient(line, axis=0))
    side = np.stack([-tangent[:, 1], tangent[:, 0], np.zeros(len(line))], 1)
    u = np.linspace(0, 1, len(line))[:, None]
    # The strands meet at the first point, where a pendant pulls them together, and part in a round turn at the last.
    apart = gap / 2 * np.minimum(1, (12 * u) ** 0.5) * np.sqrt(np.clip(1 - np.clip((u - 0.93) / 0.07, 0, 1) ** 2, 0, 1))
    return np.concatenate([line - side * apart, (line + side * apart)[::-1][1:-1]])


def on_bust(drop: float, width: float, n: int = 240, back: float = 0.55) -> tuple[Array, Array]:
    """A necklace as it lies on a bust that is not shown: a closed curve (n, 3) and the outward normals (n, 3).

    The curve begins at the lowest point, at the front (toward -y), and rises toward the nape.

    Args:
        drop: How far the front hangs below the nape, in mm.
        width: Its full width, in mm.
        n: How many points.
        back: How far the nape lies behind the front, in shares of the width.
    """
    t = np.linspace(0, TAU, n, endpoint=False)
    rise = (1 - np.cos(t)) / 2
    x = width / 2 * np.sin(t) * (0.62 + 0.38 * np.sqrt(rise)) / 0.9
    y = -width * back * (1 - rise) ** 1.3
    z = -drop * (1 - rise) ** 1.1
    path = np.stack([x, y, z], 1)
    outward = np.stack([np.sin(t), -0.25 - 0.75 * (1 - rise), 0.35 + 0.3 * rise], 1)
    return path, unit(outward)
