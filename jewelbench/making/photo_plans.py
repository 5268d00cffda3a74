"""Which photos a product gets: packshots for the catalogue, query photos as shoppers take them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from jewelbench.release import Split
from jewelbench.rendering.packshots import sample_packshot
from jewelbench.rendering.scene import PhotoKind, Scene
from jewelbench.rendering.shopper import sample_query_scene
from jewelbench.shapes import NEVER_WORN, layouts_of
from jewelbench.shapes.layout import Layout
from jewelbench.specs.spec import Spec

EASY: tuple[PhotoKind, ...] = ("plain", "surface")
BUSY: tuple[PhotoKind, ...] = ("worn", "held", "boxed", "cluttered")
BUSY_WEIGHTS = (4.0, 1.5, 1.5, 2.0)
HARD_SHARE = 0.35
"""Share of the second query photos that are cropped, partly hidden or screenshots instead of worn or cluttered."""


@dataclass(frozen=True)
class PhotoPlan:
    """A photo to take.

    Attributes:
        photo_id: The product's id, "p" or "q" and a number.
        group: "packshot", or what sort of query it is for: "easy", "busy", "hard".
        scene: How to take it.
    """

    photo_id: str
    group: str
    scene: Scene


def photo_plans(spec: Spec, product_id: str, split: Split, packshots: int, queries: int) -> Iterator[PhotoPlan]:
    """The photos of a product; asking for more of them leaves the first ones as they are."""
    held_out = split == "test"
    layouts = [layout for layout in layouts_of(spec) if held_out or not layout.held_out]
    for number in range(packshots):
        rng = random.Random(f"{product_id}:p{number}")
        shown = [layout for layout in layouts if number > 0 or not layout.held_out]
        yield PhotoPlan(f"{product_id}-p{number}", "packshot", sample_packshot(rng, spec, shown, held_out))
    for number in range(queries):
        rng = random.Random(f"{product_id}:q{number}")
        yield _query_photo(f"{product_id}-q{number}", number, rng, spec, layouts, held_out)


def _query_photo(
    photo_id: str, number: int, rng: random.Random, spec: Spec, layouts: list[Layout], held_out: bool
) -> PhotoPlan:
    hard = number > 0 and rng.random() < HARD_SHARE
    if number % 2 == 0 or hard:
        kind = rng.choice(EASY)
    else:
        kinds = [kind for kind in BUSY if kind != "worn" or spec.category not in NEVER_WORN]
        kind = rng.choices(kinds, [BUSY_WEIGHTS[BUSY.index(kind)] for kind in kinds])[0]
    scene = sample_query_scene(rng, spec, layouts, held_out, kind)
    if hard:
        return PhotoPlan(photo_id, "hard", _made_hard(scene, rng))
    return PhotoPlan(photo_id, "busy" if kind in BUSY else "easy", scene)


def _made_hard(scene: Scene, rng: random.Random) -> Scene:
    """The scene with a part of the piece cut off or hidden, or as a screenshot."""
    fault = rng.choice(("crop", "cover", "frame"))
    if fault == "cover":
        return replace(scene, setting=replace(scene.setting, cover=rng.uniform(0.15, 0.4)))
    if fault == "frame":
        return replace(scene, optics=replace(scene.optics, frame=rng.choice(("story", "browser", "chat", "border"))))
    return replace(
        scene, optics=replace(scene.optics, crop=_crop(rng)), camera=replace(scene.camera, fill=rng.uniform(0.8, 1.0))
    )


def _crop(rng: random.Random) -> tuple[float, float, float, float]:
    """Shares to cut off: a deep cut on one side, shallow ones on the others."""
    cuts = [rng.uniform(0.0, 0.08) for _ in range(4)]
    cuts[rng.randrange(4)] = rng.uniform(0.2, 0.38)
    left, top, right, bottom = cuts
    return left, top, right, bottom
