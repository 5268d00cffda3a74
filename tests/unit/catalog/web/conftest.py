"""A fetcher in a network where every public address leads to a shop on loopback."""

import ssl
import time
from collections.abc import Callable, Iterator

import pytest

from catalog.web.fetching import Fetcher, Limits, user_agent
from catalog.web.hosts import Hosts
from tests.unit.catalog.web.shop import Names, Shop, Time, Wire


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    yield shop
    shop.close()


@pytest.fixture
def names() -> Names:
    return Names()


@pytest.fixture
def wire(shop: Shop) -> Wire:
    return Wire(shop.port)


@pytest.fixture
def waiting() -> Time:
    return Time()


@pytest.fixture
def limits() -> Limits:
    """Replaced by tests that need others."""
    return Limits(max_bytes=100_000, connect_seconds=0.5, silent_seconds=0.5, total_seconds=2.0)


@pytest.fixture
def fetcher(names: Names, wire: Wire, waiting: Time, limits: Limits) -> Iterator[Fetcher]:
    hosts = Hosts(clock=waiting.clock, wait=waiting.wait)
    agent = user_agent("1.2", "https://loupe.example")
    with Fetcher(
        agent,
        limits=limits,
        hosts=hosts,
        resolver=names,
        connector=wire,
        tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),  # the usual one takes a while to make
        clock=waiting.clock,
        wait=waiting.wait,
    ) as fetcher:
        yield fetcher


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    """Waits for something that a thread does."""

    def wait_until(done: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 5
        while not done():
            assert time.monotonic() < deadline, "it never happened"
            time.sleep(0.002)

    return wait_until
