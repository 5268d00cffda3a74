import asyncio

import pytest

from service.advice import Adviser
from service.api import readiness
from service.api.readiness import NotReadyError, Readiness
from service.engine import LiveEngine

GIGABYTE = 10**9


def readiness_of(models, index, *, preparing=False, index_bytes=0):
    adviser = Adviser(lambda: index_bytes, available=lambda: GIGABYTE)
    return Readiness(LiveEngine(models, index), adviser, lambda: preparing)


def check(checks):
    return asyncio.run(checks.check())


def test_ready_means_that_a_query_went_through_and_the_index_answered(models, index, entry_of):
    index.upsert([entry_of("a", [1, 0, 0, 0])])
    checks = readiness_of(models, index)
    assert check(checks) == (1, None)
    assert models.photos_encoded == models.texts_encoded == 1


def test_a_dead_model_is_not_ready(models, index, monkeypatch):
    def broken(*_):
        raise RuntimeError("the graph is gone")

    monkeypatch.setattr(models, "encode_query", broken)
    with pytest.raises(NotReadyError, match="the graph is gone"):
        check(readiness_of(models, index))


def test_a_dead_index_is_not_ready(models, index, monkeypatch):
    monkeypatch.setattr(index, "count", lambda: 1 / 0)
    with pytest.raises(NotReadyError, match="ZeroDivisionError"):
        check(readiness_of(models, index))


def test_a_model_that_hangs_is_not_ready(models, index, monkeypatch):
    monkeypatch.setattr(readiness, "PATIENCE", 0.01)

    async def hang(function):
        await asyncio.Event().wait()

    monkeypatch.setattr(readiness.asyncio, "to_thread", hang)
    with pytest.raises(NotReadyError, match="did not answer"):
        check(readiness_of(models, index))


def test_a_good_answer_is_kept_for_a_moment_and_then_proved_again(models, index, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(readiness.time, "monotonic", lambda: clock[0])

    async def three_checks():
        checks = readiness_of(models, index)
        await checks.check()
        await checks.check()
        assert models.photos_encoded == 1
        clock[0] += readiness.GOOD_FOR + 1
        await checks.check()
        assert models.photos_encoded == 2

    loop = asyncio.SelectorEventLoop()
    monkeypatch.setattr(loop, "time", lambda: clock[0])
    try:
        loop.run_until_complete(three_checks())
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()


def test_a_service_whose_first_catalogue_is_on_its_way_is_not_ready(models, index):
    with pytest.raises(NotReadyError, match="being imported"):
        check(readiness_of(models, index, preparing=True))


def test_an_index_that_has_outgrown_its_process_is_ready_and_advised(models, index, entry_of):
    index.upsert([entry_of("a", [1, 0, 0, 0])])
    found = check(readiness_of(models, index, index_bytes=GIGABYTE))
    assert found.products == 1
    assert "LOUPE_QDRANT_URL" in found.advice
