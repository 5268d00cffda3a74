"""The indexes that lie side by side in one place: one for each bundle, of which searchers see one."""

from dataclasses import dataclass, field
from typing import Final, Protocol

from catalog.index.port import ProductIndex
from catalog.index.shortening import Shortening

FIRST: Final = ""  # the name of the index with which every place begins


@dataclass(frozen=True)
class Filling:
    """What an index holds.

    Attributes:
        fingerprint: Of the bundle whose vectors it holds.
        dim: Numbers in each.
        shortening: How an index that has to be made shortens them; one that is there knows.
    """

    fingerprint: str
    dim: int
    shortening: Shortening | None = field(default=None, compare=False, repr=False)


class Indexes(Protocol):
    """Opens and removes indexes by name: `FIRST`, or twelve hexadecimal digits."""

    def names(self) -> list[str]:
        """The names of the indexes that there are, in order.

        Raises:
            IndexUnavailableError: The place cannot be reached.
        """
        ...

    def filling(self, name: str) -> Filling | None:
        """What an index holds; None if there is none of that name.

        Raises:
            IndexUnavailableError: The place cannot be reached, or what is there cannot be read.
        """
        ...

    def open(self, name: str, filling: Filling) -> ProductIndex:
        """Open an index, or make an empty one.

        Raises:
            IndexUnavailableError: It is held by another process, or cannot be reached or read.
            BundleMismatchError: It holds something else.
            OSError: The disk is full.
        """
        ...

    def size(self, name: str) -> int | None:
        """Bytes that an index takes on the disk of this machine; None if it lies elsewhere or nowhere."""
        ...

    def remove(self, name: str) -> None:
        """Remove an index with all that it holds; harmless if there is none.

        Raises:
            IndexUnavailableError: It is in use, or the place cannot be reached.
        """
        ...
