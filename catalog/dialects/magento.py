"""Magento's and Adobe Commerce's product export, of version 2 and of version 1."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish, plain_sku
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, YES, Family, Offer, set_sale_price
from catalog.dialects.photos import split_photos
from catalog.dialects.shop_columns import Cells, Role, ShopColumns, ShopDialect, fact_named
from catalog.dialects.waiting import HELD_CHARACTERS, Waiting, together
from catalog.row import ProductRow, RowError

_TITLE = "Magento product export"
_PAIR_START = re.compile(r'(?:^|,)\s*"?([\w.:-]+)"?=')
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_HIDDEN = ("not visible individually", "1")
_DISABLED = ("2", "0", "disabled", "no")
_NO_PHOTO = "no_selection"
_SOURCES = ("default", "admin", "all")  # names of the store view that the others translate
_INTERNAL = re.compile(
    r"_(?:super|links|associated|custom_option|root_category|product_websites|tier_price|group_price|media_"
    r"(?!image$))|use_config_|meta_|custom_(?:design|layout|options?)|.*_image_label$|.*_label$|msrp|gift_|page_layout|"
    r"(?:related|crosssell|upsell|associated)_|bundle_|downloadable_|out_of_stock_qty|min_cart|max_cart|notify_|enable_qty|"
    r"qty_increments|hide_from|ts_|options_container|(?:small|swatch|thumbnail)_image_|required_options|has_options|"
    r"deferred_stock|allow_backorders|backorders|stock_id|min_(?:qty|sale)|max_sale|is_qty_decimal|is_decimal|manage_stock|"
    r"website_id|cost$|wholesale_price$|low_stock|stock_status_changed|display_product|map_|image_(?!label)"
)


def _code_role(header: str) -> Role | None:
    """Columns of the shop's own workings, which say nothing to a shopper."""
    return Role("ignore") if _INTERNAL.match(header.strip().casefold()) else None


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "sku",
        "title": "name",
        "description": "description | short_description",
        "category": "categories | _category | category",
        "price": "price",
        "url": "product_url | url",
        "photos": "base_image | image | additional_images | _media_image | media_gallery | gallery",
    },
    {
        "store": "store_view_code | _store | store",
        "type": "product_type | _type | type",
        "visibility": "visibility",
        "variations": "configurable_variations",
        "variation_labels": "configurable_variation_labels",
        "super_sku": "_super_products_sku",
        "super_code": "_super_attribute_code",
        "super_option": "_super_attribute_option",
        "more": "additional_attributes",
        "small_image": "small_image",
        "special_price": "special_price",
        "online": "product_online | status",
        "in_stock": "is_in_stock",
        "quantity": "qty",
    },
    kept=(
        "attribute_set_code | _attribute_set | attribute_set | weight | manufacturer | brand | "
        "special_price_from_date | special_price_to_date"
    ),
    ignored=(
        "product_websites | tax_class_name | tax_class_id | url_key | url_path | created_at | updated_at | "
        "new_from_date | new_to_date | news_from_date | news_to_date | country_of_manufacture | thumbnail | "
        "thumbnail_image | swatch_image | special_from_date | special_to_date | cost | position | minimal_price"
    ),
    strong=(
        "store_view_code | attribute_set_code | product_websites | additional_attributes | configurable_variations | "
        "additional_image_labels | base_image_label | _attribute_set | _product_websites | _media_image | "
        "_root_category | _super_products_sku | use_config_manage_stock | product_online | tax_class_name | "
        "website_id | _media_attribute_id"
    ),
    weak=(
        "base_image | small_image | thumbnail_image | additional_images | url_key | special_price | visibility | "
        "product_type | _type | _store | _category | categories | is_in_stock | qty"
    ),
    needed=("sku", "title"),
    role_of=_code_role,
)


@dataclass(frozen=True)
class MagentoDialect(ShopDialect):
    """Products with the simple ones that they are bought as, which may stand anywhere in the file.

    Attributes:
        held: How many characters of rows wait for their parents or variants.
    """

    name = "magento"
    title = _TITLE
    columns = _COLUMNS
    held: int = HELD_CHARACTERS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product for each look of each configurable product, and for each simple one that is sold by itself."""
        waiting = Waiting(self.held)
        for block in together(rows, lambda row: _sku(Cells(row, layout))):
            if isinstance(block, RowError):
                yield block
                continue
            keys = _keys([Cells(row, layout) for row in block])
            if not keys:
                yield from _products(block, layout)
            for row in block if keys else ():
                waiting.add(row, keys)
            for group in waiting.overdue():
                yield from _products(group, layout)
        for group in waiting.rest():
            yield from _products(group, layout)


@dataclass
class _Item:
    """What the rows of one sku say: the row itself, those that add photos to it, those that translate it."""

    row: Cells
    rows: list[Cells]
    family: Family
    variants: dict[str, dict[str, Value]]  # sku of a variant to its options


def _sku(cells: Cells) -> str:
    sku = cells.first("sku")
    return plain_sku(sku.text) if sku else ""


def _keys(rows: Sequence[Cells]) -> list[str]:
    """The skus of a configurable product and of its variants, or that of a product that may be a variant."""
    variants = _variants(rows)
    kind, visibility = rows[0].at("type").text.casefold(), rows[0].at("visibility").text.casefold()
    if variants or kind == "configurable":
        return [_sku(rows[0]), *variants]
    has_variants = rows[0].has("variations") or rows[0].has("super_sku")
    may_be_variant = has_variants and (visibility in _HIDDEN or not rows[0].has("visibility"))
    return (
        [_sku(rows[0])]
        if may_be_variant and kind in ("simple", "virtual", "downloadable", "") and _sku(rows[0])
        else []
    )


def _products(rows: Sequence[Row], layout: Layout) -> Iterator[ProductRow | RowError]:
    """The products of rows that wait for each other no longer."""
    items: dict[str, _Item] = {}
    for block in together(iter(rows), lambda row: _sku(Cells(row, layout))):
        if isinstance(block, list):
            item = _item([Cells(row, layout) for row in block], layout)
            if items.setdefault(item.family.key, item) is not item:
                yield from _finished(item.family, layout)  # the same sku again: told apart, and rejected, later
    bought_as = {sku for item in items.values() for sku in item.variants if sku in items and not items[sku].variants}
    for sku, item in items.items():
        if sku in bought_as:
            continue
        if item.variants:
            _add_variants(item, items)
        elif item.row.at("visibility").text.casefold() in _HIDDEN:
            reason = (
                "It is not visible by itself and its parent is not in the file; it goes in as a product of its own."
            )
            item.family.warn(item.family.line, item.row.at("visibility"), reason)
        yield from _finished(item.family, layout)


def _finished(family: Family, layout: Layout) -> Iterator[ProductRow | RowError]:
    for draft in drafts(family, layout.currency):
        yield finish(draft, layout.currency)


def _item(rows: Sequence[Cells], layout: Layout) -> _Item:
    """Read the rows of one sku."""
    own = [row for row in rows if row.at("store").text.casefold() in ("", *_SOURCES)] or [rows[0]]
    family = Family(_sku(rows[0]), own[0].record.line, tuple(row.record for row in rows))
    for row in own:
        family.values = row.values() | family.values
        family.attributes = row.attributes() | family.attributes
        for name, value in _pairs(row.at("more"), family):
            _add_fact(family, name, value)
    for row in rows:
        if row not in own:
            _add_translation(family, row)
    set_sale_price(family.values, family.attributes, own[0].at("special_price"), layout.currency)
    photos = [photo for row in own for photo in row.photos()], split_photos([own[0].at("small_image")])
    family.photos = next(filter(None, ([photo for photo in some if photo.text != _NO_PHOTO] for some in photos)), [])
    own[0].name_missing(family.values)
    if stock := _stock(own[0], family):
        family.values["available"] = stock
    family.for_sale = _for_sale(own[0], family)
    return _Item(own[0], list(rows), family, _variants(rows))


def _add_fact(family: Family, name: str, value: Value) -> None:
    """Keep one of the additional attributes under its own name; what names a fact is one."""
    fact = fact_named(name)
    text = value.text.replace("|", ", ")
    if fact and fact not in family.values:
        family.values[fact] = Value(text, value.column)
    elif not _INTERNAL.match(name):
        family.attributes.setdefault(name, text)


def _add_translation(family: Family, row: Cells) -> None:
    """Take from a store view's row what the product's own does not say, and its name."""
    translated = row.values()
    title = translated.get("title")
    if title and title.text != family.values.get("title", title).text:
        family.attributes[f"{title.column} ({row.at('store').text})"] = title.text
    family.values = translated | family.values


def _variants(rows: Sequence[Cells]) -> dict[str, dict[str, Value]]:
    """The skus that a configurable product is bought as, and the options of each."""
    found: dict[str, dict[str, Value]] = {}
    for row in rows:
        labels = {code: label.text for code, label in _pairs(row.at("variation_labels"))}
        variations = row.at("variations")
        for variation in variations.text.split("|"):
            options = dict(_pairs(Value(variation, variations.column)))
            sku = options.pop("sku", None)
            if sku:
                found[plain_sku(sku.text)] = {labels.get(code, code): value for code, value in options.items()}
        sku, code, option = row.at("super_sku"), row.at("super_code"), row.at("super_option")
        if sku.text:
            options = found.setdefault(plain_sku(sku.text), {})
            if code.text and option.text:
                options[code.text] = option
    return found


def _add_variants(item: _Item, items: Mapping[str, _Item]) -> None:
    """Make offers of the variants that are in the file."""
    family = item.family
    missing = []
    for sku, options in item.variants.items():
        variant = items.get(sku)
        if variant is None or variant.variants:
            missing.append(sku)
        elif not variant.family.for_sale:
            family.warn(
                variant.family.line, variant.row.at("online"), "This variant is not enabled; it is passed over."
            )
        else:
            of_it = variant.family
            family.offers.append(Offer(of_it.line, of_it.values, options, of_it.photos, of_it.attributes))
            family.warnings += of_it.warnings
        if variant and not variant.variants:
            family.records = tuple(sorted({*family.records, *variant.family.records}))
    if missing:
        listed = Value(", ".join(missing), item.row.at("variations").column or item.row.at("super_sku").column)
        family.warn(family.line, listed, "These variants are not in the file, or are products of their own.")


def _pairs(cell: Value, family: Family | None = None) -> Iterator[tuple[str, Value]]:
    """The pairs of a cell such as: metal=Gold,care="wash, dry",stone=Ruby."""
    starts = list(_PAIR_START.finditer(cell.text))
    if cell.text and not starts and family:
        family.warn(family.line, cell, "This is not a list such as metal=Gold,stone=Ruby; it is passed over.")
    end = 0
    for number, start in enumerate(starts):
        if start.start() < end:
            continue  # within the quotes of the value before
        quoted = _QUOTED.match(cell.text, start.end())
        end = quoted.end() if quoted else starts[number + 1].start() if number + 1 < len(starts) else len(cell.text)
        text = quoted[1].replace('""', '"') if quoted else cell.text[start.end() : end]
        if text.strip():
            yield start[1], Value(text.strip(), cell.column)


def _stock(row: Cells, family: Family) -> Value | None:
    """Whether it can be bought: what the shop says, else how many there are (a configurable product has none)."""
    counted = () if row.at("type").text.casefold() == "configurable" else (row.at("quantity"),)
    for cell in (row.at("in_stock"), *counted):
        if cell.text:
            available = read_availability(cell.text)
            if available is not None:
                return Value(YES if available else NO, cell.column)
            family.warn(row.record.line, cell, "Whether it can be bought is not clear; write 1 or 0.")
    return None


def _for_sale(row: Cells, family: Family) -> bool:
    online = row.at("online")
    if online.text.casefold() not in _DISABLED:
        return True
    family.warn(row.record.line, online, "It is not enabled in the shop: it goes in as not available.")
    return False
