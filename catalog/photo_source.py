"""Where an import reads photos from: a folder, a zip, the web."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from catalog.photo_folder import PhotoFolder
from catalog.photo_names import MAX_PHOTO_BYTES, PhotoError, is_web_address, parts_of
from catalog.photo_zip import PhotoZip
from catalog.row import CatalogError

__all__ = [
    "MAX_PHOTO_BYTES",
    "CatalogPhotos",
    "NoPhotos",
    "PhotoError",
    "PhotoFolder",
    "PhotoSource",
    "PhotoZip",
    "open_catalog_photos",
    "open_photos",
]


class PhotoSource(Protocol):
    """Photos of a catalogue. Safe to read from several threads."""

    def read(self, reference: str) -> bytes:
        """The bytes of the photo that a catalogue names so, at most 25 MB of them.

        Raises:
            PhotoError: It is not there, too large, or must not be read; the message is fit for the merchant.
        """
        ...

    def version(self, reference: str) -> str:
        """A short text that is another one once the photo's bytes are; far cheaper than reading them.

        Raises:
            PhotoError: As for `read`.
        """
        ...

    def prefetch(self, references: Sequence[str]) -> None:
        """Hint that these photos will be asked for soon; returns at once and never fails."""
        ...


class NoPhotos:
    """Stands in where a catalogue came without photos."""

    def read(self, reference: str) -> bytes:
        """Say that there are no photos, or why this reference would not do anyway."""
        raise self._error(reference)

    def version(self, reference: str) -> str:
        """Say the same as `read`."""
        raise self._error(reference)

    def prefetch(self, references: Sequence[str]) -> None:
        """Do nothing."""

    def _error(self, reference: str) -> PhotoError:
        parts_of(reference)
        return PhotoError("No photos came with this catalogue; give their folder or a zip of them.")


class CatalogPhotos:
    """Photos of a catalogue that may name files and web addresses side by side.

    A reference is either a web address or the name of a file; no web address is ever read from the disk, and no file's
    name is ever asked of a host.

    Args:
        local: The files that came with the catalogue.
        web: What fetches photos by address; None if none are to be fetched.
    """

    def __init__(self, local: PhotoSource, web: PhotoSource | None) -> None:
        self._local = local
        self._web = web

    def read(self, reference: str) -> bytes:
        """Read a photo as `PhotoSource` describes."""
        return self._source(reference).read(reference)

    def version(self, reference: str) -> str:
        """Say which version of a photo this is, as `PhotoSource` describes."""
        return self._source(reference).version(reference)

    def prefetch(self, references: Sequence[str]) -> None:
        """Begin to fetch what has to be fetched."""
        if self._web is not None:
            self._web.prefetch([reference for reference in references if is_web_address(reference)])

    def _source(self, reference: str) -> PhotoSource:
        return self._web if self._web is not None and is_web_address(reference) else self._local


def open_photos(path: Path) -> PhotoFolder | PhotoZip:
    """Open a folder or a zip of photos, to be used in a `with` statement.

    Raises:
        CatalogError: It is neither.
    """
    if not path.exists():
        raise CatalogError(f"There is no {path}; give the folder or the zip that holds the photos.")
    return PhotoFolder(path) if path.is_dir() else PhotoZip(path)


@contextmanager
def open_catalog_photos(photos: Path | None, web: PhotoSource | None) -> Iterator[CatalogPhotos]:
    """Open the photos of a catalogue.

    Args:
        photos: The folder or the zip that came with it, if one did.
        web: Fetches photos by address, None if none are to be fetched; whoever made it closes it.

    Raises:
        CatalogError: `photos` is neither a folder nor a zip.
    """
    if photos is None:
        yield CatalogPhotos(NoPhotos(), web)
        return
    with open_photos(photos) as local:
        yield CatalogPhotos(local, web)
