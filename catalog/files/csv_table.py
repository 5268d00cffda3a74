"""A CSV or TSV file as a table, streamed from the disk."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from catalog.files.containers import Packing
from catalog.files.records import read_records
from catalog.files.table import MOST_COLUMNS
from catalog.files.text import Encoding, TextFile
from catalog.row import CatalogError, Record, RowError

_SEARCHED_ROWS = 10  # for the header: some programs write a title and a date above it

_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\s*", re.IGNORECASE)  # some spreadsheets write one before the header
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_WEB_PAGE = re.compile(r"\s*<(?:!doctype html|html|head|body)", re.IGNORECASE)


class CsvTable:
    """A header and rows, their cells parted by one character. The file is read anew each time, a block at a time.

    Args:
        path: The file, plain or packed.
        sniff: Finds the separator in the first lines.
        is_header: Whether a row is the header; if none of the first rows is, the very first is taken for it.
        encoding: What the file is written in; found out if None.
        separator: Found out if None.

    Raises:
        CatalogError: It cannot be opened, is no text, or has no header.
    """

    format = "csv"

    def __init__(
        self,
        path: Path,
        sniff: Callable[[Sequence[str]], str],
        is_header: Callable[[Sequence[str]], bool],
        encoding: Encoding | None = None,
        separator: str | None = None,
    ) -> None:
        self._path = path
        self._file: TextFile | None = None
        self._bytes_read = 0
        self._cut_off = False
        with TextFile(path, encoding) as file:
            self._encoding, self.packing = file.encoding, file.packing
            lines = self._first_lines(file)
        told = _SEPARATOR_LINE.fullmatch(lines[0])
        self.separator = separator or (told[1] if told else sniff(lines))
        rows = list(islice(chain.from_iterable(read_records([lines], self.separator)), _SEARCHED_ROWS))
        skipped = 1 if told else 0
        found = (place for place, row in enumerate(rows) if is_header(self._names_in(row)))
        self._header_at = next(found, skipped)
        self.header = self._checked(rows[self._header_at] if self._header_at < len(rows) else None)

    packing: Packing

    @property
    def encoding(self) -> str:
        """What the file is written in, as people call it."""
        return self._encoding.name

    @property
    def bytes_read(self) -> int:
        """How far the current reading has come in the file on the disk."""
        return self._bytes_read

    @property
    def cut_off(self) -> bool:
        """Whether the file that was read to its end breaks off within a line: its last has no line break."""
        return self._cut_off

    def records(self) -> Iterator[list[Record | RowError]]:
        """The records below the header, a block at a time; where it comes again, it is passed over.

        Raises:
            CatalogError: The file turned out to be damaged.
        """
        skipped = self._header_at + 1
        with TextFile(self._path, self._encoding) as file:
            for block in read_records(self._lines(file), self.separator):
                self._bytes_read = file.bytes_read
                if skipped:
                    block, skipped = block[skipped:], max(0, skipped - len(block))
                yield [record for record in block if not self._is_header_again(record)]
            self._bytes_read = file.bytes_read

    def _lines(self, file: TextFile) -> Iterator[list[str]]:
        for block in file.blocks():
            self._cut_off = not block[-1].endswith(("\n", "\r"))
            yield block

    def _is_header_again(self, record: Record | RowError) -> bool:
        if isinstance(record, RowError) or record.cells[-1] != self.header[-1] or record.cells[1:] != self.header[1:]:
            return False
        first = record.cells[0].removeprefix("\ufeff")
        return first == self.header[0] or first == f'"{self.header[0]}"'  # behind a mark, quotes are not read as such

    def _first_lines(self, file: TextFile) -> list[str]:
        """The beginning of the file, from its first line with something in it."""
        for block in file.blocks():
            lines = [line for line in block if line.strip()]
            if not lines:
                continue
            if _CONTROLS.search(lines[0]):
                raise CatalogError(f"{self._path.name} is not a text file. Save the catalogue as “CSV UTF-8”.")
            if _WEB_PAGE.match(lines[0]):
                raise CatalogError(
                    f"{self._path.name} is a web page, perhaps that of a login. Export the catalogue as CSV."
                )
            if lines[0].lstrip().startswith(("{", "[{")):
                raise CatalogError(f"{self._path.name} is JSON. Export the catalogue as CSV.")
            return block[block.index(lines[0]) :]
        raise CatalogError(f"{self._path.name} is empty. Export the catalogue again.")

    def _names_in(self, row: Record | RowError) -> Sequence[str]:
        cells = row.cells if isinstance(row, Record) else ()
        if len(cells) > MOST_COLUMNS:
            raise CatalogError(
                f"{self._path.name} has a row of {len(cells):,} cells; at most {MOST_COLUMNS:,} columns are read. "
                "Remove those that no product needs."
            )
        return cells

    def _checked(self, header: Record | RowError | None) -> tuple[str, ...]:
        if header is None:
            raise CatalogError(f"{self._path.name} has no header. Its first row must name the columns.")
        if isinstance(header, RowError):
            raise CatalogError(f"The header of {self._path.name} cannot be read. {header.reason}")
        return header.cells
