"""Rings: how each style is built, how it is laid out and how it is worn."""

from collections.abc import Callable

import numpy as np

from jewelbench.shapes import ring_bands, ring_figures, ring_heads
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Array, Assembly, rotation
from jewelbench.shapes.shanks import INNER
from jewelbench.specs.spec import Spec

LAYOUTS = (
    Layout("upright", (22, 46), (-76, -58), weight=2.0),
    Layout("upright left", (22, 46), (-122, -104), weight=1.5),
    Layout("front", (32, 48), (-98, -82), weight=1.5),
    Layout("top", (74, 88), (-96, -84), weight=1.0),
    Layout("lying", (24, 50), (-112, -68), weight=1.0),
    Layout("leaning", (26, 48), (-112, -66), weight=1.0, held_out=True),
)
"""The ways rings lie; the camera's angles keep the head in sight."""

_POSES: dict[str, Array] = {
    "upright": rotation("x", 0),
    "upright left": rotation("x", 0),
    "front": rotation("x", 22),
    "top": rotation("x", 0),
    "lying": rotation("x", 90),
    "leaning": rotation("z", 28) @ rotation("x", 58),
}

_BUILDERS: dict[str, Callable[[Spec], Assembly]] = {
    "band": ring_bands.plain,
    "hammered": ring_bands.plain,
    "two-tone": ring_bands.two_tone,
    "stacking": ring_bands.stacking,
    "engraved": ring_bands.engraved_band,
    "milgrain": ring_bands.milgrain,
    "eternity": ring_bands.eternity,
    "half-eternity": ring_bands.half_eternity,
    "twist": ring_bands.twist,
    "filigree": ring_bands.filigree,
    "solitaire": ring_heads.solitaire,
    "cathedral": ring_heads.cathedral,
    "halo": ring_heads.halo,
    "three-stone": ring_heads.three_stone,
    "split shank": ring_heads.split_shank,
    "cluster": ring_heads.cluster,
    "bypass": ring_heads.bypass,
    "signet": ring_figures.signet,
    "initial": ring_figures.initial,
    "serpent": ring_figures.serpent,
}


def build(spec: Spec) -> Assembly:
    """The ring about the y axis, its head toward +z.

    Raises:
        KeyError: There is no such style.
    """
    return _BUILDERS[spec.style](spec)


def display(spec: Spec, layout: str) -> Assembly:
    """The ring laid out for a photograph, its lowest point at z = 0."""
    posed = Assembly().merge(build(spec), rotation=_POSES[layout])
    return (_resting(posed) if layout == "lying" else posed).grounded()


def _resting(ring: Assembly) -> Assembly:
    """A ring on its side, tilted until its head, which is wider than the shank, and its back both touch the table."""
    for _ in range(3):
        points = ring.points()
        head, back = (part[part[:, 2].argmin()] for part in (points[points[:, 1] < -5], points[points[:, 1] > 5]))
        slope = np.degrees(np.arctan2(back[2] - head[2], back[1] - head[1]))
        ring = Assembly().merge(ring, rotation=rotation("x", -float(slope)))
    return ring


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """Every layout suits every ring."""
    del spec
    return LAYOUTS


def worn(spec: Spec) -> Worn:
    """The ring on a finger along y, its head toward +z."""
    return Worn(build(spec), "finger", (INNER, INNER))
