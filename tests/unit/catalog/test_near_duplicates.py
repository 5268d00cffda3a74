import io
import itertools

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance

from catalog.near_duplicates import (
    BITS,
    MOST_BITS,
    MOST_COLOUR,
    HashedPhoto,
    NearDuplicate,
    near_duplicates,
    perceptual_hash,
)


def piece(number: int, metal: str = "#d9a93f", size: int = 256) -> Image.Image:
    """A piece on white: hoops and stones where the number puts them."""
    rng = np.random.default_rng(number)
    image = Image.new("RGB", (size, size), "white")
    pen = ImageDraw.Draw(image)
    for _ in range(6):
        x, y, r = rng.integers(60, 196), rng.integers(60, 196), rng.integers(10, 50)
        box = tuple(int(side) * size // 256 for side in (x - r, y - r, x + r, y + r))
        if rng.random() < 0.5:
            pen.ellipse(box, outline=metal, width=size // 32)
        else:
            pen.rectangle(box, fill=metal)
    return image


def saved_again(image: Image.Image, quality: int = 60) -> Image.Image:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=quality)
    return Image.open(data).convert("RGB")


def bits_apart(one: Image.Image, other: Image.Image) -> int:
    first, second = (bytes.fromhex(perceptual_hash(image))[: BITS // 8] for image in (one, other))
    return sum((a ^ b).bit_count() for a, b in zip(first, second, strict=True))


@pytest.mark.parametrize(
    "alter",
    [
        saved_again,
        lambda image: image.resize((128, 128)),
        lambda image: image.resize((190, 190), Image.Resampling.BICUBIC),
        lambda image: ImageEnhance.Brightness(image).enhance(0.95),
    ],
    ids=["saved again", "half the size", "three quarters", "darker"],
)
def test_a_photo_saved_in_another_way_mostly_stays_near(alter) -> None:
    near = [bits_apart(piece(number), alter(piece(number))) <= MOST_BITS for number in range(20)]
    assert sum(near) >= 18


def test_photos_of_different_pieces_are_far_apart() -> None:
    pairs = itertools.combinations([piece(number) for number in range(15)], 2)
    assert min(bits_apart(*pair) for pair in pairs) > MOST_BITS


def test_the_same_piece_in_another_metal_is_no_duplicate() -> None:
    gold, rose = perceptual_hash(piece(1)), perceptual_hash(piece(1, "#d98a76"))
    photos = [HashedPhoto("gold", None, gold), HashedPhoto("rose", None, rose)]
    assert bits_apart(piece(1), piece(1, "#d98a76")) <= MOST_BITS  # so it is the colour that tells them apart
    assert near_duplicates(photos) == []


def test_an_empty_photo_has_a_hash_too() -> None:
    assert len(perceptual_hash(Image.new("RGB", (64, 48), "white"))) == 128
    assert len(perceptual_hash(Image.new("RGB", (1, 1)))) == 128


def hashed(sku: str, bits: np.ndarray, colour: int = 128, group: str | None = None) -> HashedPhoto:
    return HashedPhoto(sku, group, (np.packbits(bits).tobytes() + bytes([colour] * 32)).hex())


def flipped(bits: np.ndarray, places: list[int]) -> np.ndarray:
    changed = bits.copy()
    changed[places] ^= 1
    return changed


BASE = np.random.default_rng(7).integers(0, 2, BITS, np.uint8)


def test_pairs_are_told_once_with_their_likeness_the_likest_first() -> None:
    photos = [
        hashed("c", flipped(BASE, list(range(16)))),
        hashed("a", BASE),
        hashed("a", flipped(BASE, [200])),
        hashed("b", flipped(BASE, [1, 2, 3, 4])),
    ]
    pairs = near_duplicates(photos)
    assert [(pair.one, pair.other) for pair in pairs] == [("a", "b"), ("b", "c"), ("a", "c")]
    assert pairs[0].likeness == 1 - 4 / BITS


def test_a_product_and_its_group_are_not_compared_with_themselves() -> None:
    photos = [hashed("a", BASE, group="g"), hashed("a", BASE, group="g"), hashed("b", BASE, group="g")]
    assert near_duplicates(photos) == []
    assert near_duplicates([*photos, hashed("c", BASE)]) == [NearDuplicate("a", "c", 1.0)]


def test_colour_beyond_the_tolerance_is_another_picture() -> None:
    assert near_duplicates([hashed("a", BASE), hashed("b", BASE, 128 + MOST_COLOUR)])
    assert not near_duplicates([hashed("a", BASE), hashed("b", BASE, 128 + MOST_COLOUR + 1)])


def test_what_a_comparison_of_every_pair_finds_is_found() -> None:
    rng = np.random.default_rng(3)
    originals = rng.integers(0, 2, (60, BITS), np.uint8)
    near = [flipped(bits, rng.choice(BITS, rng.integers(0, MOST_BITS + 10), replace=False)) for bits in originals]
    photos = [hashed(f"o{n:02}", bits) for n, bits in enumerate(originals)]
    photos += [hashed(f"p{n:02}", bits) for n, bits in enumerate(near)]
    naive = {
        (f"o{n:02}", f"p{m:02}")
        for n, one in enumerate(originals)
        for m, other in enumerate(near)
        if (one != other).sum() <= MOST_BITS
    }
    assert {(pair.one, pair.other) for pair in near_duplicates(photos)} == naive


def test_one_picture_for_thousands_of_products_costs_no_square() -> None:
    photos = [hashed(f"p{number}", BASE) for number in range(20_000)]
    assert len(near_duplicates(photos)) == 19_999
