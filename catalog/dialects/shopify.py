"""Shopify's product export: a line a variant or an extra image, the product's own facts on its first line."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, YES, Family, Offer
from catalog.dialects.shop_columns import Cells, Role, ShopColumns, ShopDialect, fact_named, field_role, once
from catalog.dialects.waiting import together
from catalog.row import ProductRow, RowError

_TITLE = "Shopify product export"
_OPTIONS = (1, 2, 3)
_NO_OPTION = ("title", "default title")

_METAFIELD = re.compile(r"\((product|variant)\.metafields\.[^.)]*\.([^)]+)\)\s*$", re.IGNORECASE)
_MARKET_PRICE = re.compile(r"(?:compare[- ]at )?price / \S", re.IGNORECASE)
_MARKET_CHOICE = re.compile(r"included / \S", re.IGNORECASE)
_OF_VARIANT = re.compile(
    r"variant\b|sku$|barcode|price\b|currency$|compare[- ]at|weight|inventory|.*\(variant\.metafields\.", re.IGNORECASE
)


def _metafield_role(header: str) -> Role | None:
    """What a metafield's column says, by the metafield's key, and what the columns of markets say."""
    if _MARKET_CHOICE.match(header):
        return Role("ignore")
    if _MARKET_PRICE.match(header):
        return Role("attribute")
    metafield = _METAFIELD.search(header)
    if not metafield:
        return None
    fact = fact_named(re.sub(r"[-_.\s]+", " ", metafield[2]))
    return field_role(fact) if fact else Role("attribute")


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "Variant SKU | SKU",
        "title": "Title",
        "description": "Body (HTML) | Body HTML | Body | Description",
        "category": (
            "Type | Product Type | Custom Product Type | Product Category | Standard Product Type | "
            "Google Shopping / Google Product Category"
        ),
        "price": "Variant Price | Price",
        "currency": "Currency",
        "photos": "Image Src | Product image URL",
    },
    {
        "handle": "Handle | URL handle",
        **{f"option{number}_name": f"Option{number} Name" for number in _OPTIONS},
        **{f"option{number}_value": f"Option{number} Value" for number in _OPTIONS},
        "variant_image": "Variant Image | Variant image URL",
        "image_position": "Image Position",
        "quantity": "Variant Inventory Qty | Variant Inventory Quantity | Inventory quantity",
        "policy": "Variant Inventory Policy | Continue selling when out of stock",
        "tracker": "Variant Inventory Tracker | Inventory tracker",
        "status": "Status",
        "published": "Published | Published on online store",
    },
    kept=(
        "Vendor | Tags | Variant Barcode | Barcode | Variant Compare At Price | Compare-at price | "
        "Google Shopping / MPN | Google Shopping / Gender | Google Shopping / Age Group | "
        "Google Shopping / Condition | Variant Grams | Weight value (grams)"
    ),
    ignored=(
        "SEO Title | SEO Description | Image Alt Text | Gift Card | Gift Card? | Cost per item | Charge tax | "
        "Tax code | Variant Fulfillment Service | Fulfillment Service | Variant Requires Shipping | "
        "Requires shipping | Variant Taxable | Variant Weight Unit | Weight unit for display | Variant Tax Code | "
        "Template Suffix | Published Scope | Published At | Unit price total measure | "
        "Unit price total measure unit | Unit price base measure | Unit price base measure unit | Option1 Linked To | "
        "Option2 Linked To | Option3 Linked To | Google Shopping / AdWords Grouping | "
        "Google Shopping / AdWords Labels | Google Shopping / Custom Label 0 | Google Shopping / Custom Label 1 | "
        "Google Shopping / Custom Label 2 | Google Shopping / Custom Label 3 | Google Shopping / Custom Label 4 | "
        "Google Shopping / Custom Product"
    ),
    strong=(
        "Body (HTML) | Variant SKU | Variant Price | Variant Grams | Variant Inventory Qty | "
        "Variant Inventory Policy | Variant Inventory Tracker | Variant Fulfillment Service | "
        "Variant Compare At Price | Variant Requires Shipping | Variant Taxable | Variant Barcode | Variant Image | "
        "Variant Weight Unit | Image Src | Option1 Name | Option1 Value | URL handle | Published on online store | "
        "Continue selling when out of stock | Product image URL | Variant image URL"
    ),
    weak="Vendor | Handle | Image Position | Image Alt Text | Gift Card | SEO Title | Compare-at price",
    marks=r"\.metafields\.|^google shopping / ",
    needed=("handle", "title"),
    role_of=_metafield_role,
)


class ShopifyDialect(ShopDialect):
    """Products by their handle, whose rows follow one another."""

    name = "shopify"
    title = _TITLE
    columns = _COLUMNS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product for each look of each handle."""
        for block in together(rows, lambda row: Cells(row, layout).at("handle").text):
            if isinstance(block, RowError):
                yield block
            else:
                yield from _products([Cells(row, layout) for row in block], layout)


def _products(rows: Sequence[Cells], layout: Layout) -> Iterator[ProductRow | RowError]:
    handle = rows[0].at("handle")
    records = tuple(row.record for row in rows)
    if not handle.text:
        reason = f"The row has no {handle.column}, and there is none before it; give it that of its product."
        for record in records:
            yield RowError(record.line, handle.column, "", reason, (record,))
        return
    if not any(row.first("title") for row in rows):
        reason = (
            "No row of this product has a title. Its rows must follow one another, the one with the title among them."
        )
        yield RowError(records[0].line, handle.column, handle.text, reason, records, handle.text)
        return
    for draft in drafts(_family(rows, handle.text), layout.currency):
        yield finish(draft, layout.currency)


def _family(rows: Sequence[Cells], handle: str) -> Family:
    family = Family(handle, rows[0].record.line, tuple(row.record for row in rows))
    for row in rows:
        for name, value in row.values().items():
            if not _is_of_variant(value.column):
                family.values.setdefault(name, _plain(value))
        for header, text in row.attributes().items():
            if not _is_of_variant(header):
                family.attributes.setdefault(header, text)
    names = _option_names(rows)
    family.offers = [_offer(row, names, family) for row in once(_variant_rows(rows), family)]
    family.photos = _gallery(rows)
    family.for_sale = _for_sale(rows, family)
    return family


def _variant_rows(rows: Sequence[Cells]) -> list[Cells]:
    """The rows that are variants: the first, and those that say more than where an image is."""
    return [
        row
        for row in rows
        if row is rows[0]
        or any(row.at(f"option{number}_value").text for number in _OPTIONS)
        or row.first("sku")
        or row.first("price")
    ]


def _option_names(rows: Sequence[Cells]) -> dict[int, str]:
    """Names of the options, which only the first row gives."""
    names = {}
    for number in _OPTIONS:
        name = next((text for row in rows if (text := row.at(f"option{number}_name").text)), "")
        names[number] = name or f"Option{number}"
    return names


def _offer(row: Cells, names: Mapping[int, str], family: Family) -> Offer:
    offer = Offer(row.record.line)
    offer.values = {name: _plain(value) for name, value in row.values().items() if _is_of_variant(value.column)}
    offer.attributes = {header: text for header, text in row.attributes().items() if _is_of_variant(header)}
    for number, name in names.items():
        value = row.at(f"option{number}_value")
        if value.text and not (
            name.casefold() in (_NO_OPTION[0], f"option{number}") and value.text.casefold() == _NO_OPTION[1]
        ):
            offer.options[name] = value
    image = row.at("variant_image")
    offer.photos = [image] if image.text else []
    if "available" not in offer.values and (stock := _stock(row, family)):
        offer.values["available"] = stock
    return offer


@lru_cache(maxsize=1024)
def _is_of_variant(header: str | None) -> bool:
    """Whether a column speaks of the variant in its row, and of no other."""
    return header is not None and bool(_OF_VARIANT.match(header))


def _stock(row: Cells, family: Family) -> Value | None:
    """Whether a variant can be bought; unknown where nobody counts how many there are."""
    policy, quantity = row.at("policy"), row.at("quantity")
    if policy.text.casefold() == "continue" or (policy.text and read_availability(policy.text)):
        return Value(YES, policy.column)
    if not quantity.text or (row.has("tracker") and not row.at("tracker").text):
        return None
    available = read_availability(quantity.text)
    if available is None:
        family.warn(row.record.line, quantity, "This is not a number of pieces; whether it can be bought is left open.")
        return None
    return Value(YES if available else NO, quantity.column)


def _gallery(rows: Sequence[Cells]) -> list[Value]:
    """The product's images by their positions; those without one stay where they stand, behind the others."""
    placed = []
    for number, row in enumerate(rows):
        position = row.at("image_position").text
        place = int(position) if position.isdecimal() and len(position) < 6 else len(rows) + 1
        placed += [(place, number, photo) for photo in row.photos()]
    return [photo for _, _, photo in sorted(placed, key=lambda item: item[:2])]


def _for_sale(rows: Sequence[Cells], family: Family) -> bool:
    """Whether shoppers can find it in the shop; a draft goes in as one that cannot be bought."""
    status = next((row.at("status") for row in rows if row.at("status").text), Value("", None))
    published = next((row.at("published") for row in rows if row.at("published").text), Value("", None))
    if status.text and status.text.casefold() != "active":
        reason = f"Its status is {status.text}: it goes in as not available. Set it to active to sell it."
        family.warn(family.line, status, reason)
        return False
    if published.text and read_availability(published.text) is False:
        family.warn(family.line, published, "It is not published in the online shop: it goes in as not available.")
        return False
    return True


def _plain(value: Value) -> Value:
    """A list in a metafield, ["gold", "silver"], as people write one; anything else as it is."""
    if not (
        value.column and _METAFIELD.search(value.column) and value.text.startswith("[") and value.text.endswith("]")
    ):
        return value
    try:
        items = json.loads(value.text)
    except (ValueError, RecursionError):
        return value
    return Value("; ".join(str(item) for item in items), value.column) if isinstance(items, list) else value
