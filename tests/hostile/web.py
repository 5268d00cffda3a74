"""Photos by web address, fetched in earnest from a shop on loopback that stands in for the whole internet."""

import csv
import io
import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from pathlib import Path
from types import TracebackType

import httpcore
from PIL import Image

from catalog.photo_source import CatalogPhotos, NoPhotos
from catalog.web.addresses import is_public
from catalog.web.cache import PhotoCache
from catalog.web.fetching import Fetcher, Limits, user_agent
from catalog.web.hosts import Hosts
from catalog.web.photos import WebPhotos
from tests.hostile.case import Made, Rejected
from tests.unit.catalog.web.shop import Names, Route, Shop, Time, Wire, answer

SHOP = "http://shop.example"
PATIENT = Limits(max_bytes=100_000, connect_seconds=2.0, silent_seconds=2.0, total_seconds=5.0, redirects=3, attempts=3)
HASTY = replace(PATIENT, silent_seconds=0.2, total_seconds=0.4)  # for hosts that would keep a case waiting
Answers = Mapping[str, Sequence[Sequence[str]]]


def picture(side: int = 160) -> bytes:
    """A readable photo."""
    file = io.BytesIO()
    Image.new("RGB", (side, side), (200, 160, 40)).save(file, "PNG")
    return file.getvalue()


PHOTO = answer(picture(), Content_Type="image/png")


class _Unencrypted(Wire):
    """Leads to the shop and speaks no TLS, also where it should."""

    def connect_tcp(self, host: str, port: int, timeout: float | None = None, *rest: object) -> httpcore.NetworkStream:
        stream = super().connect_tcp(host, port, timeout, *rest)
        stream.start_tls = lambda *_: stream  # type: ignore[method-assign]
        return stream


class Web(AbstractContextManager["Web"]):
    """A `PhotoSource` over the real fetcher; each time that it is entered there is a new shop and the same cache.

    Every path that no route says anything about is a good photo, so whatever is asked for and should not have been
    shows. On leaving it makes sure that no private address was connected to.
    """

    def __init__(self, folder: Path, routes: Mapping[str, Route], answers: Answers, limits: Limits) -> None:
        self._folder, self._routes, self._answers, self._limits = folder, routes, answers, limits
        self._stack = ExitStack()

    def __enter__(self) -> "Web":
        shop, waiting = Shop(), Time()
        self._stack.callback(shop.close)
        shop.otherwise = PHOTO
        shop.routes.update(self._routes)
        self._wire = _Unencrypted(shop.port)
        fetcher = Fetcher(
            user_agent("1.0"),
            limits=self._limits,
            hosts=Hosts(clock=waiting.clock, wait=waiting.wait),
            resolver=Names({host: list(found) for host, found in self._answers.items()}),
            connector=self._wire,
            tls=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            clock=waiting.clock,
            wait=waiting.wait,
        )
        photos = WebPhotos(self._stack.enter_context(fetcher), PhotoCache(self._folder), workers=4)
        self._photos = CatalogPhotos(NoPhotos(), self._stack.enter_context(photos))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()
        assert all(is_public(host) for host, _ in self._wire.connected), self._wire.connected

    def read(self, reference: str) -> bytes:
        """As `PhotoSource` describes."""
        return self._photos.read(reference)

    def version(self, reference: str) -> str:
        """As `PhotoSource` describes."""
        return self._photos.version(reference)

    def prefetch(self, references: Sequence[str]) -> None:
        """As `PhotoSource` describes."""
        self._photos.prefetch(references)


def shown_at(
    *addresses: str, routes: Mapping[str, Route] | None = None, answers: Answers | None = None, limits: Limits = PATIENT
) -> Callable[[Path], Made]:
    """A catalogue of products P-1, P-2 … from line 2 on, each with its cell of photos."""

    def make(folder: Path) -> Made:
        with (folder / "catalogue.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("sku", "title", "photos"))
            writer.writerows((f"P-{n}", f"Ring {n}", cell) for n, cell in enumerate(addresses, start=1))
        return folder / "catalogue.csv", Web(folder / "cache", routes or {}, answers or {}, limits)

    return make


def all_rejected(*words: str) -> tuple[Rejected, ...]:
    """Each product for a reason of its own."""
    return tuple(Rejected(n + 1, reason, f"P-{n}") for n, reason in enumerate(words, start=1))
