"""A merchant's catalogue file, whatever shop it came from: found out, then read product by product."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from catalog.dialects.base import Dialect, Layout, Row
from catalog.dialects.detection import detect, dialect_named, most_alike, sniff_separator
from catalog.dialects.headers import LONGEST_NAME, folded
from catalog.dialects.mapping import Mapping
from catalog.dialects.rows import RowReader, clean
from catalog.files.containers import Packing
from catalog.files.csv_table import CsvTable
from catalog.files.feed import FeedTable, is_feed
from catalog.files.table import Table
from catalog.files.text import Encoding
from catalog.report import REJECTED_HEADER
from catalog.row import CatalogError, ProductRow, Record, RowError
from catalog.spreadsheets import unguarded


@dataclass(frozen=True)
class Understanding:
    """How a file is read.

    Attributes:
        dialect: What exported it.
        layout: What its columns mean.
        format: "csv" or "xml".
        encoding: As people call it: "windows-1252".
        separator: Between cells; None for XML.
        packing: Whether it is packed, and the file inside.
        only_rejected: Whether it is a list of rejected rows, and so holds a part of a catalogue only.
    """

    dialect: Dialect
    layout: Layout
    format: str
    encoding: str
    separator: str | None
    packing: Packing
    only_rejected: bool

    @property
    def container(self) -> str | None:
        """How it is packed: "gzip", "zip" or None."""
        return self.packing.container

    @property
    def member(self) -> str | None:
        """The file inside a zip."""
        return self.packing.member


class CatalogueFile:
    """The products of a catalogue file, read anew for each iteration, a block at a time; its size does not matter.

    Encoding, separator, dialect and the meaning of each column are found out, unless a mapping says them. The columns
    that a list of rejected rows puts before the merchant's own are passed over.

    Args:
        path: The file: CSV, TSV or a product feed in XML; plain, gzip or zip.
        mapping: What the merchant says about it.

    Attributes:
        understanding: How it is read.

    Raises:
        CatalogError: It cannot be opened, is no catalogue, or lacks a column; the message says what to do.
    """

    def __init__(self, path: Path, mapping: Mapping | None = None) -> None:
        mapping = mapping or Mapping()
        self._path = path
        self._table = _table(path, mapping)
        names = [clean(name)[:LONGEST_NAME].rstrip() for name in self._table.header]
        kept = _kept(names)
        if len(kept) < len(names):
            names = list(unguarded(names))
        self._header = tuple(names[place] or f"column {place + 1}" for place in kept)
        self._reader = RowReader(self._header, kept)
        overrides = mapping.overrides(self._header)
        dialect = dialect_named(mapping.dialect) if mapping.dialect else detect(self._header, overrides)
        self.understanding = Understanding(
            dialect=dialect,
            layout=dialect.layout(self._header, overrides, mapping.currency),
            format=self._table.format,
            encoding=self._table.encoding,
            separator=self._table.separator,
            packing=self._table.packing,
            only_rejected=len(kept) < len(names),
        )
        self._total_bytes = path.stat().st_size

    @property
    def header(self) -> Sequence[str]:
        """The columns as the merchant named them."""
        return self._header

    @property
    def only_rejected(self) -> bool:
        """Whether this is a list of rejected rows, and so a part of a catalogue only."""
        return self.understanding.only_rejected

    @property
    def total_bytes(self) -> int:
        """Size of the file on the disk."""
        return self._total_bytes

    @property
    def bytes_read(self) -> int:
        """How far the current iteration has come in the file on the disk, in bytes."""
        return self._table.bytes_read

    def rows(self) -> Iterator[Row | RowError]:
        """The rows below the header, as the dialect reads them.

        Raises:
            CatalogError: The file turned out to be damaged.
        """
        records = self._table.records()
        return self._reader.read(map(_unguarded, records) if self.only_rejected else records)

    def __iter__(self) -> Iterator[ProductRow | RowError]:
        """The products in the order of the file.

        Raises:
            CatalogError: There are none, or the file turned out to be damaged.
        """
        return self.products(self.rows())

    def products(self, rows: Iterator[Row | RowError]) -> Iterator[ProductRow | RowError]:
        """Put rows of this file together into products.

        Args:
            rows: All that `rows` gives, or the first of them.

        Raises:
            CatalogError: There are none, or the file turned out to be damaged.
        """
        found = False
        for row in self.understanding.dialect.read(rows, self.understanding.layout):
            found = True
            yield row
        if not found:
            raise CatalogError(f"{self._path.name} has a header and no products. Export the catalogue again.")


def _table(path: Path, mapping: Mapping) -> Table:
    encoding = Encoding.named(mapping.encoding) if mapping.encoding else None
    if is_feed(path, encoding):
        return FeedTable(path, encoding)

    def is_header(cells: Sequence[str]) -> bool:
        names = {folded(cell) for cell in cells}
        told = mapping.columns and names.issuperset(map(folded, mapping.columns))
        return bool(told) or most_alike([cell for cell in cells if cell.strip()]) is not None

    return CsvTable(path, sniff_separator, is_header, encoding, mapping.separator)


def _unguarded(block: Sequence[Record | RowError]) -> Sequence[Record | RowError]:
    """Records of a list of rejected rows, in the merchant's own words."""
    return [row if isinstance(row, RowError) else Record(row.line, unguarded(row.cells)) for row in block]


def _kept(names: Sequence[str]) -> tuple[int, ...]:
    """Positions of the merchant's own columns."""
    reported = set(REJECTED_HEADER) if {"rejected_line", "rejected_reason"}.issubset(names) else set()
    return tuple(place for place, name in enumerate(names) if name not in reported)
