"""Reads small exports, from text or from `tests/catalogues`."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from catalog.dialects.base import Dialect, Row
from catalog.product import Product
from catalog.row import ProductRow, Record, RowError, RowWarning

CATALOGUES = Path(__file__).parents[3] / "catalogues"


class Table(NamedTuple):
    """A file, cell by cell."""

    header: tuple[str, ...]
    records: tuple[Record, ...]

    def with_columns(self, order: Sequence[int]) -> "Table":
        """The same file with these of its columns, in this order."""
        return Table(
            tuple(self.header[place] for place in order),
            tuple(Record(line, tuple(cells[place] for place in order)) for line, cells in self.records),
        )

    def without(self, *names: str) -> "Table":
        """The same file without some of its columns."""
        assert set(names) <= set(self.header)
        return self.with_columns([place for place, name in enumerate(self.header) if name not in names])

    def in_order(self, records: Sequence[Record]) -> "Table":
        """Other rows under the same header; they keep their line numbers."""
        return Table(self.header, tuple(records))


class Reading(NamedTuple):
    """What came of a file."""

    rows: list[ProductRow]
    errors: list[RowError]

    @property
    def products(self) -> dict[str, Product]:
        """By their skus, which must differ."""
        products = {row.product.sku: row.product for row in self.rows}
        assert len(products) == len(self.rows)
        return products

    def row(self, sku: str) -> ProductRow:
        return next(row for row in self.rows if row.product.sku == sku)

    @property
    def warnings(self) -> list[RowWarning]:
        return [warning for row in self.rows for warning in row.warnings]

    def warned(self) -> set[tuple[int, str | None]]:
        return {(warning.line, warning.column) for warning in self.warnings}


def table(text: str, separator: str = ",") -> Table:
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    records, line = [], 1
    for cells in reader:
        records.append(Record(line, tuple(cells)))
        line = reader.line_num + 1
    assert {len(record.cells) for record in records} == {len(records[0].cells)}
    return Table(records[0].cells, tuple(records[1:]))


def catalogue(name: str) -> Table:
    separator = "\t" if name.endswith(".tsv") else ";" if name.startswith("prestashop/") else ","
    return table((CATALOGUES / name).read_text(encoding="utf-8"), separator)


def read(
    dialect: Dialect, export: Table, *, overrides: Mapping[str, str] | None = None, currency: str | None = None
) -> Reading:
    layout = dialect.layout(export.header, overrides or {}, currency)
    rows = (Row(record, tuple(cell.strip() for cell in record.cells)) for record in export.records)
    found = list(dialect.read(iter(rows), layout))
    return Reading(
        [row for row in found if isinstance(row, ProductRow)], [row for row in found if isinstance(row, RowError)]
    )
