"""The text of a catalogue file, line by line, whatever its encoding."""

import codecs
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from catalog.row import CatalogError

LONGEST_LINE = 1_000_000  # characters; longer ones are cut, so that memory stays bounded

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    (b"PK\x03\x04", "an Excel workbook or a zip"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
)
_LEGACY = "loupe-windows-1252"


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not UTF-8 as Windows-1252: files from older programs, or with rows pasted from such."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error(_LEGACY, _as_windows_1252)


class Line(NamedTuple):
    """A line of the file with its line break; `cut` if it was longer than we read."""

    number: int
    text: str
    cut: bool = False


def open_text(path: Path) -> io.TextIOWrapper:
    """Open a catalogue as text: UTF-8 or UTF-16 by their marks, else UTF-8 with Windows-1252 where that fails.

    Raises:
        CatalogError: The file is not there, empty, or no text.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise CatalogError(f"{path} cannot be opened: {error.strerror}.") from error
    try:
        encoding, errors = _encoding(path, file.peek(4)[:4])
    except BaseException:
        file.close()
        raise
    return io.TextIOWrapper(file, encoding=encoding, errors=errors, newline="")


def read_lines(text: io.TextIOWrapper) -> Iterator[Line]:
    """The lines of an open file, numbered from 1."""
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        cut = len(line) == LONGEST_LINE and not line.endswith(("\n", "\r"))
        yield Line(number, line, cut)
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = text.readline(LONGEST_LINE)


def _encoding(path: Path, start: bytes) -> tuple[str, str]:
    if not start:
        raise CatalogError(f"{path.name} is empty. Export the catalogue again.")
    for signature, kind in _NOT_TEXT:
        if start.startswith(signature):
            raise CatalogError(f"{path.name} is {kind}, not a CSV. Save the catalogue as “CSV UTF-8” and import that.")
    for mark, encoding in _BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return encoding, _LEGACY if encoding == "utf-8-sig" else "replace"
    return "utf-8", _LEGACY
