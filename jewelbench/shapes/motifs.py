"""Ornaments that hang from chains and ears, sit on posts and pins."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from jewelbench.shapes.clasps import jump_ring
from jewelbench.shapes.mesh import Assembly, rotation
from jewelbench.shapes.motif_nature import NATURE
from jewelbench.shapes.motif_parts import Maker
from jewelbench.shapes.motif_plain import PLAIN
from jewelbench.shapes.motif_signs import SIGNS
from jewelbench.shapes.settings import set_pearl, set_stone
from jewelbench.shapes.zodiac import SIGNS as ZODIAC
from jewelbench.shapes.zodiac import zodiac_disc
from jewelbench.specs.spec import Spec

SIZE = 12.0
"""Height of an ornament whose spec gives none, mm."""

_MAKERS: Mapping[str, Maker] = {**PLAIN, **NATURE, **SIGNS, **{sign: zodiac_disc(sign) for sign in ZODIAC}}


class Motif(NamedTuple):
    """An ornament that faces +z, its middle near the origin, y up.

    Attributes:
        assembly: The ornament without anything to hang it by.
        top: It hangs from (0, top, 0), mm.
        half_width: How far it reaches to either side, mm.
    """

    assembly: Assembly
    top: float
    half_width: float

    def back(self) -> float:
        """The z of its hindmost point, mm."""
        return float(self.assembly.points()[:, 2].min())

    def bottom(self) -> float:
        """The y of its lowest point, mm."""
        return float(self.assembly.points()[:, 1].min())


def motif_names() -> tuple[str, ...]:
    """Every ornament there is."""
    return ("solitaire", "pearl", *_MAKERS)


def motif(spec: Spec) -> Motif:
    """The ornament of a spec: `spec.motif`, or a set stone or pearl where the spec names no motif.

    Raises:
        KeyError: There is no such ornament.
    """
    name = spec.motif or ("pearl" if spec.pearl else "solitaire")
    if name == "solitaire":
        return _hung(set_solitaire(spec))
    if name == "pearl":
        jewel = set_pearl((spec.pearl_mm or 7.0) / 2)
        return _hung(jewel if (spec.category, spec.style) == ("earrings", "stud") else capped(jewel))
    return _hung(_MAKERS[name](spec, spec.size_mm or SIZE))


def capped(pearl: Assembly) -> Assembly:
    """A pearl of `set_pearl` that hangs by its cup instead of sitting in it."""
    return Assembly().merge(pearl, rotation("x", 90))


def set_solitaire(spec: Spec) -> Assembly:
    """The spec's stone in its setting, with its halo, facing +z."""
    return set_stone(spec.cut or "round", (spec.stone_mm or 6.0) / 2, spec.setting or "prong", halo=spec.halo)


def linked(ornament: Motif, radius: float = 1.0) -> tuple[Assembly, float]:
    """An ornament with a jump ring at its top, and the y of that ring's middle, mm."""
    middle = ornament.top + 0.7 * radius
    assembly = Assembly().merge(ornament.assembly)
    assembly.add("metal", jump_ring(radius, 0.36 * radius), translation=[0, middle, 0])
    return assembly, middle


def _hung(assembly: Assembly) -> Motif:
    points = assembly.points()
    width = float(np.abs(points[:, 0]).max())
    middle = points[np.abs(points[:, 0]) < max(0.06 * width, 0.25)]
    return Motif(assembly, float(middle[:, 1].max()), width)
