"""Photos of things that are no jewellery: what a search has to admit that it does not know."""

import random
from collections.abc import Mapping

import numpy as np

from jewelbench.rendering import props
from jewelbench.rendering.bodies import foot_extras
from jewelbench.rendering.hands import hand_extras
from jewelbench.rendering.materials import Material, glossy, matte, metal
from jewelbench.rendering.props import Prop, grounded, placed, turned
from jewelbench.rendering.scene import Camera, PhotoKind, Scene, Setting
from jewelbench.rendering.shopper import query_backdrop, query_light, sample_optics
from jewelbench.rendering.surroundings import clutter
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.mesh import (
    Assembly,
    Mesh,
    Slot,
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

TARGET: Mapping[Slot, Material] = {"dark": Material()}
"""Materials for what `arrange` gives the camera to aim at; nothing of it is seen."""


def sample_not_jewellery(rng: random.Random) -> Scene:
    """A scene without jewellery; its layout is the name of a thing in THINGS."""
    kind: PhotoKind = "cluttered" if rng.random() < 0.25 else "plain" if rng.random() < 0.5 else "surface"
    name = rng.choice(list(THINGS))
    near = name in ("hand", "foot", "surface")
    return Scene(
        kind=kind,
        layout=name,
        camera=Camera(
            elevation=rng.uniform(24, 84),
            azimuth=rng.uniform(-180, 180),
            fov=rng.uniform(24, 42),
            fill=rng.uniform(0.9, 1.6) if near else rng.uniform(0.45, 0.9),
            roll=rng.gauss(0, 8),
            aperture=rng.uniform(0.002, 0.015) if rng.random() < 0.4 else 0.0,
        ),
        light=query_light(rng, True),
        backdrop=query_backdrop(rng, kind, "none", True),
        setting=Setting(
            skin=rng.random(), clutter=rng.randint(1, 4) if kind == "cluttered" else 0, seed=rng.randrange(2**31)
        ),
        optics=sample_optics(rng),
        seed=rng.randrange(2**31),
    )


def arrange(scene: Scene) -> tuple[list[Extra], Assembly]:
    """What a scene of `sample_not_jewellery` shows, and what the camera aims at: points without a surface."""
    rng = np.random.default_rng(scene.setting.seed)
    if scene.layout == "hand":
        extras = grounded(hand_extras(scene.setting.skin, scene.setting.seed, 1.0, np.eye(3), np.zeros(3)))
    elif scene.layout == "foot":
        extras = foot_extras(scene.setting.skin, scene.setting.seed)
    else:
        extras = THINGS[scene.layout](rng)
    target = Assembly().add("dark", _target(extras, scene.layout))
    return [*extras, *(clutter(scene, target) if scene.setting.clutter else [])], target


def _target(extras: list[Extra], name: str) -> Mesh:
    """The points of things as triangles without area, at which a camera can aim and which no light meets."""
    if not extras:
        points = np.array([[-30.0, -30, 0], [30, -30, 0], [30, 30, 0], [-30, 30, 0]])
    else:
        points = np.concatenate([extra.mesh.vertices for extra in extras])
    if name in ("hand", "foot"):
        points = points[(points[:, 1] > -75) & (points[:, 2] < 60)]
    points = points[:: max(1, len(points) // 3000)]
    return Mesh(points, np.repeat(np.arange(len(points))[:, None], 3, 1), False)


def key(rng: np.random.Generator) -> list[Extra]:
    """One or two keys on a wire."""
    look = metal("silver" if rng.random() < 0.6 else "yellow gold", "satin")
    parts = [
        placed(torus(9, 2.2, 40, 10, 5), None, (0, 0, 1.2)),
        placed(plate(superellipse(34, 7, 9, 30), 2.2, 0.3), None, (25, 0, 1.2)),
    ]
    parts += [
        placed(plate(superellipse(2.6, rng.uniform(3, 7), 9, 20), 2.0, 0.2), None, (32 + 3.4 * k, -4, 1.2))
        for k in range(4)
    ]
    fob = placed(plate(superellipse(24, 34, 3, 40), 4.0, 1.2), rotation("z", rng.uniform(0, 360)), (-24, 8, 2.0))
    wire = placed(torus(11, 0.8, 48, 8), rotation("x", 8), (-10, 3, 3.0))
    return [*(Extra(part, look) for part in (*parts, wire)), Extra(fob, glossy(props.paint(rng)))]


def screws(rng: np.random.Generator) -> list[Extra]:
    """Screws and nuts."""
    steel = metal("silver", "satin")
    result = []
    for _ in range(int(rng.integers(1, 4))):
        move, turn = (*rng.uniform(-28, 28, 2), 4.0), rotation("z", rng.uniform(0, 360))
        coil = np.linspace(0, 22 * np.pi, 330)
        thread = sweep(
            np.c_[coil * 0.42 + 3, 2.1 * np.cos(coil), 2.1 * np.sin(coil)], superellipse(1.1, 1.1, 2, 6), closed=False
        )
        head = placed(
            loft(superellipse(8.4, 8.4, 2, 32), [(0.001, 0), (0.5, 0), (1, 2.6), (0.9, 3.6), (0.001, 4)]),
            rotation("y", -90),
            (4, 0, 0),
        )
        parts = [rod((0, 0, 0), (31, 0, 0), 2.1, 1.0), thread, head]
        result += [Extra(placed(part, turn, move), steel) for part in parts]
    for _ in range(int(rng.integers(1, 4))):
        result.append(Extra(placed(_nut(), rotation("z", rng.uniform(0, 60)), (*rng.uniform(-30, 30, 2), 2.4)), steel))
    return result


def _nut() -> Mesh:
    """A hexagonal nut with its hole."""
    section = np.array([(3.2, -2.4), (6.6, -2.4), (6.6, 2.4), (3.2, 2.4)])
    turns = np.linspace(0, 2 * np.pi, 6, endpoint=False)
    rings = np.stack([np.stack([r * np.cos(turns), r * np.sin(turns), np.full(6, z)], 1) for r, z in section], 1)
    i, j = np.meshgrid(np.arange(6), np.arange(4), indexing="ij")
    a, b = (i * 4 + j).ravel(), (((i + 1) % 6) * 4 + j).ravel()
    c, d = (((i + 1) % 6) * 4 + (j + 1) % 4).ravel(), (i * 4 + (j + 1) % 4).ravel()
    return Mesh(rings.reshape(-1, 3), np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]), False)


def bottle(rng: np.random.Generator) -> list[Extra]:
    """A bottle with a label and a cap."""
    r, h = rng.uniform(28, 38), rng.uniform(150, 210)
    body = turned([(0, 0), (r, 2), (r, 0.62 * h), (0.42 * r, 0.8 * h), (0.38 * r, h), (0, h)])
    label = turned([(r + 0.4, 0.18 * h), (r + 0.4, 0.5 * h)])
    cap = turned([(0, h), (0.46 * r, h - 14), (0.46 * r, h + 8), (0, h + 8)])
    colour = ((0.03, 0.12, 0.05), (0.20, 0.07, 0.02), (0.55, 0.66, 0.70), (0.75, 0.74, 0.72))[int(rng.integers(4))]
    return [
        Extra(body, glossy(colour, 0.05)),
        Extra(label, matte(props.paint(rng))),
        Extra(cap, glossy(props.paint(rng), 0.3)),
    ]


def spoon(rng: np.random.Generator) -> list[Extra]:
    """A spoon."""
    ball = sphere(1.0, 20)
    dish = ball.vertices * (24, 15, 7)
    dish[:, 2] = np.where(dish[:, 2] > 0, -0.75 * dish[:, 2], dish[:, 2]) + 7.5
    at = np.linspace(0, 1, 24)
    stem = np.c_[21 + 110 * at, 0 * at, 5 + 10 * np.sin(2.4 * at)]
    width = np.c_[3.2 - 3.0 * at + 5 * at**3, 1.5 - 0.4 * at]
    handle = sweep(stem, superellipse(2, 2, 3, 14), closed=False, up=np.repeat([[0.0, 0, 1]], 24, 0), scale=width)
    look = metal("silver" if rng.random() < 0.7 else "yellow gold")
    return [Extra(Mesh(dish, ball.faces), look), Extra(handle, look)]


def blocks(rng: np.random.Generator) -> list[Extra]:
    """Toy blocks."""
    result = []
    for number in range(int(rng.integers(2, 6))):
        size = rng.uniform(14, 22)
        cube = placed(plate(superellipse(size, size, 30, 48), size, 1.2), rotation("z", rng.uniform(0, 90)))
        move = (*rng.uniform(-8, 8, 2), 33.0) if number == 1 else (30.0 * number - 40, rng.uniform(-20, 20), size / 2)
        result.append(Extra(placed(cube, None, move), glossy(props.paint(rng), 0.25)))
    return result


def fruit(rng: np.random.Generator) -> list[Extra]:
    """Apples, oranges, lemons or berries."""
    sort = int(rng.integers(4))
    colour, size, stretch, bump = (
        ((0.50, 0.04, 0.02), 36.0, 0.92, 0.12), ((0.80, 0.26, 0.02), 36.0, 0.97, 0.02),
        ((0.80, 0.60, 0.05), 28.0, 0.8, 0.0), ((0.03, 0.04, 0.14), 7.0, 0.9, 0.05),
    )[sort]  # fmt: skip
    result = []
    for number in range(int(rng.integers(1, 4)) if size > 10 else int(rng.integers(6, 14))):
        ball = sphere(1.0, 20)
        dent = 1 - bump * np.exp(-6 * (ball.vertices[:, :2] ** 2).sum(1))
        shape = (
            ball.vertices
            * np.c_[np.ones(len(dent)), np.ones(len(dent)), dent * stretch]
            * size
            * rng.uniform(0.88, 1.1)
        )
        place = (2.1 * size * number, rng.uniform(-6, 6)) if size > 10 else tuple(rng.uniform(-32, 32, 2))
        result.append(Extra(placed(Mesh(shape, ball.faces), None, (*place, size * stretch)), glossy(colour, 0.28)))
        if sort == 0:
            stalk = rod((0, 0, 1.6 * size), (4, 0, 2.05 * size), 1.3, 1.0)
            result.append(Extra(placed(stalk, None, (*place, 0)), matte((0.10, 0.06, 0.03))))
    return result


def buttons(rng: np.random.Generator) -> list[Extra]:
    """Buttons with two or four holes."""
    result = []
    for _ in range(int(rng.integers(2, 7))):
        r, colour = rng.uniform(6, 12), props.paint(rng)
        x, y = rng.uniform(-32, 32, 2)
        body = turned([(0, 0), (r, 0), (r, 2.4), (0.82 * r, 2.8), (0.7 * r, 1.9), (0, 1.8)])
        result.append(Extra(placed(body, None, (x, y, 0)), glossy(colour, 0.2)))
        for k in range(4):
            aside = (0.22 * r * (1 if k % 2 else -1), 0.22 * r * (1 if k > 1 else -1))
            hole = placed(disc(0.1 * r, 0.3, 0.05, 16), None, (x + aside[0], y + aside[1], 1.95))
            result.append(Extra(hole, matte((0.03, 0.03, 0.03))))
    return result


def clips(rng: np.random.Generator) -> list[Extra]:
    """Paper clips."""
    corners = np.array(
        [
            (10, 2.6),
            (-9, 2.6),
            (-11, 0),
            (-9, -2.6),
            (12, -2.6),
            (15, 0.4),
            (12, 3.8),
            (-11, 3.8),
            (-14, 0),
            (-11, -3.9),
            (7, -3.9),
        ]
    )
    path = np.stack([np.interp(np.linspace(0, 10, 90), range(11), corners[:, k]) for k in (0, 1)], 1)
    wire = sweep(np.c_[path, np.full(90, 0.7)], superellipse(1.2, 1.2, 2, 8), closed=False)
    look = [metal("silver"), glossy(props.paint(rng))]
    return [
        Extra(placed(wire, rotation("z", rng.uniform(0, 360)), (*rng.uniform(-24, 24, 2), 0.5 * k)), look[k % 2])
        for k in range(int(rng.integers(1, 7)))
    ]


def nothing(_rng: np.random.Generator) -> list[Extra]:
    """Only what it would lie on."""
    return []


THINGS: dict[str, Prop] = {
    **props.CLUTTER, **props.HELD_OUT_CLUTTER, "key": key, "screws": screws, "bottle": bottle, "spoon": spoon,
    "blocks": blocks, "fruit": fruit, "buttons": buttons, "clips": clips, "surface": nothing,
    "hand": nothing, "foot": nothing,
}  # fmt: skip
"""What photos without jewellery show; hands and feet are made by `arrange`, as they need the scene's skin."""
