"""What a decoded photo looks like, whatever file it came in."""

import io
import struct
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, features

from encoders.photo import decode_photo

Encoded = Callable[..., bytes]

# How the rows and columns of an upright picture lie in the file, by EXIF 2.32, tag Orientation.
STORED: dict[int, Callable[[NDArray[np.uint8]], NDArray[np.uint8]]] = {
    1: lambda a: a,
    2: lambda a: a[:, ::-1],
    3: lambda a: a[::-1, ::-1],
    4: lambda a: a[::-1],
    5: lambda a: a.swapaxes(0, 1),
    6: lambda a: a[:, ::-1].swapaxes(0, 1),
    7: lambda a: a[::-1, ::-1].swapaxes(0, 1),
    8: lambda a: a[::-1].swapaxes(0, 1),
}


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


def colour(photo: Image.Image) -> tuple[int, ...]:
    middle = photo.getpixel((photo.width // 2, photo.height // 2))
    assert isinstance(middle, tuple)
    return middle


@pytest.mark.parametrize("file_format", ["PNG", "GIF", "BMP", "TIFF", "WEBP", "JPEG", "AVIF"])
def test_every_allowed_format_is_read(file_format: str, encoded: Encoded) -> None:
    if not features.check("avif") and file_format == "AVIF":
        pytest.skip("this Pillow has no AVIF")
    photo = decode_photo(encoded(Image.new("RGB", (40, 30), (200, 100, 50)), file_format))
    assert (photo.mode, photo.size) == ("RGB", (40, 30))
    assert np.abs(np.subtract(colour(photo), (200, 100, 50))).max() <= 3


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(
    orientation: int, encoded: Encoded, noise: Image.Image
) -> None:
    upright = np.asarray(noise)
    stored = Image.fromarray(np.ascontiguousarray(STORED[orientation](upright)))
    assert np.array_equal(decode_photo(encoded(stored, "PNG", exif=exif(orientation))), upright)


@pytest.mark.parametrize("file_format", ["JPEG", "TIFF", "WEBP"])
def test_the_orientation_is_applied_once_in_every_format_that_has_it(file_format: str, encoded: Encoded) -> None:
    upright = Image.new("RGB", (40, 24), "white")
    upright.paste("black", (0, 0, 40, 8))
    stored = Image.fromarray(np.ascontiguousarray(STORED[6](np.asarray(upright))))
    photo = decode_photo(encoded(stored, file_format, exif=exif(6)))
    assert photo.size == (40, 24)
    assert max(photo.getpixel((20, 3))) < 30 < 220 < min(photo.getpixel((20, 20)))  # type: ignore[arg-type,type-var]


def test_broken_exif_leaves_a_photo_as_it_lies(encoded: Encoded, noise: Image.Image) -> None:
    photo = decode_photo(encoded(noise, "PNG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff" + b"\xaa" * 20))
    assert np.array_equal(photo, noise)


def test_an_orientation_that_does_not_exist_is_ignored(encoded: Encoded, noise: Image.Image) -> None:
    assert np.array_equal(decode_photo(encoded(noise, "PNG", exif=exif(9))), noise)


@pytest.mark.parametrize("file_format", ["GIF", "WEBP", "PNG"])
def test_an_animation_shows_its_first_frame(file_format: str, encoded: Encoded) -> None:
    frames = [Image.new("RGB", (32, 32), name) for name in ("red", "lime", "blue")]
    data = encoded(frames[0], file_format, save_all=True, append_images=frames[1:], duration=50, lossless=True)
    assert Image.open(io.BytesIO(data)).n_frames == 3  # type: ignore[attr-defined]
    assert colour(decode_photo(data)) == (255, 0, 0)


def test_metadata_does_not_survive(encoded: Encoded, noise: Image.Image, srgb_profile: bytes) -> None:
    data = encoded(noise, "JPEG", exif=exif(3), icc_profile=srgb_profile, comment=b"taken at home")
    photo = decode_photo(data)
    assert photo.info == {}
    assert b"taken at home" not in encoded(photo, "JPEG")


@pytest.mark.parametrize(
    ("size", "shortest", "decoded"),
    [
        ((1000, 800), 200, (250, 200)),
        ((1000, 800), 201, (500, 400)),
        ((64, 48), 200, (64, 48)),
        ((640, 480), None, (640, 480)),
    ],
)
def test_a_large_jpeg_is_decoded_no_larger_than_needed(
    size: tuple[int, int], shortest: int | None, decoded: tuple[int, int], encoded: Encoded
) -> None:
    photo = decode_photo(encoded(Image.new("RGB", size, "teal"), "JPEG"), shortest=shortest)
    assert photo.size == decoded
    assert np.abs(np.subtract(colour(photo), (0, 128, 128))).max() <= 4


def test_a_small_decode_keeps_profile_and_orientation(encoded: Encoded, swapped_profile: bytes) -> None:
    stored = Image.new("RGB", (320, 640), (255, 0, 0))
    data = encoded(stored, "JPEG", icc_profile=swapped_profile, exif=exif(6), quality=95)
    photo = decode_photo(data, shortest=80)
    assert photo.size == (160, 80)
    assert np.abs(np.subtract(colour(photo), (0, 255, 0))).max() <= 3


@pytest.mark.parametrize("mode", ["L", "LA", "RGB", "RGBA"])
def test_a_small_decode_averages_formats_that_have_no_short_cut(mode: str, encoded: Encoded) -> None:
    stripes = np.tile(np.array([0, 200], dtype=np.uint8), 150)[None].repeat(200, 0)
    data = encoded(Image.fromarray(stripes).convert(mode), "PNG")
    assert np.array_equal(decode_photo(data, shortest=50), np.full((50, 75, 3), 100))
    assert decode_photo(data, shortest=101).size == (300, 200)


def test_a_small_decode_never_averages_palette_numbers(encoded: Encoded) -> None:
    palette = Image.fromarray(np.tile(np.array([0, 2], dtype=np.uint8), 32)[None].repeat(64, 0)).convert("P")
    palette.putpalette([255, 255, 255, 255, 0, 0, 240, 240, 240])
    photo = np.asarray(decode_photo(encoded(palette, "PNG"), shortest=16))
    assert photo[:, :, 1].min() == 240


def test_a_small_decode_finds_the_transparent_colour_before_it_averages(encoded: Encoded) -> None:
    chequered = Image.fromarray(np.tile(np.array([0, 200], dtype=np.uint8), 32)[None].repeat(64, 0))
    photo = np.asarray(decode_photo(encoded(chequered, "PNG", transparency=0), shortest=16))
    assert np.unique(photo).tolist() == [200, 255]


def test_a_multi_picture_jpeg_shows_its_first_picture(encoded: Encoded) -> None:
    first, second = Image.new("RGB", (32, 32), "red"), Image.new("RGB", (32, 32), "blue")
    data = encoded(first, "MPO", save_all=True, append_images=[second])
    assert np.abs(np.subtract(colour(decode_photo(data)), (255, 0, 0))).max() <= 3


def test_a_video_after_a_jpeg_does_no_harm(encoded: Encoded, noise: Image.Image) -> None:
    data = encoded(noise, "JPEG")
    motion = struct.pack(">I", 16) + b"ftypisom" + b"\xff\xda\0\x02" * 500
    assert np.array_equal(decode_photo(data + motion), decode_photo(data))


def test_metadata_that_looks_like_passes_does_no_harm(encoded: Encoded, noise: Image.Image) -> None:
    assert decode_photo(encoded(noise, "JPEG", comment=b"\xff\xda\0\x02" * 500)).size == noise.size


def test_threads_decode_alike(encoded: Encoded, noise: Image.Image, swapped_profile: bytes) -> None:
    data = encoded(noise, "JPEG", icc_profile=swapped_profile)
    alone = decode_photo(data)
    with ThreadPoolExecutor(8) as pool:
        assert all(np.array_equal(photo, alone) for photo in pool.map(decode_photo, [data] * 64))
