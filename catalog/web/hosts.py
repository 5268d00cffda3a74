"""How hard each host may be asked: so many at once, not while it asks to wait, and not when it is down."""

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from catalog.photo_names import PhotoError
from catalog.web.failures import StoppedError

MAX_KNOWN = 4096  # hosts remembered; those that nobody asks are forgotten first
FAILURES = 8  # in a row after which a host is left alone
PAUSE = 15.0  # seconds, doubled with each further failure
LONGEST_PAUSE = 120.0

_LOOK = 0.25  # seconds between two looks at whether the turn is still wanted
_log = logging.getLogger(__name__)

Wait = Callable[[threading.Event, float], object]


@dataclass
class _Host:
    """What is known of a host; changed under the lock of `Hosts`."""

    places: threading.BoundedSemaphore
    users: int = 0
    next_start: float = 0.0
    failures: int = 0
    paused_until: float = 0.0
    pause: float = field(default=PAUSE)


class Hosts:
    """Gives out turns to ask hosts.

    Args:
        per_host: Requests to one host at once.
        in_all: Requests at once.
        interval: Seconds between the beginnings of two requests to one host.
        clock: Seconds that only grow.
        wait: Waits so many seconds, or until the event is set.
    """

    def __init__(
        self,
        per_host: int = 6,
        in_all: int = 32,
        interval: float = 0.0,
        *,
        clock: Callable[[], float] = time.monotonic,
        wait: Wait = threading.Event.wait,
    ) -> None:
        self.per_host = per_host
        self._places = threading.BoundedSemaphore(in_all)
        self._interval = interval
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._hosts: OrderedDict[str, _Host] = OrderedDict()  # the one asked longest ago first

    @contextmanager
    def turn(self, name: str, stop: threading.Event) -> Iterator[None]:
        """Wait until a host may be asked, and hold one of its places meanwhile.

        Raises:
            PhotoError: The host is being left alone.
            StoppedError: `stop` was set.
        """
        host = self._enter(name)
        try:
            self._fail_if_paused(name, host)
            with _held(host.places, stop), _held(self._places, stop):
                self._await_start(name, host, stop)
                yield
        finally:
            with self._lock:
                host.users -= 1

    def hold(self, name: str, seconds: float) -> None:
        """Let nobody begin to ask a host for so long, because it said so."""
        with self._lock, suppress(KeyError):
            host = self._hosts[name]
            host.next_start = max(host.next_start, self._clock() + seconds)

    def answered(self, name: str) -> None:
        """Note that a host did what a host should."""
        with self._lock, suppress(KeyError):
            host = self._hosts[name]
            host.failures, host.pause, host.paused_until = 0, PAUSE, 0.0

    def failed(self, name: str) -> None:
        """Note that a host failed; after several times in a row it is left alone for a while."""
        with self._lock, suppress(KeyError):
            host = self._hosts[name]
            host.failures += 1
            now = self._clock()
            if host.failures < FAILURES or host.paused_until > now:
                return
            host.paused_until = now + host.pause
            _log.warning("%s does not answer; it is left alone for %.0f s.", name, host.pause)
            host.pause = min(host.pause * 2, LONGEST_PAUSE)

    def paused(self) -> dict[str, float]:
        """The hosts that are being left alone, and for how many seconds yet."""
        with self._lock:
            now = self._clock()
            return {name: host.paused_until - now for name, host in self._hosts.items() if host.paused_until > now}

    def _enter(self, name: str) -> _Host:
        with self._lock:
            host = self._hosts.get(name)
            if host is None:
                host = self._hosts[name] = _Host(threading.BoundedSemaphore(self.per_host))
                self._forget_one()
            self._hosts.move_to_end(name)
            host.users += 1
            return host

    def _forget_one(self) -> None:
        if len(self._hosts) > MAX_KNOWN:
            idle = next((name for name, host in self._hosts.items() if not host.users), None)
            if idle is not None:
                del self._hosts[idle]

    def _fail_if_paused(self, name: str, host: _Host) -> None:
        if host.paused_until > self._clock():
            raise PhotoError(f"{name} does not answer; import again later.", passing=True)

    def _await_start(self, name: str, host: _Host, stop: threading.Event) -> None:
        while True:
            self._fail_if_paused(name, host)
            with self._lock:
                now = self._clock()
                if host.next_start <= now:
                    host.next_start = now + self._interval
                    return
                seconds = host.next_start - now
            self._wait(stop, seconds)
            _check(stop)


@contextmanager
def _held(places: threading.BoundedSemaphore, stop: threading.Event) -> Iterator[None]:
    while not places.acquire(timeout=_LOOK):
        _check(stop)
    try:
        _check(stop)
        yield
    finally:
        places.release()


def _check(stop: threading.Event) -> None:
    if stop.is_set():
        raise StoppedError
