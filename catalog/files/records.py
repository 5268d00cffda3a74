"""Lines into records: `csv` tokenises, and one broken row costs no other."""

import csv
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from catalog.files.text import LONGEST_LINE
from catalog.row import Record, RowError

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

LONGEST_CELL = 1_000_000  # characters

Block = list[Record | RowError]


class _Fault(NamedTuple):
    """What the csv module says of a record that it cannot read, and whether it had gone on to further lines."""

    message: str
    several_lines: bool


def read_records(blocks: Iterable[list[str]], separator: str, first_line: int = 1) -> Iterator[Block]:
    """Split lines into records, a block of them for each block of lines; rows without a single letter are passed over.

    A quotation mark that is never closed would swallow the rows after it. So when a record cannot be read, only the
    line on which it begins is rejected, and reading goes on at the very next line.

    Args:
        blocks: Lines with their line breaks.
        separator: Between cells.
        first_line: Number of the very first line.
    """
    csv.field_size_limit(LONGEST_CELL)
    rest: list[str] = []
    number = first_line
    for lines, last in _and_whether_last(blocks):
        lines = rest + lines if rest else lines
        records, taken = _records(lines, separator, number, last)
        rest = lines[taken:]
        number += taken
        if records:
            yield records


def _and_whether_last(blocks: Iterable[list[str]]) -> Iterator[tuple[list[str], bool]]:
    """The blocks, each with whether nothing follows it; an empty one comes last."""
    return chain(((block, False) for block in blocks), [([], True)])


def _records(lines: list[str], separator: str, number: int, last: bool) -> tuple[Block, int]:
    """Read the records that end within some lines.

    Returns:
        The records, and how many of the lines they took; the others belong to a record that goes on.
    """
    records: Block = []
    start = 0
    readable = _short_enough if max(map(len, lines), default=0) < LONGEST_LINE else _until_too_long
    while start < len(lines):
        reader = csv.reader(readable(lines, start), delimiter=separator, strict=True)
        fault, start = _read_on(reader, start, number, records)
        if not fault:
            break
        goes_on = "unexpected end" in fault.message
        if goes_on and not last and sum(map(len, lines[start:])) <= LONGEST_CELL:
            return records, start
        records.append(_broken(number + start, lines[start], separator, fault))
        start += 1
    return records, start


def _read_on(reader: "CsvReader", start: int, number: int, records: Block) -> tuple[_Fault | None, int]:
    """Read records until the lines end or one cannot be read.

    Returns:
        What is wrong with the record that cannot be read, if one cannot, and the line on which it begins.
    """
    append = records.append
    taken = begins = start
    try:
        for cells in reader:
            begins, taken = taken, start + reader.line_num
            if any(cells) and not all(map(str.isspace, filter(None, cells))):
                append(Record(number + begins, tuple(cells)))
    except csv.Error as error:
        return _Fault(str(error), start + reader.line_num > taken + 1), taken
    return None, taken


def _short_enough(lines: list[str], start: int) -> Iterator[str]:
    return iter(lines[start:] if start else lines)


def _until_too_long(lines: list[str], start: int) -> Iterator[str]:
    for line in lines[start:]:
        if len(line) >= LONGEST_LINE:
            raise csv.Error(f"the line is longer than {LONGEST_LINE:,} characters")
        yield line


def _broken(number: int, line: str, separator: str, fault: _Fault) -> RowError:
    text = line.rstrip("\r\n")
    cells = tuple(text[:LONGEST_CELL].split(separator))
    return RowError(number, None, text, _reason(fault), (Record(number, cells),))


def _reason(fault: _Fault) -> str:
    """What the csv module means, in words for a merchant."""
    if "longer than" in fault.message:
        return f"The row cannot be split into cells: {fault.message}."
    if "expected after" in fault.message and not fault.several_lines:
        return 'A quotation mark inside a quoted cell must be doubled ("").'
    if "field limit" in fault.message and not fault.several_lines:
        return f"A cell is longer than {LONGEST_CELL:,} characters; shorten it."
    return "A quotation mark is opened in this row and not closed; close it, or double it if it means inches."
