"""A catalogue file as it lies on the disk, plain, gzip or zip: read as a stream, never unpacked to disk."""

import gzip
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Self, cast

from catalog.row import CatalogError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

LARGEST = 50_000_000_000  # bytes of text, unpacked
LARGEST_RATIO = 250  # of unpacked to packed; catalogues reach 30, and copies of one row 150
UNJUDGED = 16_000_000  # bytes that may be unpacked before the ratio counts

_CATALOGUES = frozenset((".csv", ".tsv", ".tab", ".txt", ".xml", ".rss", ".atom"))
_ARCHIVES = frozenset((".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst"))
_NOT_TEXT = (
    (b"PK\x03\x04", "a zip inside another archive; unpack it first"),
    (b"\x1f\x8b", "a gzip inside another archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook. Save it as “CSV UTF-8” and import that"),
    (b"%PDF", "a PDF. Export the catalogue as CSV"),
    (b"{\\rtf", "a text document. Save the table as “CSV UTF-8” and import that"),
    (b"\x89PNG", "a PNG picture. Export the catalogue as CSV"),
    (b"\xff\xd8\xff", "a JPEG picture. Export the catalogue as CSV"),
    (b"GIF8", "a GIF picture. Export the catalogue as CSV"),
    (b"BZh", "a bzip2 archive. Unpack it, or pack the catalogue as gzip or zip"),
    (b"\xfd7zXZ", "an xz archive. Unpack it, or pack the catalogue as gzip or zip"),
    (b"7z\xbc\xaf", "a 7-Zip archive. Unpack it, or pack the catalogue as gzip or zip"),
    (b"Rar!", "a RAR archive. Unpack it, or pack the catalogue as gzip or zip"),
    (b"(\xb5/\xfd", "a Zstandard archive. Unpack it, or pack the catalogue as gzip or zip"),
    (b"SQLite format 3", "a database. Export the catalogue as CSV"),
)
# What the archives of the standard library raise over broken bytes; also of the disk (OSError).
_DAMAGES = (EOFError, OSError, RuntimeError, ValueError, OverflowError, struct.error, zlib.error, zipfile.BadZipFile)


@dataclass(frozen=True)
class Packing:
    """How a catalogue file is packed.

    Attributes:
        container: "gzip", "zip" or None if it is not packed.
        member: The file inside a zip.
    """

    container: str | None = None
    member: str | None = None


class Container(io.RawIOBase):
    """The bytes of a catalogue, unpacked while they are read.

    Args:
        path: The file.

    Attributes:
        packing: How the file is packed.

    Raises:
        CatalogError: It cannot be opened, holds no catalogue or several, or is no text. Reading raises it where the
            file turns out to be damaged, or to hold more than it may.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._name = path.name
        if path.exists() and not path.is_file():
            raise CatalogError(f"{path} cannot be opened: it is not a file.")
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise CatalogError(f"{path} cannot be opened: {error.strerror}.") from error
        self._unpacked: io.BufferedReader | None = None
        self._read = 0
        try:
            self.packing, self._unpacked = self._open(self._file.read(4))
        except BaseException as error:
            self.close()
            if isinstance(error, _DAMAGES) and not isinstance(error, CatalogError):
                raise self._damaged(error) from error
            raise

    @property
    def bytes_read(self) -> int:
        """How far reading has come in the file on the disk, in bytes of its own."""
        return 0 if self._file.closed else self._file.tell()

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Read some of the catalogue's bytes.

        Raises:
            CatalogError: The archive is damaged, or unpacks to more than a catalogue can hold.
        """
        assert self._unpacked is not None
        view = memoryview(buffer)
        try:
            data = self._unpacked.read(len(view))
        except _DAMAGES as error:
            raise self._damaged(error) from error
        view[: len(data)] = data
        self._read += len(data)
        self._refuse_bomb()
        return len(data)

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            if self._unpacked is not None:
                self._unpacked.close()
            self._file.close()
        super().close()

    def __enter__(self) -> Self:
        return self

    def _open(self, start: bytes) -> tuple[Packing, io.BufferedReader]:
        self._file.seek(0)
        stream: io.BufferedReader
        if start.startswith(b"\x1f\x8b"):
            packing = Packing("gzip")
            stream = io.BufferedReader(gzip.GzipFile(fileobj=self._file))
        elif start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            archive = zipfile.ZipFile(self._file)
            member = _only_catalogue(archive, self._name)
            packing = Packing("zip", member.filename)
            stream = io.BufferedReader(_opened(archive, member, self._name))
        else:
            packing, stream = Packing(), self._file
        self._refuse_what_is_no_text(stream.peek(512)[:512])
        return packing, stream

    def _refuse_what_is_no_text(self, start: bytes) -> None:
        for signature, kind in _NOT_TEXT:
            if start.startswith(signature):
                raise CatalogError(f"{self._name} is {kind}.")
        if start[257:262] == b"ustar":
            raise CatalogError(f"{self._name} is a tar archive. Unpack it and import the catalogue in it.")

    def _refuse_bomb(self) -> None:
        if self.packing.container and self._read > UNJUDGED and self._read > LARGEST_RATIO * max(1, self._file.tell()):
            raise CatalogError(
                f"{self._name} unpacks to more than {LARGEST_RATIO} times its size, which no catalogue does. Unpack it "
                "yourself and look at what is in it."
            )
        if self._read > LARGEST:
            raise CatalogError(f"{self._name} holds more than {LARGEST // 10**9} GB. Split the catalogue.")

    def _damaged(self, error: Exception) -> CatalogError:
        fault = str(error).rstrip(".")
        return CatalogError(f"{self._name} is damaged and cannot be read to its end ({fault}). Export it again.")


def _only_catalogue(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    """The one catalogue in a zip."""
    members = [member for member in archive.infolist() if not member.is_dir() and not _is_hidden(member.filename)]
    names = {member.filename for member in members}
    if "[Content_Types].xml" in names or any(member.startswith("xl/") for member in names):
        if any(member.startswith(("word/", "ppt/")) for member in names):
            raise CatalogError(f"{name} is a Word or PowerPoint document. Export the catalogue as CSV.")
        raise CatalogError(f"{name} is an Excel workbook. Save it as “CSV UTF-8” and import that.")
    if "mimetype" in names and "content.xml" in names:
        raise CatalogError(f"{name} is an OpenDocument file. Save the table as CSV, in UTF-8, and import that.")
    found = [member for member in members if _ending(member) in _CATALOGUES]
    if len(found) == 1:
        return found[0]
    if len(found) > 1:
        shown = ", ".join(member.filename for member in found[:5]) + (", …" if len(found) > 5 else "")
        raise CatalogError(f"{name} holds {len(found)} catalogues ({shown}). Import them one by one.")
    nested = next((member.filename for member in members if _ending(member) in _ARCHIVES), None)
    if nested:
        raise CatalogError(f"{name} holds another archive, {nested}. Unpack it and import the catalogue in it.")
    raise CatalogError(f"{name} holds no catalogue: there is no file in it that ends in .csv, .tsv, .txt or .xml.")


def _opened(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> zipfile.ZipExtFile:
    if member.flag_bits & 1:
        raise CatalogError(f"{name} is locked with a password. Pack the catalogue without one.")
    try:
        return cast(zipfile.ZipExtFile, archive.open(member))
    except (NotImplementedError, RuntimeError) as error:
        raise CatalogError(
            f"{member.filename} in {name} is packed in a way that cannot be read. Pack it anew."
        ) from error


def _is_hidden(name: str) -> bool:
    """Whether a file is there for the computer's own use: resource forks, .DS_Store."""
    parts = (part for part in PurePosixPath(name).parts if part != "..")  # a folder; nothing is ever unpacked to it
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _ending(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()
