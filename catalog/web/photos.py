"""The photos of one import that a catalogue names by web address."""

import hashlib
import io
import logging
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TypeVar

from catalog.photo_names import PhotoError
from catalog.web.cache import CachedPhoto, PhotoCache
from catalog.web.downloads import Downloads
from catalog.web.fetching import Fetcher
from catalog.web.references import parse_web_address

AHEAD = 512  # hinted photos that wait
WORKERS = 32
_REMEMBERED = 4096  # outcomes
_PASSING_SECONDS = 10.0  # for which a failure that may pass is taken to last
_CLOSING_SECONDS = 1.0

_log = logging.getLogger(__name__)

_Outcome = CachedPhoto | bytes
ValueT = TypeVar("ValueT")


class WebPhotos(AbstractContextManager["WebPhotos"]):
    """Photos by web address; a `PhotoSource` for one import, after which it is to be closed.

    Photos come into the cache on disk, so memory does not grow with them. Within one import a host is asked once for
    a photo, and not at all for one that it lately said would stay as it is. A photo that is in the cache also serves
    while its host is down.

    Args:
        fetcher: Fetches photos; it may serve other imports too and is not closed with this.
        cache: Keeps them.
        ahead: Hinted photos that may wait.
        workers: Threads that fetch hinted photos.
    """

    def __init__(self, fetcher: Fetcher, cache: PhotoCache, *, ahead: int = AHEAD, workers: int = WORKERS) -> None:
        self._fetcher = fetcher
        self._cache = cache
        self._began = time.time()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._failures: OrderedDict[str, tuple[PhotoError, float]] = OrderedDict()
        self._current: OrderedDict[str, CachedPhoto] = OrderedDict()
        self._cache_works = True
        self._downloads: Downloads[_Outcome] = Downloads(
            self._brought, per_host=fetcher.hosts.per_host, workers=workers, ahead=ahead
        )

    def read(self, reference: str) -> bytes:
        """The photo's bytes, as `PhotoSource` describes."""
        address = parse_web_address(reference)
        for _ in range(2):  # what the cache has lost meanwhile is fetched again
            found = self._outcome(address.url, address.host)
            data = found if isinstance(found, bytes) else self._cache.body(found)
            if data is not None:
                return data
            with self._lock:
                self._current.pop(address.url, None)
        return self._fetcher.fetch(address.url)

    def version(self, reference: str) -> str:
        """The hash of the photo's bytes, as `PhotoSource` describes; the host is asked whether it is still right."""
        address = parse_web_address(reference)
        found = self._outcome(address.url, address.host)
        return f"web:{_digest(found) if isinstance(found, bytes) else found.sha256}"

    def prefetch(self, references: Sequence[str]) -> None:
        """Begin to fetch, as `PhotoSource` describes; hints beyond what may wait are dropped."""
        for reference in references if self._cache_works else ():
            try:
                address = parse_web_address(reference)
            except PhotoError:
                continue  # to be told when it is asked for
            self._downloads.hint(address.url, address.host)

    @property
    def waiting(self) -> str | None:
        """What keeps photos from coming just now, for people; None if nothing does."""
        paused = self._fetcher.hosts.paused()
        if not paused:
            return None
        host, seconds = max(paused.items(), key=lambda item: item[1])
        return f"{host} does not answer; its photos are asked for again in {seconds:.0f} s."

    def stop(self) -> None:
        """Give up all that is under way, from whatever thread: those who wait hear of it within a second or so."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait a moment for the threads."""
        self.stop()
        self._downloads.stop(_CLOSING_SECONDS)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _outcome(self, url: str, host: str) -> _Outcome:
        known = self._remembered(url)
        return self._downloads.result(url, host) if known is None else known

    def _brought(self, url: str) -> _Outcome:
        """Bring a photo into the cache, or make sure that the one there is right; remember what came of it."""
        known = self._remembered(url)
        if known is not None:
            return known
        cached = self._cache.find(url)
        if cached and (cached.checked >= self._began or cached.expires > time.time()):
            found: _Outcome = cached
        else:
            try:
                found = self._fetched(url, cached)
            except PhotoError as error:
                if cached is None or not error.passing or self._stop.is_set():
                    self._remember_failure(url, error)
                    raise
                found = cached  # its host cannot be asked just now: the photo of last time will do
        if isinstance(found, CachedPhoto):
            with self._lock:
                _put(self._current, url, found)
        return found

    def _fetched(self, url: str, cached: CachedPhoto | None) -> _Outcome:
        etag, last_modified = (cached.etag, cached.last_modified) if cached else ("", "")
        try:
            with self._cache.incoming() as file:
                answer = self._fetcher.fetch_into(file, url, etag=etag, last_modified=last_modified, stop=self._stop)
                if answer.modified or cached is None:
                    return self._cache.keep(url, file, answer)
                return self._cache.confirm(cached, answer)
        except OSError as error:
            return self._without_cache(url, error)

    def _without_cache(self, url: str, error: OSError) -> bytes:
        if self._cache_works:
            self._cache_works = False
            _log.warning("Photos from the web cannot be kept on disk (%s); they are fetched without.", error.strerror)
        photo = io.BytesIO()
        self._fetcher.fetch_into(photo, url, stop=self._stop)
        return photo.getvalue()

    def _remembered(self, url: str) -> CachedPhoto | None:
        with self._lock:
            error, until = self._failures.get(url, (None, 0.0))
            if error is None or until < time.monotonic():
                return self._current.get(url)
        raise PhotoError(str(error), passing=error.passing)  # one of its own for each thread

    def _remember_failure(self, url: str, error: PhotoError) -> None:
        until = time.monotonic() + _PASSING_SECONDS if error.passing else math.inf
        with self._lock:
            _put(self._failures, url, (error, until))


def _put(remembered: "OrderedDict[str, ValueT]", url: str, outcome: ValueT) -> None:
    remembered[url] = outcome
    if len(remembered) > _REMEMBERED:
        remembered.popitem(last=False)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
