"""Photos of siblings from the same side: what towers learn to tell pieces apart by, and not sides.

A photo is more like one of a sibling from the same side than like one of its own piece from another. A tower that has
seldom seen the two side by side takes the side for the piece.
"""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jewelbench.making.photo_plans import EASY, PhotoPlan
from jewelbench.making.plan import ProductPlan
from jewelbench.rendering.scene import Scene
from jewelbench.shapes import layouts_of

JITTER = 4.0
"""Standard deviation of what an angle is off the one that it is taken from, degrees."""


def with_shared_views(products: Sequence[ProductPlan]) -> list[ProductPlan]:
    """Let the shoppers' photos of a family's pieces in the training split look alike; all others stay as they are.

    A shopper's first photo is taken from where a sibling's first catalogue photo is, in the same layout. The others
    are one scene for all pieces of a category in a family, so that they differ in the pieces alone.
    """
    families = defaultdict[tuple[str, str], list[ProductPlan]](list)
    for product in products:
        if product.split == "train":
            families[product.family, product.spec.category].append(product)
    shared = {product.product_id: product for siblings in families.values() for product in _shared(siblings)}
    return [shared.get(product.product_id, product) for product in products]


def _shared(siblings: Sequence[ProductPlan]) -> Iterator[ProductPlan]:
    for place, product in enumerate(siblings):
        sibling = siblings[(place + 1) % len(siblings)]
        rng = random.Random(f"{product.product_id}:shared views")
        photos = [
            _from_where(photo, product, sibling, rng) if photo.photo_id.endswith("-q0")
            else _in_the_scene_of(photo, product, siblings[0])
            for photo in product.photos
        ]  # fmt: skip
        yield replace(product, photos=tuple(photos))


def _from_where(photo: PhotoPlan, product: ProductPlan, sibling: ProductPlan, rng: random.Random) -> PhotoPlan:
    """A photo from where the sibling's first catalogue photo was taken."""
    view = next(each.scene for each in sibling.photos if each.group == "packshot")
    if sibling is product or photo.scene.kind not in EASY or not _suits(view, product):
        return photo
    camera = replace(
        photo.scene.camera,
        elevation=max(12.0, min(88.0, view.camera.elevation + rng.gauss(0, JITTER))),
        azimuth=view.camera.azimuth + rng.gauss(0, JITTER),
    )
    return replace(photo, scene=replace(photo.scene, layout=view.layout, camera=camera))


def _in_the_scene_of(photo: PhotoPlan, product: ProductPlan, first: ProductPlan) -> PhotoPlan:
    """A shopper's photo in the same scene as that of the first sibling, with noise of its own."""
    number = photo.photo_id.rsplit("-", 1)[1]
    same = next((each for each in first.photos if each.photo_id.endswith(f"-{number}")), photo)
    if photo.group == "packshot" or not _suits(same.scene, product):
        return photo
    return replace(photo, group=same.group, scene=replace(same.scene, seed=photo.scene.seed))


def _suits(scene: Scene, product: ProductPlan) -> bool:
    """Whether the piece can be laid out as it is there."""
    return scene.layout == "worn" or any(layout.name == scene.layout for layout in layouts_of(product.spec))
