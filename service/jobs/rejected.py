"""The rejected rows of a job: read product by product, and written back once they are corrected."""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.report import REJECTED_HEADER
from catalog.spreadsheets import unguarded


@dataclass
class RejectedProduct:
    """A product that was rejected, and the rows of the file that it takes.

    Attributes:
        line: Line of the file on which its own row begins, from 1.
        column: The header of the cell that is to blame, None if the whole row is.
        value: What stood there.
        reason: What is wrong with it.
        records: Cells under the file's header, a row each.
    """

    line: int
    column: str | None
    value: str
    reason: str
    records: list[list[str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The product as JSON has it."""
        records = [{"cells": cells} for cells in self.records]
        return {
            "line": self.line, "column": self.column, "value": self.value, "reason": self.reason, "records": records
        }  # fmt: skip


@dataclass(frozen=True)
class RejectedPage:
    """Some of the rejected products of a job, in the order of the file.

    Attributes:
        header: The columns of the file.
        total: How many products were rejected.
        products: Those that were asked for.
    """

    header: Sequence[str]
    total: int
    products: Sequence[RejectedProduct]


def read_rejected(path: Path, offset: int = 0, limit: int | None = None) -> RejectedPage:
    """Read a file of rejected rows.

    Args:
        path: The file, as `catalog.report.RejectedRowsFile` writes it.
        offset: How many products to skip.
        limit: How many to return, None for all.
    """
    with _opened(path) as (header, rows):
        end = sys.maxsize if limit is None else offset + limit
        total, products = 0, []
        for product in _products(rows):
            if offset <= total < end:
                products.append(product)
            total += 1
    return RejectedPage(header, total, products)


def rejected_header(path: Path) -> list[str]:
    """The columns of the file whose rows were rejected."""
    with _opened(path) as (header, _):
        return header


def write_corrected(path: Path, header: Sequence[str], records: Iterable[Sequence[str]]) -> None:
    """Write rows as a catalogue of their own: UTF-8, comma.

    Raises:
        OSError: The disk is full or the like.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(records)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[str], Iterator[tuple[str, ...]]]]:
    """The merchant's header, and the rows with their report columns."""
    csv.field_size_limit(max(csv.field_size_limit(), 2**24))  # cells that the catalogue's reader took
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file)
        yield list(unguarded(next(rows, [])))[len(REJECTED_HEADER) :], map(unguarded, rows)


def _products(rows: Iterator[tuple[str, ...]]) -> Iterator[RejectedProduct]:
    """Consecutive rows with the same line belong to one product; the first of them carries the reason."""
    product: RejectedProduct | None = None
    for row in rows:
        line, column, value, reason, *cells = row
        if product is None or int(line) != product.line or reason:
            if product is not None:
                yield product
            product = RejectedProduct(int(line), column or None, value, reason)
        product.records.append(cells)
    if product is not None:
        yield product
