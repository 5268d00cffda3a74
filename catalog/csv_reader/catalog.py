"""A CSV catalogue, streamed from the disk."""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO, cast

from catalog.csv_reader.columns import Columns, sniff_separator
from catalog.csv_reader.products import read_products
from catalog.csv_reader.records import Record, read_records
from catalog.csv_reader.text import open_text, read_lines
from catalog.row import CatalogError, ProductRow, RowError

CHUNK_ROWS = 500
CHUNK_CHARACTERS = 4_000_000

_SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\s*", re.IGNORECASE)  # some spreadsheets write one before the header
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")


class CsvCatalog:
    """The products of a plain CSV or TSV file: a header, then one row a product.

    Columns are known by their names, in any order and case; `sku` and `title` must be there. Encoding and separator are
    found out. The file is read anew for each iteration, a chunk at a time, so its size does not matter.

    Args:
        path: The file.

    Raises:
        CatalogError: It cannot be opened, is no text, or its header lacks a column.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._bytes_read = 0
        with open_text(path) as text:
            self._columns, _ = self._begin(text)
        self._total_bytes = path.stat().st_size

    @property
    def header(self) -> tuple[str, ...]:
        """The columns as the merchant named them."""
        return self._columns.header

    @property
    def total_bytes(self) -> int:
        """Size of the file."""
        return self._total_bytes

    @property
    def bytes_read(self) -> int:
        """How far the current iteration has come, in bytes."""
        return self._bytes_read

    def __iter__(self) -> Iterator[ProductRow | RowError]:
        """The rows in the order of the file.

        Raises:
            CatalogError: There are none.
        """
        empty = True
        with open_text(self._path) as text:
            columns, records = self._begin(text)
            for chunk in _chunks(records):
                self._bytes_read = cast(BinaryIO, text.buffer).tell()
                empty = False
                yield from read_products(chunk, columns)
        if empty:
            raise CatalogError(f"{self._path.name} has a header and no products. Export the catalogue again.")

    def _begin(self, text: io.TextIOWrapper) -> tuple[Columns, Iterator[Record | RowError]]:
        """Read the header; what follows it is left to be read."""
        lines = read_lines(text)
        first = next((line for line in lines if line.text.strip()), None)
        told = _SEPARATOR_LINE.fullmatch(first.text) if first else None
        if told:
            first = next((line for line in lines if line.text.strip()), None)
        if first is None:
            raise CatalogError(f"{self._path.name} is empty. Export the catalogue again.")
        if _CONTROLS.search(first.text):
            raise CatalogError(f"{self._path.name} is not a text file. Save the catalogue as “CSV UTF-8”.")
        records = read_records(chain([first], lines), told.group(1) if told else sniff_separator(first.text))
        header = next(records)
        if isinstance(header, RowError):
            raise CatalogError(f"The header of {self._path.name} cannot be read. {header.reason}")
        return Columns.of(header.cells), records


def _chunks(records: Iterable[Record | RowError]) -> Iterator[list[Record | RowError]]:
    chunk: list[Record | RowError] = []
    characters = 0
    for record in records:
        chunk.append(record)
        characters += sum(map(len, record.cells))
        if len(chunk) == CHUNK_ROWS or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk
