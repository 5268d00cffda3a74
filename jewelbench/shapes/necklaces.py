"""Necklaces: how each layout lays the chain, and how each is worn."""

from collections.abc import Callable

from jewelbench.shapes import drapes
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Assembly
from jewelbench.shapes.necklace_styles import HANGS, STYLES, gauge_of
from jewelbench.specs.spec import Spec

HANGING = Layout("hanging", (72, 88), (-96, -84), 3.0)
LOOP = Layout("loop", (52, 86), (-105, -75), 1.5)
BUST = Layout("bust", (4, 18), (-115, -65), 1.2)
DETAIL = Layout("detail", (34, 55), (-128, -52), 1.2)
S_CURVE = Layout("s-curve", (58, 86), (-110, -70), 1.0, held_out=True)
LAYOUTS = (HANGING, LOOP, BUST, DETAIL, S_CURVE)

_DROP, _COLLAR_DROP = 60.0, 36.0
"""How far below the pit of the neck a necklace, or a collar, reaches when worn, in mm."""

_SHORT = 0.62
"""How much of the hanging chain a close-up shows."""


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """The layouts that suit the style: stiff pieces, wide fans and several rows at once are not laid in curves."""
    if spec.style == "collar":
        return (LOOP, BUST)
    if spec.style in ("bib", "layered", "bar") or (spec.style == "strand" and spec.strands != 1):
        return (HANGING, LOOP, BUST, DETAIL)
    return LAYOUTS


def display(spec: Spec, layout: str) -> Assembly:
    """The necklace laid out for a photograph."""
    return STYLES[spec.style](spec, _lay(spec, layout)).grounded()


def worn(spec: Spec) -> Worn:
    """The necklace before the skin, its lowest point `_DROP` mm below the pit of the neck."""
    style, gauge = STYLES[spec.style], gauge_of(spec)
    power = HANGS[spec.style].power + 0.2

    def at(lowest: float) -> Assembly:
        return style(spec, lambda _, drop: drapes.on_neck(60 + 0.25 * drop, lowest - drop, gauge, power))

    below = -float(at(0.0).points()[:, 2].min())
    return Worn(at(min(15.0, below - (_COLLAR_DROP if spec.style == "collar" else _DROP))), "neck")


def _lay(spec: Spec, layout: str) -> Callable[[float, float], drapes.Drape]:
    gauge, hang = gauge_of(spec), HANGS[spec.style]
    ring = drapes.nested if spec.style == "layered" else drapes.loop
    fine = gauge < 1.5 and spec.style in ("pendant", "station", "bar")
    lays: dict[str, Callable[[float, float], drapes.Drape]] = {
        "hanging": lambda reach, drop: drapes.hanging(reach, drop, hang.spread, hang.power),
        "loop": lambda reach, drop: drapes.coil(0.9 * reach, 1.1 * gauge) if fine else ring(reach, drop),
        "bust": drapes.on_bust,
        "detail": lambda reach, drop: drapes.hanging(_SHORT * reach, drop, 1.25 * hang.spread, hang.power),
        "s-curve": lambda reach, drop: drapes.winding(0.8 * reach + drop, 2.6 * gauge + 2),
    }
    return lays[layout]
