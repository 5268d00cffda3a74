"""Everyday things that stand about in shoppers' photos: each about its own z axis, on z = 0, in mm."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from jewelbench.rendering.materials import Material, glossy, matte, metal
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.mesh import (
    TAU,
    Array,
    Mesh,
    circle,
    disc,
    loft,
    plate,
    rod,
    rotation,
    sphere,
    superellipse,
    sweep,
    torus,
)
from jewelbench.specs.materials import Colour

Prop = Callable[[np.random.Generator], list[Extra]]

PAINTS: tuple[Colour, ...] = (
    (0.80, 0.78, 0.74), (0.55, 0.03, 0.03), (0.05, 0.12, 0.30), (0.08, 0.22, 0.14), (0.75, 0.48, 0.08),
    (0.03, 0.03, 0.033), (0.72, 0.38, 0.36), (0.32, 0.50, 0.60), (0.36, 0.22, 0.42), (0.60, 0.52, 0.38),
)  # fmt: skip


def paint(rng: np.random.Generator) -> Colour:
    """One of PAINTS."""
    return PAINTS[int(rng.integers(len(PAINTS)))]


def turned(levels: Sequence[tuple[float, float]], sides: int = 40) -> Mesh:
    """A body of revolution: radii in mm at heights in mm, from the bottom's middle over the outside inwards."""
    return loft(circle(1.0, sides)[:, :2], list(levels))


def placed(mesh: Mesh, matrix: Array | None = None, move: Sequence[float] = (0, 0, 0)) -> Mesh:
    """A mesh rotated (3, 3), then moved."""
    vertices = mesh.vertices if matrix is None else mesh.vertices @ matrix.T
    return mesh._replace(vertices=vertices + np.asarray(move, float))


def grounded(extras: Sequence[Extra]) -> list[Extra]:
    """The same things, moved together so that their lowest point is at z = 0."""
    up = (0.0, 0.0, -min(float(extra.mesh.vertices[:, 2].min()) for extra in extras))
    return [replace(extra, mesh=extra.mesh.moved(up)) for extra in extras]


def cup(rng: np.random.Generator) -> list[Extra]:
    """A cup of coffee or tea on a saucer, or a mug."""
    ware = glossy(paint(rng) if rng.random() < 0.6 else (0.82, 0.81, 0.79))
    r, h = rng.uniform(34, 42), rng.uniform(55, 90)
    body = turned(
        [
            (0, 6),
            (0.6 * r, 6),
            (0.8 * r, 9),
            (0.97 * r, 0.4 * h),
            (r, h),
            (r - 3.2, h),
            (0.92 * r - 3, 0.4 * h),
            (0.3 * r, 10),
            (0, 10),
        ]
    )
    turn = np.linspace(-1.35, 1.35, 16)
    handle = np.c_[r - 4 + 20 * np.cos(turn), np.zeros(16), 0.55 * h + 0.28 * h * np.sin(turn)]
    drink = glossy(((0.05, 0.02, 0.01), (0.28, 0.10, 0.02), (0.42, 0.27, 0.16))[int(rng.integers(3))])
    parts = [Extra(body, ware), Extra(sweep(handle, superellipse(9, 7, 2.4, 12), closed=False), ware)]
    parts.append(Extra(placed(disc(0.93 * r, 1.0), move=(0, 0, 0.8 * h)), drink))
    if rng.random() < 0.5:
        saucer = turned([(0, 0), (26, 0), (40, 4), (74, 11), (75, 13), (40, 7), (0, 5)])
        parts.append(Extra(saucer, ware))
    return parts


def glass(rng: np.random.Generator) -> list[Extra]:
    """A small bottle of scent with a metal cap."""
    width, height = rng.uniform(16, 22), rng.uniform(34, 58)
    body = loft(
        superellipse(2 * width, 1.3 * width, 5, 40),
        [(0.001, 0), (0.92, 0), (1, 2), (1, height), (0.8, height + 4), (0.3, height + 5), (0.001, height + 5)],
    )
    scent = ((0.90, 0.60, 0.30), (0.86, 0.55, 0.62), (0.55, 0.75, 0.80), (0.85, 0.80, 0.55))[int(rng.integers(4))]
    cap = turned(
        [
            (0, height + 5),
            (0.42 * width, height + 5),
            (0.42 * width, height + 20),
            (0.36 * width, height + 21),
            (0, height + 21),
        ]
    )
    return [Extra(body, glossy(scent, 0.05)), Extra(cap, metal("yellow gold" if rng.random() < 0.5 else "silver"))]


def pen(rng: np.random.Generator) -> list[Extra]:
    """A ballpoint, lying."""
    shaft = placed(rod((-60, 0, 4.6), (56, 0, 4.6), 4.6, 4.2), None)
    tip = rod((56, 0, 4.6), (70, 0, 4.6), 3.6, 0.8)
    clip = placed(plate(superellipse(40, 3.4, 5, 24), 1.0, 0.3), None, (-40, 0, 9.6))
    steel = metal("silver")
    return [Extra(shaft, glossy(paint(rng))), Extra(tip, steel), Extra(clip, steel)]


def pencil(rng: np.random.Generator) -> list[Extra]:
    """A pencil, lying."""
    wood = rod((62, 0, 3.6), (76, 0, 3.6), 3.2, 0.7)
    shaft = sweep(np.array([(-80.0, 0, 3.6), (62, 0, 3.6)]), superellipse(7, 7, 2, 6), closed=False)
    return [
        Extra(Mesh(shaft.vertices, shaft.faces, False), glossy(paint(rng), 0.25)),
        Extra(wood, matte((0.66, 0.45, 0.26))),
    ]


def coins(rng: np.random.Generator) -> list[Extra]:
    """A few coins, some on top of others."""
    result = []
    for number in range(int(rng.integers(1, 5))):
        thickness, radius = 1.9, rng.uniform(9, 13)
        move = (*(rng.uniform(-9, 9, 2) if number else (0.0, 0.0)), thickness * (number + 0.5))
        face = metal(("yellow gold", "silver", "rose gold")[int(rng.integers(3))], "satin")
        face = Material(coat=(0.55 * face.coat[0], 0.55 * face.coat[1], 0.55 * face.coat[2]), roughness=0.3)
        result += [Extra(placed(disc(radius, thickness, 0.4, 48), None, move), face)]
        result += [
            Extra(placed(torus(radius - 1.2, 0.5, 40, 8), None, (move[0], move[1], move[2] + thickness / 2)), face)
        ]
    return result


def ribbon(rng: np.random.Generator) -> list[Extra]:
    """A length of ribbon in waves and a loop."""
    at = np.linspace(0, 1, 90)
    swirl = 2.2 * np.sin(3.1 * at + rng.uniform(0, 6)) + rng.uniform(2, 5) * at
    heading = np.cumsum(np.c_[np.cos(swirl), np.sin(swirl)], 0) * 1.6
    lift = 6.5 + 2.0 * np.sin(at * rng.uniform(10, 24))
    path = np.c_[heading - heading.mean(0), lift]
    upright = np.repeat([[0.0, 0.0, 1.0]], 90, 0)
    strip = sweep(path, superellipse(0.5, 11, 5, 12), closed=False, up=upright)
    return [Extra(strip, Material(body=paint(rng), coat=(0.06,) * 3, roughness=0.35))]


def leaf(rng: np.random.Generator) -> list[Extra]:
    """A sprig of leaves."""
    green = ((0.05, 0.16, 0.04), (0.14, 0.26, 0.08), (0.24, 0.30, 0.20), (0.40, 0.20, 0.05))[int(rng.integers(4))]
    foliage = Material(body=green, coat=(0.04,) * 3, roughness=0.3)
    count = int(rng.integers(1, 7))
    line = np.c_[np.linspace(-30, 30, 12), 4 * np.sin(np.linspace(0, 3, 12)), np.full(12, 1.4)]
    stem = sweep(line, superellipse(1.8, 1.8, 2, 8), closed=False)
    result = [Extra(stem, foliage)] if count > 1 else []
    for number in range(count):
        side = 1 if number % 2 else -1
        turn = rotation("z", side * rng.uniform(30, 70)) @ rotation("x", rng.uniform(-20, 20))
        result.append(Extra(placed(_blade(rng.uniform(26, 44)), turn, (-24 + 10 * number, 2, 4)), foliage))
    return result


def _blade(length: float) -> Mesh:
    """One leaf, from the origin along x, folded along its middle."""
    u, v = np.meshgrid(np.linspace(0, 1, 24), np.linspace(-1, 1, 11), indexing="ij")
    width = 0.27 * length * np.sin(np.pi * u**0.8) * v
    height = 0.18 * np.abs(width) + 0.10 * length * np.sin(2.6 * u) + 0.25 * np.sin(26 * u - 2 * np.abs(v)) * np.abs(v)
    points = np.stack([u * length, width, height], -1).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(23), np.arange(10), indexing="ij")
    a = (i * 11 + j).ravel()
    return Mesh(points, np.concatenate([np.stack([a, a + 11, a + 12], 1), np.stack([a, a + 12, a + 1], 1)]))


def flower(rng: np.random.Generator) -> list[Extra]:
    """A flower head, lying."""
    hue = ((0.80, 0.74, 0.66), (0.80, 0.40, 0.42), (0.66, 0.06, 0.12), (0.80, 0.55, 0.10), (0.50, 0.42, 0.72))[
        int(rng.integers(5))
    ]
    petal = Material(body=hue, rim=(min(1.0, hue[0] * 1.15), hue[1], hue[2]))
    rows, count = int(rng.integers(2, 5)), int(rng.integers(6, 11))
    result = []
    for row in range(rows):
        for number in range(count):
            turn = rotation("z", 360 * (number + 0.5 * row) / count) @ rotation(
                "y", -14 - 22 * row + rng.uniform(-5, 5)
            )
            blade = _blade(26 - 5 * row)
            wide = Mesh(blade.vertices * (1, 1.5, 1), blade.faces)
            result.append(Extra(placed(wide, turn, (0, 0, 3 + 1.5 * row)), petal))
    return [*result, Extra(placed(sphere(4.0, 10), None, (0, 0, 8)), matte((0.60, 0.38, 0.05)))]


def pebble(rng: np.random.Generator) -> list[Extra]:
    """One to three smooth stones."""
    result = []
    for number in range(int(rng.integers(1, 4))):
        ball = sphere(1.0, 16)
        waves, phases = rng.standard_normal((4, 3)), rng.uniform(0, TAU, 4)
        bumps = 1 + 0.06 * np.sin(2 * ball.vertices @ waves.T + phases).sum(1, keepdims=True)
        axes = rng.uniform((12, 9, 6), (26, 17, 10))
        stone = Mesh(ball.vertices * bumps * axes, ball.faces)
        grey = rng.uniform(0.08, 0.6)
        move = (34.0 * number, rng.uniform(-8, 8), -stone.vertices[:, 2].min())
        result.append(
            Extra(
                placed(stone, rotation("z", rng.uniform(0, 180)), move),
                Material(body=(grey, 0.96 * grey, 0.9 * grey), coat=(0.02,) * 3, roughness=0.5),
            )
        )
    return result


def book(rng: np.random.Generator) -> list[Extra]:
    """A closed book."""
    width, height, thick = rng.uniform(90, 130), rng.uniform(130, 180), rng.uniform(12, 28)
    cover = [placed(plate(superellipse(width, height, 40, 48), 2.4, 0.6), None, (0, 0, z)) for z in (1.2, thick + 3.6)]
    spine = placed(plate(superellipse(4, height, 40, 48), thick + 4, 0.8), None, (-width / 2 + 1, 0, thick / 2 + 2.4))
    pages = placed(plate(superellipse(width - 6, height - 6, 40, 48), thick, 0.3), None, (1, 0, thick / 2 + 2.4))
    bound = Material(body=paint(rng), coat=(0.02,) * 3, roughness=0.4)
    title = placed(
        plate(superellipse(0.5 * width, 0.07 * height, 40, 32), 0.4, 0.1), None, (0, 0.2 * height, thick + 5)
    )
    return [
        *(Extra(each, bound) for each in (*cover, spine)),
        Extra(pages, matte((0.78, 0.74, 0.66))),
        Extra(title, metal("yellow gold", "satin")),
    ]


def phone(rng: np.random.Generator) -> list[Extra]:
    """A telephone, its screen up."""
    body = placed(plate(superellipse(71, 146, 12, 80), 8.0, 2.0), None, (0, 0, 4))
    screen = placed(plate(superellipse(66, 141, 12, 80), 0.3, 0.1), None, (0, 0, 8.1))
    return [
        Extra(body, metal("silver" if rng.random() < 0.5 else "black rhodium", "satin")),
        Extra(screen, glossy((0.01, 0.01, 0.012), 0.03)),
    ]


def candle(rng: np.random.Generator) -> list[Extra]:
    """A candle in a jar."""
    r = rng.uniform(26, 36)
    jar = turned([(0, 0), (r, 0), (r, 62), (r - 3, 62), (r - 3, 48), (0, 48)])
    wick = rod((0, 0, 48), (1, 0, 58), 0.8, 0.6)
    return [
        Extra(jar, glossy(paint(rng), 0.12)),
        Extra(placed(disc(r - 3, 1.2), None, (0, 0, 48)), matte((0.84, 0.80, 0.70))),
        Extra(wick, matte((0.05, 0.04, 0.04))),
    ]


def shell(rng: np.random.Generator) -> list[Extra]:
    """A snail's shell, coiled."""
    turns = np.linspace(0, 3.2 * TAU, 180)
    size = np.exp(-0.17 * turns)
    path = np.c_[14 * size * np.cos(turns), 14 * size * np.sin(turns), 12 + 20 * (1 - size)]
    coil = sweep(path, superellipse(2, 2, 2, 26), closed=False, scale=11.5 * size)
    low = coil.vertices[:, 2].min()
    tint = ((0.80, 0.66, 0.54), (0.78, 0.72, 0.66), (0.60, 0.36, 0.26))[int(rng.integers(3))]
    return [
        Extra(
            placed(coil, None, (0, 0, -low)),
            Material(body=tint, coat=(0.04,) * 3, roughness=0.3, rim=(0.85, 0.72, 0.70)),
        )
    ]


CLUTTER: dict[str, Prop] = {
    "cup": cup, "scent": glass, "pen": pen, "ribbon": ribbon, "leaf": leaf, "flower": flower, "pebble": pebble,
    "book": book, "phone": phone,
}  # fmt: skip
HELD_OUT_CLUTTER: dict[str, Prop] = {"candle": candle, "shell": shell, "coins": coins, "pencil": pencil}
"""Things that only test photos show."""
