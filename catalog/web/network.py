"""The one door to the network: every connection passes the guard of `addresses`, and nothing outlasts its time."""

import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

import httpcore

from catalog.web.addresses import Resolver, resolve_public
from catalog.web.failures import SlowError, StoppedError

MAX_TRIED = 4  # addresses of one host
_SHORTEST = 0.001  # seconds; none at all would mean not to wait
_SLICE = 0.25  # seconds between two looks at whether the answer is still wanted


@dataclass(frozen=True)
class Deadline:
    """Until when a request may take, whatever trickles in meanwhile.

    Attributes:
        at: By `time.monotonic()`.
        stop: Set once the answer is no longer wanted.
    """

    at: float
    stop: threading.Event

    def left(self) -> float:
        """Seconds left.

        Raises:
            SlowError: None are.
            StoppedError: The answer is no longer wanted.
        """
        if self.stop.is_set():
            raise StoppedError
        left = self.at - time.monotonic()
        if left <= 0:
            raise SlowError
        return left


_deadline: ContextVar[Deadline] = ContextVar("deadline")


@contextmanager
def within(deadline: Deadline) -> Iterator[None]:
    """Hold all that this thread sends and receives over a `GuardedNetwork` to a deadline."""
    token = _deadline.set(deadline)
    try:
        yield
    finally:
        _deadline.reset(token)


class GuardedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses only.

    A name is looked up once for a connection, all its addresses are checked, and one of these very addresses is
    connected to, so a name that leads elsewhere a moment later gains nothing. TLS still checks the certificate for
    the name. To be used inside `within`.

    Args:
        resolver: Looks names up.
        connector: Connects to an address once it is known to be public.
    """

    def __init__(self, resolver: Resolver, connector: httpcore.NetworkBackend | None = None) -> None:
        self._resolver = resolver
        self._connector = connector or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to a host.

        Raises:
            PhotoError: It is not a public one.
            PassingError: It cannot be looked up now.
            httpcore.ConnectError: It does not take the connection.
        """
        addresses = resolve_public(host, port, self._resolver)[:MAX_TRIED]
        deadline = _deadline.get()
        ends = time.monotonic() + min(timeout or deadline.left(), deadline.left())
        for untried, address in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                share = max((ends - time.monotonic()) / untried, _SHORTEST)
                return _TimedStream(self._connector.connect_tcp(address, port, share, local_address, socket_options))
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if untried == 1:
                    raise
        raise AssertionError("resolve_public returns an address or raises")


class _TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends with the deadline of the thread that takes it."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Receive; the wait is cut into slices, so that it ends soon after the answer is no longer wanted."""
        deadline = _deadline.get()
        silent_until = time.monotonic() + (timeout or deadline.left())
        while True:
            seconds = min(_SLICE, deadline.left(), max(silent_until - time.monotonic(), _SHORTEST))
            try:
                return self._stream.read(max_bytes, seconds)
            except httpcore.ReadTimeout:
                if time.monotonic() >= silent_until:
                    raise

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send."""
        left = _deadline.get().left()
        self._stream.write(buffer, min(timeout or left, left))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Begin to speak TLS."""
        left = _deadline.get().left()
        return _TimedStream(self._stream.start_tls(ssl_context, server_hostname, min(timeout or left, left)))

    def get_extra_info(self, info: str) -> Any:
        """What httpcore asks of a connection."""
        return self._stream.get_extra_info(info)
