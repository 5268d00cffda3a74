"""Kept photos: bounded, bare, written once and whole."""

import errno
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from catalog.photo_store import PhotoStore, photo_id

RING = "0123456789abcdef" * 2


def test_the_id_of_a_photo_comes_from_its_bytes(jpeg: Callable[..., bytes]) -> None:
    assert photo_id(jpeg(1)) == hashlib.sha256(jpeg(1)).hexdigest()[:32]
    assert photo_id(jpeg(1)) != photo_id(jpeg(2))


@pytest.mark.parametrize(
    ("size", "full", "thumbnail"),
    [
        ((3000, 2000), (1024, 683), (320, 213)),
        ((500, 800), (500, 800), (200, 320)),
        ((20, 16), (20, 16), (20, 16)),
        ((5000, 16), (1024, 3), (320, 1)),
    ],
)
def test_photos_are_bounded_and_never_enlarged(
    photo_store: PhotoStore, size: tuple[int, int], full: tuple[int, int], thumbnail: tuple[int, int]
) -> None:
    photo_store.save(Image.new("RGB", size, "gold"), RING)
    for name, expected in (("full", full), ("thumbnail", thumbnail)):
        with Image.open(photo_store.path(RING, name)) as kept:
            assert (kept.format, kept.size) == ("JPEG", expected)


def test_nothing_but_pixels_is_kept(photo_store: PhotoStore) -> None:
    exif = Image.Exif()
    exif[0x010E] = "where the merchant lives"
    data = io.BytesIO()
    Image.new("RGB", (400, 300)).save(data, "JPEG", exif=exif, comment=b"a secret", icc_profile=b"not a profile")
    with Image.open(data) as image:
        image.load()
        photo_store.save(image, RING)
    for name in ("full", "thumbnail"):
        with Image.open(photo_store.path(RING, name)) as kept:
            assert not set(kept.info) & {"exif", "comment", "icc_profile"}
        assert b"secret" not in photo_store.path(RING, name).read_bytes()


def test_the_colours_stay(photo_store: PhotoStore) -> None:
    photo_store.save(Image.new("RGB", (2000, 2000), (200, 150, 60)), RING)
    with Image.open(photo_store.path(RING, "thumbnail")) as kept:
        pixel = kept.getpixel((100, 100))
    assert all(abs(found - expected) <= 3 for found, expected in zip(pixel, (200, 150, 60), strict=True))


def test_a_kept_photo_is_not_written_again(photo_store: PhotoStore) -> None:
    assert not photo_store.exists(RING)
    photo_store.save(Image.new("RGB", (64, 64), "gold"), RING)
    before = photo_store.path(RING).stat()
    photo_store.save(Image.new("RGB", (64, 64), "gold"), RING)
    assert photo_store.exists(RING)
    assert (photo_store.path(RING).stat().st_ino, photo_store.path(RING).stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )


def test_a_failed_write_leaves_no_photo_and_no_litter(
    photo_store: PhotoStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full_disk)
    with pytest.raises(OSError, match="No space left"):
        photo_store.save(Image.new("RGB", (64, 64)), RING)
    assert not photo_store.exists(RING)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("bad", ["", "../../etc/passwd", RING + "0", RING.upper(), RING[:-1] + "/", RING[:-1] + "\n"])
def test_no_other_file_can_be_reached_by_an_id(photo_store: PhotoStore, bad: str) -> None:
    with pytest.raises(ValueError, match="not the id"):
        photo_store.path(bad)


def test_an_unknown_size_is_refused(photo_store: PhotoStore) -> None:
    with pytest.raises(ValueError, match="full, thumbnail"):
        photo_store.path(RING, "../full")
