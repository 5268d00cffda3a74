"""Photos by web address, as the service is set up to fetch them."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from importlib.metadata import version
from types import TracebackType
from typing import Protocol

from catalog.photo_source import PhotoSource
from catalog.web.cache import PhotoCache
from catalog.web.fetching import Fetcher, Limits, user_agent
from catalog.web.hosts import Hosts
from catalog.web.photos import WebPhotos
from service.settings import Settings

MEGABYTE = 1_000_000

# A shopper waits for it: a host gets less time, and one second chance.
QUERY_LIMITS = Limits(total_seconds=10.0, attempts=2, patience_seconds=12.0, longest_wait=2.0)


class WebPhotoSource(PhotoSource, Protocol):
    """Photos by web address for one import."""

    @property
    def waiting(self) -> str | None:
        """What keeps photos from coming just now, for people; None if nothing does."""
        ...

    def stop(self) -> None:
        """Give up all that is under way."""
        ...


class ImportedWebPhotos(Protocol):
    """Opens the photos by web address of one import after another."""

    def open(self) -> AbstractContextManager[WebPhotoSource]:
        """Photos for one import."""
        ...


class FetchedPhotos(AbstractContextManager["FetchedPhotos"]):
    """Fetches photos for imports and for searches. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Introduce ourselves, and keep photos, as the settings say."""
        agent = user_agent(version("loupe-search"), settings.web_contact)
        self._cache = PhotoCache(settings.data_dir / "web-photos", settings.web_cache_mb * MEGABYTE)
        with ExitStack() as opened:
            self._for_imports = opened.enter_context(
                Fetcher(agent, hosts=Hosts(settings.web_connections, interval=settings.web_interval))
            )
            self._for_queries = opened.enter_context(Fetcher(agent, limits=QUERY_LIMITS))
            self._opened = opened.pop_all()

    @contextmanager
    def open(self) -> Iterator[WebPhotos]:
        """Photos for one import."""
        with WebPhotos(self._for_imports, self._cache) as photos:
            yield photos

    def fetch(self, url: str) -> bytes:
        """One photo for a query, which takes 12 seconds at most.

        Raises:
            PhotoError: It cannot be had.
        """
        return self._for_queries.fetch(url)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._opened.close()
