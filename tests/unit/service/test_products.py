from dataclasses import replace
from decimal import Decimal

import pytest

from catalog.photo_store import PhotoStore
from catalog.product import Product
from encoders.photo import UnreadablePhotoError
from service.engine import LiveEngine
from service.products import ProductWriter
from service.search import ProductNotFoundError

RING = Product(sku="R-1", title="A red ring", price=Decimal("10.00"))


@pytest.fixture
def photos(tmp_path):
    return PhotoStore(tmp_path)


@pytest.fixture
def writer(index, models, photos):
    return ProductWriter(LiveEngine(models, index), photos)


def test_a_new_product_is_written_with_one_vector_a_photo(writer, index, photos, photo_of):
    stored, is_new = writer.put(RING, [photo_of("red"), photo_of("blue")])
    assert is_new
    assert index.entries_by_sku["R-1"].vectors.shape == (2, 4)
    assert len(stored.photo_ids) == 2
    assert all(photos.exists(photo_id) for photo_id in stored.photo_ids)


def test_a_product_without_photos_has_one_vector_from_its_words(writer, index):
    writer.put(RING, None)
    assert index.entries_by_sku["R-1"].vectors.shape == (1, 4)


def test_a_changed_price_is_written_without_the_encoders(writer, index, models, photo_of):
    first, _ = writer.put(RING, [photo_of("red")])
    before = (models.photos_encoded, models.texts_encoded, index.upserts)
    stored, is_new = writer.put(replace(RING, price=Decimal("12.00")), None)
    assert not is_new
    assert (models.photos_encoded, models.texts_encoded, index.upserts) == before
    assert stored.product.price == Decimal("12.00")
    assert stored.photo_ids == first.photo_ids


def test_changed_words_give_new_vectors_from_the_photos_that_are_kept(writer, index, photo_of):
    first, _ = writer.put(RING, [photo_of("red")])
    old = index.entries_by_sku["R-1"].vectors
    stored, _ = writer.put(replace(RING, title="A blue ring"), None)
    assert stored.photo_ids == first.photo_ids
    assert index.entries_by_sku["R-1"].vectors[0, :2] == pytest.approx(old[0, :2], abs=0.02)
    assert index.entries_by_sku["R-1"].vectors[0, 2:] != pytest.approx(old[0, 2:], abs=0.02)


def test_given_photos_replace_those_before(writer, photo_of):
    first, _ = writer.put(RING, [photo_of("red")])
    second, _ = writer.put(RING, [photo_of("blue")])
    third, _ = writer.put(RING, [])
    assert first.photo_ids != second.photo_ids
    assert third.photo_ids == ()


def test_the_same_photo_twice_is_one_photo(writer, index, photo_of):
    stored, _ = writer.put(RING, [photo_of("red"), photo_of("red")])
    assert len(stored.photo_ids) == len(index.entries_by_sku["R-1"].vectors) == 1


def test_one_bad_photo_and_nothing_is_written(writer, index, photo_of):
    with pytest.raises(UnreadablePhotoError):
        writer.put(RING, [photo_of("red"), photo_of("red")[:60]])
    assert index.entries_by_sku == {}


def test_a_deleted_product_is_gone_and_cannot_be_deleted_again(writer, index):
    writer.put(RING, None)
    writer.delete("R-1")
    assert index.entries_by_sku == {}
    with pytest.raises(ProductNotFoundError, match="“R-1”"):
        writer.delete("R-1")
