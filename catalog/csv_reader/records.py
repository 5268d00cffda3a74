"""Lines into records: `csv` tokenises, and one broken row costs no other."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from catalog.csv_reader.text import LONGEST_LINE, Line
from catalog.row import RowError


class Record(NamedTuple):
    """The cells of a row, and the line on which it begins."""

    line: int
    cells: list[str]


class _Replayed:
    """Lines for a csv reader, which remembers those of the current record and can be given them back."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._returned: deque[Line] = deque()
        self.taken: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._lines)
        self.taken.append(line)
        if line.cut:
            raise csv.Error(f"the line is longer than {LONGEST_LINE:,} characters")
        return line.text

    def give_back(self, lines: list[Line]) -> None:
        self._returned.extendleft(reversed(lines))


def read_records(lines: Iterator[Line], separator: str) -> Iterator[Record | RowError]:
    """Split lines into records; rows without a single letter are passed over.

    A quotation mark that is never closed would swallow the rows after it. So when a record cannot be read, only the
    line on which it begins is rejected, and reading goes on at the very next line.
    """
    replayed = _Replayed(lines)
    reader = csv.reader(replayed, delimiter=separator, strict=True)
    while True:
        replayed.taken.clear()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            first, *others = replayed.taken
            replayed.give_back(others)
            reader = csv.reader(replayed, delimiter=separator, strict=True)
            yield _broken(first, separator, _reason(error, bool(others)))
            continue
        if any(cell.strip() for cell in cells):
            yield Record(replayed.taken[0].number, cells)


def _broken(line: Line, separator: str, reason: str) -> RowError:
    text = line.text.rstrip("\r\n")
    return RowError(line.number, None, text, reason, tuple(text[: csv.field_size_limit()].split(separator)))


def _reason(error: csv.Error, several_lines: bool) -> str:
    """What the csv module means, in words for a merchant."""
    message = str(error)
    if "expected after" in message and not several_lines:
        return 'A quotation mark inside a quoted cell must be doubled ("").'
    if "expected after" in message or "unexpected end" in message or several_lines:
        return "A quotation mark is opened in this row and not closed; close it, or double it if it means inches."
    if "field limit" in message:
        return f"A cell is longer than {csv.field_size_limit():,} characters; shorten it."
    return f"The row cannot be split into cells: {message}."
