"""What a catalogue file yields, row by row: products, or the reason why there is none."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from catalog.product import Product
from catalog.seen_skus import SeenSkus

SHOWN_CHARACTERS = 200  # of a value in a report; merchants' cells can be pages long


class CatalogError(ValueError):
    """The catalogue as a whole cannot be read; the message tells the merchant what to change."""


class Record(NamedTuple):
    """One row of a catalogue file.

    Attributes:
        line: Line of the file on which the row begins, from 1.
        cells: What stood there, as wide as the header (or not, if that is what is wrong with it).
    """

    line: int
    cells: tuple[str, ...]


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
    """A product that was rejected.

    Attributes:
        records: The rows of the file that are needed to import it by itself once they are corrected: its own, and those
            without which they mean nothing, such as its parent's.
        sku: The product's key, if that much could be read.
        other_skus: Further keys that its records show, such as its variants'.
    """

    records: tuple[Record, ...] = ()
    sku: str | None = None
    other_skus: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RepeatedSkuError(RowError):
    """A product that was rejected because an earlier one of the same catalogue has its sku."""


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product and where it stands in the file.

    Attributes:
        line: Line on which the row begins, from 1.
        product: What the row describes.
        records: The rows of the file that describe it, so that a late rejection can quote them; see `RowError`.
        photo_columns: The header under which each of `product.photos` stood.
        warnings: What was passed over while reading.
    """

    line: int
    product: Product
    records: tuple[Record, ...] = ()
    photo_columns: tuple[str, ...] = ()
    warnings: tuple[RowWarning, ...] = ()

    def rejected(self, column: str | None, value: str, reason: str) -> RowError:
        """This row as a rejected one."""
        return RowError(self.line, column, value, reason, self.records, self.product.sku)

    def photo_warning(self, photo: int, reason: str) -> RowWarning:
        """A warning about one of the product's photos, counted from 0."""
        column = self.photo_columns[photo] if photo < len(self.photo_columns) else "photos"
        return RowWarning(self.line, column, self.product.photos[photo], reason)


class RowSource(Protocol):
    """A catalogue that can be read from its first row to its last."""

    @property
    def header(self) -> Sequence[str]:
        """The columns to which the cells of `records` belong."""
        ...

    @property
    def only_rejected(self) -> bool:
        """Whether this is a list of rejected rows, and so a part of a catalogue only."""
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
    only_rejected: bool = False
    total_bytes: int = 0
    bytes_read: int = 0

    def __iter__(self) -> Iterator[ProductRow]:
        for line, product in enumerate(self.products, start=1):
            yield ProductRow(line, product, records=(Record(line, (product.sku, product.title)),))


def shown(value: str) -> str:
    """A value as a report shows it."""
    return value if len(value) <= SHOWN_CHARACTERS else value[: SHOWN_CHARACTERS - 1] + "…"


def without_repeats(
    rows: Iterator[ProductRow | RowError], seen: SeenSkus | None = None
) -> Iterator[ProductRow | RowError]:
    """Reject every row whose sku an earlier row of the same catalogue has.

    Args:
        rows: The catalogue.
        seen: Takes the skus of its products, a few bytes each.
    """
    seen = SeenSkus() if seen is None else seen
    for row in rows:
        if isinstance(row, ProductRow):
            sku = row.product.sku
            first = seen.add(sku, row.line)
            if first is not None:
                reason = f"The sku stands on line {first} already."
                yield RepeatedSkuError(row.line, "sku", sku, reason, row.records, sku)
                continue
        yield row
