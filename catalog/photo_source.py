"""Where an import reads photos from: a folder or a zip."""

import lzma
import os
import stat
import threading
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from catalog.photo_names import PhotoError, PhotoNames, parts_of
from catalog.row import CatalogError

MAX_PHOTO_BYTES = 25_000_000

__all__ = ["MAX_PHOTO_BYTES", "NoPhotos", "PhotoError", "PhotoFolder", "PhotoSource", "PhotoZip", "open_photos"]


class PhotoSource(Protocol):
    """Photos of a catalogue. Safe to read from several threads."""

    def read(self, reference: str) -> bytes:
        """The bytes of the photo that a catalogue names so, at most 25 MB of them.

        Raises:
            PhotoError: It is not there, too large, or must not be read; the message is fit for the merchant.
        """
        ...


class NoPhotos:
    """Stands in where a catalogue came without photos."""

    def read(self, reference: str) -> bytes:
        """Say that there are no photos, or why this reference would not do anyway."""
        parts_of(reference)
        raise PhotoError("No photos came with this catalogue; give their folder or a zip of them.")


class PhotoFolder(AbstractContextManager["PhotoFolder"]):
    """Photos in a folder and its subfolders. Nothing outside the folder is ever read, by whatever name or link.

    Args:
        folder: The top folder.

    Raises:
        CatalogError: It is not a folder.
    """

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise CatalogError(f"{folder} is not a folder; give the folder that holds the photos.")
        self._folder = folder.resolve()
        self._names: PhotoNames | None = None
        self._listing = threading.Lock()

    def read(self, reference: str) -> bytes:
        """Read a photo as `PhotoSource` describes; `PhotoNames` says how its file is found."""
        path = self._folder.joinpath(*parts_of(reference))
        try:
            if not path.is_file():
                path = self._folder / self._listed().find(reference)
            if not path.resolve().is_relative_to(self._folder):
                raise PhotoError("This is a link to a file outside the folder of photos; put the file itself there.")
            return _read_regular(path)
        except (OSError, ValueError) as error:
            if isinstance(error, PhotoError):
                raise
            raise PhotoError(f"The file cannot be read: {getattr(error, 'strerror', None) or error}.") from error

    def _listed(self) -> PhotoNames:
        with self._listing:
            if self._names is None:  # only once a reference does not fit as it is: listing a large folder takes time
                self._names = PhotoNames(self._files())
            return self._names

    def _files(self) -> Iterator[str]:
        for folder, _, names in os.walk(self._folder):
            for name in names:
                yield Path(folder, name).relative_to(self._folder).as_posix()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        return None


class PhotoZip(AbstractContextManager["PhotoZip"]):
    """Photos in a zip, read one by one and never unpacked to the disk.

    Args:
        path: The archive.

    Raises:
        CatalogError: It is not a zip, or a damaged one.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise CatalogError(f"{path.name} is not a zip that can be read: {error}. Pack the photos again.") from error
        self._names = PhotoNames(entry.filename for entry in self._archive.infolist() if not entry.is_dir())

    def read(self, reference: str) -> bytes:
        """Read a photo as `PhotoSource` describes; `PhotoNames` says how it is found."""
        entry = self._archive.getinfo(self._names.find(reference))
        if entry.flag_bits & 0x1:
            raise PhotoError("The file is locked by a password; pack the photos without one.")
        _check_size(entry.file_size)
        try:
            with self._archive.open(entry) as file:
                return _bounded(file.read(MAX_PHOTO_BYTES + 1))
        except (OSError, EOFError, RuntimeError, lzma.LZMAError, zipfile.BadZipFile, zlib.error) as error:
            raise PhotoError(f"The zip is damaged at this file: {error}. Pack the photos again.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._archive.close()


def open_photos(path: Path) -> PhotoFolder | PhotoZip:
    """Open a folder or a zip of photos, to be used in a `with` statement.

    Raises:
        CatalogError: It is neither.
    """
    if not path.exists():
        raise CatalogError(f"There is no {path}; give the folder or the zip that holds the photos.")
    return PhotoFolder(path) if path.is_dir() else PhotoZip(path)


def _read_regular(path: Path) -> bytes:
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):  # opening a pipe would wait for ever
        raise PhotoError("This is not a file; name the photo itself.")
    _check_size(status.st_size)
    with path.open("rb") as file:
        return _bounded(file.read(MAX_PHOTO_BYTES + 1))


def _check_size(size: int) -> None:
    if size > MAX_PHOTO_BYTES:
        raise PhotoError(f"The file has {size / 1e6:.1f} MB; at most 25 MB are read. Save a smaller one.")


def _bounded(data: bytes) -> bytes:
    _check_size(len(data))
    return data
