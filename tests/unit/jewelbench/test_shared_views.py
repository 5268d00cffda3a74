import functools
from dataclasses import replace
from itertools import pairwise

from jewelbench.making.photo_plans import EASY, PhotoPlan
from jewelbench.making.plan import ProductPlan, make_plan
from jewelbench.making.shared_views import JITTER, with_shared_views
from jewelbench.shapes import layouts_of


@functools.cache
def plan() -> tuple[ProductPlan, ...]:
    return make_plan(seed=5, families=40, packshots=2, queries=3).products


@functools.cache
def shared() -> tuple[ProductPlan, ...]:
    return tuple(with_shared_views(plan()))


def photo(product: ProductPlan, name: str) -> PhotoPlan:
    return next(each for each in product.photos if each.photo_id.endswith(name))


def siblings() -> list[list[ProductPlan]]:
    """Pieces of one category in a family of the training split, two or more."""
    groups: dict[tuple[str, str], list[ProductPlan]] = {}
    for product in shared():
        if product.split == "train":
            groups.setdefault((product.family, product.spec.category), []).append(product)
    return [group for group in groups.values() if len(group) > 1]


def test_only_shoppers_photos_of_the_training_split_change() -> None:
    for before, after in zip(plan(), shared(), strict=True):
        assert replace(after, photos=()) == replace(before, photos=())
        assert [each.photo_id for each in after.photos] == [each.photo_id for each in before.photos]
        for old, new in zip(before.photos, after.photos, strict=True):
            if before.split != "train" or old.group == "packshot":
                assert new == old
    assert shared() != plan()


def test_a_shoppers_first_photo_is_taken_from_where_a_siblings_packshot_is() -> None:
    found = 0
    for group in siblings():
        for product, sibling in pairwise([*group, group[0]]):
            taken, view = photo(product, "-q0").scene, photo(sibling, "-p0").scene
            if view.layout not in {layout.name for layout in layouts_of(product.spec)}:
                continue
            assert taken.kind in EASY
            assert taken.layout == view.layout
            assert abs(taken.camera.azimuth - view.camera.azimuth) < 5 * JITTER
            found += 1
    assert found > 50


def test_other_photos_of_siblings_show_one_scene_with_noise_of_their_own() -> None:
    alike = seeds = 0
    for group in siblings():
        for name in ("-q1", "-q2"):
            scenes = [photo(product, name).scene for product in group]
            alike += sum(replace(scene, seed=0) == replace(scenes[0], seed=0) for scene in scenes[1:])
            seeds += sum(scene.seed == scenes[0].seed for scene in scenes[1:])
    assert alike > 100
    assert seeds == 0


def test_a_piece_is_laid_out_only_as_it_can_be() -> None:
    for product in shared():
        layouts = {"worn", *(layout.name for layout in layouts_of(product.spec))}
        assert {each.scene.layout for each in product.photos} <= layouts
