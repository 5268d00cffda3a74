"""What a catalogue file would become, from its first rows: shown before anything is written."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catalog.attributes import normalise
from catalog.catalogue_file import CatalogueFile, Understanding
from catalog.dialects.base import ATTRIBUTE, IGNORE, Layout, Row
from catalog.dialects.detection import DIALECTS
from catalog.dialects.mapping import MEANINGS, Mapping
from catalog.product import VISIBLE_ATTRIBUTES, Product
from catalog.row import ProductRow, RowError, RowWarning, without_repeats

FIRST_PRODUCTS = 8
FIRST_REJECTED = 20
EXAMPLES = 3
LONGEST_EXAMPLE = 120  # characters

_ADDRESS_STARTS = ("http://", "https://", "//")


@dataclass(frozen=True)
class Column:
    """One column of the file.

    Attributes:
        header: The merchant's.
        kind: "field" of a product; "structure" if it tells which rows belong together; "attribute" if it is kept under
            its own header; "ignored".
        meaning: The field, the dialect's name of the structure, "attribute" or "ignore".
        examples: Some of what stands in it.
    """

    header: str
    kind: str
    meaning: str
    examples: tuple[str, ...] = ()


@dataclass
class Preview:
    """What a file would become.

    Attributes:
        understanding: How the file is read.
        columns: In the order of the file.
        rows_read: Rows that were looked at.
        whole_file: Whether those were all.
        products: How many products they make; `groups` of those only look different, `variants` look the same.
        first_products: The first of them, with normalised attributes.
        without_photo: Products that name no photo.
        missing: Products without an attribute, by attribute.
        photo_files: References to files, and `photo_addresses` to the web.
        rejected: How many products would be rejected; `rejected_rows` are the first. `warned` and `warnings` likewise.
    """

    understanding: Understanding
    columns: tuple[Column, ...] = ()
    rows_read: int = 0
    whole_file: bool = True
    products: int = 0
    groups: int = 0
    variants: int = 0
    first_products: list[Product] = field(default_factory=list)
    without_photo: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    photo_files: int = 0
    photo_addresses: int = 0
    rejected: int = 0
    rejected_rows: list[RowError] = field(default_factory=list)
    warned: int = 0
    warnings: list[RowWarning] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The preview as JSON has it."""
        read = self.understanding
        return {
            "dialect": read.dialect.name,
            "dialect_title": read.dialect.title,
            "dialects": [{"name": dialect.name, "title": dialect.title} for dialect in DIALECTS],
            "meanings": list(MEANINGS),
            "container": read.container,
            "member": read.member,
            "format": read.format,
            "encoding": read.encoding,
            "separator": read.separator,
            "columns": [{**vars(column), "examples": list(column.examples)} for column in self.columns],
            "rows_read": self.rows_read,
            "whole_file": self.whole_file,
            "products": self.products,
            "groups": self.groups,
            "variants": self.variants,
            "first_products": [_product_as_dict(product) for product in self.first_products],
            "without_photo": self.without_photo,
            "missing": {attribute: self.missing[attribute] for attribute in VISIBLE_ATTRIBUTES},
            "photo_files": self.photo_files,
            "photo_addresses": self.photo_addresses,
            "rejected": self.rejected,
            "rejected_rows": [{**_warning_as_dict(row), "sku": row.sku} for row in self.rejected_rows],
            "warned": self.warned,
            "warnings": [_warning_as_dict(warning) for warning in self.warnings],
        }


def preview(path: Path, mapping: Mapping | None = None, *, rows: int = 2000, seconds: float = 3.0) -> Preview:
    """Look at the beginning of a catalogue file. Photos are not looked at.

    Args:
        path: The file.
        mapping: What the merchant says about it.
        rows: How many rows to look at, at most.
        seconds: How long to look, at most.

    Raises:
        CatalogError: It is no catalogue, or lacks a column; the message says what to do.
    """
    catalogue = CatalogueFile(path, mapping)
    found = Preview(catalogue.understanding)
    beginning = _Beginning(catalogue.rows(), len(catalogue.header), rows, time.monotonic() + seconds)
    groups = set()
    for row in without_repeats(catalogue.products(iter(beginning))):
        if isinstance(row, RowError):
            found.rejected += 1
            found.rejected_rows += [row] if found.rejected <= FIRST_REJECTED else []
        else:
            _count(found, row)
            groups.add(row.product.group)
    found.groups = len(groups - {None})
    found.rows_read, found.whole_file = beginning.rows_read, beginning.ended
    found.columns = _columns(catalogue.understanding.layout, beginning.examples)
    return found


class _Beginning:
    """The first rows of a file, and examples of what stands in each column."""

    def __init__(self, rows: Iterator[Row | RowError], width: int, most: int, until: float) -> None:
        self._rows = rows
        self._most = most
        self._until = until
        self.rows_read = 0
        self.ended = False
        self.examples: list[dict[str, None]] = [{} for _ in range(width)]

    def __iter__(self) -> Iterator[Row | RowError]:
        for row in self._rows:
            if self.rows_read >= self._most or (self.rows_read and time.monotonic() > self._until):
                return
            self.rows_read += 1
            if isinstance(row, Row):
                self._remember(row.cells)
            yield row
        self.ended = True

    def _remember(self, cells: Sequence[str]) -> None:
        for seen, cell in zip(self.examples, cells, strict=True):
            if cell and len(seen) < EXAMPLES:
                seen[cell if len(cell) <= LONGEST_EXAMPLE else f"{cell[: LONGEST_EXAMPLE - 1]}…"] = None


def _count(found: Preview, row: ProductRow) -> None:
    product = normalise(row.product)
    found.products += 1
    found.variants += len(product.variants)
    if len(found.first_products) < FIRST_PRODUCTS:
        found.first_products.append(product)
    found.without_photo += not product.photos
    found.missing.update(attribute for attribute in VISIBLE_ATTRIBUTES if getattr(product, attribute) is None)
    addresses = sum(1 for photo in product.photos if photo.lower().startswith(_ADDRESS_STARTS))
    found.photo_addresses += addresses
    found.photo_files += len(product.photos) - addresses
    found.warned += len(row.warnings)
    found.warnings.extend(row.warnings[: max(0, FIRST_REJECTED - len(found.warnings))])


def _columns(layout: Layout, examples: Sequence[dict[str, None]]) -> tuple[Column, ...]:
    kinds = dict.fromkeys(layout.attributes, ("attribute", ATTRIBUTE))
    kinds |= {place: ("structure", name) for name, place in layout.structure.items()}
    kinds |= {place: ("field", name) for name, places in layout.fields.items() for place in places}
    return tuple(
        Column(header, *kinds.get(place, ("ignored", IGNORE)), tuple(examples[place]))
        for place, header in enumerate(layout.header)
    )


def _product_as_dict(product: Product) -> dict[str, Any]:
    plain = dict(vars(product))
    plain["price"] = _price_as_text(product)
    plain["variants"] = [{**vars(variant), "price": _price_as_text(variant)} for variant in product.variants]
    return plain | {"photos": list(product.photos), "predicted": {}, "thumbnails": []}


def _price_as_text(priced: Any) -> str | None:
    return None if priced.price is None else format(priced.price, "f")


def _warning_as_dict(warning: RowWarning) -> dict[str, Any]:
    return {"line": warning.line, "column": warning.column, "value": warning.value, "reason": warning.reason}
