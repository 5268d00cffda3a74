"""Fetches photos by web address: politely, for a limited time, and never from a private network."""

import io
import random
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

import httpcore

from catalog.photo_names import PhotoError
from catalog.photo_source import MAX_PHOTO_BYTES
from catalog.web.addresses import Resolver, SystemResolver
from catalog.web.answers import REDIRECTS, Answer, ByteSink, Headers, described, judge, receive
from catalog.web.failures import PassingError, SlowError
from catalog.web.hosts import Hosts, Wait
from catalog.web.network import Deadline, GuardedNetwork, within
from catalog.web.references import WebAddress, parse_web_address

_CONDITIONS = frozenset({"If-None-Match", "If-Modified-Since"})
_DRAINED_BYTES = 65_536
_IDLE_SECONDS = 30.0  # for which a connection is kept in case there is more to ask


@dataclass(frozen=True)
class Limits:
    """How long and how often a photo is asked for, and how large it may be.

    Attributes:
        max_bytes: Of the photo, after unpacking.
        connect_seconds: For one connection, its encryption apart.
        silent_seconds: Without a byte from the host.
        total_seconds: For one attempt with all its redirects, from the first connection to the last byte.
        redirects: Followed in one attempt.
        attempts: If the host fails in a way that may pass.
        backoff_seconds: Waited at most before the second attempt; twice that before the third, and so on.
        longest_wait: Seconds. A host that asks for more is not asked again.
        patience_seconds: After which no further attempt begins.
    """

    max_bytes: int = MAX_PHOTO_BYTES
    connect_seconds: float = 5.0
    silent_seconds: float = 10.0
    total_seconds: float = 30.0
    redirects: int = 5
    attempts: int = 4
    backoff_seconds: float = 1.0
    longest_wait: float = 30.0
    patience_seconds: float = 90.0


class PhotoFile(ByteSink, Protocol):
    """A file that a photo is written to, anew with every attempt."""

    def seek(self, offset: int, /) -> object:
        """Go back to the beginning."""
        ...

    def truncate(self) -> object:
        """Drop what a failed attempt left."""
        ...


class Fetcher(AbstractContextManager["Fetcher"]):
    """Fetches photos over http and https. Safe to use from several threads, to which it keeps connections open.

    Every connection, the first and those after redirects, goes through `GuardedNetwork`. Redirects are followed by
    hand, also from https to http, since http addresses are fetched as well. There are no cookies, no passwords and no
    proxies from the environment.

    Args:
        user_agent: How to introduce itself; see `user_agent`.
        limits: Sizes and times.
        hosts: Gives out turns to ask hosts.
        resolver: Looks names up.
        connector: Connects to an address once it is known to be public.
        tls: Which certificates are trusted; those of the usual authorities if None.
        clock: Seconds that only grow, for the waits between attempts.
        wait: Waits so many seconds, or until the event is set.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        limits: Limits = Limits(),
        hosts: Hosts | None = None,
        resolver: Resolver | None = None,
        connector: httpcore.NetworkBackend | None = None,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Wait = threading.Event.wait,
    ) -> None:
        self.hosts = hosts or Hosts(clock=clock, wait=wait)
        self._headers = {"User-Agent": user_agent, "Accept": "image/*,*/*;q=0.1", "Accept-Encoding": "identity"}
        self._limits = limits
        self._clock = clock
        self._wait = wait
        self._pool = httpcore.ConnectionPool(
            ssl_context=tls or httpcore.default_ssl_context(),  # left out, it would be made for each connection
            max_connections=None,  # as many as there are turns
            max_keepalive_connections=32,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=GuardedNetwork(resolver or SystemResolver(), connector),
        )

    def fetch(self, url: str) -> bytes:
        """Fetch a photo.

        Args:
            url: Its address as a merchant or shopper writes it.

        Raises:
            PhotoError: It cannot be had; `passing` says whether it may be had later.
        """
        photo = io.BytesIO()
        self.fetch_into(photo, url)
        return photo.getvalue()

    def fetch_into(
        self,
        file: PhotoFile,
        url: str,
        *,
        etag: str = "",
        last_modified: str = "",
        stop: threading.Event | None = None,
    ) -> Answer:
        """Fetch a photo into a file, unless it is still the one that is known.

        Args:
            file: Empty, or to be overwritten. It holds nothing of use if this fails or the photo is unchanged.
            url: Its address.
            etag: From the answer that brought the known photo, "" if none is known.
            last_modified: Likewise.
            stop: Set once the photo is no longer wanted.

        Raises:
            PhotoError: It cannot be had.
            OSError: The file cannot be written.
        """
        address = parse_web_address(url)
        headers = dict(self._headers)
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        stop = stop or threading.Event()
        patience = self._clock() + self._limits.patience_seconds
        for attempt in range(1, self._limits.attempts + 1):
            file.seek(0)
            file.truncate()
            try:
                return self._attempt(address, headers, file, stop)
            except PassingError as error:
                seconds = self._pause(attempt, error.retry_after)
                if attempt == self._limits.attempts or seconds is None or self._clock() + seconds > patience:
                    raise PhotoError(str(error), passing=True) from None
                self._wait(stop, seconds)
        raise AssertionError("limits allow at least one attempt")

    def close(self) -> None:
        """Close the connections that wait for more."""
        self._pool.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _pause(self, attempt: int, asked: float | None) -> float | None:
        """Seconds until the next attempt, None if the host wants to be left alone for too long."""
        if asked is not None:
            return asked if asked <= self._limits.longest_wait else None
        return self._limits.backoff_seconds * float(2 ** (attempt - 1)) * random.uniform(0.5, 1.0)

    def _attempt(self, address: WebAddress, headers: dict[str, str], file: PhotoFile, stop: threading.Event) -> Answer:
        seconds = self._limits.total_seconds
        for _ in range(self._limits.redirects + 1):
            with self.hosts.turn(address.host, stop):
                began = time.monotonic()
                with within(Deadline(began + seconds, stop)):
                    answer = self._ask(address, headers, file)
                seconds -= time.monotonic() - began
            if isinstance(answer, Answer):
                return answer
            address = answer
        raise PhotoError("The address leads from one to the next without an end; give the last of them.")

    def _ask(self, address: WebAddress, headers: dict[str, str], file: PhotoFile) -> Answer | WebAddress:
        """Ask one host once.

        Returns:
            The photo's answer, or where the host says to ask instead.
        """
        host = address.host
        try:
            answer = self._request(address, headers, file)
        except SlowError:
            self.hosts.failed(host)
            raise
        except PassingError as error:
            if error.retry_after is None:
                self.hosts.failed(host)
            else:
                self.hosts.hold(host, min(error.retry_after, self._limits.longest_wait))
            raise
        self.hosts.answered(host)
        return answer

    def _request(self, address: WebAddress, headers: dict[str, str], file: PhotoFile) -> Answer | WebAddress:
        url = httpcore.URL(
            scheme=address.scheme.encode(),
            host=address.host.encode(),
            port=address.port,
            target=address.target.encode(),
        )
        sent = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        sent.append((b"Host", address.authority.encode()))
        timeouts = {"timeout": {"connect": self._limits.connect_seconds, "read": self._limits.silent_seconds}}
        try:
            with self._pool.stream("GET", url, headers=sent, extensions=timeouts) as response:
                return self._take(address, response, file, asked_whether_changed=not _CONDITIONS.isdisjoint(headers))
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
            raise _explained(error, address.host) from error

    def _take(
        self, address: WebAddress, response: httpcore.Response, file: PhotoFile, *, asked_whether_changed: bool
    ) -> Answer | WebAddress:
        headers = Headers(response.headers)
        if response.status != 200:
            _drain(response)
        if response.status in REDIRECTS and headers.get("location"):
            return address.joined(_unicode(headers["location"]))
        judge(response.status, headers, address.host)
        if response.status == 304:
            if asked_whether_changed:
                return described(headers, modified=False)
            raise PassingError(f"{address.host} does not send the photo (304); import again later.")
        pieces = iter(response.iter_stream())
        receive(pieces, headers, file, host=address.host, max_bytes=self._limits.max_bytes)
        return described(headers, modified=True)


def user_agent(version: str, contact: str = "") -> str:
    """How Loupe introduces itself to the hosts of photos.

    Args:
        version: Of Loupe.
        contact: An address under which a host's owner reaches whoever runs this service.

    Raises:
        ValueError: The contact is nothing that fits into a header.
    """
    if not contact.isascii() or not contact.isprintable():
        raise ValueError("The contact must be one line of plain ASCII, such as https://shop.com/bot or me@shop.com.")
    return f"LoupeBot/{version} ({f'+{contact}; ' if contact else ''}fetches a merchant's own catalogue photos)"


def _drain(response: httpcore.Response) -> None:
    """Read what comes with an answer that is no photo, unless it is long, so that the connection can be kept."""
    size = 0
    for piece in response.iter_stream():
        size += len(piece)
        if size > _DRAINED_BYTES:
            return


def _unicode(location: str) -> str:
    """A header's bytes as the UTF-8 that hosts mean, if they are."""
    try:
        return location.encode("latin-1").decode()
    except UnicodeDecodeError:
        return location


def _explained(error: Exception, host: str) -> PassingError | PhotoError:
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return PhotoError(f"The certificate of {host} is not valid for it; have it renewed.", passing=True)
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpcore.ConnectError | httpcore.ConnectTimeout):
        return PassingError(f"{host} does not answer; check the address, or import again later.")
    if isinstance(error, httpcore.TimeoutException):
        return PassingError(f"{host} falls silent while it sends the photo; import again later.")
    return PassingError(f"{host} breaks off while it sends the photo; import again later.")
