"""Hosts are asked no harder than they can bear."""

import threading
from contextlib import ExitStack

import pytest

from catalog.photo_names import PhotoError
from catalog.web import hosts as module
from catalog.web.failures import StoppedError
from catalog.web.hosts import FAILURES, Hosts
from tests.unit.catalog.web.shop import Time

GO_ON = threading.Event()


@pytest.fixture
def hosts(waiting: Time) -> Hosts:
    return Hosts(clock=waiting.clock, wait=waiting.wait)


def failing(hosts: Hosts, name: str, times: int) -> None:
    for _ in range(times):
        with hosts.turn(name, GO_ON):
            hosts.failed(name)


def test_a_host_has_so_many_places_and_all_of_them_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOOK", 0.01)
    hosts = Hosts(per_host=2, in_all=3)
    stop = threading.Event()
    stop.set()
    with ExitStack() as held:
        for name in ("a", "a", "b"):
            held.enter_context(hosts.turn(name, GO_ON))
        for name in ("a", "b", "c"):  # a has no place left; b and c have, but there are three in all
            with pytest.raises(StoppedError), hosts.turn(name, stop):
                pass
    with hosts.turn("a", GO_ON), hosts.turn("a", GO_ON), hosts.turn("c", GO_ON):
        pass


def test_requests_to_one_host_begin_at_intervals(waiting: Time) -> None:
    hosts = Hosts(interval=2.0, clock=waiting.clock, wait=waiting.wait)
    for name in ("a", "b", "a"):
        with hosts.turn(name, GO_ON):
            pass
    assert waiting.waits == [2.0]


def test_a_host_is_left_alone_for_ever_longer_until_it_answers(hosts: Hosts, waiting: Time) -> None:
    failing(hosts, "a", FAILURES - 1)
    assert hosts.paused() == {}
    failing(hosts, "a", 1)
    for seconds in (15, 30, 60, 120, 120):
        assert hosts.paused() == {"a": seconds}
        with pytest.raises(PhotoError, match="a does not answer") as failed, hosts.turn("a", GO_ON):
            pass
        assert failed.value.passing
        with hosts.turn("b", GO_ON):
            pass
        waiting.now += seconds
        failing(hosts, "a", 1)
    waiting.now += 120
    with hosts.turn("a", GO_ON):
        hosts.answered("a")
    failing(hosts, "a", FAILURES - 1)
    assert hosts.paused() == {}


def test_a_pause_is_told_once(hosts: Hosts, caplog: pytest.LogCaptureFixture) -> None:
    with ExitStack() as asking:
        for _ in range(6):
            asking.enter_context(hosts.turn("a", GO_ON))
        for _ in range(FAILURES + 5):
            hosts.failed("a")
    assert [record.getMessage() for record in caplog.records] == ["a does not answer; it is left alone for 15 s."]


def test_an_answer_between_failures_counts(hosts: Hosts) -> None:
    for _ in range(3):
        failing(hosts, "a", FAILURES - 1)
        hosts.answered("a")
    assert hosts.paused() == {}


def test_a_million_hosts_are_not_remembered(hosts: Hosts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_KNOWN", 10)
    with hosts.turn("busy", GO_ON):
        for number in range(100):
            with hosts.turn(f"host-{number}", GO_ON):
                pass
        assert len(hosts._hosts) <= 10
        assert "busy" in hosts._hosts
