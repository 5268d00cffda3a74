"""Brooches: an ornament, a bar, a spray of flowers, a cameo or a bow on a pin.

A brooch is made facing +z, y up, with its pin behind it.
"""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np

from jewelbench.shapes.bows import ribbon_bow
from jewelbench.shapes.findings import pin_back, wire
from jewelbench.shapes.hoops import UPRIGHT
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import TAU, Array, Assembly, rod, rotation, sphere
from jewelbench.shapes.motif_nature import leaf_sheet
from jewelbench.shapes.motif_outlines import rectangle
from jewelbench.shapes.motif_parts import thickness
from jewelbench.shapes.motif_plain import oval_sheet
from jewelbench.shapes.motifs import capped, motif
from jewelbench.shapes.pairs import FACE_UP, Pose, one
from jewelbench.shapes.profile_head import profile_head
from jewelbench.shapes.settings import set_pearl, set_stone
from jewelbench.shapes.slabs import Sheet, sheet
from jewelbench.shapes.stones import outline
from jewelbench.specs.spec import Spec

LAYOUTS = (
    Layout("flat", (64, 86), (-98, -82), 3.0),
    Layout("propped", (14, 34), (-106, -74), 2.0),
    Layout("turned", (12, 28), (-124, -58), 1.0),
    Layout("oblique", (30, 48), (-150, -120), 1.0, held_out=True),
)
_POSES = {"flat": FACE_UP, "propped": Pose(0, -22), "turned": Pose(24, -12), "oblique": FACE_UP}


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """All of them: a brooch lies and leans alike."""
    del spec
    return LAYOUTS


def display(spec: Spec, layout: str) -> Assembly:
    """The brooch lying face up or leaning back on z = 0."""
    pose = _POSES[layout]
    return one(_upright(spec, with_pin=pose is not FACE_UP), pose)


def worn(spec: Spec) -> Worn:
    """The brooch on cloth."""
    return Worn(_upright(spec, with_pin=False), "cloth")


def _upright(spec: Spec, with_pin: bool) -> Assembly:
    """A brooch that faces -y, its back at the plane y = 0."""
    body = _STYLES[spec.style](spec)
    points = body.points()
    back = float(points[:, 2].min())
    if with_pin:
        length = min(0.62 * float(np.ptp(points[:, 0])), 34.0)
        body.merge(pin_back(length, back), translation=[0, float(points[:, 1].mean()), 0])
    return Assembly().merge(body, UPRIGHT, [0, back, 0])


def _motif(spec: Spec) -> Assembly:
    return Assembly().merge(motif(spec).assembly, rotation("z", _TURNS.get(spec.motif or "", 0.0)))


_TURNS = {"feather": 48.0, "leaf": 38.0, "key": 90.0, "snake": 90.0}
"""Degrees: long ornaments are worn aslant."""


def _bar_pin(spec: Spec) -> Assembly:
    """A bar with a fluted edge; one or three stones or pearls along it."""
    length = spec.size_mm or 40.0
    body = Assembly().add("metal", _bar_sheet(round(length)).plate(length, 1.8, 0.7))
    for side in (-1, 1):
        body.add("metal", sphere(2.5, 14), translation=[side * length / 2, 0, 0.3])
        for y in (-2.5, 2.5):
            body.add(
                "metal", wire(np.array([(side * 1.0, y), (side * 0.47 * length, y)]), 0.7), translation=[0, 0, 0.9]
            )
    count = spec.count or 0
    for k in range(count):
        x = (k - (count - 1) / 2) * 0.3 * length
        radius = 3.6 if k == count // 2 else 2.9
        jewel = (
            set_pearl(radius)
            if spec.pearl
            else set_stone(spec.cut or "round", radius, "bezel" if count == 1 else "prong")
        )
        body.merge(jewel, translation=[x, 0, 1.2 + (0.3 * radius if spec.pearl else 0.62 * radius)])
    return body


@cache
def _bar_sheet(length: int) -> Sheet:
    return sheet([rectangle(1.0, 6.0 / length, 0.015)], step=0.012)


def _spray(spec: Spec) -> Assembly:
    """Flowers with stones for hearts on stems that are gathered below, leaves and small stones between."""
    body, bloom, bud_stone = Assembly(), _bloom(spec), set_stone("round", 1.5, slot="accent")
    count = spec.count or 3
    gather = np.array([4.0, -17.0])
    spread = np.linspace(-46, 40, count)
    reach = [19.0 + 5.0 * (k % 2) for k in range(count)]
    for k, (angle, length) in enumerate(zip(spread, reach, strict=True)):
        way = np.array([np.sin(np.radians(angle)), np.cos(np.radians(angle))])
        head = np.array([0.0, -6.0]) + way * length
        body.add("metal", wire(_stem(gather + np.array([0.5 * k, -3.0 * (k % 2)]), head), 1.0))
        body.merge(bloom, rotation("z", 13.0 * k), [*head, 0])
        leaf = rotation("z", -float(angle) + (62 if k % 2 else -58))
        spot = np.array([0.0, -7.0]) + way * 0.42 * length
        body.add("metal", leaf_sheet().puffed(11.0, 1.0), leaf, [*(spot + (leaf @ [0, 5.5, 0])[:2]), 0.2])
    for angle in (spread[:-1] + spread[1:]) / 2:
        way = np.array([np.sin(np.radians(angle)), np.cos(np.radians(angle))])
        bud = np.array([0.0, -6.0]) + way * 13.0
        body.add("metal", wire(_stem(gather, bud), 0.8))
        body.merge(bud_stone, translation=[*bud, 1.4])
    tie = rod([-2.6, -9.6, 0.6], [2.8, -8.6, 0.6], 1.1)
    return body.add("metal", tie)


def _stem(start: Array, end: Array) -> Array:
    """A curved stem (n, 2)."""
    t = np.linspace(0, 1, 24)[:, None]
    waist = np.array([0.0, -8.5])
    return np.asarray(start * (1 - t) ** 2 + waist * 2 * t * (1 - t) + end * t**2)


def _bloom(spec: Spec) -> Assembly:
    """A flower: petals of the main stone around a small one."""
    cut = spec.cut or "round"
    tall = float(np.abs(outline(cut)[:, 1]).max())
    petals, radius = (6, 2.0) if cut == "round" else (5, 1.75)
    place = 4.3 if cut == "round" else 2.3 + tall * radius
    petal = set_stone(cut, radius, base=False, prongs=4)
    bloom = Assembly().merge(set_stone("round", 1.9, slot="accent"), translation=[0, 0, 2.3])
    for k in range(petals):
        angle = TAU * k / petals
        spot = [place * np.cos(angle), place * np.sin(angle), 1.6]
        bloom.merge(petal, rotation("z", float(np.degrees(angle)) - 90), spot)
    return bloom


def _cameo(spec: Spec) -> Assembly:
    """A white head in profile on a coloured ground, in a beaded and roped frame."""
    size = spec.size_mm or 30.0
    thick = thickness(size)
    body = Assembly().add("metal", oval_sheet().plate(size, thick))
    ground = 0.86 * size
    body.add("enamel", oval_sheet().puffed(ground, 0.05 * size, 0.3, 0.0), translation=[0, 0, 0.4 * thick])
    rim = np.asarray(oval_sheet().points[oval_sheet().border[:, 0]])
    rim = rim[np.argsort(np.arctan2(rim[:, 1], rim[:, 0]))]
    body.add("metal", wire(rim * 0.865 * size, 0.028 * size, closed=True), translation=[0, 0, 0.5 * thick])
    t = np.linspace(0, TAU, 52, endpoint=False)
    for x, y in np.stack([0.363 * np.cos(t), 0.473 * np.sin(t)], 1) * size:
        body.add("metal", sphere(0.026 * size, 7), translation=[x, y, 0.5 * thick])
    head = profile_head(0.64 * size, 0.075 * size, "dial")
    return body.merge(head, translation=[0.02 * size, 0, 0.4 * thick + 0.038 * size])


def _bow(spec: Spec) -> Assembly:
    size = spec.size_mm or 30.0
    body = ribbon_bow(size, spec.pave)
    if spec.pearl:
        radius = 0.115 * size
        body.add("metal", rod([0, -0.04 * size, 0.02 * size], [0, -0.2 * size, 0.02 * size], 0.5))
        body.merge(capped(set_pearl(radius)), translation=[0, -0.2 * size - radius, 0.02 * size])
    return body


_STYLES: Mapping[str, Callable[[Spec], Assembly]] = {
    "motif": _motif,
    "bar pin": _bar_pin,
    "spray": _spray,
    "cameo": _cameo,
    "bow": _bow,
}
