from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.rendered import attributes, write_renders
from training.queries import Judge, composed_query, family_edits, photo_query
from training.renders import RenderedProduct, load_pixels, read_products, visible_key


@pytest.fixture
def products(tmp_path: Path) -> list[RenderedProduct]:
    write_renders(tmp_path)
    return read_products(tmp_path)


def row_of(products: list[RenderedProduct], metal: str, stone: str, family: int = 0) -> int:
    return next(
        row for row, p in enumerate(products)
        if (p.family, p.attributes["metal"], p.attributes["gemstone"]) == (family, metal, stone)
    )  # fmt: skip


def test_no_group_spans_two_splits(products: list[RenderedProduct]) -> None:
    splits = {product.group: {p.split for p in products if p.group == product.group} for product in products}
    assert all(len(names) == 1 for names in splits.values())


def test_photos_have_their_kinds(products: list[RenderedProduct]) -> None:
    assert products[0].studio.file == "f0-0_0.jpg"
    assert [photo.file for photo in products[0].queries] == ["f0-0_1.jpg", "f0-0_2.jpg"]


def test_white_metals_are_one_to_the_eye() -> None:
    silver, platinum, gold = (
        RenderedProduct("p", 0, 0, "train", "t", attributes(m, "ruby"), (), ())
        for m in ("silver", "platinum", "yellow gold")
    )
    assert visible_key(silver) == visible_key(platinum) != visible_key(gold)


def test_a_photo_is_answered_by_whatever_looks_the_same(products: list[RenderedProduct]) -> None:
    asked = row_of(products, "silver", "ruby")
    right = Judge(products).right([photo_query(asked)], range(len(products)))[0]
    assert {products[row].product_id for row in np.flatnonzero(right)} == {"f0-6", "f1-6", "f2-6", "f3-6"}


def test_words_that_name_a_metal_are_judged_by_its_name(products: list[RenderedProduct]) -> None:
    gold, silver = row_of(products, "yellow gold", "ruby"), row_of(products, "silver", "ruby")
    named, unnamed = composed_query(gold, "in silver", silver, "metal"), composed_query(gold, "plainer", silver, "")
    assert "metal" in named.columns
    assert "metal" not in unnamed.columns


def test_recorded_edits_stay_among_the_given_products(products: list[RenderedProduct]) -> None:
    train = [row for row, product in enumerate(products) if product.split == "train"]
    edits = family_edits(products, train)
    assert len(edits) == 4
    assert {products[query.target].split for query in edits} == {"train"}
    assert {query.edit for query in edits} == {"metal"}


def test_pixels_are_in_the_order_of_the_files(products: list[RenderedProduct], tmp_path: Path) -> None:
    files = [products[0].studio.file, products[3].studio.file]
    both, second = load_pixels(tmp_path, files, 32), load_pixels(tmp_path, files[1:], 32)
    assert both.shape == (2, 3, 32, 32)
    np.testing.assert_array_equal(both[1], second[0])
