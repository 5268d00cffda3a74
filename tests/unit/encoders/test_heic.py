"""Photos of iPhones."""

import struct
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from encoders.photo import NotAPhotoError, PhotoTooLargeError, UnreadablePhotoError, decode_photo

PHOTOS = Path(__file__).parents[2] / "photos"
RED, GREEN, BLUE, GOLD = (200, 40, 40), (40, 160, 60), (40, 60, 190), (230, 200, 90)


def quarters(photo: Image.Image) -> list[tuple[int, int, int]]:
    """The colours in the middle of each quarter, row by row."""
    pixels, (width, height) = np.asarray(photo), photo.size
    middles = [pixels[height * y // 4, width * x // 4].tolist() for y in (1, 3) for x in (1, 3)]
    return [(red, green, blue) for red, green, blue in middles]


@pytest.mark.parametrize(
    ("name", "colours"),
    [
        ("turned", [RED, GREEN, BLUE, GOLD]),
        ("ten-bit", [RED, GREEN, BLUE, GOLD]),
        ("transparent", [(255, 255, 255), GREEN, BLUE, GOLD]),
        ("profile", [(40, 200, 40), (160, 40, 60), (60, 40, 190), (200, 230, 90)]),
    ],
)
def test_it_is_read_as_every_other_photo(name: str, colours: list[tuple[int, int, int]]) -> None:
    photo = decode_photo((PHOTOS / f"{name}.heic").read_bytes())
    assert (photo.mode, photo.size, photo.info) == ("RGB", (96, 64), {})
    assert np.abs(np.subtract(quarters(photo), colours)).max() <= 8


def test_a_small_decode_keeps_it_upright() -> None:
    photo = decode_photo((PHOTOS / "turned.heic").read_bytes(), shortest=32)
    assert photo.size == (48, 32)
    assert np.abs(np.subtract(quarters(photo), [RED, GREEN, BLUE, GOLD])).max() <= 8


@pytest.mark.parametrize("length", [40, 200, 400, 600])
def test_one_that_is_cut_off_is_called_so(length: int) -> None:
    with pytest.raises(UnreadablePhotoError, match="cut off or damaged"):
        decode_photo((PHOTOS / "turned.heic").read_bytes()[:length])


def claiming(width: int, height: int) -> bytes:
    """A photo of 96 × 64 pixels whose header says otherwise."""
    data = (PHOTOS / "ten-bit.heic").read_bytes()
    size = data.index(b"ispe") + 8
    return data[:size] + struct.pack(">II", width, height) + data[size + 8 :]


def test_one_that_claims_too_many_pixels_is_refused_before_any_is_decoded() -> None:
    with pytest.raises(PhotoTooLargeError, match="50 megapixels and 20,000 pixels"):
        decode_photo(claiming(30_000, 30_000))


@pytest.mark.parametrize("size", [(32, 32), (4000, 4000)])
def test_one_of_another_size_than_its_header_says_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(UnreadablePhotoError, match="cut off or damaged"):
        decode_photo(claiming(*size))


@pytest.mark.parametrize("brands", [b"heic\0\0\0\0mif1heic", b"mif1\0\0\0\0mif1heic", b"heix\0\0\0\0mif1heix"])
def test_a_header_without_a_photo_is_damaged(brands: bytes) -> None:
    with pytest.raises(UnreadablePhotoError, match="cut off or damaged"):
        decode_photo(struct.pack(">I", 8 + len(brands)) + b"ftyp" + brands + b"\0" * 100)


def test_a_film_in_the_same_container_is_no_photo() -> None:
    with pytest.raises(NotAPhotoError, match="a video"):
        decode_photo(b"\0\0\0\x18ftypqt  \0\0\0\0qt  " + b"\0" * 100)
