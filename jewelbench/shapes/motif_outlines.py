"""Flat outlines of ornaments, one unit high (or wide, where they are wider), centred on the origin, y up.

Each is a closed path (n, 2), counter-clockwise.
"""

from collections.abc import Sequence

import numpy as np

from jewelbench.shapes.mesh import TAU, Array, resample, signed_area
from jewelbench.shapes.stones import outline as stone_outline

Point = tuple[float, float]


def heart() -> Array:
    """A heart with its tip down."""
    return _unit(stone_outline("heart", 240))


def teardrop() -> Array:
    """A drop with its tip up."""
    return _unit(stone_outline("pear", 200))


def oval() -> Array:
    """An upright oval."""
    return ellipse(0.39, 0.5)


def ellipse(width: float, height: float, n: int = 160) -> Array:
    """An ellipse by its half-axes."""
    t = np.linspace(0, TAU, n, endpoint=False)
    return np.stack([width * np.cos(t), height * np.sin(t)], 1)


def rectangle(width: float, height: float, corner: float = 0.02) -> Array:
    """A rectangle by its sides, with rounded corners."""
    x, y = width / 2 - corner, height / 2 - corner
    arcs = [
        arc(sx * x, sy * y, corner, start, start + 90)
        for sx, sy, start in ((1, -1, -90), (1, 1, 0), (-1, 1, 90), (-1, -1, 180))
    ]
    return np.concatenate(arcs)


def arc(x: float, y: float, radius: float, start: float, end: float, n: int = 0) -> Array:
    """Points on a circle about (x, y) from one angle to another, in degrees."""
    angles = np.radians(np.linspace(start, end, n or max(4, round(abs(end - start) / 5))))
    return np.stack([x + radius * np.cos(angles), y + radius * np.sin(angles)], 1)


def star(points: int = 5, waist: float = 0.45) -> Array:
    """A star with its first point up; only its corners, 2 * points of them."""
    k = np.arange(2 * points)
    radius = np.where(k % 2 == 0, 0.5, 0.5 * waist)
    angle = TAU / 4 + k * TAU / (2 * points)
    return np.asarray(radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1))


def crescent(opening: float = 40.0) -> Array:
    """A crescent moon that is open to the right, its horns `opening` degrees above and below the horizontal."""
    outer = arc(0, 0, 0.5, opening, 360 - opening, 120)
    horn = outer[-1]
    middle = 0.2
    radius = float(np.hypot(horn[0] - middle, horn[1]))
    angle = float(np.degrees(np.arctan2(horn[1], horn[0] - middle)))
    inner = arc(middle, 0, radius, angle % 360, (-angle) % 360, 100)
    return _unit(np.concatenate([outer, inner[1:-1]]))


def petal(width: float = 0.36, tip: float = 0.25) -> Array:
    """A petal from (0, 0) up to (0, 1); `tip` is how pointed its end is, 0 to 1."""
    t = np.linspace(0, 1, 80)
    belly = np.sin(np.pi * t ** (0.72 + 0.2 * (1 - tip))) ** (0.75 + 0.5 * tip)
    right = np.stack([width * belly, t], 1)
    return np.concatenate([right, (right * [-1, 1])[-2:0:-1]])


def leaf() -> Array:
    """A pointed leaf, bent a little."""
    points = petal(0.29, 0.85) - [0, 0.5]
    bend = 0.1 * np.cos(np.pi * points[:, 1])
    return _unit(points + np.stack([bend, np.zeros(len(points))], 1))


def leaf_midrib() -> Array:
    """The middle of `leaf`, from its stalk to its tip."""
    y = np.linspace(-0.5, 0.5, 40)
    return np.stack([0.1 * np.cos(np.pi * y) - 0.05, y], 1)


def quatrefoil() -> Array:
    """Four round lobes."""
    lobes = [arc(0.235 * np.cos(a), 0.235 * np.sin(a), 0.265, d - 83.8, d + 83.8, 40) for a, d in _quarters()]
    return _unit(np.concatenate(lobes))


def upper_wing() -> Array:
    """A butterfly's right upper wing; it joins the body at the origin, the whole butterfly being 1 unit wide."""
    return smooth_outline(
        [(0.02, 0.0), (0.16, -0.035), (0.32, 0.0), (0.43, 0.1), (0.5, 0.27), (0.47, 0.345),
         (0.36, 0.35), (0.2, 0.26), (0.07, 0.12)]
    )  # fmt: skip


def lower_wing() -> Array:
    """A butterfly's right lower wing."""
    return smooth_outline(
        [(0.02, -0.02), (0.07, -0.14), (0.15, -0.27), (0.23, -0.36), (0.29, -0.33),
         (0.33, -0.22), (0.33, -0.1), (0.22, -0.045)]
    )  # fmt: skip


def hamsa() -> Array:
    """A symmetrical hand, its three fingers up and a curved thumb on either side."""
    right: list[Point] = [
        (0.0, -0.5), (0.12, -0.485), (0.235, -0.42), (0.3, -0.31), (0.335, -0.17), (0.4, -0.075), (0.455, 0.01),
        (0.43, 0.055),
        (0.365, 0.035), (0.315, -0.02), (0.285, -0.04), (0.272, 0.06), (0.268, 0.22), (0.25, 0.32), (0.205, 0.352),
        (0.165, 0.32),
        (0.152, 0.2), (0.135, 0.1), (0.118, 0.2), (0.11, 0.38), (0.075, 0.475),
    ]  # fmt: skip
    half = np.array(right)
    return _unit(smooth_outline([*half, (0.0, 0.5), *(half * [-1, 1])[:0:-1]]))


def bow_loop() -> Array:
    """The right loop of a bow; the whole bow is 1 unit wide."""
    return smooth_outline(
        [
            (0.03, 0.02),
            (0.15, 0.13),
            (0.33, 0.22),
            (0.46, 0.2),
            (0.5, 0.08),
            (0.47, -0.06),
            (0.36, -0.11),
            (0.16, -0.05),
        ]
    )


def bow_tail() -> Array:
    """The right tail of a bow, its end notched."""
    return np.array([(0.0, 0.0), (0.1, -0.02), (0.36, -0.4), (0.255, -0.375), (0.2, -0.46), (0.06, -0.16)])


def feather() -> Array:
    """A feather with a few slits in its vane, the quill's end at (0, -0.5)."""
    y = np.linspace(-0.28, 0.5, 160)
    t = (y + 0.28) / 0.78
    width = 0.19 * np.sin(np.pi * t**0.8) ** 0.62
    right, left = width.copy(), width.copy()
    for at, deep in ((0.1, 0.5), (0.36, 0.62), (0.5, 0.3)):
        right *= _slit(t, at, deep)
    for at, deep in ((0.2, 0.55), (0.3, 0.3), (0.6, 0.5)):
        left *= _slit(t, at, deep)
    curve = 0.05 * np.cos(np.pi * y)
    one, two = np.stack([curve + right + 0.004, y], 1), np.stack([curve - left - 0.004, y], 1)
    return np.concatenate([one, two[::-1]])


def feather_quill() -> Array:
    """The middle line of `feather`."""
    y = np.linspace(-0.5, 0.46, 48)
    return np.stack([0.05 * np.cos(np.pi * y), y], 1)


def arrow_head() -> Array:
    """An arrow's head with its tip at the origin, 1 unit long."""
    return np.array([(0.0, 0.0), (-0.52, -1.0), (0.0, -0.72), (0.52, -1.0)])


def _quarters() -> list[tuple[float, float]]:
    return [(np.radians(d), d) for d in (0, 90, 180, 270)]


def _slit(t: Array, at: float, deep: float) -> Array:
    """A factor that narrows a vane where it is slit: sharp on one side, gentle on the other."""
    gap = t - at
    return 1 - deep * np.where(gap < 0, np.exp(gap / 0.012), np.exp(-gap / 0.06))


def smooth_outline(knots: Sequence[Point] | Sequence[Array], each: int = 12) -> Array:
    """A smooth closed path through knots (Catmull-Rom)."""
    p = np.asarray(knots, float)
    t = np.linspace(0, 1, each, endpoint=False)[None, :, None]
    a, b, c, d = (np.roll(p, shift, 0)[:, None] for shift in (1, 0, -1, -2))
    path = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    points = path.reshape(-1, 2)
    return np.asarray(points if signed_area(points) > 0 else points[::-1])


def _unit(points: Array) -> Array:
    """The outline centred, its larger side 1."""
    low, high = points.min(0), points.max(0)
    return np.asarray((points - (low + high) / 2) / (high - low).max())


def dense(corners: Array, n: int = 200) -> Array:
    """An outline given by its corners as n points along it; corners are kept to within a step."""
    return resample(corners, n)
