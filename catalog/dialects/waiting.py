"""Rows that wait for the other rows of their product, without memory growing with the file."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from catalog.dialects.base import Row
from catalog.row import RowError

HELD_CHARACTERS = 30_000_000
_ROW_COST = 500  # of holding a row, in characters, whatever stands in it
_MOST_TOGETHER = 2_500  # rows; shops allow far fewer variants and photos of one product


@dataclass(eq=False)
class Group:
    """Rows of one product.

    Attributes:
        rows: As they came together.
        keys: Any of which a further row can have.
    """

    rows: list[Row] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


class Waiting:
    """Rows by the keys of their products, wherever in the file they stand.

    Args:
        most: How much is held, in characters; beyond that the product that has waited longest goes on,
            and so does one that has more rows than any shop allows.
    """

    def __init__(self, most: int = HELD_CHARACTERS) -> None:
        self._most = most
        self._held = 0
        self._groups: dict[Group, None] = {}  # the one that has waited longest comes first
        self._by_key: dict[str, Group] = {}
        self._full: set[Group] = set()

    def add(self, row: Row, keys: Sequence[str]) -> None:
        """Hold a row. What had been held under any of its keys is one product with it."""
        found = {self._by_key[key]: None for key in keys if key in self._by_key}
        group = (
            next((group for group in self._groups if group in found), None)
            if len(found) > 1
            else next(iter(found), None)
        )
        if group is None:
            group = Group()
            self._groups[group] = None
        for other in found:
            if other is not group:
                group.rows += other.rows
                self._name(group, other.keys)
                del self._groups[other]
                self._full.discard(other)
        group.rows.append(row)
        if len(group.rows) >= _MOST_TOGETHER:
            self._full.add(group)
        self._name(group, keys)
        self._held += _cost(row)

    def overdue(self) -> Iterator[list[Row]]:
        """The rows of products that can wait no longer."""
        while self._full or (self._held > self._most and self._groups):
            yield self._release(self._full.pop() if self._full else next(iter(self._groups)))

    def rest(self) -> Iterator[list[Row]]:
        """The rows of all products that wait, at the end of the file."""
        while self._groups:
            yield self._release(next(iter(self._groups)))

    def _release(self, group: Group) -> list[Row]:
        self._full.discard(group)
        del self._groups[group]
        for key in group.keys:
            del self._by_key[key]
        self._held -= sum(map(_cost, group.rows))
        return sorted(group.rows, key=lambda row: row.record.line)

    def _name(self, group: Group, keys: Sequence[str]) -> None:
        for key in keys:
            if self._by_key.get(key) is not group:
                self._by_key[key] = group
                group.keys.append(key)


def together(rows: Iterator[Row | RowError], key_of: Callable[[Row], str]) -> Iterator[list[Row] | RowError]:
    """Rows that follow one another and have the same key; errors pass between them.

    Args:
        rows: As they stand in the file.
        key_of: The key of a row; one without a key belongs to the row before it.
    """
    block: list[Row] = []
    block_key = ""
    for row in rows:
        if isinstance(row, RowError):
            yield row
            continue
        key = key_of(row)
        if block and (len(block) == _MOST_TOGETHER or (key and key != block_key)):
            yield block
            block = []
        block_key = key or block_key
        block.append(row)
    if block:
        yield block


def _cost(row: Row) -> int:
    return _ROW_COST + sum(map(len, row.cells))
