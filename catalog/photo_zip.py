"""Photos in a zip, which is taken for hostile: it may lie about names, sizes and where its files are."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from catalog.photo_names import MAX_PHOTO_BYTES, PhotoError, PhotoNames, check_size
from catalog.row import CatalogError

MAX_ENTRIES = 250_000  # some 300 MB while it is open
MAX_DIRECTORY_BYTES = 256_000_000  # read at once when a zip is opened
MAX_RATIO = 200  # of a photo's size to what it takes in the zip
RATIO_BYTES = 1_000_000  # up to which any ratio is harmless

_ENTRY = b"PK\x01\x02"
_PACKED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # the others cannot be unpacked in small pieces
_ENCRYPTED, _UTF8 = 0x1, 0x800  # flags of an entry
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_NO_PHOTOS = re.compile(r"(?:.*/)?(?:\.DS_Store|Thumbs\.db|desktop\.ini|\._[^/]*)|__MACOSX/.*", re.DOTALL)
_DRIVE = re.compile(r"[A-Za-z]:/")


class PhotoZip(AbstractContextManager["PhotoZip"]):
    """Photos in a zip, read one by one and never unpacked to the disk.

    Names that lead out of the zip, links, and what systems leave behind (`__MACOSX`, `Thumbs.db`) are passed over.
    Archives inside it are not opened.

    Args:
        path: The archive.

    Raises:
        CatalogError: It is not a zip, or a damaged one, or holds more than a quarter of a million files.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = _Directory(path)
            try:
                self._archive = zipfile.ZipFile(self._file)
            except BaseException:
                self._file.close()
                raise
        except CatalogError:
            raise
        except (OSError, ValueError, RuntimeError, OverflowError, struct.error, zipfile.BadZipFile) as error:
            raise CatalogError(f"{path.name} is not a zip that can be read: {error}. Pack the photos again.") from error
        self._entries = _photos_of(self._archive.infolist())
        self._archives = sorted(name for name in self._entries if name.casefold().endswith(_ARCHIVES))
        self._names = PhotoNames(self._entries)
        self._archive.filelist.clear()
        self._archive.NameToInfo.clear()

    def read(self, reference: str) -> bytes:
        """Read a photo as `PhotoSource` describes; `PhotoNames` says how it is found."""
        entry = self._find(reference)
        try:
            with self._archive.open(entry) as file:
                data = file.read(MAX_PHOTO_BYTES + 1)
        except (OSError, EOFError, ValueError, RuntimeError, struct.error, zipfile.BadZipFile, zlib.error) as error:
            raise PhotoError(f"The zip is damaged at this file: {error}. Pack the photos again.") from error
        check_size(len(data))
        if data.startswith(b"PK\x03\x04"):
            raise PhotoError("This is an archive inside the zip, which is not opened; pack the photos themselves.")
        return data

    def version(self, reference: str) -> str:
        """The checksum and size that the zip declares, as `PhotoSource` describes; reading checks them."""
        entry = self._find(reference)
        return f"zip:{entry.CRC:08x}:{entry.file_size}"

    def prefetch(self, references: Sequence[str]) -> None:
        """Do nothing: the disk is near."""

    def _find(self, reference: str) -> zipfile.ZipInfo:
        """The entry that a reference means, if it may be read."""
        try:
            name = self._names.find(reference)
        except PhotoError as error:
            if self._archives and len(self._archives) == len(self._entries):
                raise PhotoError(
                    f"The zip holds archives such as {self._archives[0]}, which are not opened; "
                    "pack the photos themselves."
                ) from None
            raise error from None
        entry = self._entries[name]
        if entry is None:
            raise PhotoError(f"The zip holds several files called {name}; pack the photos again.")
        _check(entry)
        return entry

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._archive.close()
        self._file.close()


class _Directory(FileIO):
    """A zip's file that refuses to hand out a table of contents too large to be held in memory."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._name = path.name

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MAX_DIRECTORY_BYTES:
            raise CatalogError(f"{self._name} has a table of contents that is too large; pack the photos in several.")
        data = super().read(-1 if size is None else size) or b""
        if len(data) > MAX_ENTRIES * len(_ENTRY) and data.count(_ENTRY) > MAX_ENTRIES:
            raise CatalogError(f"{self._name} holds more than {MAX_ENTRIES:,} files; pack the photos in several.")
        return data


def _photos_of(entries: Iterable[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo | None]:
    """The entries that may be photos, by name; None stands for several different ones of one name."""
    photos: dict[str, zipfile.ZipInfo | None] = {}
    for entry in entries:
        entry.extra = entry.comment = b""  # up to 64 KB each that nobody needs
        name = _name(entry)
        if name is None or entry.is_dir() or stat.S_ISLNK(entry.external_attr >> 16) or _NO_PHOTOS.fullmatch(name):
            continue
        other = photos.setdefault(name, entry)
        if other is not None and (other.CRC, other.file_size) != (entry.CRC, entry.file_size):
            photos[name] = None
    return photos


def _name(entry: zipfile.ZipInfo) -> str | None:
    """An entry's path from the top of the zip with slashes; None if it leads out of it."""
    name = entry.filename
    if not name.isascii() and not entry.flag_bits & _UTF8:
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()  # Macs write UTF-8 without saying so
    name = name.replace("\\", "/")
    name = _DRIVE.sub("", name, count=1) if _DRIVE.match(name) else name
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return None if ".." in parts or not parts else "/".join(parts)


def _check(entry: zipfile.ZipInfo) -> None:
    """Refuse an entry by what the zip says of it.

    Raises:
        PhotoError: It is locked, too large, a bomb, or packed in an unusual way.
    """
    if entry.flag_bits & _ENCRYPTED:
        raise PhotoError("The file is locked by a password; pack the photos without one.")
    if entry.compress_type not in _PACKED:
        raise PhotoError("The file is packed in an unusual way; pack the photos as an ordinary zip.")
    check_size(entry.file_size)
    if entry.file_size > RATIO_BYTES and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        raise PhotoError("The file is packed more tightly than a photo can be; pack the photo itself.")
