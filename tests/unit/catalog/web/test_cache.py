"""Photos kept on disk are the ones that came, or none."""

import json
import os
import threading
import time
from pathlib import Path

import pytest

from catalog.web.answers import Answer
from catalog.web.cache import CachedPhoto, PhotoCache

URL = "https://shop.example/ring.jpg"


@pytest.fixture
def cache(tmp_path: Path) -> PhotoCache:
    return PhotoCache(tmp_path / "cache")


def keep(cache: PhotoCache, url: str, data: bytes, fresh_seconds: float = 0.0) -> CachedPhoto:
    with cache.incoming() as file:
        file.write(data)
        return cache.keep(url, file, Answer(True, '"1"', "Mon", fresh_seconds))


def files(tmp_path: Path, suffix: str = "") -> list[Path]:
    return [path for path in (tmp_path / "cache").rglob(f"*{suffix}") if path.is_file()]


def test_a_photo_is_found_again_by_another_process(cache: PhotoCache, tmp_path: Path) -> None:
    assert cache.find(URL) is None
    kept = keep(cache, URL, b"pixels", 60)
    other = PhotoCache(tmp_path / "cache")
    assert other.find(URL) == kept
    assert other.body(kept) == b"pixels"
    assert (kept.etag, kept.last_modified, kept.size) == ('"1"', "Mon", 6)
    assert kept.expires == kept.checked + 60
    assert other.find(URL + "?v=2") is None


def test_a_newer_photo_takes_the_place_of_the_older(cache: PhotoCache, tmp_path: Path) -> None:
    old = keep(cache, URL, b"old")
    new = keep(cache, URL, b"new")
    assert cache.body(new) == b"new"
    assert cache.find(URL) == new != old
    assert len(files(tmp_path)) == 2


def test_a_host_that_confirms_a_photo_is_noted(cache: PhotoCache) -> None:
    kept = keep(cache, URL, b"pixels")
    confirmed = cache.confirm(kept, Answer(False, "", "", 60))
    assert cache.find(URL) == confirmed
    assert (confirmed.etag, confirmed.last_modified, confirmed.sha256) == ('"1"', "Mon", kept.sha256)
    assert confirmed.expires > kept.expires


@pytest.mark.parametrize("damage", [b"pixelS", b"pix", b""])
def test_a_damaged_photo_is_none(cache: PhotoCache, tmp_path: Path, damage: bytes) -> None:
    kept = keep(cache, URL, b"pixels")
    files(tmp_path, ".photo")[0].write_bytes(damage)
    assert cache.body(kept) is None
    assert cache.find(URL) is None


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"url": 1}', "\0" * 100])
def test_a_damaged_note_is_none(cache: PhotoCache, tmp_path: Path, damage: str) -> None:
    keep(cache, URL, b"pixels")
    files(tmp_path, ".json")[0].write_text(damage)
    assert cache.find(URL) is None
    assert keep(cache, URL, b"pixels") == cache.find(URL)


def test_a_note_about_another_address_is_not_believed(cache: PhotoCache, tmp_path: Path) -> None:
    keep(cache, URL, b"pixels")
    note = files(tmp_path, ".json")[0]
    note.write_text(json.dumps(json.loads(note.read_text()) | {"url": "https://evil.example/"}))
    assert cache.find(URL) is None


def test_dying_between_photo_and_note_leaves_nothing_wrong(
    cache: PhotoCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = keep(cache, URL, b"old...")

    def die(*written: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as dying:
        dying.setattr(PhotoCache, "_write", die)
        with pytest.raises(KeyboardInterrupt):
            keep(cache, URL, b"newest")
    found = cache.find(URL)
    assert found == old
    assert cache.body(found) is None
    assert not files(tmp_path, ".part")


def test_an_unfinished_photo_leaves_nothing_behind(cache: PhotoCache, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="full"), cache.incoming() as file:
        raise OSError(f"full, after {file.write(b'half')} bytes")
    assert files(tmp_path) == []


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = PhotoCache(tmp_path / "cache", max_bytes=1000)
    for number in range(9):
        keep(cache, f"{URL}?{number}", bytes(100))
        photo = next(path for path in files(tmp_path, ".photo") if path.stat().st_mtime > time.time() - 5000)
        os.utime(photo, (0, time.time() - 10_000 + number))
    assert cache.find(f"{URL}?0") is not None  # which is using it
    for number in (9, 10):
        keep(cache, f"{URL}?{number}", bytes(100))
    left = [number for number in range(11) if cache.find(f"{URL}?{number}")]
    assert left == [0, 3, 4, 5, 6, 7, 8, 9, 10]
    assert len(files(tmp_path)) == 2 * len(left)


def test_what_a_dead_process_left_is_removed_once_room_is_needed(tmp_path: Path) -> None:
    cache = PhotoCache(tmp_path / "cache", max_bytes=10)
    keep(cache, URL, b"pixels")
    abandoned, under_way = tmp_path / "cache" / "1.part", tmp_path / "cache" / "2.part"
    for path in (abandoned, under_way):
        path.write_bytes(b"x")
    os.utime(abandoned, (0, 0))
    keep(cache, URL + "?2", b"pixels")
    assert not abandoned.exists()
    assert under_way.exists()


def test_many_threads_may_keep_and_find_the_same_photo(cache: PhotoCache, tmp_path: Path) -> None:
    wrong: list[bytes] = []

    def work(number: int) -> None:
        for _ in range(20):
            keep(cache, URL, bytes([number]) * 1000)
            found = cache.find(URL)
            data = found and cache.body(found)
            if data and len(set(data)) != 1:
                wrong.append(data)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert not files(tmp_path, ".part")
