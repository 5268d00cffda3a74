"""Earrings that hang: drops, chandeliers and tassels."""

import numpy as np

from jewelbench.shapes.clasps import jump_ring
from jewelbench.shapes.findings import ear_hook, hook_rise, wire
from jewelbench.shapes.hoops import UPRIGHT
from jewelbench.shapes.mesh import Array, Assembly, Mesh, loft, rotation, sphere, superellipse, sweep
from jewelbench.shapes.motif_outlines import arc, ellipse
from jewelbench.shapes.motifs import capped, motif
from jewelbench.shapes.settings import set_pearl, set_stone
from jewelbench.shapes.stones import outline
from jewelbench.specs.spec import Spec

_HOOK = 15.0


def drop(spec: Spec, lying: bool) -> Assembly:
    """A motif on an ear hook, a small stone between them where the spec has an accent but no halo."""
    body, y = Assembly(), 0.0
    if spec.accent and not spec.halo:
        y = _add_upper(body, set_stone("round", 1.9, slot="accent"), 1.9, y)
    carried = motif(spec)
    body.add("metal", jump_ring(0.95, 0.42), translation=[0, y - 1.25, 0])
    body.merge(carried.assembly, translation=[0, y - 1.9 - carried.top, 0])
    return _on_hook(body, lying)


def _add_upper(body: Assembly, stone: Assembly, radius: float, y: float) -> float:
    """A stone or pearl under a ring; returns the y that the next part hangs from."""
    body.add("metal", jump_ring(0.95, 0.42), translation=[0, y - 1.25, 0])
    body.merge(stone, translation=[0, y - 1.9 - radius, 0])
    return y - 1.9 - 2 * radius - 0.1


def chandelier(spec: Spec, lying: bool) -> Assembly:
    """A stone over an openwork fan from which smaller stones hang, the middle one lowest."""
    body = Assembly()
    y = _add_upper(body, set_stone("round", 2.3, slot="accent"), 2.3, 0.0)
    count = spec.count or 3
    width = 9.0 if count == 3 else 12.5
    body.add("metal", jump_ring(0.8, 0.4), translation=[0, y - 0.6, 0])
    y -= 1.2
    fan = _fan(width)
    body.merge(fan, translation=[0, y, 0])
    cut = spec.cut or "pear"
    radius = 3.1 if count == 3 else 2.5
    tall = float(np.abs(outline(cut)[:, 1]).max()) * radius
    stone = set_stone(cut, radius, "bezel" if "cabochon" in cut else "prong")
    for k in range(count):
        t = (k - (count - 1) / 2) / ((count - 1) / 2)
        x, rim = 0.86 * width * t, y + _hem(0.86 * t, width) - 0.5
        chain = 1.4 + 2.2 * (1 - abs(t))
        links = max(1, round(chain / 1.1))
        for link in range(links):
            turn = rotation("y", 90.0 * (link % 2))
            body.add("metal", jump_ring(0.62, 0.32), turn, [x, rim - 0.5 - 1.02 * link, 0])
        hang = rim - 0.5 - 1.02 * (links - 1) - 0.6
        body.merge(stone, translation=[x, hang - tall, 0])
    return _on_hook(body, lying)


def _hem(t: float, width: float) -> float:
    """The y of a fan's lower edge at a place across it, -1 to 1."""
    return -0.62 * width - 0.32 * width * float(np.sqrt(max(0.0, 1 - t * t)))


def _fan(width: float) -> Assembly:
    """Scrolls between a wide lower bow and a point at the origin, small stones along the bow."""
    assembly = Assembly()
    t = np.linspace(-1, 1, 60)
    hem = np.stack([width * t, [_hem(float(x), width) for x in t]], 1)
    assembly.add("metal", wire(hem, 1.0, section=superellipse(1, 1.1, 2.5, 12)))
    for side in (-1, 1):
        s = np.linspace(0, 1, 30)[:, None]
        corner = np.array([side * width, _hem(1.0, width)])
        outer = corner * s + np.array([-side * 0.34 * width, -0.02 * width]) * 4 * s * (1 - s)
        assembly.add("metal", wire(outer, 1.1))
        assembly.add("metal", wire(_scroll(side, width), 0.95))
        assembly.add("metal", sphere(0.85, 10), translation=[*corner, 0])
    assembly.add("metal", wire(arc(0, -0.53 * width, 0.2 * width, 0, 350, 40), 0.9, closed=True))
    stone = set_stone("round", 0.95, "bezel", slot="accent", base=False)
    for x in (-0.66, -0.33, 0.0, 0.33, 0.66):
        assembly.merge(stone, translation=[x * width, _hem(x, width), 0.45])
    return assembly


def _scroll(side: int, width: float) -> Array:
    """A volute that fills half the fan."""
    t = np.linspace(0, 1, 60)
    angle = np.radians(160 - 520 * t)
    radius = 0.235 * width * (1 - 0.75 * t)
    x = 0.46 * width + radius * np.cos(angle)
    return np.stack([side * x, -0.62 * width + radius * np.sin(angle)], 1)


def tassel(spec: Spec, lying: bool) -> Assembly:
    """A bunch of fine chains under a cap, beneath a stone or pearl where the spec has one."""
    body, y = Assembly(), 0.0
    if spec.stone:
        cut = spec.cut or "round"
        tall = float(np.abs(outline(cut)[:, 1]).max()) * 2.6
        y = _add_upper(body, set_stone(cut, 2.6), tall, y)
    elif spec.pearl:
        y = _add_upper(body, capped(set_pearl(3.2)), 3.2, y)
    body.add("metal", jump_ring(0.95, 0.42), translation=[0, y - 1.25, 0])
    y -= 1.9
    cap = loft(
        ellipse(1, 1, 40),
        [(0.02, 0.0), (0.8, -0.1), (1.0, -0.5), (1.15, -1.6), (2.1, -3.3), (2.35, -4.6), (2.2, -4.7), (0.1, -4.4)],
    )
    flipped = cap._replace(faces=cap.faces[:, ::-1])
    body.add("metal", flipped, rotation("x", -90), [0, y, 0])
    body.add(
        "metal",
        sweep(np.c_[ellipse(2.4, 2.4, 40), np.zeros(40)], superellipse(0.5, 0.5, 2, 8)),
        rotation("x", 90),
        [0, y - 4.5, 0],
    )
    for thread in _threads((spec.size_mm or 30.0) - 4.0):
        body.add("metal", thread, translation=[0, y - 4.3, 0])
    return _on_hook(body, lying)


def _threads(length: float) -> list[Mesh]:
    """Fine cut chains that hang from a ring about the y axis and spread a little, each catching light in steps."""
    rng = np.random.default_rng(7)
    n = round(length / 0.5)
    glint = 1 + 0.3 * np.cos(np.arange(n) * 2.1)
    fall = np.linspace(0, 1, n)
    found = []
    for k in range(17):
        angle, radius = 2.4 * k, 1.95 * np.sqrt((k + 0.5) / 17)
        spread = 1 + 0.55 * fall**1.2 + 0.08 * rng.standard_normal() * fall
        ripple = 0.14 * np.sin(fall * length / 2.6 + k)
        swing = ripple + 0.45 * rng.standard_normal() * np.sin(np.pi * fall)
        x, z = radius * np.cos(angle) * spread + swing, radius * np.sin(angle) * spread + ripple
        path = np.stack([x, -length * fall * (1 + 0.012 * rng.standard_normal()), z], 1)
        found.append(sweep(path, superellipse(0.7, 0.7, 2, 5), closed=False, scale=glint))
    return found


def _on_hook(body: Assembly, lying: bool) -> Assembly:
    """A body that hangs from the origin, facing +z, put on an ear hook with the piercing at the origin."""
    rise = hook_rise(_HOOK)
    result = Assembly().merge(ear_hook(_HOOK), rotation("z", 90) if lying else None, [0, 0, -rise])
    return result.merge(body, UPRIGHT, [0, 0, -rise])
