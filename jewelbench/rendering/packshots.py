"""Catalogue photos, as shops take them: even light, a plain backdrop, the whole piece in the frame."""

import random
from collections.abc import Sequence

from jewelbench.rendering.scene import Backdrop, BackdropKind, Camera, Light, LightKind, Scene
from jewelbench.shapes.layout import Layout
from jewelbench.specs.materials import METALS
from jewelbench.specs.spec import Spec

BACKDROPS: dict[BackdropKind, float] = {
    "white": 64.0, "acrylic": 8.0, "grey": 5.0, "blush": 4.0, "sage": 3.0, "sky": 3.0,
    "paper": 3.0, "marble": 2.0, "navy": 3.0, "black": 4.0, "slate": 1.0,
}  # fmt: skip
HELD_OUT: dict[BackdropKind, float] = {"lilac": 12.0, "terrazzo": 6.0}
PALE: tuple[BackdropKind, ...] = ("white", "acrylic")
DARK: tuple[BackdropKind, ...] = ("navy", "black", "slate")
LIGHTS: dict[LightKind, float] = {"softbox": 6.0, "tent": 4.0}
LIGHTS_ON_PALE: dict[LightKind, float] = {"softbox": 8.0, "tent": 2.0}
LIGHTS_ON_DARK: dict[LightKind, float] = {"softbox": 4.0, "dark": 3.0}
HELD_OUT_LIGHT: tuple[LightKind, float] = ("ring", 0.12)
SEAMLESS: tuple[BackdropKind, ...] = ("white", "grey", "blush", "sage", "sky", "lilac", "navy")
LOW = 20.0
"""Degrees of elevation below which a photo may show where the ground ends."""
FLOATING = 0.22
"""Share of photos on white in which the piece floats, as if cut out."""


def sample_packshot(rng: random.Random, spec: Spec, layouts: Sequence[Layout], held_out: bool) -> Scene:
    """A scene for a catalogue photo.

    Args:
        rng: Where the chance comes from.
        spec: The design.
        layouts: Layouts to choose from, by weight.
        held_out: Also draw backdrops and lights that only the test split has.
    """
    layout = rng.choices(list(layouts), [each.weight for each in layouts])[0]
    camera = _camera(rng, spec, layout)
    backdrop = _backdrop(rng, held_out, camera.elevation < LOW)
    return Scene(
        kind="packshot",
        layout=layout.name,
        camera=camera,
        light=_light(rng, spec, backdrop.kind, held_out),
        backdrop=backdrop,
        seed=rng.randrange(2**31),
    )


def _camera(rng: random.Random, spec: Spec, layout: Layout) -> Camera:
    """A long lens from one of the layout's angles; long thin pieces fill more of the frame."""
    slender = spec.category in ("necklace", "anklet", "bracelet")
    return Camera(
        elevation=rng.uniform(*layout.elevation),
        azimuth=rng.uniform(*layout.azimuth),
        fov=rng.uniform(14.0, 24.0),
        fill=rng.uniform(0.84, 0.93) if slender else rng.uniform(0.72, 0.88),
        shift=(rng.gauss(0.0, 0.008), rng.gauss(0.0, 0.008)),
    )


def _backdrop(rng: random.Random, held_out: bool, low: bool) -> Backdrop:
    """What the piece lies on; a low camera sees the far end, where only a plain matte colour runs on unseen."""
    kinds = BACKDROPS | HELD_OUT if held_out else BACKDROPS
    kinds = {kind: weight for kind, weight in kinds.items() if not low or kind in SEAMLESS}
    kind = rng.choices(list(kinds), list(kinds.values()))[0]
    floats = kind == "white" and rng.random() < FLOATING
    return Backdrop(kind, rng.randrange(2**31), rng.uniform(1.5, 3.0) if floats else 0.0)


def _light(rng: random.Random, spec: Spec, backdrop: BackdropKind, held_out: bool) -> Light:
    """Light that suits the backdrop; white metal on white is kept a little darker, or thin chains vanish."""
    pale = METALS[spec.metal].look == "white" and spec.pearl is None and backdrop in PALE
    kinds = LIGHTS_ON_DARK if backdrop in DARK else LIGHTS_ON_PALE if pale else LIGHTS
    kind = rng.choices(list(kinds), list(kinds.values()))[0]
    if held_out and rng.random() < HELD_OUT_LIGHT[1]:
        kind = HELD_OUT_LIGHT[0]
    return Light(kind, rng.randrange(2**31), rng.gauss(0.0, 0.06), rng.gauss(-0.25 if pale else 0.0, 0.06))
