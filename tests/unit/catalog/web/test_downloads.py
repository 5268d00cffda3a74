"""Hints run ahead, and no work is done twice."""

import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest

from catalog.web.downloads import Downloads

Until = Callable[[Callable[[], bool]], None]


class Work:
    """Counts who works on what; holds everyone up until told to go on."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.active: Counter[str] = Counter()
        self.most: Counter[str] = Counter()
        self.go_on = threading.Event()
        self._lock = threading.Lock()

    def __call__(self, url: str) -> str:
        host = url.split("/")[0]
        with self._lock:
            self.done[url] += 1
            for key in (host, "all"):
                self.active[key] += 1
                self.most[key] = max(self.most[key], self.active[key])
        assert self.go_on.wait(5)
        with self._lock:
            self.active[host] -= 1
            self.active["all"] -= 1
        if "bad" in url:
            raise ValueError(url)
        return url.upper()


@pytest.fixture
def work() -> Work:
    return Work()


def downloads(work: Work, per_host: int = 2, workers: int = 5, ahead: int = 100) -> Downloads[str]:
    return Downloads(work, per_host=per_host, workers=workers, ahead=ahead)


def hint(to: Downloads[str], urls: list[str]) -> None:
    for url in urls:
        to.hint(url, url.split("/")[0])


def test_hints_are_worked_on_side_by_side_so_many_for_each_host(work: Work, until: Until) -> None:
    started = downloads(work)
    hint(started, [f"a/{number}" for number in range(20)] + [f"b/{number}" for number in range(20)] + ["c/1", "d/1"])
    until(lambda: work.active["all"] == 5)
    work.go_on.set()
    until(lambda: sum(work.done.values()) == 42)
    started.stop(1)
    assert max(work.most["a"], work.most["b"]) == 2  # one of them may have been overtaken by "c" and "d"
    assert set(work.done.values()) == {1}


def test_one_slow_host_does_not_hold_up_another(work: Work, until: Until) -> None:
    started = downloads(work, workers=3)
    hint(started, [f"a/{number}" for number in range(20)] + ["b/1"])
    until(lambda: work.active["b"] == 1)
    work.go_on.set()
    started.stop(1)


def test_hints_beyond_those_that_may_wait_are_dropped(work: Work, until: Until) -> None:
    started = downloads(work, per_host=1, ahead=10)
    hint(started, ["a/first"])
    until(lambda: work.active["a"] == 1)
    hint(started, [f"a/{number}" for number in range(1000)])
    work.go_on.set()
    until(lambda: sum(work.done.values()) == 11)
    time.sleep(0.02)
    assert sum(work.done.values()) == 11
    started.stop(1)


def test_who_asks_takes_over_what_waits_and_waits_for_what_is_under_way(work: Work, until: Until) -> None:
    started = downloads(work, per_host=1)
    hint(started, ["a/1", "a/2"])
    until(lambda: work.active["a"] == 1)
    results: list[str] = []
    threads = [
        threading.Thread(target=lambda url=url: results.append(started.result(url, "a")))
        for url in ("a/1", "a/2", "a/2", "a/3")
    ]
    for thread in threads:
        thread.start()
    until(lambda: work.active["a"] == 3)  # 2 and 3 by those who asked
    work.go_on.set()
    for thread in threads:
        thread.join(5)
    assert sorted(results) == ["A/1", "A/2", "A/2", "A/3"]
    assert work.done == {"a/1": 1, "a/2": 1, "a/3": 1}
    started.stop(1)


def test_a_failure_is_told_to_who_asks_and_stops_nobody(work: Work, until: Until) -> None:
    work.go_on.set()
    started = downloads(work, workers=1)
    hint(started, ["a/bad", "a/1"])
    until(lambda: work.done["a/1"] == 1)
    with pytest.raises(ValueError, match="a/bad"):
        started.result("a/bad", "a")
    assert started.result("a/2", "a") == "A/2"
    started.stop(1)


def test_stopping_drops_what_waits(work: Work, until: Until) -> None:
    started = downloads(work, per_host=1)
    hint(started, ["a/1", "a/2"])
    until(lambda: work.active["a"] == 1)
    threading.Timer(0.02, work.go_on.set).start()
    started.stop(2)
    hint(started, ["a/3"])
    assert work.done == {"a/1": 1}
    assert not any(thread.name == "photo-download" and thread.is_alive() for thread in threading.enumerate())
