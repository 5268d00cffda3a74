"""Whatever the bytes, a photo comes out or a `PhotoError`: nothing else, and no hang."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from encoders.photo import MIN_SIDE, PhotoError, decode_photo

MAGIC = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\0\1\0\0WEBP",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"MM\0+",
    b"BM",
]
NOISE = Image.fromarray(np.random.default_rng(5).integers(0, 256, (24, 24, 3), dtype=np.uint8))


def valid_files() -> list[bytes]:
    exif = Image.Exif()
    exif[0x0112] = 6
    animation = {"save_all": True, "append_images": [NOISE.rotate(90)]}
    writings: list[tuple[str, str, dict[str, object]]] = [
        ("RGB", "JPEG", {"exif": exif}),
        ("RGB", "JPEG", {"progressive": True}),
        ("CMYK", "JPEG", {}),
        ("RGBA", "PNG", {"exif": exif}),
        ("P", "PNG", {"transparency": 3}),
        ("I;16", "PNG", {}),
        ("RGB", "PNG", animation),
        ("P", "GIF", animation),
        ("RGB", "WEBP", animation),
        ("RGBA", "WEBP", {"lossless": True}),
        ("RGB", "TIFF", {"exif": exif}),
        ("L", "TIFF", {"compression": "tiff_lzw"}),
        ("F", "TIFF", {}),
        ("RGB", "BMP", {}),
    ]
    return [written(mode, file_format, options) for mode, file_format, options in writings]


def written(mode: str, file_format: str, options: dict[str, object]) -> bytes:
    file = io.BytesIO()
    (NOISE.convert("L").convert(mode) if mode == "I;16" else NOISE.convert(mode)).save(file, file_format, **options)
    return file.getvalue()


VALID = valid_files()


def comes_out_as_photo_or_reason(data: bytes, shortest: int | None = None) -> None:
    try:
        photo = decode_photo(data, shortest=shortest)
    except PhotoError:
        return
    assert photo.mode == "RGB"
    assert min(photo.size) >= MIN_SIDE


@pytest.mark.parametrize("data", VALID)
def test_the_unbroken_files_are_read(data: bytes) -> None:
    assert decode_photo(data).size == (24, 24)


@given(st.sampled_from(MAGIC), st.binary(max_size=400))
@settings(deadline=None, derandomize=True, max_examples=300)
def test_random_bytes(magic: bytes, rest: bytes) -> None:
    comes_out_as_photo_or_reason(magic + rest)


@given(st.sampled_from(VALID), st.floats(0, 1))
@settings(deadline=None, derandomize=True, max_examples=200)
def test_files_cut_anywhere(data: bytes, kept: float) -> None:
    comes_out_as_photo_or_reason(data[: int(kept * len(data))])


@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=12),
    st.sampled_from([None, 16]),
)
@settings(deadline=None, derandomize=True, max_examples=400)
def test_files_with_bytes_changed(data: bytes, changes: list[tuple[float, int]], shortest: int | None) -> None:
    mutated = bytearray(data)
    for place, value in changes:
        mutated[int(place**2 * len(data))] = value  # squared: headers break in more ways than pixels
    comes_out_as_photo_or_reason(bytes(mutated), shortest)


@given(st.sampled_from(VALID), st.sampled_from(VALID), st.floats(0, 1), st.floats(0, 1))
@settings(deadline=None, derandomize=True, max_examples=150)
def test_files_spliced(first: bytes, second: bytes, cut: float, join: float) -> None:
    comes_out_as_photo_or_reason(first[: int(cut * len(first))] + second[int(join * len(second)) :])
