"""Records into rows: brought to the width of the header, their cells cleaned."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from catalog.dialects.base import Row
from catalog.row import Record, RowError

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")


class RowReader:
    """Makes rows of the records of one file.

    Args:
        header: The merchant's headers, those that a report of rejected rows put before them left out.
        kept: Positions of these headers in the records of the file.
    """

    def __init__(self, header: Sequence[str], kept: Sequence[int]) -> None:
        self._header = header
        self._kept = tuple(kept)
        self._width = max(kept) + 1
        self._all_kept = self._kept == tuple(range(self._width))

    def read(self, blocks: Iterable[Sequence[Record | RowError]]) -> Iterator[Row | RowError]:
        """Turn records into rows, in their order; what is rejected already stays so."""
        return chain.from_iterable(map(self._rows, blocks))

    def _rows(self, block: Sequence[Record | RowError]) -> list[Row | RowError]:
        width, all_kept = self._width, self._all_kept
        rows: list[Row | RowError] = []
        append = rows.append
        for record in block:
            if isinstance(record, RowError):
                append(record)
                continue
            cells = record.cells
            if len(cells) != width or not all_kept:
                fitted = self._fitted(record)
                if isinstance(fitted, RowError):
                    append(fitted)
                    continue
                record, cells = fitted, fitted.cells
            text = "".join(cells)
            if text.isprintable() and (text.isascii() or unicodedata.is_normalized("NFC", text)):
                append(Row(record, tuple([cell.strip() for cell in cells])))
            else:
                append(self._cleaned(record))
        return rows

    def _fitted(self, record: Record) -> Record | RowError:
        """Bring a record to the width of the header, or reject it: where a cell belongs must not be guessed."""
        cells = tuple(record.cells[place] for place in self._kept if place < len(record.cells))
        extra = record.cells[self._width :]
        fitted = Record(record.line, cells)
        if len(record.cells) < self._width:
            reason = f"The row has {len(record.cells)} cells and the header {self._width}; add what is missing."
            return RowError(record.line, None, "", reason, (fitted,))
        if any(cell.strip() for cell in extra):
            reason = f"The row has {len(record.cells)} cells and the header {self._width}; put quotation marks around "
            whole = Record(record.line, (*cells, *extra))
            return RowError(record.line, None, extra[0], reason + "the cell that holds the separator.", (whole,))
        return fitted

    def _cleaned(self, record: Record) -> Row | RowError:
        for name, cell in zip(self._header, record.cells, strict=True):
            if "\0" in cell:
                value = cell.replace("\0", "␀")
                return RowError(record.line, name, value, "The cell holds a NUL byte; remove it.", (record,))
        return Row(record, tuple(map(clean, record.cells)))


def clean(cell: str) -> str:
    """A cell in Unicode's composed form, without control characters and spaces around it, its line breaks alike."""
    if cell.isprintable() and cell.isascii():
        return cell.strip()
    if "\r" in cell:
        cell = cell.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROLS.sub(" ", unicodedata.normalize("NFC", cell)).strip()
