import functools

import pytest

from jewelbench.making.make import trimmed
from jewelbench.making.plan import Plan, look_key, make_plan
from jewelbench.specs import check, style_of
from jewelbench.specs.space import Sizes


@functools.cache
def plan() -> Plan:
    return make_plan(seed=5, families=260, packshots=1, queries=2)


def test_equal_seeds_give_equal_plans() -> None:
    again = make_plan(seed=5, families=30, packshots=1, queries=2)
    assert again == make_plan(seed=5, families=30, packshots=1, queries=2)
    assert again != make_plan(seed=6, families=30, packshots=1, queries=2)


def test_more_families_leave_the_first_ones_as_they_are() -> None:
    few = make_plan(seed=5, families=30, packshots=1, queries=2)
    assert plan().products[: len(few.products)] == few.products


def test_asking_for_one_split_leaves_its_products_as_they_are() -> None:
    alone = make_plan(seed=5, families=260, packshots=1, queries=2, splits=("test",))
    assert alone.products == tuple(product for product in plan().products if product.split == "test")


def test_more_photos_leave_the_first_ones_as_they_are() -> None:
    more = make_plan(seed=5, families=20, packshots=2, queries=3)
    for product, other in zip(more.products, plan().products, strict=False):
        kept = {photo.photo_id: photo for photo in product.photos}
        assert all(kept[photo.photo_id] == photo for photo in other.photos)


def test_every_product_is_valid_and_there_once() -> None:
    ids = [product.product_id for product in plan().products]
    assert len(set(ids)) == len(ids)
    for product in plan().products:
        check(product.spec)


def test_no_design_and_no_look_lies_in_two_splits() -> None:
    splits: dict[object, set[str]] = {}
    for product in plan().products:
        splits.setdefault(look_key(product.look), set()).add(product.split)
        splits.setdefault(product.family, set()).add(product.split)
    assert all(len(found) == 1 for found in splits.values())


def test_lengths_of_test_designs_are_held_out() -> None:
    for product in plan().products:
        style = style_of(product.spec)
        for field, value in product.spec.used().items():
            allowed = style.allowed(product.spec, field)
            if not isinstance(allowed, Sizes):
                continue
            band = next(band for band in allowed.bands if band[1] - 1e-6 <= float(value) <= band[2] + 1e-6)
            grid = allowed.grid(band, held_out=product.split == "test")
            assert value in grid, (product.split, field, value)


def test_no_text_of_test_is_one_of_training() -> None:
    seen = {
        product.description for product in plan().products if product.split != "test" and len(product.description) > 30
    }
    tested = {product.description for product in plan().products if product.split == "test"}
    assert not seen & tested


def test_held_out_layouts_lights_and_backdrops_are_only_in_test() -> None:
    used: dict[str, set[str]] = {"train": set(), "test": set()}
    for product in plan().products:
        if product.split in used:
            used[product.split] |= {photo.scene.light.kind for photo in product.photos}
            used[product.split] |= {photo.scene.backdrop.kind for photo in product.photos}
    assert used["test"] - used["train"]


def test_edits_lead_from_a_product_to_a_product_of_the_same_family() -> None:
    families = {product.product_id: product.family for product in plan().products}
    assert plan().edits
    for planned in plan().edits:
        assert families[planned.source] == families[planned.edit.target.digest()]


@pytest.mark.parametrize("count", [1, 7, 30])
def test_trimming_keeps_whole_families(count: int) -> None:
    kept = trimmed(plan(), count)
    assert len(kept.products) <= count
    families = {product.family for product in kept.products}
    whole = [product for product in plan().products if product.family in families]
    assert list(kept.products) == whole
