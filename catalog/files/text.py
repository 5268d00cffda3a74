"""The text of a catalogue file, in blocks of lines, whatever its encoding."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from catalog.files.containers import Container, Packing
from catalog.files.legacy import legacy_page
from catalog.row import CatalogError

LONGEST_LINE = 1_000_000  # characters; longer ones are cut, so that memory stays bounded
BLOCK = 262_144  # characters read at a time
SAMPLE = 262_144  # bytes of lines that tell the encoding
SEARCHED = 16_000_000  # bytes in which such lines are looked for

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32", "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)


@dataclass(frozen=True)
class Encoding:
    """How bytes become text.

    Attributes:
        name: As people know it, such as "windows-1252".
        codec: Python's name of it.
        errors: What becomes of bytes that are none of it: an error handler of codecs.
    """

    name: str
    codec: str
    errors: str = "replace"

    @classmethod
    def named(cls, name: str) -> "Encoding":
        """The encoding that a mapping file names.

        Raises:
            CatalogError: There is no such encoding.
        """
        try:
            codec = codecs.lookup(name)
            "".encode(name)
        except (LookupError, ValueError):
            raise CatalogError(f"There is no encoding “{name}”; use one such as utf-8 or windows-1252.") from None
        return cls(name.lower(), "utf-8-sig" if codec.name == "utf-8" else codec.name)


class Line(NamedTuple):
    """A line of the file with its line break; `cut` if it was longer than we read."""

    number: int
    text: str
    cut: bool = False


class TextFile:
    """An open catalogue, as text.

    Args:
        path: The file, plain or packed.
        encoding: What it is written in; found out if None.

    Attributes:
        encoding: What it is written in.
        packing: How it is packed.

    Raises:
        CatalogError: It cannot be opened, is empty or no text.
    """

    def __init__(self, path: Path, encoding: Encoding | None = None) -> None:
        self.encoding = encoding or find_encoding(path)
        self._container = Container(path)
        self.packing: Packing = self._container.packing
        self._text = io.TextIOWrapper(
            io.BufferedReader(self._container, 131_072),
            encoding=self.encoding.codec,
            errors=self.encoding.errors,
            newline="",
        )

    @property
    def bytes_read(self) -> int:
        """How far reading has come in the file on the disk."""
        return self._container.bytes_read

    def __enter__(self) -> "TextFile":
        return self

    def __exit__(self, *error: object) -> None:
        self._text.close()

    def blocks(self) -> Iterator[list[str]]:
        """The lines, with their line breaks, some at a time; a line that is too long comes without one.

        A line ends at a line feed, a carriage return or both, and at none of the rarer line breaks of Unicode.
        """
        rest = ""
        while block := self._text.read(BLOCK):
            lines = _lines(rest + block)
            # The last line may go on, and a \r at its end may be half a line break.
            rest = "" if lines[-1].endswith("\n") else lines.pop()
            if len(rest) > LONGEST_LINE:
                lines.append(rest[:LONGEST_LINE])
                rest = self._after_this_line(rest)
            if lines:
                yield lines
        if rest:
            yield _lines(rest)

    def _after_this_line(self, rest: str) -> str:
        """Pass over the rest of a line that is too long; what follows it in the same block."""
        line = rest
        while line and not line.endswith(("\n", "\r")):
            line = self._text.readline(BLOCK)
        return ""


def _lines(text: str) -> list[str]:
    return list(io.StringIO(text, newline=""))


def find_encoding(path: Path) -> Encoding:
    """Find out what a file is written in: by its mark, by the NUL bytes of UTF-16, else by its letters.

    Raises:
        CatalogError: It cannot be opened, or it is empty.
    """
    with Container(path) as container:
        start = container.read(65_536)
        if not start:
            raise CatalogError(f"{path.name} is empty. Export the catalogue again.")
        for mark, name, codec in _MARKS:
            if start.startswith(mark):
                errors = _fallback("cp1252") if name == "utf-8" else "replace"
                return Encoding(name, codec, errors)
        wide = _wide(start[:4096])
        return wide or _narrow(_lines_beyond_ascii(start, container))


def _wide(start: bytes) -> Encoding | None:
    """UTF-16 without a mark: every other byte of its Latin letters is NUL."""
    pairs = len(start) // 2
    if pairs < 4:
        return None
    first, second = start[: 2 * pairs : 2].count(0) / pairs, start[1 : 2 * pairs : 2].count(0) / pairs
    if second > 0.4 and first < 0.05:
        return Encoding("utf-16", "utf-16-le")
    if first > 0.4 and second < 0.05:
        return Encoding("utf-16", "utf-16-be")
    return None


def _lines_beyond_ascii(start: bytes, container: Container) -> list[bytes]:
    """Lines of a file that are not plain ASCII: all within reach, up to some size."""
    found: list[bytes] = []
    size, searched, rest, block = 0, 0, b"", start
    while block and size < SAMPLE and searched < SEARCHED:
        searched += len(block)
        if rest or not block.isascii():
            *lines, rest = (rest + block).replace(b"\r", b"\n").split(b"\n")
            rest = rest[-LONGEST_LINE:]
            lines = [line for line in lines if not line.isascii()]
            size += sum(map(len, lines))
            found += lines
        block = container.read(1_048_576) or b""
    return found if block or rest.isascii() else [*found, rest]


def _narrow(lines: list[bytes]) -> Encoding:
    """UTF-8, or an old code page, or UTF-8 with rows pasted from such."""
    legacy = [line for line in lines if not _is_utf8(line)]
    if not legacy:
        return Encoding("utf-8", "utf-8", _fallback("cp1252"))
    name, codec = legacy_page(b"".join(line + b"\n" for line in legacy)[:SAMPLE])
    if len(legacy) < len(lines):
        return Encoding(f"utf-8, in part {name}", "utf-8", _fallback(codec))
    return Encoding(name, codec)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fallback(codec: str) -> str:
    """Name of an error handler that reads bytes which are not UTF-8 in an old code page."""
    name = f"loupe-{codec}"

    def read(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        return error.object[error.start : error.end].decode(codec, "replace"), error.end

    codecs.register_error(name, read)
    return name
