"""Query photos, as shoppers take them with a phone: worn, held, in a box, on a table, among other things."""

import random
from collections.abc import Mapping, Sequence
from typing import TypeVar

from jewelbench.rendering.backdrops import HELD_OUT_BACKDROPS
from jewelbench.rendering.lights import HELD_OUT_LIGHTS
from jewelbench.rendering.novelty import is_held_out, setting_seed
from jewelbench.rendering.scene import (
    Backdrop,
    BackdropKind,
    Camera,
    Light,
    LightKind,
    Optics,
    PhotoKind,
    Scene,
    Setting,
)
from jewelbench.rendering.skin import HELD_OUT_SKIN
from jewelbench.shapes.layout import Layout
from jewelbench.specs.spec import Category, Spec

KINDS: dict[PhotoKind, float] = {
    "plain": 3.0, "worn": 4.0, "held": 1.5, "boxed": 1.5, "surface": 3.0, "cluttered": 2.0,
}  # fmt: skip
LIGHTS: dict[LightKind, float] = {"window": 5.0, "softbox": 1.5, "tent": 0.7, "hard": 1.5, "flash": 1.5, "dark": 0.3}
PLAIN: dict[BackdropKind, float] = {
    "white": 4.0, "paper": 3.0, "grey": 2.0, "blush": 1.0, "sage": 1.0, "sky": 1.0, "navy": 1.0, "black": 1.0,
}  # fmt: skip
TABLES: dict[BackdropKind, float] = {
    "wood": 4.0, "linen": 4.0, "marble": 3.0, "velvet": 1.5, "concrete": 2.0, "slate": 2.0, "paper": 1.0,
}  # fmt: skip
CLOTHS: dict[BackdropKind, float] = {"linen": 4.0, "velvet": 1.0, "concrete": 1.0, "wood": 0.5}
"""What lies under cloth that is worn: it lends the cloth its texture."""
HELD_OUT_SHARE = 0.35
"""How often a test photo shows a backdrop or a light that training never shows."""

BODIES: dict[Category, str] = {
    "ring": "finger", "earrings": "ear", "necklace": "neck", "bracelet": "wrist", "watch": "wrist",
    "anklet": "ankle", "brooch": "cloth", "cufflinks": "cuff",
}  # fmt: skip

Angles = tuple[tuple[float, float], tuple[float, float]]
WORN_ANGLES: dict[str, Angles] = {
    "finger": ((38, 80), (-140, -40)),
    "wrist": ((45, 84), (-135, -45)),
    "ankle": ((14, 55), (-165, -15)),
    "ear": ((62, 88), (-118, -62)),
    "neck": ((70, 88), (-102, -78)),
    "cloth": ((62, 88), (-125, -55)),
    "cuff": ((55, 88), (-130, -50)),
}
"""Elevation and azimuth from which a body is photographed, degrees."""
WORN_FILL: dict[str, tuple[float, float]] = {
    "finger": (0.26, 0.55),
    "wrist": (0.42, 0.80),
    "ankle": (0.38, 0.70),
    "ear": (0.28, 0.62),
    "neck": (0.62, 0.94),
    "cloth": (0.34, 0.66),
    "cuff": (0.24, 0.46),
}

FILL: dict[PhotoKind, tuple[float, float]] = {
    "plain": (0.45, 0.84), "surface": (0.40, 0.82), "cluttered": (0.32, 0.62), "held": (0.34, 0.62),
    "boxed": (0.45, 0.64),
}  # fmt: skip
"""Share of the frame that the piece takes."""
SLENDER: tuple[Category, ...] = ("necklace", "bracelet", "anklet", "earrings")
"""Pieces that are lost in the frame when they are far away."""

Choice = TypeVar("Choice", bound=str)


def sample_query_scene(
    rng: random.Random, spec: Spec, layouts: Sequence[Layout], held_out: bool, kind: PhotoKind | None = None
) -> Scene:
    """A scene for a query photo.

    Args:
        rng: Where the chance comes from.
        spec: The design.
        layouts: Layouts to choose from, by weight; not used when the piece is worn.
        held_out: Also draw skins, backdrops, lights, clothes, boxes and clutter that only the test split has.
        kind: The kind of photo; drawn where it is None. "worn" needs a spec that can be worn.
    """
    kind = kind or _drawn(
        rng, {name: weight for name, weight in KINDS.items() if name != "worn" or spec.category in BODIES}
    )
    layout = rng.choices(list(layouts), [each.weight for each in layouts])[0]
    setting = _setting(rng, spec, kind, held_out)
    return Scene(
        kind=kind,
        layout="worn" if kind == "worn" else layout.name,
        camera=_worn_camera(rng, setting.body) if kind == "worn" else _camera(rng, spec, layout, kind),
        light=query_light(rng, held_out),
        backdrop=query_backdrop(rng, kind, setting.body, held_out),
        setting=setting,
        optics=sample_optics(rng),
        seed=rng.randrange(2**31),
    )


def _drawn(rng: random.Random, weights: Mapping[Choice, float]) -> Choice:
    """One of the names, by weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def _setting(rng: random.Random, spec: Spec, kind: PhotoKind, held_out: bool) -> Setting:
    seed = setting_seed(rng, held_out)
    body = {"worn": BODIES.get(spec.category, "none"), "held": "palm"}.get(kind, "none")
    clutter = 0
    if kind == "cluttered":
        clutter = rng.randint(3, 6)
    elif kind == "surface":
        clutter = rng.choice((0, 0, 1))
    elif kind in ("boxed", "held"):
        clutter = rng.choice((0, 0, 0, 1, 2))
    return Setting(body=body, skin=_skin(rng, is_held_out(seed)), clutter=clutter, box=kind == "boxed", seed=seed)


def _skin(rng: random.Random, held_out: bool) -> float:
    """A skin; the held-out ranges are drawn when they are asked for and never otherwise."""
    if held_out:
        return rng.uniform(*rng.choice(HELD_OUT_SKIN))
    while True:
        skin = rng.random()
        if not any(low <= skin <= high for low, high in HELD_OUT_SKIN):
            return skin


def query_light(rng: random.Random, held_out: bool) -> Light:
    """The light where a shopper happens to be."""
    kind = rng.choice(HELD_OUT_LIGHTS) if held_out and rng.random() < HELD_OUT_SHARE else _drawn(rng, LIGHTS)
    warmth = max(-1.0, min(1.0, rng.gauss(0.1, 0.35)))
    return Light(kind, rng.randrange(2**31), warmth, rng.gauss(0.0, 0.15))


def query_backdrop(rng: random.Random, kind: PhotoKind, body: str, held_out: bool) -> Backdrop:
    """What lies below: plain things for plain photos, tables and cloths for the others."""
    if body in ("cloth", "cuff", "neck"):
        name = _drawn(rng, CLOTHS)
    elif held_out and rng.random() < HELD_OUT_SHARE:
        name = rng.choice(HELD_OUT_BACKDROPS)
    elif kind == "plain":
        name = _drawn(rng, PLAIN)
    else:
        name = _drawn(rng, TABLES if rng.random() < 0.75 else PLAIN)
    return Backdrop(name, rng.randrange(2**31))


def _camera(rng: random.Random, spec: Spec, layout: Layout, kind: PhotoKind) -> Camera:
    """A hand-held phone near the layout's angles."""
    fill = rng.uniform(*FILL[kind])
    if spec.category in SLENDER:
        fill = 0.45 + 0.55 * fill
    elif rng.random() < 0.08:
        fill = rng.uniform(0.28, 0.42)
    elevation = rng.uniform(*layout.elevation) + rng.gauss(0, 8)
    lowest = {"boxed": 46.0, "held": 34.0}.get(kind, 12.0)
    return Camera(
        elevation=max(lowest, min(88.0, elevation)),
        azimuth=rng.uniform(*layout.azimuth) + rng.gauss(0, 16),
        fov=rng.uniform(26, 42),
        fill=fill,
        roll=_roll(rng),
        shift=_shift(rng, fill),
        aperture=_aperture(rng, fill),
        focus=rng.uniform(-0.5, 0.2),
    )


def _worn_camera(rng: random.Random, body: str) -> Camera:
    """A phone before the body that wears the piece."""
    elevation, azimuth = WORN_ANGLES[body]
    fill = rng.uniform(*WORN_FILL[body])
    return Camera(
        elevation=rng.uniform(*elevation),
        azimuth=rng.uniform(*azimuth) + (180 if body == "finger" and rng.random() < 0.3 else 0),
        fov=rng.uniform(26, 38),
        fill=fill,
        roll=_roll(rng),
        shift=_shift(rng, min(fill, 0.9)),
        aperture=_aperture(rng, fill),
        focus=rng.uniform(-0.6, 0.0),
    )


def _roll(rng: random.Random) -> float:
    return rng.gauss(0, 22) if rng.random() < 0.2 else rng.gauss(0, 5)


def _shift(rng: random.Random, fill: float) -> tuple[float, float]:
    """Off the middle, but inside the frame."""
    room = max(0.0, 0.5 * (0.92 - fill))
    return room * max(-1.0, min(1.0, rng.gauss(0, 0.35))), room * max(-1.0, min(1.0, rng.gauss(0, 0.35)))


def _aperture(rng: random.Random, fill: float) -> float:
    """Half of the photos are sharp throughout; the nearer the phone, the more the others blur."""
    return rng.uniform(0.004, 0.022) * fill if rng.random() < 0.5 else 0.0


def sample_optics(rng: random.Random) -> Optics:
    """What a phone does: a trace of noise and gain errors always, real faults now and then, many at once rarely."""
    poor = 2.0 if rng.random() < 0.15 else 1.0

    def now_and_then(share: float) -> bool:
        return rng.random() < share * poor

    return Optics(
        noise=rng.uniform(0.02, 0.05) if now_and_then(0.15) else rng.uniform(0.003, 0.012),
        blur=rng.uniform(0.004, 0.009) if now_and_then(0.12) else rng.uniform(0.0, 0.0025),
        motion=rng.uniform(0.01, 0.022) if now_and_then(0.06) else 0.0,
        motion_angle=rng.uniform(0, 180),
        white_balance=rng.gauss(0.05, 0.28) if now_and_then(0.25) else rng.gauss(0, 0.1),
        tint=rng.gauss(0, 0.1) if now_and_then(0.15) else rng.gauss(0, 0.02),
        exposure=rng.choice((-1, 1)) * rng.uniform(0.35, 0.8) if now_and_then(0.2) else rng.gauss(-0.05, 0.12),
        contrast=rng.uniform(0.75, 1.35) if now_and_then(0.3) else 1.0,
        saturation=rng.uniform(0.65, 1.25) if now_and_then(0.3) else 1.0,
        vignette=rng.uniform(0.1, 0.35) if now_and_then(0.25) else 0.0,
        sharpen=rng.uniform(0.3, 1.0) if now_and_then(0.4) else 0.0,
        recompress=rng.randint(28, 60) if now_and_then(0.2) else rng.choice((0, 80, 90)),
        crop=_crop(rng) if now_and_then(0.12) else (0.0, 0.0, 0.0, 0.0),
        mirrored=rng.random() < 0.06,
        rotation=rng.choice((1, 3)) if rng.random() < 0.03 else 0,
    )


def _crop(rng: random.Random) -> tuple[float, float, float, float]:
    """Shallow cuts that make the picture no longer square."""
    left, top, right, bottom = (rng.uniform(0.0, 0.12) for _ in range(4))
    return left, top, right, bottom
