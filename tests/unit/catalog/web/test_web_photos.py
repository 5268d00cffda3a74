"""The photos of an import come from the web once, and not at all if they are known."""

import errno
import hashlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from catalog.photo_names import PhotoError
from catalog.photo_source import CatalogPhotos, PhotoFolder, open_catalog_photos
from catalog.web import photos as module
from catalog.web.cache import PhotoCache
from catalog.web.fetching import Fetcher
from catalog.web.photos import WebPhotos
from tests.unit.catalog.web.shop import PUBLIC, Request, Shop, Time, Wire, answer

Until = Callable[[Callable[[], bool]], None]
URL = "http://shop.example/ring.jpg"


def version_of(data: bytes) -> str:
    return "web:" + hashlib.sha256(data).hexdigest()


@pytest.fixture
def cache(tmp_path: Path) -> PhotoCache:
    return PhotoCache(tmp_path / "cache")


@pytest.fixture
def photos(fetcher: Fetcher, cache: PhotoCache) -> Iterator[WebPhotos]:
    with WebPhotos(fetcher, cache) as photos:
        yield photos


def test_a_photo_is_fetched_once_however_often_and_by_whatever_name_it_is_asked_for(
    shop: Shop, photos: WebPhotos
) -> None:
    shop.routes["/a%20ring.jpg?a=1&b=2"] = answer(b"pixels")
    for written in ("http://shop.example/a ring.jpg?a=1&amp;b=2", " HTTP://shop.example/a%20ring.jpg?a=1&b=2#x"):
        assert photos.version(written) == version_of(b"pixels")
        assert photos.read(written) == b"pixels"
    assert len(shop.requests) == 1


def test_hinted_photos_are_fetched_before_they_are_asked_for(shop: Shop, photos: WebPhotos, until: Until) -> None:
    shop.otherwise = answer(b"pixels")
    photos.prefetch([f"http://shop.example/{number}.jpg" for number in range(20)] + ["nonsense", "ftp://x", ""])
    until(lambda: len(shop.requests) == 20)
    until(lambda: photos.read("http://shop.example/7.jpg") == b"pixels")
    assert len(shop.requests) == 20


def test_a_known_photo_is_asked_about_once_in_each_import(shop: Shop, fetcher: Fetcher, cache: PhotoCache) -> None:
    def conditional(request: Request, stream: socket.socket) -> bytes:
        if request.headers.get("if-none-match") == '"1"':
            return answer(b"", "304 Not Modified", ETag='"1"')
        return answer(b"pixels", ETag='"1"')

    shop.routes["/ring.jpg"] = conditional
    for run in (1, 2, 3):
        with WebPhotos(fetcher, cache) as photos:
            photos.prefetch([URL])
            assert photos.version(URL) == version_of(b"pixels")
            assert photos.read(URL) == b"pixels"
        assert len(shop.requests) == run
    assert [request.headers.get("if-none-match") for request in shop.requests] == [None, '"1"', '"1"']


def test_a_photo_that_its_host_says_will_stay_is_not_asked_about(
    shop: Shop, fetcher: Fetcher, cache: PhotoCache
) -> None:
    shop.routes["/ring.jpg"] = answer(b"pixels", Cache_Control="max-age=3600")
    for _ in range(2):
        with WebPhotos(fetcher, cache) as photos:
            assert photos.version(URL) == version_of(b"pixels")
    assert len(shop.requests) == 1


def test_what_is_remembered_of_an_import_may_be_forgotten_without_asking_twice(
    shop: Shop, photos: WebPhotos, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_REMEMBERED", 1)
    shop.otherwise = answer(b"pixels")
    for number in (1, 2, 3, 1, 2, 3):
        assert photos.read(f"http://shop.example/{number}.jpg") == b"pixels"
    assert len(photos._current) == 1
    assert len(shop.requests) == 3


def test_a_photo_that_changed_has_another_version(shop: Shop, fetcher: Fetcher, cache: PhotoCache) -> None:
    for pixels in (b"old", b"new"):
        shop.routes["/ring.jpg"] = answer(pixels, ETag=f'"{pixels.decode()}"')
        with WebPhotos(fetcher, cache) as photos:
            assert photos.version(URL) == version_of(pixels)
            assert photos.read(URL) == pixels


def test_a_host_whose_tags_change_for_nothing_changes_no_version(
    shop: Shop, fetcher: Fetcher, cache: PhotoCache
) -> None:
    for tag in ('"1"', '"2"'):
        shop.routes["/ring.jpg"] = answer(b"pixels", ETag=tag)
        with WebPhotos(fetcher, cache) as photos:
            assert photos.version(URL) == version_of(b"pixels")


def test_a_failure_is_not_asked_about_again_in_the_same_import(shop: Shop, photos: WebPhotos, until: Until) -> None:
    photos.prefetch([URL])
    until(lambda: len(shop.requests) == 1)
    for ask in (photos.version, photos.read, photos.read):
        with pytest.raises(PhotoError, match="no photo at this address"):
            ask(URL)
    assert len(shop.requests) == 1


def test_the_photo_of_last_time_serves_while_its_host_is_down_but_not_once_it_is_gone(
    shop: Shop, fetcher: Fetcher, cache: PhotoCache, wire: Wire, waiting: Time
) -> None:
    shop.routes["/ring.jpg"] = answer(b"pixels", Connection="close")
    with WebPhotos(fetcher, cache) as photos:
        photos.read(URL)
    wire.dead.add(PUBLIC)
    with WebPhotos(fetcher, cache) as photos:
        assert photos.version(URL) == version_of(b"pixels")
        assert photos.read(URL) == b"pixels"
        with pytest.raises(PhotoError) as failed:
            photos.read("http://shop.example/other.jpg")
        assert failed.value.passing
    wire.dead.clear()
    waiting.now += 20  # by now the host is asked again
    del shop.routes["/ring.jpg"]
    with WebPhotos(fetcher, cache) as photos, pytest.raises(PhotoError, match="no photo at this address"):
        photos.version(URL)


def test_a_photo_that_the_disk_damaged_is_fetched_anew(shop: Shop, photos: WebPhotos, tmp_path: Path) -> None:
    shop.routes["/ring.jpg"] = answer(b"pixels")
    photos.version(URL)
    next((tmp_path / "cache").rglob("*.photo")).write_bytes(b"pixelS")
    assert photos.read(URL) == b"pixels"
    next((tmp_path / "cache").rglob("*.photo")).unlink()
    assert photos.read(URL) == b"pixels"
    assert len(shop.requests) == 3


def test_a_full_disk_costs_the_cache_and_no_photo(
    shop: Shop, photos: WebPhotos, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*asked: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(PhotoCache, "keep", full)
    shop.otherwise = answer(b"pixels")
    for name in ("ring", "brooch"):
        assert photos.read(f"http://shop.example/{name}.jpg") == b"pixels"
        assert photos.version(f"http://shop.example/{name}.jpg") == version_of(b"pixels")
    assert len(caplog.records) == 1
    assert "No space left" in caplog.text


def test_a_host_that_is_down_is_named_while_it_is_left_alone(photos: WebPhotos, wire: Wire) -> None:
    assert photos.waiting is None
    wire.dead.add(PUBLIC)
    for number in range(2):
        with pytest.raises(PhotoError):
            photos.read(f"http://shop.example/{number}.jpg")
    assert photos.waiting == "shop.example does not answer; its photos are asked for again in 15 s."


def test_stopping_ends_every_wait_soon(shop: Shop, photos: WebPhotos, until: Until) -> None:
    def never(request: Request, stream: socket.socket) -> None:
        shop.wait(5)

    shop.otherwise = never
    photos.prefetch([f"http://shop.example/{number}.jpg" for number in range(20)])
    failures: list[PhotoError] = []

    def read() -> None:
        try:
            photos.read(URL)
        except PhotoError as error:
            failures.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    until(lambda: len(shop.requests) == 6)
    began = time.monotonic()
    photos.stop()
    reader.join(5)
    photos.close()
    assert time.monotonic() - began < 1.5
    assert failures[0].passing


def test_ten_thousand_addresses_keep_to_the_limits(shop: Shop, fetcher: Fetcher, cache: PhotoCache) -> None:
    serving, most = 0, 0

    def serve(request: Request, stream: socket.socket) -> bytes:
        nonlocal serving, most
        with counting:
            serving += 1
            most = max(most, serving)
            if serving == 6:
                all_there.set()
        all_there.wait(2)
        shop.wait(0.002)
        with counting:
            serving -= 1
        return answer(bytes(1000), Connection="close")

    counting, all_there = threading.Lock(), threading.Event()
    shop.otherwise = serve
    urls = [f"http://shop.example/{number}.jpg" for number in range(10_000)]
    with WebPhotos(fetcher, cache, ahead=40) as photos:
        photos.prefetch(urls)
        assert photos._downloads._queued <= 40
        assert sum(thread.name == "photo-download" for thread in threading.enumerate()) <= 7
        for url in urls[:20]:
            photos.read(url)
    assert most == 6


def test_files_and_addresses_stand_side_by_side_and_are_never_mistaken_for_one_another(
    shop: Shop, photos: WebPhotos, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "ring.jpg").write_bytes(b"of the folder")
    shop.routes["/ring.jpg"] = answer(b"of the web")
    with open_catalog_photos(tmp_path / "photos", photos) as both:
        both.prefetch(["ring.jpg", URL])
        assert both.read("ring.jpg") == b"of the folder"
        assert both.read(URL) == b"of the web"
        assert both.version("ring.jpg").startswith("file:")
        assert both.version(URL).startswith("web:")
        for reference in ("http://shop.example/none.jpg", "file:///ring.jpg", "ftp://shop.example/ring.jpg"):
            with pytest.raises(PhotoError):
                both.read(reference)
        (tmp_path / "photos" / "http:").mkdir()
        (tmp_path / "photos" / "http:" / "ring.jpg").write_bytes(b"a trap")
        with pytest.raises(PhotoError):
            both.read("http:/ring.jpg")
    assert set(shop.paths) == {"/ring.jpg", "/none.jpg"}


def test_without_a_fetcher_addresses_are_refused(tmp_path: Path) -> None:
    photos = CatalogPhotos(PhotoFolder(tmp_path), None)
    photos.prefetch([URL])
    for ask in (photos.read, photos.version):
        with pytest.raises(PhotoError, match="not fetched here"):
            ask(URL)
    with open_catalog_photos(None, None) as none, pytest.raises(PhotoError, match="No photos came"):
        none.version("ring.jpg")


def test_a_private_address_is_refused_also_when_hinted(
    photos: WebPhotos, wire: Wire, waiting: Time, until: Until
) -> None:
    photos.prefetch(["http://127.0.0.1/a.jpg", "http://169.254.169.254/a.jpg"])
    with suppress(PhotoError):
        photos.read("http://127.0.0.1/a.jpg")
    for ask in (photos.read, photos.version):
        with pytest.raises(PhotoError, match="private network"):
            ask("http://169.254.169.254/a.jpg")
    assert wire.connected == []
