"""Anklets: fine chains with an ornament or with beads."""

from collections.abc import Callable

from jewelbench.shapes import bracelet_styles, wristbands
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Assembly
from jewelbench.shapes.wristbands import ANKLE
from jewelbench.specs.spec import Spec

LYING = Layout("lying", (28, 48), (-110, -70), 2.0)
TOP = Layout("top", (66, 88), (-105, -75), 1.5)
GATHERED = Layout("gathered", (50, 86), (-110, -70), 1.0, held_out=True)
LAYOUTS = (LYING, TOP, GATHERED)

_STYLES: dict[str, Callable[[Spec, bracelet_styles.Lay], Assembly]] = {
    "chain": bracelet_styles.chain_band,
    "beaded": bracelet_styles.station_beads,
}
_LAID = {
    "lying": lambda thickness: wristbands.lying(ANKLE, thickness, 48.0),
    "top": lambda thickness: wristbands.lying(ANKLE, thickness, 12.0),
    "gathered": lambda thickness: wristbands.gathered(ANKLE, thickness),
}


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """The layouts that suit the style: all of them."""
    del spec
    return LAYOUTS


def display(spec: Spec, layout: str) -> Assembly:
    """The anklet laid out for a photograph."""
    return _STYLES[spec.style](spec, _LAID[layout]).grounded()


def worn(spec: Spec) -> Worn:
    """The anklet round an ankle along z."""
    return Worn(_STYLES[spec.style](spec, lambda thickness: wristbands.around(ANKLE, thickness)), "ankle", ANKLE)
