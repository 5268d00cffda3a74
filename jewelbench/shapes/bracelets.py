"""Bracelets: how each is laid out, and how it is worn."""

from collections.abc import Callable

from jewelbench.shapes import bangles, bracelet_styles, wristbands
from jewelbench.shapes.drapes import Drape
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Assembly, rotation
from jewelbench.shapes.wristbands import WRIST
from jewelbench.specs.spec import Spec

LYING = Layout("lying", (22, 42), (-112, -68), 2.5)
FLAT = Layout("flat", (58, 88), (-100, -80), 1.2)
STANDING = Layout("standing", (12, 32), (-68, -42), 1.5)
TOP = Layout("top", (68, 88), (-105, -75), 1.2)
EDGE = Layout("edge", (7, 15), (-110, -70), 1.0, held_out=True)
LAYOUTS = (LYING, FLAT, STANDING, TOP, EDGE)

_STIFF: dict[str, Callable[[Spec], Assembly]] = {
    "bangle": bangles.bangle,
    "cuff": bangles.cuff,
    "twist": bangles.twist,
}
_LIMP: dict[str, Callable[[Spec, bracelet_styles.Lay], Assembly]] = {
    "chain": bracelet_styles.chain_band,
    "charm": bracelet_styles.charm_band,
    "tennis": bracelet_styles.tennis,
    "beaded": bracelet_styles.beaded,
    "cord": bracelet_styles.cord,
}


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """The layouts that suit the style: only stiff pieces stand, only clasped ones are opened."""
    if spec.style in _STIFF:
        return (LYING, STANDING, EDGE)
    if spec.style == "beaded":
        return (LYING, TOP, EDGE)
    return (LYING, FLAT, TOP, EDGE)


def display(spec: Spec, layout: str) -> Assembly:
    """The bracelet laid out for a photograph."""
    if spec.style in _STIFF:
        piece = _STIFF[spec.style](spec)
        # On its edge, its front a little above the viewer's eye.
        turned = rotation("x", -58) @ rotation("y", 90) if layout == "standing" else rotation("x", 0)
        return Assembly().merge(piece, turned).grounded()
    return _LIMP[spec.style](spec, lambda thickness: _laid(layout, thickness)).grounded()


def worn(spec: Spec) -> Worn:
    """The bracelet round a wrist along z."""
    if spec.style in _STIFF:
        return Worn(_STIFF[spec.style](spec), "wrist", WRIST)
    return Worn(_LIMP[spec.style](spec, lambda thickness: wristbands.around(WRIST, thickness)), "wrist", WRIST)


def _laid(layout: str, thickness: float) -> Drape:
    if layout == "flat":
        return wristbands.stretched(WRIST)
    return wristbands.lying(WRIST, thickness, {"top": 12.0, "edge": 75.0}.get(layout, 48.0))
