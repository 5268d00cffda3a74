import asyncio
import threading

import pytest

from service.api.computing import Computing
from service.api.problems import ProblemError


class Caller:
    """A request whose caller waits, or has gone."""

    def __init__(self, gone=False):
        self.gone = gone

    async def is_disconnected(self):
        return self.gone


class Slot:
    """Work that holds its thread until it is told to end."""

    def __init__(self):
        self.begun, self.end = threading.Event(), threading.Event()

    def __call__(self):
        self.begun.set()
        assert self.end.wait(10)
        return "done"


async def holding(computing):
    slot = Slot()
    task = asyncio.create_task(computing.run(Caller(), slot))
    while not slot.begun.is_set():
        await asyncio.sleep(0)
    return slot, task


def run(scenario, **limits):
    async def with_pool():
        computing = Computing(**limits)
        try:
            return await scenario(computing)
        finally:
            computing.close()

    return asyncio.run(with_pool())


def test_work_is_done_off_the_event_loop():
    async def scenario(computing):
        return await computing.run(Caller(), threading.get_ident)

    assert run(scenario, threads=1, waiting=1) != threading.get_ident()


def test_an_error_of_the_work_reaches_the_caller_and_frees_the_thread():
    async def scenario(computing):
        for _ in range(3):
            with pytest.raises(ZeroDivisionError):
                await computing.run(Caller(), lambda: 1 / 0)
        return await computing.run(Caller(), lambda: "still here")

    assert run(scenario, threads=1, waiting=1) == "still here"


def test_who_finds_the_line_full_is_sent_away():
    async def scenario(computing):
        slot, first = await holding(computing)
        second = asyncio.create_task(computing.run(Caller(), lambda: "second"))
        await asyncio.sleep(0)
        with pytest.raises(ProblemError) as refused:
            await computing.run(Caller(), lambda: "third")
        slot.end.set()
        assert (await first, await second) == ("done", "second")
        return refused.value.status

    assert run(scenario, threads=1, waiting=1) == 503


def test_who_has_gone_while_waiting_is_not_computed_for():
    computed = []

    async def scenario(computing):
        slot, first = await holding(computing)
        waiting = asyncio.create_task(computing.run(Caller(gone=True), lambda: computed.append(1)))
        await asyncio.sleep(0)
        slot.end.set()
        await first
        with pytest.raises(ProblemError) as refused:
            await waiting
        assert refused.value.status == 499
        return await computing.run(Caller(), lambda: "the thread is free again")

    assert run(scenario, threads=1, waiting=1) == "the thread is free again"
    assert computed == []


def test_those_who_come_one_after_another_have_one_thread_also_after_a_crowd():
    async def scenario(computing):
        before = [await computing.run(Caller(), threading.get_ident) for _ in range(3)]
        crowd = [await holding(computing) for _ in range(4)]
        for slot, _ in crowd:
            slot.end.set()
        assert [await task for _, task in crowd] == ["done"] * 4
        return before + [await computing.run(Caller(), threading.get_ident) for _ in range(8)]

    assert len(set(run(scenario, threads=4, waiting=1))) == 1


def test_nobody_waits_behind_work_whose_caller_was_cancelled():
    async def scenario(computing):
        slot, task = await holding(computing)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        answer = await asyncio.wait_for(computing.run(Caller(), lambda: "answered"), 5)
        slot.end.set()
        return answer

    assert run(scenario, threads=2, waiting=1) == "answered"
