"""What a catalogue file yields, row by row: products, or the reason why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from catalog.product import Product

SHOWN_CHARACTERS = 200  # of a value in a report; merchants' cells can be pages long


class CatalogError(ValueError):
    """The catalogue as a whole cannot be read; the message tells the merchant what to change."""


@dataclass(frozen=True, slots=True)
class RowWarning:
    """Something in a row that was passed over while its product went in.

    Attributes:
        line: Line of the file on which the row begins, from 1; the header counts.
        column: The merchant's header of the cell, None if the whole row is meant.
        value: What stood there, cut to 200 characters.
        reason: What is wrong with it and what was done.
    """

    line: int
    column: str | None
    value: str
    reason: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "value", shown(self.value))


@dataclass(frozen=True, slots=True)
class RowError(RowWarning):
    """A row that was rejected, with `cells` as the file has them."""

    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product and where it stands in the file.

    Attributes:
        line: Line on which the row begins, from 1.
        product: What the row describes.
        cells: The row as the file has it, so that a late rejection can quote it.
        photo_columns: The header under which each of `product.photos` stood.
        warnings: What was passed over while reading.
    """

    line: int
    product: Product
    cells: tuple[str, ...] = ()
    photo_columns: tuple[str, ...] = ()
    warnings: tuple[RowWarning, ...] = ()

    def rejected(self, column: str | None, value: str, reason: str) -> RowError:
        """This row as a rejected one."""
        return RowError(self.line, column, value, reason, self.cells)

    def photo_warning(self, photo: int, reason: str) -> RowWarning:
        """A warning about one of the product's photos, counted from 0."""
        column = self.photo_columns[photo] if photo < len(self.photo_columns) else "photos"
        return RowWarning(self.line, column, self.product.photos[photo], reason)


class RowSource(Protocol):
    """A catalogue that can be read from its first row to its last."""

    @property
    def header(self) -> Sequence[str]:
        """The columns to which `cells` belong."""
        ...

    @property
    def total_bytes(self) -> int:
        """Size of the file; 0 if there is none."""
        ...

    @property
    def bytes_read(self) -> int:
        """How far reading has come, in bytes."""
        ...

    def __iter__(self) -> Iterator[ProductRow | RowError]:
        """The rows in the order of the file.

        Raises:
            CatalogError: While reading, the file turned out not to be a catalogue.
        """
        ...


@dataclass(frozen=True)
class ProductRows:
    """Products that come from elsewhere than a file; their place in the sequence stands for the line."""

    products: Sequence[Product]
    header: Sequence[str] = field(default=("sku", "title"))
    total_bytes: int = 0
    bytes_read: int = 0

    def __iter__(self) -> Iterator[ProductRow]:
        for line, product in enumerate(self.products, start=1):
            yield ProductRow(line, product, cells=(product.sku, product.title))


def shown(value: str) -> str:
    """A value as a report shows it."""
    return value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 1] + "…"


def without_repeats(rows: Iterator[ProductRow | RowError]) -> Iterator[ProductRow | RowError]:
    """Reject every row whose sku an earlier row of the same catalogue has. Keeps one line number a sku in memory."""
    first_lines: dict[str, int] = {}
    for row in rows:
        if isinstance(row, ProductRow):
            first = first_lines.setdefault(row.product.sku, row.line)
            if first != row.line:
                yield row.rejected("sku", row.product.sku, f"The sku stands on line {first} already.")
                continue
        yield row
