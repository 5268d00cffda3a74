"""Files that are no photos, too large, or broken, each refused with a reason and a remedy."""

import struct
import zlib
from collections.abc import Callable

import pytest
from PIL import Image, features

from encoders.photo import (
    MAX_BYTES,
    NotAPhotoError,
    PhotoError,
    PhotoTooLargeError,
    UnreadablePhotoError,
    decode_photo,
)

Encoded = Callable[..., bytes]
FORMATS = ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"]


def png_header(width: int, height: int) -> bytes:
    """A PNG that declares a size and holds no pixels, so that decoding it cannot succeed."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    checked = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + checked + struct.pack(">I", 10) + b"IDAT" + b"\0" * 14


def claims(file_format: str, width: int, height: int, encoded: Encoded) -> bytes:
    """A valid file of 32 × 32 pixels whose header was changed to claim more."""
    data = bytearray(encoded(Image.new("RGB", (32, 32)), file_format))
    if file_format == "JPEG":
        start = data.index(b"\xff\xc0") + 5
        data[start : start + 4] = struct.pack(">HH", height, width)
    elif file_format == "GIF":
        data[6:10] = struct.pack("<HH", width, height)
    elif file_format == "BMP":
        data[18:26] = struct.pack("<ii", width, height)
    else:
        data = bytearray(encoded(Image.new("RGB", (32, 32)), "TIFF", tiffinfo={}))
        for tag, value in ((256, width), (257, height)):
            entry = next(
                at
                for at in range(8, len(data))
                if data[at : at + 4] in (struct.pack("<HH", tag, kind) for kind in (3, 4))
            )
            data[entry : entry + 12] = struct.pack("<HHII", tag, 4, 1, value)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"<!DOCTYPE html><html><body>404</body></html>", "web page"),
        (b"\n  <html lang='de'>", "web page"),
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (b"<svg onload='alert(1)'></svg>", "SVG"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        (b"BMW sells rings, too: but these are words", "JPEG, PNG"),
        (b"\0" * 5000, "JPEG, PNG"),
        (b"\xff\xd8", "JPEG, PNG"),
    ],
)
def test_what_is_no_photo_is_called_by_its_name(data: bytes, says: str) -> None:
    with pytest.raises(NotAPhotoError, match=says):
        decode_photo(data)


@pytest.mark.parametrize("file_format", ["ICO", "PPM", "TGA", "PCX", "JPEG2000"])
def test_formats_off_the_list_are_refused(file_format: str, encoded: Encoded, noise: Image.Image) -> None:
    with pytest.raises(NotAPhotoError, match="JPEG, PNG, WebP"):
        decode_photo(encoded(noise, file_format))


@pytest.mark.skipif(not features.check("avif"), reason="this Pillow has no AVIF")
def test_an_avif_that_names_the_general_brand_first_is_still_read(encoded: Encoded, noise: Image.Image) -> None:
    data = encoded(noise, "AVIF").replace(b"ftypavif", b"ftypmif1", 1)
    assert decode_photo(data).size == noise.size


def test_an_empty_file_is_called_empty() -> None:
    with pytest.raises(UnreadablePhotoError, match="empty"):
        decode_photo(b"")


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(PhotoTooLargeError, match=r"25\.0 MB; at most 25 MB"):
        decode_photo(b"\xff\xd8\xff" + b"\0" * (MAX_BYTES - 2))


def test_a_file_at_the_limit_is_read(encoded: Encoded, noise: Image.Image) -> None:
    data = encoded(noise, "JPEG")
    assert decode_photo(data + b"\0" * (MAX_BYTES - len(data))).size == noise.size


@pytest.mark.parametrize(
    ("width", "height"), [(30_000, 30_000), (20_001, 16), (16, 20_001), (10_000, 5_001), (2**31 - 1, 2**31 - 1)]
)
def test_too_many_pixels_are_refused_before_any_is_decoded(width: int, height: int) -> None:
    with pytest.raises(PhotoTooLargeError, match="50 megapixels and 20,000 pixels"):
        decode_photo(png_header(width, height))


@pytest.mark.parametrize(("width", "height"), [(10_000, 5_000), (20_000, 16)])
def test_the_largest_sizes_pass_the_limits(width: int, height: int) -> None:
    with pytest.raises(UnreadablePhotoError, match="damaged"):  # it gets as far as the missing pixels
        decode_photo(png_header(width, height))


@pytest.mark.parametrize("file_format", ["JPEG", "GIF", "BMP", "TIFF"])
@pytest.mark.parametrize(("width", "height"), [(30_000, 30_000), (9_000, 9_000), (20_001, 20)])
def test_every_format_is_measured_by_its_header(file_format: str, width: int, height: int, encoded: Encoded) -> None:
    with pytest.raises(PhotoTooLargeError):
        decode_photo(claims(file_format, width, height, encoded))


def test_a_webp_is_measured_by_its_canvas(encoded: Encoded) -> None:
    picture = encoded(Image.new("RGB", (32, 32)), "WEBP", lossless=True)[12:]
    side = (16_000 - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + b"\x10\0\0\0" + side + side + picture
    with pytest.raises(PhotoTooLargeError):
        decode_photo(b"RIFF" + struct.pack("<I", len(body)) + body)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (15, 400), (400, 15), (1, 20_000)])
def test_too_few_pixels_are_refused(width: int, height: int, encoded: Encoded) -> None:
    with pytest.raises(UnreadablePhotoError, match="too small"):
        decode_photo(encoded(Image.new("RGB", (width, height)), "PNG"))


def test_sixteen_pixels_are_enough(encoded: Encoded) -> None:
    assert decode_photo(encoded(Image.new("RGB", (16, 16)), "PNG")).size == (16, 16)


@pytest.mark.parametrize("file_format", FORMATS)
@pytest.mark.parametrize("kept", [0.05, 0.3, 0.5, 0.75, 0.95])
def test_a_file_cut_off_is_refused_and_never_half_grey(
    file_format: str, kept: float, encoded: Encoded, noise: Image.Image
) -> None:
    data = encoded(noise, file_format)
    with pytest.raises(UnreadablePhotoError, match=r"cut off or damaged.*Upload it again"):
        decode_photo(data[: int(len(data) * kept)])


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("missing", [10, 100, 1000])
def test_a_jpeg_without_its_last_bytes_is_refused(
    progressive: bool, missing: int, encoded: Encoded, noise: Image.Image
) -> None:
    data = encoded(noise, "JPEG", progressive=progressive)
    with pytest.raises(UnreadablePhotoError):
        decode_photo(data[:-missing])


def test_a_jpeg_cut_off_is_refused_in_a_small_decode_too(encoded: Encoded, noise: Image.Image) -> None:
    data = encoded(noise, "JPEG")
    with pytest.raises(UnreadablePhotoError):
        decode_photo(data[: len(data) // 2], shortest=16)


def test_a_jpeg_of_endless_passes_is_refused(encoded: Encoded) -> None:
    """Each pass costs 75 bytes of file and a walk over every pixel: 25 MB of them would take over an hour."""
    data = encoded(Image.new("L", (640, 640)), "JPEG", progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    assert decode_photo(data[:-2] + last * 20 + data[-2:]).size == (640, 640)
    for between in (b"", b"\xff\x01", b"\xff\xff"):  # markers without a length, which must not hide what follows
        with pytest.raises(PhotoTooLargeError, match="passes"):
            decode_photo(data[:-2] + (between + last) * 200 + data[-2:])


def test_a_png_whose_text_explodes_is_refused(encoded: Encoded, noise: Image.Image) -> None:
    data = encoded(noise, "PNG")
    body = b"zTXtcomment\0\0" + zlib.compress(b"\0" * 80_000_000, 9)
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    with pytest.raises(PhotoError):
        decode_photo(data[:33] + chunk + data[33:])
