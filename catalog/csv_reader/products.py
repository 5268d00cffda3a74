"""Records into products: pandas normalises a chunk of cells as text, then each row is read by itself."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from urllib.parse import urlsplit

import pandas as pd

from catalog.csv_reader.columns import Columns
from catalog.csv_reader.photos import split_photos
from catalog.csv_reader.records import Record
from catalog.prices import PriceError, currency_code, parse_price
from catalog.product import Product
from catalog.row import ProductRow, RowError, RowWarning

_LONGEST = {"sku": 200, "title": 1000}  # characters

_CONTROLS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_SINGLE_LINE = ("sku", "title", "category", "metal", "gemstone", "price", "currency", "url", "available")
_LOWER_CASE = ("category", "metal", "gemstone", "available")
_AVAILABLE = {
    **dict.fromkeys(("true", "yes", "y", "1", "in stock", "in_stock", "instock", "available", "preorder"), True),
    **dict.fromkeys(("pre-order", "backorder", "on backorder", "onbackorder"), True),
    **dict.fromkeys(("false", "no", "n", "0", "out of stock", "out_of_stock", "outofstock", "sold out"), False),
    **dict.fromkeys(("unavailable", "discontinued"), False),
}


def read_products(records: Sequence[Record | RowError], columns: Columns) -> Iterator[ProductRow | RowError]:
    """Turn a chunk of records into products, in their order; what is rejected already stays so."""
    checked = [_fitted(record, columns) if isinstance(record, Record) else record for record in records]
    cells = _normalised([record.cells for record in checked if isinstance(record, Record)], columns)
    for record in checked:
        yield _Row(record, next(cells), columns).read() if isinstance(record, Record) else record


def _fitted(record: Record, columns: Columns) -> Record | RowError:
    """Bring a record to the width of the header, or reject it: cells that cannot be told apart must not be guessed."""
    width = max(columns.kept) + 1
    cells = tuple(record.cells[place] for place in columns.kept if place < len(record.cells))
    extra = record.cells[width:]
    if len(record.cells) < width:
        reason = f"The row has {len(record.cells)} cells and the header {width}; add what is missing."
        return RowError(record.line, None, "", reason, cells)
    if any(cell.strip() for cell in extra):
        reason = f"The row has {len(record.cells)} cells and the header {width}; put quotation marks around the cell "
        return RowError(record.line, None, extra[0], reason + "that holds the separator.", (*cells, *extra))
    for name, cell in zip(columns.header, cells, strict=True):
        if "\0" in cell:
            return RowError(record.line, name, cell.replace("\0", "␀"), "The cell holds a NUL byte; remove it.", cells)
    return Record(record.line, list(cells))


def _normalised(rows: list[list[str]], columns: Columns) -> Iterator[tuple[str, ...]]:
    """Cells in Unicode's composed form, without control characters and spaces around them."""
    if not rows:
        return iter(())
    frame = pd.DataFrame(rows, dtype=object)
    for place in frame.columns:
        text = frame[place].str.normalize("NFC").str.replace("\r\n", "\n", regex=False)
        frame[place] = text.str.replace(_CONTROLS, " ", regex=True).str.strip()
    for field in _SINGLE_LINE:
        if field in columns.fields:
            text = frame[columns.fields[field]].str.replace(r"\s+", " ", regex=True)
            frame[columns.fields[field]] = text.str.lower() if field in _LOWER_CASE else text
    return frame.itertuples(index=False, name=None)


class _Row:
    """One row while it is read: it gathers the warnings."""

    def __init__(self, record: Record, cells: tuple[str, ...], columns: Columns) -> None:
        self._record = record
        self._cells = cells
        self._columns = columns
        self._warnings: list[RowWarning] = []

    def read(self) -> ProductRow | RowError:
        for field, longest in _LONGEST.items():
            value = self._value(field)
            if not value:
                return self._rejected(field, f"The product has no {field}; give it one.")
            if len(value) > longest:
                return self._rejected(field, f"The {field} has {len(value)} characters; at most {longest} are taken.")
        header = self._columns.header
        photos, photo_columns = split_photos((header[place], self._cells[place]) for place in self._columns.photos)
        product = self._product(photos)
        return ProductRow(self._record.line, product, tuple(self._record.cells), photo_columns, tuple(self._warnings))

    def _product(self, photos: tuple[str, ...]) -> Product:
        price, currency = self._price()
        return Product(
            sku=self._value("sku"),
            title=self._value("title"),
            description=self._value("description"),
            category=self._value("category") or None,
            metal=self._value("metal") or None,
            gemstone=self._value("gemstone") or None,
            attributes=self._attributes(),
            price=price,
            currency=currency,
            url=self._url(),
            available=self._available(),
            photos=photos,
        )

    def _value(self, field: str) -> str:
        place = self._columns.fields.get(field)
        return "" if place is None else self._cells[place]

    def _attributes(self) -> Mapping[str, str]:
        header, cells = self._columns.header, self._cells
        return {header[place]: cells[place] for place in self._columns.attributes if cells[place]}

    def _price(self) -> tuple[Decimal | None, str | None]:
        currency = None
        if self._value("currency"):
            try:
                currency = currency_code(self._value("currency"))
            except PriceError as error:
                self._warn("currency", f"{error} The product goes in without it.")
        if not self._value("price"):
            return None, currency
        try:
            return parse_price(self._value("price"), currency)
        except PriceError as error:
            self._warn("price", f"{error} The product goes in without a price.")
            return None, currency

    def _url(self) -> str | None:
        url = self._value("url")
        if not url:
            return None
        try:
            address = urlsplit(url)
            if address.scheme.lower() in ("http", "https") and address.hostname and " " not in url:
                return url
        except ValueError:
            pass  # such as an unclosed bracket in the host; said below
        self._warn("url", "This is not a web address that begins with https://; the product goes in without it.")
        return None

    def _available(self) -> bool | None:
        value = self._value("available")
        if not value:
            return None
        if value not in _AVAILABLE:
            self._warn("available", "Whether it can be bought is not clear; write “in stock” or “out of stock”.")
        return _AVAILABLE.get(value)

    def _warn(self, field: str, reason: str) -> None:
        place = self._columns.fields[field]
        self._warnings.append(RowWarning(self._record.line, self._columns.header[place], self._cells[place], reason))

    def _rejected(self, field: str, reason: str) -> RowError:
        place = self._columns.fields[field]
        column, value = self._columns.header[place], self._cells[place]
        return RowError(self._record.line, column, value, reason, tuple(self._record.cells))
