"""Catalogue files as tables: a header and records under it, whether CSV or XML."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from catalog.files.containers import Packing
from catalog.row import Record, RowError

MOST_COLUMNS = 10_000  # shops with all their plugins reach 2,000


class Table(Protocol):
    """A file whose rows can be read from the first to the last, any number of times."""

    @property
    def header(self) -> Sequence[str]:
        """What stands above the cells."""
        ...

    @property
    def format(self) -> str:
        """`csv` or `xml`."""
        ...

    @property
    def encoding(self) -> str:
        """What the file is written in, as people call it."""
        ...

    @property
    def separator(self) -> str | None:
        """What parts the cells; None if nothing does."""
        ...

    @property
    def packing(self) -> Packing:
        """How the file is packed."""
        ...

    @property
    def bytes_read(self) -> int:
        """How far the current reading has come in the file on the disk."""
        ...

    @property
    def cut_off(self) -> bool:
        """Whether the file that was read to its end breaks off within a line, as one that was not saved whole."""
        ...

    def records(self) -> Iterator[list[Record | RowError]]:
        """The records below the header, a block at a time.

        Raises:
            CatalogError: The file turned out to be damaged.
        """
        ...
