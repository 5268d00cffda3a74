"""The query file: what shoppers ask, and which products should answer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from catalog.dialects.detection import sniff_separator
from catalog.dialects.headers import folded
from catalog.files.csv_table import CsvTable
from catalog.row import CatalogError, RowError

COLUMNS = {
    "photo": ("photo", "image", "picture", "query photo", "query image"),
    "text": ("text", "query", "words", "query text", "search"),
    "skus": ("sku", "skus", "expected", "expected sku", "expected skus", "answer", "answers", "product"),
}
"""What the columns may be called."""
BETWEEN = "|"  # skus in one cell


@dataclass(frozen=True)
class AskedQuery:
    """One row of the query file.

    Attributes:
        line: Where the row begins, from 1; the header counts.
        photo: What names its photo, "" for none.
        text: Its words, "" for none.
        skus: Every product that answers it rightly; at least one.
    """

    line: int
    photo: str
    text: str
    skus: tuple[str, ...]


class BadRow(NamedTuple):
    """A row that cannot be used, or not as it stands.

    Attributes:
        line: Where it begins, from 1.
        reason: What is wrong with it.
    """

    line: int
    reason: str


@dataclass
class QueryFile:
    """The rows of a query file.

    Attributes:
        queries: Those that ask for something and say what is right.
        bad_rows: The others.
    """

    queries: list[AskedQuery] = field(default_factory=list)
    bad_rows: list[BadRow] = field(default_factory=list)


def read_queries(path: Path) -> QueryFile:
    """Read a query file: CSV or TSV in any encoding, with a column of skus and one of photos, of words, or both.

    Several right answers stand in one cell, "R-1042|R-1043".

    Raises:
        CatalogError: It cannot be read, or lacks a column.
    """
    table = CsvTable(path, sniff_separator, lambda cells: "skus" in _places(cells))
    places = _places(table.header)
    if "skus" not in places or not {"photo", "text"} & set(places):
        raise CatalogError(
            f"{path.name} needs a column “sku” with the products that answer each query, several parted by "
            f"“{BETWEEN}”, and a column “photo”, “text” or both. It has: {', '.join(table.header)}."
        )
    found = QueryFile()
    for record in (record for block in table.records() for record in block):
        if isinstance(record, RowError):
            found.bad_rows.append(BadRow(record.line, record.reason))
        elif any(cell.strip() for cell in record.cells):
            _take(found, record.line, record.cells, places)
    if not found.queries and not found.bad_rows:
        raise CatalogError(f"{path.name} has a header and no queries.")
    return found


def _places(header: Sequence[str]) -> dict[str, int]:
    """Where the columns stand, by what they mean; the name that comes first in `COLUMNS` counts."""
    names = [folded(name) for name in header]
    return {meaning: place for meaning, words in COLUMNS.items() for place in _found(names, words)}


def _found(names: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    for word in words:
        if folded(word) in names:
            yield names.index(folded(word))
            return


def _take(found: QueryFile, line: int, cells: Sequence[str], places: dict[str, int]) -> None:
    values = {meaning: cells[place].strip() if place < len(cells) else "" for meaning, place in places.items()}
    skus = tuple(dict.fromkeys(sku.strip() for sku in values["skus"].split(BETWEEN) if sku.strip()))
    query = AskedQuery(line, values.get("photo", ""), values.get("text", ""), skus)
    if not skus:
        found.bad_rows.append(BadRow(line, "It names no sku that would be a right answer."))
    elif not query.photo and not query.text:
        found.bad_rows.append(BadRow(line, "It has neither photo nor words."))
    else:
        found.queries.append(query)
