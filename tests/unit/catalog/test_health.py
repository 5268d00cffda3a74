from dataclasses import replace

from catalog.health import LISTED, Piece, check
from catalog.index.port import Prediction, StoredProduct
from catalog.product import Product

HASH, OTHER_HASH = "00" * 64, "ff" * 64


def stored(sku: str, *photos: str, hashes: tuple[str, ...] = (), **facts: object) -> StoredProduct:
    product = Product(sku, f"Piece {sku}", **{"category": "ring", "metal": "silver", "gemstone": "ruby", **facts})
    return StoredProduct(
        product, photos, "", "", photo_hashes=hashes or tuple(f"{i:02x}" * 64 for i in range(len(photos)))
    )


def seen(entry: StoredProduct, **words: tuple[str, float]) -> StoredProduct:
    return replace(entry, predicted={attribute: Prediction(*guess) for attribute, guess in words.items()})


def test_a_catalogue_in_order_has_no_findings() -> None:
    health = check([stored("a", "1", hashes=(HASH,)), stored("b", "2", hashes=(OTHER_HASH,))])
    assert (health.products, health.photos) == (2, 2)
    assert not any(finding.count for finding in health.missing_attributes.values())
    assert not health.missing_photos.count
    assert not health.same_photo.count
    assert not health.near_duplicates.count
    assert not health.suspected_categories.count


def test_what_the_merchant_leaves_out_is_told_with_what_the_photo_says() -> None:
    health = check([seen(stored("a", "1", metal=None), metal=("yellow gold", 0.95)), stored("b", category=None)])
    (gap,) = health.missing_attributes["metal"].listed
    assert gap == (Piece("a", "Piece a", "1"), Prediction("yellow gold", 0.95))
    (gap,) = health.missing_attributes["category"].listed
    assert gap == (Piece("b", "Piece b", None), None)
    assert [piece.sku for piece in health.missing_photos.listed] == ["b"]


def test_no_stone_is_a_gap_only_where_the_photo_shows_one() -> None:
    plain, set_with_one = stored("a", "1", gemstone=None), stored("b", "2", gemstone=None)
    health = check([plain, seen(set_with_one, gemstone=("sapphire", 0.92))])
    assert [gap.piece.sku for gap in health.missing_attributes["gemstone"].listed] == ["b"]


def test_a_category_that_the_photo_contradicts_surely_is_suspected() -> None:
    entries = [
        seen(stored("wrong", "1", category="handrail"), category=("ring", 0.93)),
        seen(stored("unsure", "2", category="handrail"), category=("ring", 0.7)),
        seen(stored("right", "3", category="engagement ring"), category=("ring", 0.99)),
        seen(stored("pendant", "4", category="pendant"), category=("necklace", 0.99)),
    ]
    (found,) = check(entries).suspected_categories.listed
    assert (found.piece.sku, found.category, found.suspected.value) == ("wrong", "handrail", "ring")


def test_a_photo_of_several_products_is_told_unless_they_are_one_group() -> None:
    health = check(
        [
            stored("a", "1", hashes=(HASH,)),
            stored("b", "1", hashes=(HASH,)),
            stored("c", "2", hashes=(OTHER_HASH,), group="g"),
            stored("d", "2", hashes=(OTHER_HASH,), group="g"),
        ]
    )
    (shared,) = health.same_photo.listed
    assert shared.photo_id == "1"
    assert [piece.sku for piece in shared.pieces] == ["a", "b"]
    assert not health.near_duplicates.count  # it is told once


def test_photos_that_look_the_same_are_told_as_a_pair() -> None:
    health = check([stored("a", "1", hashes=(HASH,)), stored("b", "2", hashes=(HASH,))])
    (pair,) = health.near_duplicates.listed
    assert (pair.likeness, pair.one.sku, pair.other.sku) == (1.0, "a", "b")


def test_every_fault_is_counted_and_the_first_hundred_are_named() -> None:
    health = check(stored(str(number)) for number in range(LISTED + 50))
    assert health.missing_photos.count == LISTED + 50
    assert len(health.missing_photos.listed) == LISTED
