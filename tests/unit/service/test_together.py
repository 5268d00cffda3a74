"""Work for several callers at once: who waits, for whom, and what an error does."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.together import Together


class Held:
    """Work that waits to be let go on, and remembers what it was given."""

    def __init__(self):
        self.given, self.begun, self.go_on = [], threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, asked):
        self.given.append(list(asked))
        self.begun.release()
        assert self.go_on.acquire(timeout=10)
        if "bad" in asked:
            raise ZeroDivisionError
        return [each.upper() for each in asked]


@pytest.fixture
def held():
    return Held()


@pytest.fixture
def callers():
    with ThreadPoolExecutor(8) as pool:
        yield pool


def waiting(together, count):
    """Wait until so many have asked and are not worked on yet."""
    for _ in range(1000):
        with together._lock:
            if len(together._waiting) == count:
                return
        threading.Event().wait(0.005)
    raise AssertionError("nobody came")


def asked_in_order(callers, together, names):
    """Ask one after another while nobody is free, so that all of them wait in this order."""
    asked = []
    for number, name in enumerate(names):
        asked.append(callers.submit(together, name))
        waiting(together, number + 1)
    return asked


def test_who_is_alone_is_answered_at_once_in_their_own_thread():
    together = Together(lambda asked: [threading.get_ident() for _ in asked], most=4)
    assert together("a") == threading.get_ident()


def test_who_comes_meanwhile_is_answered_together(held, callers):
    together = Together(held, most=4)
    first = callers.submit(together, "a")
    assert held.begun.acquire(timeout=10)
    others = asked_in_order(callers, together, "bcd")
    held.go_on.release()
    assert first.result(10) == "A"
    held.go_on.release()
    assert [other.result(10) for other in others] == ["B", "C", "D"]
    assert held.given == [["a"], ["b", "c", "d"]]


def test_no_more_than_the_most_are_worked_on_at_once(held, callers):
    together = Together(held, most=2)
    first = callers.submit(together, "a")
    assert held.begun.acquire(timeout=10)
    others = asked_in_order(callers, together, "bcdef")
    for _ in range(4):
        held.go_on.release()
    assert first.result(10) == "A"
    assert [other.result(10) for other in others] == list("BCDEF")
    assert [len(given) for given in held.given] == [1, 2, 2, 1]


def test_several_workers_go_on_side_by_side(held, callers):
    together = Together(held, most=4, workers=2)
    pair = [callers.submit(together, name) for name in "ab"]
    assert held.begun.acquire(timeout=10)
    assert held.begun.acquire(timeout=10)
    third = callers.submit(together, "c")
    waiting(together, 1)
    for _ in range(3):
        held.go_on.release()
    assert [each.result(10) for each in (*pair, third)] == ["A", "B", "C"]
    assert sorted(held.given) == [["a"], ["b"], ["c"]]


def test_those_who_wait_are_shared_out_among_the_workers(held, callers):
    together = Together(held, most=8, workers=2)
    begun = [callers.submit(together, name) for name in "ab"]
    assert held.begun.acquire(timeout=10)
    assert held.begun.acquire(timeout=10)
    later = asked_in_order(callers, together, "cdef")
    for _ in range(6):
        held.go_on.release()
    assert [each.result(10) for each in (*begun, *later)] == list("ABCDEF")
    assert ["c", "d"] in held.given  # the half of those who waited; who begins first is chance


def test_an_error_reaches_those_it_was_for_and_nobody_else(held, callers):
    together = Together(held, most=4)
    first = callers.submit(together, "a")
    assert held.begun.acquire(timeout=10)
    pair = asked_in_order(callers, together, ("bad", "b"))
    held.go_on.release()
    assert first.result(10) == "A"
    held.go_on.release()
    for each in pair:
        with pytest.raises(ZeroDivisionError):
            each.result(10)
    held.go_on.release()
    assert together("c") == "C"


def test_many_callers_all_get_their_own_answers(callers):
    together = Together(lambda asked: [2 * each for each in asked], most=3, workers=2)
    assert list(callers.map(together, range(500))) == [2 * each for each in range(500)]
