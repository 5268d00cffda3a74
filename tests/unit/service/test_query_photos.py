import asyncio
import threading

import pytest

from catalog.photo_names import PhotoError
from service.api import fetching
from service.api.fetching import QueryPhotos
from service.api.problems import ProblemError

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def test_a_photo_is_fetched_off_the_event_loop():
    here = threading.get_ident()
    there = []
    photos = QueryPhotos(lambda url: there.append(threading.get_ident()) or url.encode())
    assert await photos.fetch("https://shop.example/1.jpg") == b"https://shop.example/1.jpg"
    assert there != [here]


async def test_a_photo_that_cannot_be_had_is_a_problem_of_its_address():
    def fail(url):
        raise PhotoError("There is no photo.", passing=True)

    with pytest.raises(ProblemError, match="There is no photo") as refused:
        await QueryPhotos(fail).fetch("https://shop.example/1.jpg")
    assert (refused.value.status, refused.value.errors[0].field) == (422, "image_url")


async def test_without_fetching_that_is_told():
    with pytest.raises(ProblemError, match="fetches no photos"):
        await QueryPhotos(None).fetch("https://shop.example/1.jpg")


async def test_no_more_than_a_few_are_fetched_at_once_and_too_many_are_turned_away(monkeypatch):
    monkeypatch.setattr(fetching, "AT_ONCE", 2)
    monkeypatch.setattr(fetching, "WAITING", 5)
    lock, running, most, go_on = threading.Lock(), [0], [0], threading.Event()

    def slow(url):
        with lock:
            running[0] += 1
            most[0] = max(most[0], running[0])
        go_on.wait(10)
        with lock:
            running[0] -= 1
        return b""

    photos = QueryPhotos(slow)
    waiting = [asyncio.create_task(photos.fetch("https://shop.example/1.jpg")) for _ in range(5)]
    await asyncio.sleep(0.05)
    with pytest.raises(ProblemError, match="Too many") as refused:
        await photos.fetch("https://shop.example/1.jpg")
    assert refused.value.status == 503
    go_on.set()
    assert await asyncio.gather(*waiting) == [b""] * 5
    assert most[0] == 2
    assert await photos.fetch("https://shop.example/1.jpg") == b""
