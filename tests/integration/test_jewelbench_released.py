"""The benchmark that is in the repository: whole, small enough, and true to the code that reads it."""

import functools
from pathlib import Path

from PIL import Image

from jewelbench.making.pictures import perceptual_hash
from jewelbench.release import Release
from jewelbench.specs import check
from jewelbench.specs.facts import attributes, look

FOLDER = Path(__file__).parents[2] / "samples" / "jewelbench-s"
MOST_BYTES = 20_000_000


@functools.cache
def release() -> Release:
    return Release(FOLDER)


def test_it_is_small_enough_for_a_repository() -> None:
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < MOST_BYTES


def test_every_photo_is_there_and_no_other() -> None:
    named = {photo.file for photo in release().photos().values()}
    there = {path.relative_to(FOLDER).as_posix() for path in FOLDER.glob("photos/*/*")}
    assert named == there
    assert len(named) == release().manifest.photos


def test_photos_are_what_their_hashes_say() -> None:
    for number, photo in enumerate(release().photos().values()):
        if number % 40 == 0:
            with Image.open(FOLDER / photo.file) as picture:
                assert picture.format == "WEBP"
                assert perceptual_hash(picture) == photo.phash


def test_only_test_products_are_in_it_and_their_truth_is_that_of_the_code() -> None:
    for product in release().products():
        assert product.split == "test"
        check(product.spec)
        assert product.product_id == product.spec.digest()
        assert product.attributes == attributes(product.spec)
        assert product.look == look(product.spec)


def test_queries_name_photos_and_products_that_exist() -> None:
    photos = release().photos()
    products = {product.product_id for product in release().products()}
    for task, queries in release().tasks().items():
        assert len(queries) == release().manifest.queries[task] > 0
        for query in queries:
            assert query.photo or query.text, query.query_id
            assert query.photo is None or query.photo in photos
            assert set(query.relevant) | set(query.excluded) <= products
            assert query.relevant or task == "not-jewellery", query.query_id


def test_a_query_never_shows_a_catalogue_photo_except_for_pairing() -> None:
    packshots = {photo for product in release().products() for photo in product.packshots}
    for task, queries in release().tasks().items():
        shown = {query.photo for query in queries} & packshots
        assert bool(shown) == (task == "pairing"), task
