"""Squarespace's product export: a line a variant, the product's own facts on its first line."""

import re
from collections.abc import Iterator, Sequence

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish, is_web_address
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, YES, Family, Offer, set_sale_price
from catalog.dialects.shop_columns import Cells, ShopColumns, ShopDialect, column_key, once
from catalog.dialects.waiting import together
from catalog.row import ProductRow, RowError

_TITLE = "Squarespace product export"
_OPTIONS = range(1, 7)
_KEYS = ("id", "slug", "title")
# What the first line says of its own variant, and not of the product.
_OF_VARIANT = ("sku", "price", "available")
_COLUMNS_OF_VARIANT = ("gtin", "mpn", "weight")
_NOT_IN_SLUG = re.compile(r"[\W_]+")

_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "SKU",
        "title": "Title",
        "description": "Description",
        "category": "Categories",
        "price": "Price",
        "currency": "Currency",
        "url": "URL",
        "photos": "Hosted Image URLs",
    },
    {
        "id": "Product ID [Non Editable] | Product ID",
        "slug": "Product URL",
        **{f"option{number}_name": f"Option Name {number}" for number in _OPTIONS},
        **{f"option{number}_value": f"Option Value {number}" for number in _OPTIONS},
        "sale_price": "Sale Price",
        "on_sale": "On Sale",
        "stock": "Stock",
        "visible": "Visible",
    },
    kept="Product Page | Tags | GTIN | MPN | Weight",
    ignored=(
        "Variant ID [Non Editable] | Variant ID | Product Type [Non Editable] | Product Type | Length | Width | Height"
    ),
    strong="Hosted Image URLs",
    weak="Product Page | Product URL | On Sale | Visible",
    marks=r"\[non[- ]editable\]|^option (?:name|value) [1-6]$",
    least=2.5,
    needed=("title", "sku|slug|id"),
)


class SquarespaceDialect(ShopDialect):
    """Products whose rows follow one another, the first with the title."""

    name = "squarespace"
    title = _TITLE
    columns = _COLUMNS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product for each look of each product."""
        for block in together(rows, _Counting(layout)):
            if isinstance(block, RowError):
                yield block
            else:
                yield from _products([Cells(row, layout) for row in block], layout)


class _Counting:
    """Numbers the products of a file: the key of a row is the number of its product, none before the first.

    A row begins a product if its ID, or for want of one its slug, or its title, is not that of the product before it.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._count = 0
        self._told: dict[str, str] = {}

    def __call__(self, row: Row) -> str:
        cells = Cells(row, self._layout)
        title = cells.first("title")
        texts = (cells.at("id").text, cells.at("slug").text, title.text if title else "")
        told = {name: text for name, text in zip(_KEYS, texts, strict=True) if text}
        surest = next(iter(told), None)
        if surest and told[surest] != self._told.get(surest):
            self._count += 1
            self._told = told
        return str(self._count or "")


def _products(rows: Sequence[Cells], layout: Layout) -> Iterator[ProductRow | RowError]:
    head = next((row for row in rows if row.first("title")), None)
    if head is None:
        records = tuple(row.record for row in rows)
        reason = (
            "No row of this product has a title. Its rows must follow one another, the one with the title among them."
        )
        sku = rows[0].first("sku")
        cell = next((rows[0].at(name) for name in _KEYS if rows[0].has(name)), Value("", None))
        yield RowError(records[0].line, cell.column, cell.text, reason, records, sku.text if sku else None)
        return
    for draft in drafts(_family(rows, head, layout), layout.currency):
        yield finish(draft, layout.currency)


def _family(rows: Sequence[Cells], head: Cells, layout: Layout) -> Family:
    family = Family(_key(head), head.record.line, tuple(row.record for row in rows))
    family.values = {name: value for name, value in head.values().items() if name not in _OF_VARIANT}
    head.name_missing(family.values)
    if is_web_address(head.at("slug").text):
        family.values.setdefault("url", head.at("slug"))
    family.attributes = {name: text for name, text in _attributes(head).items() if not _is_of_variant(name)}
    bought = [row for row in rows if _is_bought(row)] or [head]
    family.offers = [_offer(row, head, family, layout) for row in once(bought, family)]
    family.photos = [photo for row in rows for photo in row.photos()]
    visible = head.at("visible")
    if read_availability(visible.text) is False:
        family.warn(family.line, visible, "The shop does not show it: it goes in as not available.")
        family.for_sale = False
    return family


def _key(head: Cells) -> str:
    """The product's slug, which is readable, else its ID, else a slug of its title."""
    slug = head.at("slug").text.rstrip("/").rpartition("/")[2]
    title = head.first("title")
    return slug or head.at("id").text or _NOT_IN_SLUG.sub("-", title.text.casefold() if title else "").strip("-")


def _is_bought(row: Cells) -> bool:
    """Whether a row is a way to buy the product, and not only about it."""
    return bool(
        row.first("sku") or row.first("price") or any(row.at(f"option{number}_value").text for number in _OPTIONS)
    )


def _offer(row: Cells, head: Cells, family: Family, layout: Layout) -> Offer:
    offer = Offer(row.record.line)
    own = row is not head
    offer.values = {name: value for name, value in row.values().items() if own or name in _OF_VARIANT}
    offer.attributes = {name: text for name, text in _attributes(row).items() if own or _is_of_variant(name)}
    offer.photos = row.photos() if own else []
    for number in _OPTIONS:
        name, value = (
            row.at(f"option{number}_name").text or head.at(f"option{number}_name").text,
            row.at(f"option{number}_value"),
        )
        if value.text:
            offer.options[name or f"Option {number}"] = value
    sale, on_sale = row.at("sale_price"), row.at("on_sale")
    if sale.text.strip("0.,") and (not on_sale.text or read_availability(on_sale.text)):
        set_sale_price(offer.values, offer.attributes, sale, layout.currency)
    if stock := _stock(row, family):
        offer.values.setdefault("available", stock)
    return offer


def _stock(row: Cells, family: Family) -> Value | None:
    """Whether it can be bought: how many there are, or that there are always some."""
    stock = row.at("stock")
    if not stock.text:
        return None
    available = read_availability(stock.text)
    if available is None:
        family.warn(
            row.record.line, stock, "Whether it can be bought is not clear; write Unlimited or how many there are."
        )
        return None
    return Value(YES if available else NO, stock.column)


def _attributes(row: Cells) -> dict[str, str]:
    """Other columns; the shop writes a weight that nobody gave as 0.0."""
    return {name: text for name, text in row.attributes().items() if text.strip("0.,") or column_key(name) != "weight"}


def _is_of_variant(name: str) -> bool:
    return column_key(name) in _COLUMNS_OF_VARIANT
