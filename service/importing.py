"""Importing a catalogue file with its photos: what jobs and the command line do alike."""

import io
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PIL import Image

from catalog.embedding import ProductEmbedder
from catalog.importer import Importer
from catalog.index.port import ProductIndex
from catalog.photo_names import is_web_address
from catalog.photo_source import NoPhotos, open_catalog_photos
from catalog.photo_store import PhotoStore
from catalog.preparation import Preparation, SetAside
from catalog.report import ImportProgress, ImportReport
from catalog.row import RowError, RowSource, without_repeats
from service.engine import LiveEngine
from service.jobs import ImportTask
from service.web_photos import ImportedWebPhotos, WebPhotoSource

if TYPE_CHECKING:
    from catalog.dialects.mapping import Mapping

log = logging.getLogger(__name__)

LOOK = 0.5  # seconds between two looks at whether an import is cancelled or waits


class AfterImport(Protocol):
    """Something to be done with the whole catalogue once an import has changed it."""

    def __call__(self, index: ProductIndex, report: ImportReport) -> None:
        """Look at the index, and add what was found to the report."""
        ...


class CatalogImport:
    """Imports catalogue files into the live index; implements `service.jobs.ImportWork`."""

    def __init__(
        self,
        engine: LiveEngine,
        photo_store: PhotoStore,
        web_photos: ImportedWebPhotos | None = None,
        after: Sequence[AfterImport] = (),
    ) -> None:
        """Put an import together.

        Args:
            engine: The models, and the index where products go.
            photo_store: Where photos are kept.
            web_photos: Opens what fetches photos by web address; None if none are to be fetched.
            after: Done in this order after each import that changed something.
        """
        self._engine = engine
        self._photo_store = photo_store
        self._web_photos = web_photos
        self._after = after

    def __call__(
        self,
        task: ImportTask,
        *,
        rejected: Path,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Import a catalogue file with its photos; see `service.jobs.ImportWork`."""
        rows = open_catalog(task.catalog, task.mapping)
        with (
            self._engine.held() as (models, index),
            self._web(fetch=task.fetch) as web,
            open_catalog_photos(task.photos, web) as photos,
            _watched(web, on_progress, cancelled) as show,
        ):
            report = Importer(index, models, self._photo_store).run(
                rows, photos, rejected_file=rejected, progress=show, cancelled=cancelled, replace=task.replace
            )
            if not report.cancelled and report.added + report.changed + report.removed:
                self._look_it_over(index, report)
        return report

    @contextmanager
    def _web(self, *, fetch: bool) -> Iterator[WebPhotoSource | None]:
        if self._web_photos is None or not fetch:
            yield None
            return
        with self._web_photos.open() as web:
            yield web

    def _look_it_over(self, index: ProductIndex, report: ImportReport) -> None:
        for look in self._after:
            try:
                look(index, report)
            except Exception:  # the products are in: what comes on top must not make a failure of that
                log.exception("Something could not be done after the import")


def dry_run(
    catalog: Path, photos: Path | None, embedder: ProductEmbedder, mapping: dict[str, Any] | None = None
) -> ImportReport:
    """Read a catalogue and all its photos as an import would, writing nothing and asking no other host.

    Returns:
        What an import into an empty index would report, if all photos named by web address can be fetched.

    Raises:
        CatalogError: The catalogue or the photos as a whole cannot be read.
    """
    report = ImportReport()
    with open_catalog_photos(photos, _AssumedPhotos()) as source:
        preparation = Preparation(embedder, source, _NothingKept(Path()))
        for row in without_repeats(iter(open_catalog(catalog, mapping))):
            prepared = row if isinstance(row, RowError) else preparation.prepare(row, None)
            if isinstance(prepared, RowError):
                report.reject(prepared)
            elif not isinstance(prepared, SetAside):  # which only an import does
                report.added += 1
                report.warn(prepared.warnings)
    return report


def open_catalog(path: Path, mapping: dict[str, Any] | None) -> RowSource:
    """Open a catalogue file of any dialect.

    Raises:
        CatalogError: It is no catalogue, or the mapping does not fit it.
    """
    from catalog.catalogue_file import CatalogueFile  # takes a moment to load, and a service may never import

    return CatalogueFile(path, _mapping(mapping))


def preview_catalog(path: Path, mapping: dict[str, Any] | None) -> dict[str, Any]:
    """How a catalogue file is understood, from its beginning, as docs/api.md describes it.

    Raises:
        CatalogError: It is no catalogue, or the mapping does not fit it.
    """
    from catalog.preview import preview

    return preview(path, _mapping(mapping)).as_dict()


def read_mapping(path: Path | None) -> dict[str, Any] | None:
    """What a mapping file says.

    Raises:
        CatalogError: It cannot be read, or says what cannot be.
    """
    if path is None:
        return None
    from catalog.dialects.mapping import Mapping

    return Mapping.read(path).as_dict()


def _mapping(plain: dict[str, Any] | None) -> "Mapping | None":
    from catalog.dialects.mapping import Mapping

    return None if plain is None else Mapping.of(plain)


class _NothingKept(PhotoStore):
    """Takes photos and forgets them."""

    def save(self, image: Image.Image, photo_id: str) -> None:
        """Do nothing."""

    def keep(self, data: bytes, photo_id: str, image: Image.Image | None = None) -> None:
        """Do nothing."""


class _AssumedPhotos(NoPhotos):
    """Takes every photo on the web to be there and fine: a blank one stands in for it."""

    def __init__(self) -> None:
        stream = io.BytesIO()
        Image.new("RGB", (64, 64), "white").save(stream, "PNG")
        self._blank = stream.getvalue()

    def read(self, reference: str) -> bytes:
        """The blank one."""
        return self._blank if is_web_address(reference) else super().read(reference)

    def version(self, reference: str) -> str:
        """The same for all."""
        return "assumed" if is_web_address(reference) else super().version(reference)


@contextmanager
def _watched(
    web: WebPhotoSource | None, on_progress: Callable[[ImportProgress], None], cancelled: Callable[[], bool]
) -> Iterator[Callable[[ImportProgress], None]]:
    """Keep an eye on hosts that do not answer: say that the import waits for them, and let it be cancelled meanwhile.

    Yields:
        What to tell progress to.
    """
    if web is None:
        yield on_progress
        return
    ended = threading.Event()
    latest: list[ImportProgress] = []

    def show(progress: ImportProgress) -> None:
        latest[:] = [progress]
        on_progress(progress if progress.waiting else replace(progress, waiting=web.waiting))

    def watch() -> None:
        while not ended.wait(LOOK):
            if _is_over(cancelled):
                web.stop()
                return
            if latest and web.waiting:
                show(latest[0])

    watcher = threading.Thread(target=watch, name="import-watch", daemon=True)
    watcher.start()
    try:
        yield show
    finally:
        ended.set()
        watcher.join()


def _is_over(cancelled: Callable[[], bool]) -> bool:
    try:
        return cancelled()
    except Exception:  # the import is told so in its own thread
        return True
