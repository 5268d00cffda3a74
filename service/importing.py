"""Importing a catalogue file with its photos: what jobs and the command line do alike."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image

from catalog.embedding import ProductEmbedder
from catalog.importer import Importer
from catalog.index.port import ProductIndex
from catalog.photo_source import NoPhotos, PhotoSource, open_photos
from catalog.photo_store import PhotoStore
from catalog.preparation import Preparation
from catalog.report import ImportProgress, ImportReport
from catalog.row import RowError, RowSource, without_repeats


class CatalogImport:
    """Imports catalogue files into one index; implements `service.jobs.ImportWork`."""

    def __init__(self, index: ProductIndex, embedder: ProductEmbedder, photo_store: PhotoStore) -> None:
        """Import into `index`, and keep photos in `photo_store`."""
        self._importer = Importer(index, embedder, photo_store)

    def __call__(
        self,
        catalog: Path,
        photos: Path | None,
        *,
        rejected: Path,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Import a catalogue file with photos from a folder or zip; see `service.jobs.ImportWork`."""
        rows = _open_catalog(catalog)
        with _photo_source(photos) as source:
            return self._importer.run(rows, source, rejected_file=rejected, progress=on_progress, cancelled=cancelled)


def dry_run(catalog: Path, photos: Path | None, embedder: ProductEmbedder) -> ImportReport:
    """Read a catalogue and all its photos as an import would, writing nothing.

    Returns:
        What an import into an empty index would report.

    Raises:
        CatalogError: The catalogue or the photos as a whole cannot be read.
    """
    report = ImportReport()
    with _photo_source(photos) as source:
        preparation = Preparation(embedder, source, _NothingKept(Path()))
        for row in without_repeats(iter(_open_catalog(catalog))):
            prepared = row if isinstance(row, RowError) else preparation.prepare(row, None)
            if isinstance(prepared, RowError):
                report.reject(prepared)
            else:
                report.added += 1
                report.warn(prepared.warnings)
    return report


class _NothingKept(PhotoStore):
    """Takes photos and forgets them."""

    def save(self, image: Image.Image, photo_id: str) -> None:
        """Do nothing."""


def _open_catalog(path: Path) -> RowSource:
    from catalog.csv_reader import CsvCatalog  # pandas takes half a second to load, and a service may never import

    return CsvCatalog(path)


@contextmanager
def _photo_source(path: Path | None) -> Iterator[PhotoSource]:
    if path is None:
        yield NoPhotos()
        return
    with open_photos(path) as source:
        yield source
