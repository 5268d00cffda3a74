"""Rows that end before the header does: spreadsheets leave out empty cells at the end, but a row may also be torn."""

from collections.abc import Sequence
from itertools import takewhile

from catalog.dialects.base import Layout
from catalog.row import Record, RowError

_ALIKE = 4  # short rows of the same length that follow one another are no pieces of a torn one
AHEAD = _ALIKE - 1  # rows behind a short one that say what it is
# In cells of these nobody breaks lines.
_OF_ONE_LINE = (
    "sku", "category", "metal", "gemstone", "karat", "colour", "style", "size", "price", "currency", "url", "available",
    "group",
)  # fmt: skip

_Rows = Sequence[Record | RowError]


class ShortRows:
    """Tells rows whose last cells are empty and left out from pieces of one that a line break without quotes has torn.

    A short row is filled up if it names its product and cannot go on in the next: that has all its cells, or as many
    as this one and further ones, or this one ends with a cell of one line. What follows a row that could not be used
    may be the rest of it, and is not filled up. Asked about the short rows of one file in their order.

    Args:
        layout: What the columns mean.
        width: How many cells a row has at least if nothing is missing.
        most: How many cells the header has.

    Attributes:
        alike: How many rows of the same length the short one ends that was asked about last.
    """

    def __init__(self, layout: Layout, width: int, most: int) -> None:
        self._width = width
        self._most = most
        self._names = _names(layout)
        self._of_one_line = {place for field in _OF_ONE_LINE for place in layout.fields.get(field, ())}
        self._filled = True
        self.alike = 0

    def can_fill(self, before: Record | RowError | None, row: Record, after: _Rows, *, cut_off: bool) -> bool:
        """Whether what is missing at the end of a short row can only be empty cells.

        Args:
            before: The row before it; None for the first.
            row: The short row.
            after: The next `AHEAD` rows, fewer only at the end of the file.
            cut_off: Whether the file ends with this row and without a line break, as one that was not saved whole.
        """
        short_before = before if isinstance(before, Record) and self._is_short(before) else None
        is_alike = short_before is not None and len(short_before.cells) == len(row.cells)
        self.alike = self.alike + 1 if is_alike else 1
        follows_whole = self._filled if short_before else before is None or self._is_whole(before)
        self._filled = follows_whole and self._has_name(row) and not cut_off and not self._may_go_on(row, after)
        return self._filled

    def _has_name(self, row: Record) -> bool:
        cells = row.cells
        return all(any(cells[place].strip() for place in places if place < len(cells)) for places in self._names)

    def _may_go_on(self, row: Record, after: _Rows) -> bool:
        """Whether the next row may be the rest of this one."""
        length = len(row.cells)
        if not after or length - 1 in self._of_one_line or self._is_whole(after[0]):
            return False
        alike = sum(1 for _ in takewhile(lambda other: isinstance(other, Record) and len(other.cells) == length, after))
        if self.alike + alike >= _ALIKE:
            return False
        return not alike or self._width <= 2 * length - 1 <= self._most

    def _is_short(self, record: Record) -> bool:
        return len(record.cells) < self._width

    def _is_whole(self, row: Record | RowError) -> bool:
        """Whether a row has all its cells, and none too many."""
        return isinstance(row, Record) and not self._is_short(row) and not any(map(str.strip, row.cells[self._most :]))


def _names(layout: Layout) -> tuple[tuple[int, ...], ...]:
    """The columns that name a product or a variant, of each of which a row needs one: its handle, or key and title."""
    if "handle" in layout.structure:
        return ((layout.structure["handle"],),)
    number = (layout.structure["id"],) if "id" in layout.structure else ()
    keys = (*layout.fields.get("sku", ()), *number)
    if any(name.startswith("option") for name in layout.structure):  # then variants have rows, and no title
        return (keys,)
    return (keys, layout.fields.get("title", ()))
