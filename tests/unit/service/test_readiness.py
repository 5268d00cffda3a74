import asyncio

import pytest

from service.api import readiness
from service.api.readiness import NotReadyError, Readiness
from service.engine import LiveEngine


def check(checks):
    return asyncio.run(checks.check())


def test_ready_means_that_a_query_went_through_and_the_index_answered(models, index, entry_of):
    index.upsert([entry_of("a", [1, 0, 0, 0])])
    checks = Readiness(LiveEngine(models, index), lambda: False)
    assert check(checks) == 1
    assert models.photos_encoded == models.texts_encoded == 1


def test_a_dead_model_is_not_ready(models, index, monkeypatch):
    def broken(*_):
        raise RuntimeError("the graph is gone")

    monkeypatch.setattr(models, "encode_query", broken)
    with pytest.raises(NotReadyError, match="the graph is gone"):
        check(Readiness(LiveEngine(models, index), lambda: False))


def test_a_dead_index_is_not_ready(models, index, monkeypatch):
    monkeypatch.setattr(index, "count", lambda: 1 / 0)
    with pytest.raises(NotReadyError, match="ZeroDivisionError"):
        check(Readiness(LiveEngine(models, index), lambda: False))


def test_a_model_that_hangs_is_not_ready(models, index, monkeypatch):
    monkeypatch.setattr(readiness, "PATIENCE", 0.01)

    async def hang(function):
        await asyncio.Event().wait()

    monkeypatch.setattr(readiness.asyncio, "to_thread", hang)
    with pytest.raises(NotReadyError, match="did not answer"):
        check(Readiness(LiveEngine(models, index), lambda: False))


def test_a_good_answer_is_kept_for_a_moment_and_then_proved_again(models, index, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(readiness.time, "monotonic", lambda: clock[0])

    async def three_checks():
        checks = Readiness(LiveEngine(models, index), lambda: False)
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
        check(Readiness(LiveEngine(models, index), lambda: True))
