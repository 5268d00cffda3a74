"""BigCommerce's product exports: the modern one, a row an item of a product, and those of the older templates."""

import re
from collections.abc import Iterator, Sequence

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.bigcommerce_cells import category_paths, custom_fields, listed_images, named_options, options_of
from catalog.dialects.bigcommerce_rules import apply_rules
from catalog.dialects.finishing import finish, is_web_address, plain_sku
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, YES, Family, Offer, set_sale_price
from catalog.dialects.photos import split_photos
from catalog.dialects.shop_columns import (
    Cells,
    Role,
    ShopColumns,
    ShopDialect,
    add_fact,
    column_key,
    field_role,
    once,
    structure_role,
)
from catalog.dialects.waiting import together
from catalog.row import ProductRow, RowError, RowWarning

_TITLE = "BigCommerce product export"
_PRODUCT, _VARIANT, _IMAGE, _RULE = "product", "variant", "image", "rule"
_KINDS = {"sku": _VARIANT, "digital file": "file"}
_SILENT = (_PRODUCT, _VARIANT, _IMAGE, _RULE, "video", "file", "")
_SHARED = ("title", "description", "category", "url")  # in a variant's row these are empty, or name its options

_NUMBERED_IMAGE = re.compile(r"product image (url|path|file|id|description|is thumbnail|sort|index) ?- ?([0-9]+)")
_IMAGE_SOURCES = ("url", "path", "file")  # of one image, the likeliest first
_NUMBERED_CATEGORY = re.compile(r"category (id|name|path) ?- ?([0-9]+)")
_WORKINGS = re.compile(r"product file|event date|myob |gps |meta |video |shipperhq ")
_ONLY_NUMBERS = re.compile(r"\d+(?:\s*[;,]\s*\d+)*")
_NOUGHT = re.compile(r"0*(?:[.,]0+)?")  # which the shop writes where nothing is set
_LAST = 1_000_000


def _numbered_role(header: str) -> Role | None:
    """What a numbered column of the older templates is for, and one of the shop's own workings."""
    name = " ".join(header.casefold().split())
    if image := _NUMBERED_IMAGE.fullmatch(name):
        part, number = image[1], int(image[2])
        if part in _IMAGE_SOURCES:
            return field_role("photos", 10 * number + _IMAGE_SOURCES.index(part))
        place = {"is thumbnail": "thumbnail", "sort": "place", "index": "place"}.get(part)
        return structure_role(f"{place}{number}") if place else Role("ignore")
    if category := _NUMBERED_CATEGORY.fullmatch(name):
        return field_role("category", 100 + int(category[2])) if category[1] == "path" else Role("ignore")
    return Role("ignore") if _WORKINGS.match(name) else None


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "SKU | Product Code/SKU | Product SKU | Code",
        "title": "Name | Product Name",
        "description": "Description | Product Description",
        "category": "Categories | Category | Category String | Category Details",
        "price": "Price | Calculated Price",
        "currency": "Currency",
        "url": "Product URL | URL",
        "metal": "GPS Material",
        "colour": "GPS Color",
        "size": "GPS Size",
        "photos": "Internal Image URL (Export) | Image URL (Import)",
    },
    {
        "item": "Item | Item Type",
        "id": "ID | Product ID",
        "options": "Options",
        "sale_price": "Sale Price",
        "tracking": "Inventory Tracking | Track Inventory",
        "inventoried": "Product Inventoried",
        "stock": "Current Stock | Current Stock Level | Stock Level",
        "visible": "Is Visible | Product Visible? | Product Visible",
        "not_visible": "Product Not Visible",
        "orderable": "Allow Purchases? | Allow Purchases",
        "custom_fields": "Custom Fields | Product Custom Fields",
        "images": "Images | Product Images",
        "variant_image": "Variant Image URL",
        "thumbnail": "Image is Thumbnail",
        "place": "Image Sort Order",
        "stop": "Stop Processing Rules",
    },
    kept=(
        "Retail Price | Brand | Brand Name | Search Keywords | UPC/EAN | Product UPC/EAN | Global Trade Number | "
        "Global Trade Item Number | GPS Global Trade Item Number | Manufacturer Part Number | "
        "GPS Manufacturer Part Number | GPS Gender | GPS Age Group | GPS Pattern | Weight | Product Weight | "
        "Warranty | Product Warranty | Product Condition | Product Availability"
    ),
    ignored=(
        "Type | Product Type | Low Stock | Low Stock Level | Cost Price | Brand ID | Channels | Page Title | "
        "Bin Picking Number | Free Shipping | Fixed Shipping Cost | Fixed Shipping Price | Width | Height | Depth | "
        "Product Width | Product Height | Product Depth | Is Featured | Tax Class | Product Tax Class | "
        "Product Tax Code | Tax Provider Tax Code | Avalara Product Tax Code | Show Product Condition | Sort Order | "
        "Image Description | YouTube ID | Option Set | Option Set Align | Redirect Old URL? | Brand + Name | "
        "Date Added | Date Modified | Product Files | Minimum Purchase Quantity | Maximum Purchase Quantity | "
        "Shipping Groups | Origin Locations | Dimensional Rules"
    ),
    strong=(
        "Internal Image URL (Export) | Image URL (Import) | Image is Thumbnail | Image Sort Order | YouTube ID | "
        "Video Sort Order | Inventory Tracking | Bin Picking Number | Show Product Condition | Fixed Shipping Cost | "
        "Fixed Shipping Price | Global Trade Number | Product Code/SKU | Option Set Align | Stop Processing Rules | "
        "Redirect Old URL? | Product Custom Fields | Allow Purchases | Product Visible | Product Not Visible | "
        "Product Inventoried | Category Details | Calculated Price | Product Tax Code"
    ),
    weak=(
        "Item | Item Type | Options | Current Stock | Low Stock | Cost Price | Retail Price | Brand ID | Channels | "
        "Custom Fields | Is Visible | Is Featured | Product Condition | Free Shipping | Sort Order | Warranty | "
        "Variant Image URL | Stock Level | Brand Name | Option Set | Track Inventory"
    ),
    marks=r"^product image (?:id|file|path|url|is thumbnail|sort|index) ?- ?\d+$|"
    r"^gps (?:global|manufacturer|gender|age|color|size|material|pattern|item|category|enabled)\b",
    least=2.5,
    needed=("title", "sku|id"),
    role_of=_numbered_role,
)


class BigCommerceDialect(ShopDialect):
    """Products, each followed by the rows of its variants, rules and images."""

    name = "bigcommerce"
    title = _TITLE
    columns = _COLUMNS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product for each look of each product."""

        def beginning(row: Row) -> str:
            return str(row.record.line) if _kind(Cells(row, layout)) == _PRODUCT else ""

        for block in together(rows, beginning):
            if isinstance(block, RowError):
                yield block
            else:
                yield from _products([Cells(row, layout) for row in block], layout)


def _kind(row: Cells) -> str:
    """What a row is; where the file does not say, by what stands in it."""
    kind = row.at("item").text.casefold()
    if kind:
        return _KINDS.get(kind, kind)
    title = row.first("title")
    if row.at("options").text or (title and named_options(title.text)):
        return _VARIANT
    if title or not row.has("item"):
        return _PRODUCT
    return _IMAGE if row.every("photos") else ""


def _products(rows: Sequence[Cells], layout: Layout) -> Iterator[ProductRow | RowError]:
    if _kind(rows[0]) != _PRODUCT:
        reason = "No product stands before this row, which is part of one; a product's rows must follow it."
        for row in rows:
            item = row.at("item")
            yield RowError(row.record.line, item.column, item.text, reason, (row.record,))
        return
    for draft in drafts(_family(rows, layout), layout.currency):
        yield finish(draft, layout.currency)


def _family(rows: Sequence[Cells], layout: Layout) -> Family:
    product, kinds = rows[0], [_kind(row) for row in rows]
    variants = [row for row, kind in zip(rows, kinds, strict=True) if kind == _VARIANT]
    family = Family(_key(product), product.record.line, tuple(row.record for row in rows))
    family.values, family.attributes = product.values(), _told(product)
    if not variants:  # each of which has its own, or else the product's
        _set_price(family.values, family.attributes, product, layout.currency)
    family.values.setdefault("sku", Value(_key(product), product.at("id").column))
    product.name_missing(family.values)
    _set_category(family)
    _set_address(family)
    for name, value in custom_fields(product.at("custom_fields")):
        add_fact(family, name, value)
    family.offers = [_offer(row, product, family, layout) for row in once(variants, family)]
    if not variants and (stock := _stock(product, product, family)):
        family.values["available"] = stock
    rules = [row for row, kind in zip(rows, kinds, strict=True) if kind == _RULE]
    apply_rules([(rule, _gallery([rule])) for rule in rules], family, layout.currency)
    family.photos = _gallery([row for row, kind in zip(rows, kinds, strict=True) if kind in (_PRODUCT, _IMAGE)])
    family.for_sale = _for_sale(product, family)
    for row, kind in zip(rows, kinds, strict=True):
        if kind not in _SILENT:
            family.warn(row.record.line, row.at("item"), "Rows of this kind are not known; it is passed over.")
    return family


def _key(row: Cells) -> str:
    sku, number = row.first("sku"), row.at("id").text
    return plain_sku(sku.text) if sku else f"id:{number}" if number else ""


def _told(row: Cells) -> dict[str, str]:
    """The columns that are kept, but for the noughts of those that nobody filled in."""
    return {header: text for header, text in row.attributes().items() if not _NOUGHT.fullmatch(text)}


def _set_price(values: dict[str, Value], attributes: dict[str, str], row: Cells, currency: str | None) -> None:
    """Let a sale price count; in the price that the shop has calculated it does already."""
    price, sale = values.get("price"), row.at("sale_price")
    if price and column_key(price.column or "") == "calculatedprice":
        return
    if not _NOUGHT.fullmatch(sale.text):
        set_sale_price(values, attributes, sale, currency)


def _set_category(family: Family) -> None:
    """Take the paths out of the category; where the shop writes the numbers of its categories it has none."""
    category = family.values.pop("category", None)
    if category and not _ONLY_NUMBERS.fullmatch(category.text):
        family.values["category"] = Value(category_paths(category.text), category.column)


def _set_address(family: Family) -> None:
    """Keep a page's address as an attribute where the shop leaves its own out ("/moon-ring/")."""
    url = family.values.get("url")
    if url and not is_web_address(url.text):
        family.attributes[url.column or "url"] = family.values.pop("url").text


def _offer(row: Cells, product: Cells, family: Family, layout: Layout) -> Offer:
    offer = Offer(row.record.line, attributes=_told(row))
    offer.values = {name: value for name, value in row.values().items() if name not in _SHARED}
    priced = row if "price" in offer.values or not _NOUGHT.fullmatch(row.at("sale_price").text) else product
    if "price" not in offer.values and "price" in family.values:
        offer.values["price"] = family.values["price"]
    _set_price(offer.values, offer.attributes, priced, layout.currency)
    named, title = row.at("options"), row.first("title")
    if not named.text and title and title.text.startswith("["):
        named = title
    offer.options = options_of(named) if named.text else {}
    own = row.at("variant_image")
    offer.photos = split_photos([own]) if own.text else _gallery([row])
    if stock := _stock(row, product, family):
        offer.values["available"] = stock
    return offer


def _gallery(rows: Sequence[Cells]) -> list[Value]:
    """The photos of some rows: the thumbnail first, then by their places."""
    placed = [picture for row in rows for picture in _pictures(row)]
    return split_photos([photo for _, _, photo in sorted(placed, key=lambda picture: picture[:2])])


def _pictures(row: Cells) -> Iterator[tuple[bool, int, Value]]:
    """Each photo of a row: whether it is not the thumbnail, its place, and where it is; the address if it is told."""
    photos: dict[str, Value] = {}
    for photo in row.every("photos"):
        numbered = _NUMBERED_IMAGE.fullmatch((photo.column or "").casefold())
        photos.setdefault(numbered[2] if numbered else "", photo)
    for number, photo in photos.items():
        place = row.at(f"place{number}").text
        thumbnail = bool(read_availability(row.at(f"thumbnail{number}").text))
        yield not thumbnail, int(place) if place.isdecimal() and len(place) < 6 else _LAST, photo
    for photo in listed_images(row.at("images")):
        yield True, _LAST, photo


def _stock(row: Cells, product: Cells, family: Family) -> Value | None:
    """Whether a variant, or a product without any, can be bought; unknown where nobody counts how many there are."""
    orderable = product.at("orderable")
    allowed = read_availability(orderable.text)
    if allowed is False:
        return Value(NO, orderable.column)
    counting = _counting(row, product)
    cell = counting.at("stock") if counting else Value("", None)
    if counting is None or not cell.text:
        return Value(YES, orderable.column) if allowed else None
    available = read_availability(cell.text)
    if available is None:
        reason = "This is not a number of pieces; whether it can be bought is left open."
        warning = RowWarning(counting.record.line, cell.column, cell.text, reason)
        family.warnings += [] if warning in family.warnings else [warning]
        return None
    return Value(YES if available else NO, cell.column)


def _counting(row: Cells, product: Cells) -> Cells | None:
    """The row whose number of pieces counts, the variant's or the product's; None where the shop does not track it."""
    tracking = product.at("tracking").text.casefold()
    uncounted = read_availability(product.at("inventoried").text) is False
    if uncounted or tracking == "none" or read_availability(tracking) is False:
        return None
    if tracking.endswith("product"):
        return product
    return row if row.at("stock").text or tracking.endswith(("variant", "option")) else product


def _for_sale(product: Cells, family: Family) -> bool:
    """Whether shoppers can find it in the shop."""
    visible, hidden = product.at("visible"), product.at("not_visible")
    told = visible if read_availability(visible.text) is False else hidden if read_availability(hidden.text) else None
    if told is None:
        return True
    family.warn(family.line, told, "It is not visible in the shop: it goes in as not available.")
    return False
