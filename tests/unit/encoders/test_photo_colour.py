"""Every way of writing colour ends as the same 8-bit sRGB on white."""

import struct
import zlib
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageCms

from encoders.colour import flatten_to_srgb
from encoders.photo import decode_photo

Encoded = Callable[..., bytes]


def middle(photo: Image.Image) -> tuple[int, int, int]:
    red, green, blue = np.asarray(photo)[photo.height // 2, photo.width // 2].tolist()
    return red, green, blue


def near(photo: Image.Image, expected: tuple[int, int, int], tolerance: int = 2) -> bool:
    return bool(np.abs(np.subtract(middle(photo), expected)).max() <= tolerance)


def test_an_srgb_profile_changes_no_pixel(encoded: Encoded, noise: Image.Image, srgb_profile: bytes) -> None:
    assert np.array_equal(decode_photo(encoded(noise, "PNG", icc_profile=srgb_profile)), noise)


@pytest.mark.parametrize("file_format", ["PNG", "JPEG", "WEBP", "TIFF", "AVIF"])
def test_an_icc_profile_is_converted(file_format: str, encoded: Encoded, swapped_profile: bytes) -> None:
    red = Image.new("RGB", (32, 32), (255, 0, 0))
    assert near(decode_photo(encoded(red, file_format, icc_profile=swapped_profile)), (0, 255, 0), 6)


@pytest.mark.parametrize("profile", [b"", b"no profile", b"\0" * 128, b"\xff" * 4000])
def test_a_broken_profile_does_not_fail_a_photo(profile: bytes, encoded: Encoded, noise: Image.Image) -> None:
    assert np.array_equal(decode_photo(encoded(noise, "PNG", icc_profile=profile)), noise)


def test_a_truncated_profile_does_not_fail_a_photo(
    encoded: Encoded, noise: Image.Image, swapped_profile: bytes
) -> None:
    for length in (4, 128, 200, len(swapped_profile) - 30):
        assert decode_photo(encoded(noise, "PNG", icc_profile=swapped_profile[:length])).size == noise.size


def test_a_profile_for_other_pixels_is_ignored(encoded: Encoded, noise: Image.Image, cmyk_profile: bytes) -> None:
    assert np.array_equal(decode_photo(encoded(noise, "TIFF", icc_profile=cmyk_profile)), noise)


def test_a_grey_profile_is_converted(encoded: Encoded, linear_grey_profile: bytes) -> None:
    grey = Image.new("L", (32, 32), 128)
    assert near(decode_photo(encoded(grey, "JPEG", icc_profile=linear_grey_profile)), (188, 188, 188))
    assert near(decode_photo(encoded(grey, "JPEG")), (128, 128, 128))


def test_grey_under_a_colour_profile_is_taken_for_colour(encoded: Encoded, linear_rgb_profile: bytes) -> None:
    grey = Image.new("L", (32, 32), 128)
    assert near(decode_photo(encoded(grey, "PNG", icc_profile=linear_rgb_profile)), (188, 188, 188))


@pytest.mark.parametrize("file_format", ["JPEG", "TIFF"])
def test_cmyk_without_profile_is_mixed_plainly(file_format: str, encoded: Encoded) -> None:
    cyan = Image.new("CMYK", (32, 32), (255, 0, 0, 0))
    assert near(decode_photo(encoded(cyan, file_format)), (0, 255, 255))


@pytest.mark.parametrize("file_format", ["JPEG", "TIFF"])
def test_cmyk_goes_through_its_profile(file_format: str, encoded: Encoded, cmyk_profile: bytes) -> None:
    cyan = Image.new("CMYK", (32, 32), (255, 0, 0, 0))
    red, green, blue = middle(decode_photo(encoded(cyan, file_format, icc_profile=cmyk_profile)))
    assert red < 40
    assert 120 < green < 180
    assert 190 < blue < 240


def test_cmyk_keeps_its_colour_in_a_small_decode(encoded: Encoded, cmyk_profile: bytes) -> None:
    cyan = Image.new("CMYK", (320, 320), (255, 0, 0, 0))
    data = encoded(cyan, "JPEG", icc_profile=cmyk_profile)
    small = decode_photo(data, shortest=40)
    assert small.size == (40, 40)
    assert near(small, middle(decode_photo(data)))


def test_a_cmyk_jpeg_without_adobes_marker_is_not_inverted(encoded: Encoded) -> None:
    data = encoded(Image.new("CMYK", (32, 32), (255, 0, 0, 0)), "JPEG")
    marker = data.index(b"\xff\xee\x00\x0eAdobe")
    plain = data[:marker] + data[marker + 16 :]
    assert near(decode_photo(plain), (0, 0, 0))  # its samples say: no cyan, but all of the three other inks
    assert near(decode_photo(data), (0, 255, 255))


def test_lab_is_converted(encoded: Encoded) -> None:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    gold = Image.new("RGB", (32, 32), (183, 110, 121))
    written = ImageCms.profileToProfile(gold, srgb, lab, outputMode="LAB")
    assert written is not None
    assert near(decode_photo(encoded(written, "TIFF")), (183, 110, 121), 4)


@pytest.mark.parametrize("file_format", ["PNG", "TIFF"])
def test_sixteen_bit_grey_is_scaled_and_not_clipped(file_format: str, encoded: Encoded) -> None:
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(16, 0)
    photo = np.asarray(decode_photo(encoded(Image.fromarray(ramp), file_format)))
    assert np.array_equal(photo, np.arange(256, dtype=np.uint8)[None, :, None].repeat(16, 0).repeat(3, 2))


def test_sixteen_bit_grey_of_a_big_endian_tiff_is_scaled(encoded: Encoded) -> None:
    grey = Image.frombytes("I;16B", (32, 32), b"\x80\x01" * 1024)
    assert near(decode_photo(encoded(grey, "TIFF")), (128, 128, 128), 0)


def test_sixteen_bit_colour_is_scaled() -> None:
    data = sixteen_bit_png((0xB7FF, 0x6E00, 0x7901))
    assert near(decode_photo(data), (0xB7, 0x6E, 0x79), 1)


@pytest.mark.parametrize("dtype", [np.int32, np.float32])
def test_grey_of_thirty_two_bits_is_stretched(dtype: type, encoded: Encoded) -> None:
    ramp = np.linspace(-3, 5000, 32).astype(dtype)[None].repeat(32, 0)
    photo = np.asarray(decode_photo(encoded(Image.fromarray(ramp), "TIFF")))
    assert (photo.min(), photo.max()) == (0, 255)
    assert np.all(np.diff(photo[0, :, 0].astype(int)) > 0)


def test_flat_and_infinite_floats_do_no_harm() -> None:
    assert near(flatten_to_srgb(Image.fromarray(np.full((16, 16), np.nan, dtype=np.float32))), (0, 0, 0), 0)


def test_one_bit_is_black_and_white(encoded: Encoded) -> None:
    bits = Image.fromarray(np.arange(32)[None].repeat(32, 0) % 2 == 1)
    photo = np.asarray(decode_photo(encoded(bits, "PNG")))
    assert np.unique(photo).tolist() == [0, 255]
    assert photo[0, :4, 0].tolist() == [0, 255, 0, 255]


def test_transparent_parts_lie_on_white(encoded: Encoded) -> None:
    for file_format in ("PNG", "WEBP", "TIFF"):
        half = Image.new("RGBA", (32, 32), (255, 0, 0, 128))
        assert near(decode_photo(encoded(half, file_format)), (255, 127, 127))
        clear = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
        assert near(decode_photo(encoded(clear, file_format)), (255, 255, 255), 0)


def test_transparency_meets_white_after_the_profile(encoded: Encoded, swapped_profile: bytes) -> None:
    half = Image.new("RGBA", (32, 32), (255, 0, 0, 128))
    assert near(decode_photo(encoded(half, "PNG", icc_profile=swapped_profile)), (127, 255, 127))


def test_grey_with_alpha_keeps_its_grey_profile(encoded: Encoded, linear_grey_profile: bytes) -> None:
    half = Image.new("LA", (32, 32), (128, 128))
    assert near(decode_photo(encoded(half, "PNG", icc_profile=linear_grey_profile)), (221, 221, 221))


@pytest.mark.parametrize("file_format", ["GIF", "PNG"])
def test_a_palette_with_a_transparent_entry_lies_on_white(file_format: str, encoded: Encoded) -> None:
    palette = Image.new("P", (32, 32), 1)
    palette.putpalette([10, 20, 30, 200, 0, 0])
    palette.paste(0, (0, 0, 32, 16))
    photo = decode_photo(encoded(palette, file_format, transparency=0))
    assert photo.getpixel((5, 5)) == (255, 255, 255)
    assert photo.getpixel((5, 28)) == (200, 0, 0)


def test_a_palette_with_opacities_lies_on_white(encoded: Encoded) -> None:
    palette = Image.new("P", (32, 32), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    assert near(decode_photo(encoded(palette, "PNG", transparency=b"\xff\x80")), (255, 127, 127))


@pytest.mark.parametrize(("mode", "key", "value"), [("L", 90, 90), ("RGB", (9, 8, 7), (9, 8, 7)), ("1", 1, 1)])
def test_a_transparent_colour_lies_on_white(
    mode: str, key: int | tuple[int, ...], value: int | tuple[int, ...], encoded: Encoded
) -> None:
    assert near(decode_photo(encoded(Image.new(mode, (32, 32), value), "PNG", transparency=key)), (255, 255, 255), 0)


def test_premultiplied_alpha_is_divided_out() -> None:
    straight = Image.new("RGBA", (16, 16), (200, 100, 50, 128))
    assert near(flatten_to_srgb(straight.convert("RGBa")), middle(flatten_to_srgb(straight)), 2)


@pytest.mark.parametrize("mode", ["YCbCr", "HSV", "RGBX"])
def test_other_colour_modes_become_rgb(mode: str) -> None:
    gold = Image.new("RGB", (16, 16), (212, 175, 55))
    assert near(flatten_to_srgb(gold.convert(mode)), (212, 175, 55), 3)


def sixteen_bit_png(rgb: tuple[int, int, int]) -> bytes:
    """A PNG of 16 × 16 pixels of one colour with 16 bits a channel, which Pillow cannot write."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = (b"\0" + struct.pack(">3H", *rgb) * 16) * 16
    header = struct.pack(">IIBBBBB", 16, 16, 16, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
