"""Records into rows: brought to the width of the header, their cells cleaned."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from catalog.dialects.base import Row
from catalog.dialects.short_rows import AHEAD, ShortRows
from catalog.row import Record, RowError, RowWarning

_WARNED_ALIKE = 3  # from here on, short rows that are all alike tell of a program that leaves out empty cells

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u2060\ufeff]")


class RowReader:
    """Makes rows of the records of one file.

    Args:
        header: The merchant's headers, those that a report of rejected rows put before them left out.
        kept: Positions of these headers in the records of the file.
        named: How many of the headers there are up to the last that is not empty.
        short: Tells which rows with fewer cells can be filled up; none are if None.

    Attributes:
        warnings: About the rows that were filled up, by their lines.
    """

    def __init__(self, header: Sequence[str], kept: Sequence[int], named: int, short: ShortRows | None) -> None:
        self._header = header
        self._kept = tuple(kept)
        self._width = max(kept) + 1
        self._named = named
        self._all_kept = self._kept == tuple(range(self._width))
        self._short = short
        self.warnings: dict[int, RowWarning] = {}

    def read(
        self, blocks: Iterable[Sequence[Record | RowError]], cut_off: Callable[[], bool] = lambda: False
    ) -> Iterator[Row | RowError]:
        """Turn records into rows, in their order; what is rejected already stays so.

        Args:
            blocks: The records.
            cut_off: Asked at the end: whether the file breaks off within its last line.
        """
        self.warnings.clear()
        return chain.from_iterable(self._blocks(blocks, cut_off))

    def _blocks(
        self, blocks: Iterable[Sequence[Record | RowError]], cut_off: Callable[[], bool]
    ) -> Iterator[list[Row | RowError]]:
        """The rows of each block; a short row at its end waits for those that say what it is."""
        before: Record | RowError | None = None
        waiting: Sequence[Record | RowError] = ()
        for block in blocks:
            records = [*waiting, *block] if waiting else block
            waiting = records[-AHEAD:] if any(map(self._is_short, records[-AHEAD:])) else ()
            ready = len(records) - len(waiting)
            yield self._rows(records, ready, before)
            before = records[ready - 1] if ready else before
        yield self._rows(waiting, len(waiting), before, cut_off=bool(waiting) and cut_off())

    def _rows(
        self, records: Sequence[Record | RowError], ready: int, before: Record | RowError | None, cut_off: bool = False
    ) -> list[Row | RowError]:
        """The rows of the first `ready` records; those behind them only tell what a short row is."""
        width, all_kept = self._width, self._all_kept
        rows: list[Row | RowError] = []
        append = rows.append
        for place, record in enumerate(records[:ready]):
            if isinstance(record, RowError):
                append(record)
                continue
            cells = record.cells
            if len(cells) != width or not all_kept:
                if self._is_short(record) and self._fills(records, place, before, cut_off):
                    record = Record(record.line, cells + ("",) * (width - len(cells)))
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

    def _is_short(self, record: Record | RowError) -> bool:
        return isinstance(record, Record) and len(record.cells) < self._named

    def _fills(
        self, records: Sequence[Record | RowError], place: int, before: Record | RowError | None, cut_off: bool
    ) -> bool:
        """Whether a short record is filled up with empty cells; the first of those alike are warned of."""
        record = records[place]
        before = records[place - 1] if place else before
        if self._short is None or isinstance(record, RowError):
            return False
        after = records[place + 1 : place + 1 + AHEAD]
        filled = self._short.can_fill(before, record, after, cut_off=cut_off and not after)
        if filled and self._short.alike < _WARNED_ALIKE:
            count = len(record.cells)
            reason = f"The row has {count} cells and the header {self._width}; the missing ones are taken to be empty."
            self.warnings[record.line] = RowWarning(record.line, None, "", reason)
        return filled

    def _fitted(self, record: Record) -> Record | RowError:
        """Bring a record to the width of the header, or reject it: where a cell belongs must not be guessed."""
        cells = tuple(record.cells[place] for place in self._kept if place < len(record.cells))
        extra = record.cells[self._width :]
        fitted = Record(record.line, cells)
        if len(record.cells) < self._named:
            reason = f"The row has {len(record.cells)} cells and the header {self._width}; add what is missing."
            return RowError(record.line, None, "", reason, (fitted,))
        if any(cell.strip() for cell in extra):
            reason = f"The row has {len(record.cells)} cells and the header {self._width}; put quotation marks around "
            whole = Record(record.line, (*cells, *extra))
            return RowError(record.line, None, extra[0], reason + "the cell that holds the separator.", (whole,))
        return Record(record.line, cells + ("",) * (len(self._kept) - len(cells)))

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
