"""Kept photos: bounded, bare, written once and whole."""

import errno
import hashlib
import io
import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from catalog import photo_store as photo_store_module
from catalog.photo_store import PhotoStore, photo_id

HOUR = 3600
SECRET = b"where the merchant lives"
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
    assert photo_store.path(RING).stat().st_ino == before.st_ino


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


class CountingDecoder:
    """Decodes photos, and counts how many."""

    def __init__(self) -> None:
        self.photos = 0

    def __call__(self, data: bytes) -> Image.Image:
        self.photos += 1
        try:
            with Image.open(io.BytesIO(data)) as image:
                return image.convert("RGB")
        except OSError as error:
            raise ValueError("This is no photo.") from error


@pytest.fixture
def decoder() -> CountingDecoder:
    return CountingDecoder()


@pytest.fixture
def lazy(tmp_path: Path, decoder: CountingDecoder, monkeypatch: pytest.MonkeyPatch) -> PhotoStore:
    monkeypatch.setattr(photo_store_module, "LEAST_FREE", 0)
    return PhotoStore(tmp_path / "kept", decoder)


def photo(number: int, side: int = 400) -> tuple[bytes, str]:
    data = io.BytesIO()
    Image.new("RGB", (side, side // 2), (number * 30, 90, 60)).save(data, "JPEG", comment=SECRET)
    return data.getvalue(), photo_id(data.getvalue())


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_keeping_a_photo_decodes_nothing(lazy: PhotoStore, decoder: CountingDecoder) -> None:
    data, name = photo(1)
    assert not lazy.exists(name)
    lazy.keep(data, name)
    assert (lazy.exists(name), decoder.photos) == (True, 0)
    assert lazy.bytes_of(name) == data
    assert list(lazy.unfinished()) == [name]
    assert not lazy.path(name).exists()


@pytest.mark.parametrize("size", ["full", "thumbnail"])
def test_a_photo_is_made_ready_when_it_is_asked_for(
    lazy: PhotoStore, decoder: CountingDecoder, tmp_path: Path, size: photo_store_module.PhotoSize
) -> None:
    data, name = photo(1, 2000)
    lazy.keep(data, name)
    path = lazy.prepare(name, size)
    with Image.open(path) as made:
        assert made.size == {"full": (1024, 512), "thumbnail": (320, 160)}[size]
    assert all(SECRET not in path.read_bytes() for path in files(tmp_path))
    assert len(files(tmp_path)) == 2
    assert (lazy.prepare(name), lazy.prepare(name, "thumbnail")) == (lazy.path(name), lazy.path(name, "thumbnail"))
    assert decoder.photos == 1
    assert lazy.bytes_of(name) == lazy.path(name).read_bytes()


def test_what_is_made_lazily_is_what_would_have_been_made_at_once(lazy: PhotoStore, tmp_path: Path) -> None:
    data, name = photo(7, 1500)
    at_once = PhotoStore(tmp_path / "at once")
    with Image.open(io.BytesIO(data)) as image:
        at_once.save(image, name)
    lazy.keep(data, name)
    for size in ("full", "thumbnail"):
        assert lazy.prepare(name, size).read_bytes() == at_once.path(name, size).read_bytes()


def test_many_threads_may_ask_for_the_same_photo(lazy: PhotoStore, tmp_path: Path) -> None:
    data, name = photo(1, 1500)
    lazy.keep(data, name)
    found: list[bytes] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        found.append(lazy.prepare(name).read_bytes())

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(files(tmp_path)) == 2


def test_a_photo_that_is_not_kept_is_told(lazy: PhotoStore) -> None:
    for ask in (lazy.prepare, lazy.bytes_of):
        with pytest.raises(FileNotFoundError):
            ask(RING)
    with pytest.raises(ValueError, match="not the id"):
        lazy.prepare("../../etc/passwd")


@pytest.mark.parametrize("damage", [lambda data: data[:-20], lambda data: b""], ids=["cut off", "empty"])
def test_a_file_without_all_of_its_bytes_is_as_good_as_none(lazy: PhotoStore, damage: Callable[..., bytes]) -> None:
    data, name = photo(1)
    lazy.keep(damage(data), name)
    with pytest.raises(FileNotFoundError, match="not all of it was written"):
        lazy.prepare(name)
    assert not lazy.exists(name)
    lazy.keep(data, name)
    assert lazy.prepare(name).is_file()


def test_idle_time_finishes_what_nobody_asked_for(lazy: PhotoStore, decoder: CountingDecoder, tmp_path: Path) -> None:
    names = []
    for number in range(5):
        data, name = photo(number)
        lazy.keep(data, name)
        names.append(name)
    lazy.keep(b"no photo", photo_id(b"no photo"))
    assert lazy.finish(4) == 4
    assert lazy.finish(4) == 2
    assert lazy.finish(4) == 0
    assert list(lazy.unfinished()) == []
    assert all(lazy.path(name, size).is_file() for name in names for size in ("full", "thumbnail"))
    assert not lazy.exists(photo_id(b"no photo"))
    assert len(files(tmp_path)) == 10


@pytest.mark.parametrize("at_hand", [True, False])
def test_where_the_disk_is_nearly_full_no_original_is_kept(
    lazy: PhotoStore, decoder: CountingDecoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_hand: bool
) -> None:
    monkeypatch.setattr(photo_store_module, "LEAST_FREE", shutil.disk_usage(tmp_path).total)
    data, name = photo(1)
    lazy.keep(data, name, Image.new("RGB", (20, 20)) if at_hand else None)
    assert list(lazy.unfinished()) == []
    assert decoder.photos == (0 if at_hand else 1)
    with Image.open(lazy.path(name)) as kept:
        assert kept.width == (20 if at_hand else 400)


def test_photos_that_nothing_uses_are_deleted_once_they_are_old(lazy: PhotoStore, tmp_path: Path) -> None:
    used, unused, waiting, young, again = (photo(number) for number in range(5))
    for data, name in (used, unused, waiting, young, again):
        lazy.keep(data, name)
    for _, name in (used, unused, again):
        lazy.prepare(name)
    litter = lazy.path(unused[1]).with_name("x.1-2.partial")
    litter.write_bytes(b"half")
    for path in files(tmp_path):
        os.utime(path, (time.time() - 2 * HOUR,) * 2)
    lazy.keep(*again)
    lazy.keep(*young)
    assert lazy.collect([used[1], "no id", RING]) == 2
    assert [lazy.exists(name) for _, name in (used, unused, waiting, young, again)] == [True, False, False, True, True]
    assert not litter.exists()
    assert lazy.prepare(used[1], "thumbnail").is_file()
    assert lazy.collect([], older_than=-1) == 3
    assert files(tmp_path) == []


def test_nothing_is_collected_where_nothing_is_kept(lazy: PhotoStore) -> None:
    assert (lazy.collect([]), lazy.finish(3), list(lazy.unfinished())) == (0, 0, [])


def test_a_store_without_decoder_says_so(tmp_path: Path) -> None:
    store = PhotoStore(tmp_path / "kept")
    data, name = photo(1)
    store.keep(data, name)
    with pytest.raises(RuntimeError, match="without a decoder"):
        store.prepare(name)
    assert store.exists(name)
