"""Watches: how each is laid out, and how it is worn."""

from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Array, Assembly, frame, rotation
from jewelbench.shapes.watch_bands import closed_band, open_band
from jewelbench.shapes.watch_cases import THICKNESS, watch_case
from jewelbench.shapes.wristbands import WRIST
from jewelbench.specs.spec import Spec

FRONT = Layout("front", (10, 28), (-108, -72), 2.0)
THREE_QUARTER = Layout("three-quarter", (18, 36), (-138, -116), 1.5)
FLAT = Layout("flat", (70, 88), (-100, -80), 2.0)
LYING = Layout("lying", (24, 42), (-112, -68), 1.0, held_out=True)
LAYOUTS = (FRONT, THREE_QUARTER, FLAT, LYING)

_LEAN = 28.0
"""How far a standing watch leans back, in degrees."""


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """The layouts that suit the style: all of them."""
    del spec
    return LAYOUTS


def display(spec: Spec, layout: str) -> Assembly:
    """The watch laid out for a photograph."""
    if layout == "flat":
        return watch_case(spec).merge(open_band(spec)).grounded()
    looped = _looped(spec)
    # The dial looks toward -y: upright on its closed band, or on the band's edge with 12 o'clock at the side.
    turn: Array = rotation("x", 90 - _LEAN) if layout != "lying" else frame([0, -1, 0], [0, 0, -1])
    return Assembly().merge(looped, turn).grounded()


def worn(spec: Spec) -> Worn:
    """The watch round a wrist along z, its dial toward -y and 12 o'clock toward the wearer's left or right."""
    out = -(WRIST[1] + 0.5)
    return Worn(Assembly().merge(_looped(spec), frame([0, -1, 0], [0, 0, -1]), [0, out, 0]), "wrist", WRIST)


def _looped(spec: Spec) -> Assembly:
    """Case and closed band: the back of the case at z = 0, its dial facing +z, 12 o'clock toward +y."""
    up = [0, 0, THICKNESS / 2]
    return Assembly().merge(watch_case(spec), translation=up).merge(closed_band(spec), translation=up)
