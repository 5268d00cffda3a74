from pathlib import Path

import numpy as np
import pytest

from tests.unit.training.rendered import attributes, write_renders
from training.renders import RenderedProduct, load_pixels, read_products, visible_key


@pytest.fixture
def products(tmp_path: Path) -> list[RenderedProduct]:
    write_renders(tmp_path)
    return read_products(tmp_path)


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


def test_pixels_are_in_the_order_of_the_files(products: list[RenderedProduct], tmp_path: Path) -> None:
    files = [products[0].studio.file, products[3].studio.file]
    both, second = load_pixels(tmp_path, files, 32), load_pixels(tmp_path, files[1:], 32)
    assert both.shape == (2, 3, 32, 32)
    np.testing.assert_array_equal(both[1], second[0])
