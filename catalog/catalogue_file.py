"""A merchant's catalogue file, whatever shop it came from: found out, then read product by product."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from catalog.dialects.base import Dialect, Layout, Row
from catalog.dialects.detection import detect, dialect_named, most_alike, sniff_separator
from catalog.dialects.finishing import LONGEST_SKU, is_nothing, plain_sku
from catalog.dialects.headers import LONGEST_NAME, folded
from catalog.dialects.mapping import Mapping
from catalog.dialects.rows import RowReader, clean
from catalog.dialects.short_rows import ShortRows
from catalog.files.containers import Packing
from catalog.files.csv_table import CsvTable
from catalog.files.feed import FeedTable, is_feed
from catalog.files.table import Table
from catalog.files.text import Encoding
from catalog.prices import has_decimal_comma, with_decimals
from catalog.report import REJECTED_HEADER
from catalog.row import CatalogError, ProductRow, Record, RowError
from catalog.spreadsheets import unguarded

_SAMPLE_ROWS = 1000  # that show how the file writes decimals


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
        named = 1 + max((place for place in kept if names[place]), default=kept[0])
        # A list of rejected rows may hold one that is short because it was torn.
        short = None if self.only_rejected else ShortRows(self.understanding.layout, named, len(names))
        self._reader = RowReader(self._header, kept, named, short)
        self._prices = _price_places(self.understanding.layout)
        self._decimal_comma = bool(self._prices) and self._has_decimal_comma()
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
        rows = self._rows_as_written()
        return map(self._with_decimals, rows) if self._decimal_comma else rows

    def _rows_as_written(self) -> Iterator[Row | RowError]:
        records = self._table.records()
        blocks = map(_unguarded, records) if self.only_rejected else records
        return self._reader.read(blocks, lambda: self._table.cut_off)

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
            yield self._with_sku(row) if isinstance(row, RowError) else self._with_warnings(row)
        if not found:
            raise CatalogError(f"{self._path.name} has a header and no products. Export the catalogue again.")

    def _with_warnings(self, row: ProductRow) -> ProductRow:
        """A product with what is to be said of its rows as such, each once."""
        told = self._reader.warnings
        if not told:
            return row
        warnings = [told.pop(record.line) for record in row.records if record.line in told]
        return replace(row, warnings=(*warnings, *row.warnings)) if warnings else row

    def _has_decimal_comma(self) -> bool:
        """Whether the prices of the first rows are written as "25,00"."""
        try:
            rows = [row for row in islice(self._rows_as_written(), _SAMPLE_ROWS) if isinstance(row, Row)]
        except CatalogError:  # told to whoever reads the file
            return False
        return has_decimal_comma(row.cells[place] for row in rows for place in self._prices)

    def _with_decimals(self, row: Row | RowError) -> Row | RowError:
        """A row whose prices can be read in one way only."""
        if isinstance(row, RowError):
            return row
        cells = list(row.cells)
        for place in self._prices:
            cells[place] = with_decimals(cells[place])
        return Row(row.record, tuple(cells))

    def _with_sku(self, row: RowError) -> RowError:
        """A rejected row with all skus that its records show."""
        if self.only_rejected:
            return row
        layout = self.understanding.layout
        skus = dict.fromkeys(filter(None, (told_sku(record, layout) for record in row.records)))
        skus.pop(row.sku or "", None)
        first = row.sku or next(iter(skus), None)
        return replace(row, sku=first, other_skus=tuple(sku for sku in skus if sku != first))


def _price_places(layout: Layout) -> tuple[int, ...]:
    """The columns of prices, those by which a dialect lowers them among them."""
    lowered = (place for name, place in layout.structure.items() if name.endswith("price"))
    return (*layout.fields.get("price", ()), *lowered)


def told_sku(record: Record, layout: Layout) -> str | None:
    """The sku that a row shows, even if it cannot be used.

    Where it has too many or too few cells, only the first one surely stands in its column.

    Args:
        record: The row, as wide as the header or not.
        layout: What the columns mean.
    """
    for place in layout.fields.get("sku", ()):
        if place > 0 and len(record.cells) != len(layout.header):
            return None
        cell = record.cells[place].strip().strip('"')
        if not is_nothing(cell):
            return None if "\0" in cell else plain_sku(clean(cell))[:LONGEST_SKU] or None
    return None


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
