"""Stages that overlap: in order, bounded, and never hanging."""

import threading
from collections.abc import Iterator

import pytest

from catalog.overlap import in_background, in_parallel


def stages() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("import-")]


class Watched:
    """Counts up for ever, and notes how far it came and whether it was closed."""

    def __init__(self) -> None:
        self.made = 0
        self.closed = threading.Event()

    def numbers(self) -> Iterator[int]:
        try:
            while True:
                self.made += 1
                yield self.made
        finally:
            self.closed.set()


def test_items_arrive_in_order() -> None:
    assert list(in_background(iter(range(100)), 4)) == list(range(100))
    assert list(in_parallel(lambda n: n * n, range(100), 3, 8)) == [n * n for n in range(100)]


def test_the_producer_does_not_run_away_from_its_reader() -> None:
    watched = Watched()
    numbers = in_background(watched.numbers(), 5)
    assert [next(numbers) for _ in range(10)] == list(range(1, 11))
    numbers.close()
    assert watched.made <= 10 + 5 + 2

    watched = Watched()
    doubled = in_parallel(lambda n: 2 * n, watched.numbers(), 2, 6)
    assert [next(doubled) for _ in range(10)] == list(range(2, 22, 2))
    doubled.close()
    assert watched.made <= 10 + 6


def test_closing_stops_the_threads_and_closes_what_they_read() -> None:
    watched = Watched()
    outer = in_background(in_parallel(str, in_background(watched.numbers(), 2), 2, 4), 2)
    assert next(outer) == "1"
    outer.close()
    assert watched.closed.is_set()
    assert stages() == []


def test_an_error_of_the_items_reaches_the_reader_after_what_came_before() -> None:
    def broken() -> Iterator[int]:
        yield 1
        raise RuntimeError("the disk fell out")

    received = []
    with pytest.raises(RuntimeError, match="fell out"):
        received.extend(n for n in in_background(in_parallel(int, broken(), 2, 4), 2) if not received.append(n))
    assert stages() == []


def test_an_error_of_the_function_stops_the_items() -> None:
    watched = Watched()

    def fragile(number: int) -> int:
        if number == 7:
            raise RuntimeError("seven")
        return number

    with pytest.raises(RuntimeError, match="seven"):
        list(in_background(in_parallel(fragile, watched.numbers(), 2, 4), 2))
    assert watched.closed.is_set()
    assert stages() == []


def test_functions_run_side_by_side() -> None:
    together = threading.Barrier(3, timeout=30)  # breaks, and fails the test, unless three meet
    list(in_parallel(lambda _: together.wait(), range(3), 3, 3))


def test_a_reader_that_waits_is_asked_now_and_then_and_may_give_up() -> None:
    go_on, asked = threading.Event(), []

    def slow() -> Iterator[int]:
        yield 1
        go_on.wait(30)
        yield 2

    def idle() -> None:
        asked.append(True)
        if len(asked) == 3:
            go_on.set()

    assert list(in_background(slow(), 2, idle=idle, every=0.01)) == [1, 2]
    assert len(asked) >= 3

    def give_up() -> None:
        go_on.set()
        raise RuntimeError("no longer")

    go_on.clear()
    with pytest.raises(RuntimeError, match="no longer"):
        list(in_background(slow(), 2, idle=give_up, every=0.01))
    assert stages() == []
