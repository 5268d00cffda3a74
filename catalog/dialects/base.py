"""What every dialect is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from catalog.product import Variant
from catalog.row import ProductRow, Record, RowError, RowWarning

# What a column can mean. A mapping file uses these words, and two more: "attribute" keeps a column under its own name,
# "ignore" drops it.
SINGLE_FIELDS = (
    "sku", "title", "description", "category", "metal", "gemstone", "karat", "colour", "style", "size",
    "price", "currency", "url", "available", "group",
)  # fmt: skip
FIELDS = (*SINGLE_FIELDS, "photos")
ATTRIBUTE, IGNORE = "attribute", "ignore"


class Row(NamedTuple):
    """One row as a dialect reads it.

    Attributes:
        record: The row as the file has it.
        cells: Its cells within the header, composed (NFC), free of control characters and of spaces around them.
    """

    record: Record
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """What the columns of one file mean.

    Attributes:
        header: The merchant's headers; cells stand in their order.
        fields: For each field that has columns, their positions, the likeliest first. Of several columns of a single
            field the first one with something in it counts; "photos" takes all of them, "description" too.
        structure: Columns by which the dialect puts rows together, by its own name for each ("handle", "option1_name").
        attributes: Positions of the columns that are kept under their own headers.
        currency: What prices are in that do not say, ISO 4217; None if not known.
    """

    header: tuple[str, ...]
    fields: Mapping[str, tuple[int, ...]]
    structure: Mapping[str, int] = field(default_factory=dict)
    attributes: tuple[int, ...] = ()
    currency: str | None = None


class Value(NamedTuple):
    """What a cell says, and the header under which it stood (None if it was not a cell of its own)."""

    text: str
    column: str | None


@dataclass
class Draft:
    """What some rows say about one product, in the merchant's own words, before anything is checked.

    `catalog.dialects.finishing.finish` turns it into a product or into the reason why there is none.

    Attributes:
        records: The rows it takes to import this product by itself, in the order of the file.
        line: Where it begins, for reports; the line of the row that is the product's own.
        values: Single fields, by their names in `SINGLE_FIELDS`; an empty text counts as none.
        photos: References to photos, best first, one each.
        attributes: Other columns, by their headers.
        variants: Ways to buy it that look the same.
        warnings: What was passed over while putting it together.
    """

    records: tuple[Record, ...]
    line: int
    values: dict[str, Value] = field(default_factory=dict)
    photos: list[Value] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    warnings: list[RowWarning] = field(default_factory=list)


class Dialect(Protocol):
    """One way of exporting a catalogue. Stateless: one object serves any number of files."""

    @property
    def name(self) -> str:
        """Short, as mapping files spell it: "shopify"."""
        ...

    @property
    def title(self) -> str:
        """For people: "Shopify product export"."""
        ...

    def likeness(self, header: Sequence[str]) -> float:
        """How much a header looks like this dialect's, in [0, 1], in whatever order and with columns missing.

        The likeliest dialect reads the file. 0 if it cannot be; at least 0.5 only where columns that no other dialect
        has leave little doubt. The plain dialect never says more than 0.4.
        """
        ...

    def layout(self, header: Sequence[str], overrides: Mapping[str, str], currency: str | None) -> Layout:
        """Give each column its meaning.

        Args:
            header: The merchant's headers.
            overrides: From a mapping file: header to a field, "attribute" or "ignore"; they win.
            currency: From a mapping file: what prices are in that do not say.

        Raises:
            CatalogError: A column that is needed is missing; the message names it.
        """
        ...

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """Put rows together into products. What is an error already is passed on in its place.

        Memory stays bounded: rows that wait for others (a parent, say) are few, and the oldest goes on without them
        once there are too many.
        """
        ...
