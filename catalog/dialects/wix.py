"""Wix's export of a store, of its catalogue V1 and of the newer V3: products, their variants and media, a row each."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish, plain_sku
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, YES, Family, Offer
from catalog.dialects.shop_columns import (
    Cells,
    Role,
    ShopColumns,
    ShopDialect,
    add_fact,
    column_key,
    fact_named,
    once,
    structure_role,
)
from catalog.dialects.sums import lower, read_discount, with_surcharge
from catalog.dialects.waiting import HELD_CHARACTERS, Waiting
from catalog.dialects.wix_cells import choices, photos
from catalog.html_text import html_to_text
from catalog.prices import PriceError
from catalog.row import ProductRow, RowError

_TITLE = "Wix product export"
_PRODUCT, _VARIANT, _MEDIA = "product", "variant", "media"
_NUMBERS = range(1, 11)  # of options, info sections and modifiers; there are ten of the last
_LONGEST_INFO = 60  # characters of an info section that says nothing but a fact
_ALL_PRODUCTS = ("all products", "all-products")

_NUMBERED = re.compile(r"((?:productoption|additionalinfo|infosection|modifier|customtext)[a-z]+)([0-9]+)")
_PAIRS = {
    "productoptionname": "option_name", "productoptiondescription": "option_value",
    "productoptionchoices": "option_value", "additionalinfotitle": "info_name",
    "additionalinfodescription": "info_value", "infosectiontitle": "info_name",
    "infosectiondescription": "info_value", "modifiername": "modifier_name", "modifierdescription": "modifier_value",
}  # fmt: skip

_ZERO_IS_NONE = ("weight", "strikethroughprice")


def _numbered_role(header: str) -> Role | None:
    """What a column of "productOptionName1", "productOptionChoices[2]", "modifierCharLimit10" is for."""
    numbered = _NUMBERED.fullmatch(column_key(header))
    if not numbered:
        return None
    kind, number = numbered.groups()
    if kind == "customtextfield":
        return Role("attribute")
    return structure_role(f"{_PAIRS[kind]}{number}") if kind in _PAIRS else Role("ignore")


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "sku",
        "title": "name",
        "description": "description | plainDescription",
        "category": "collection | primaryCategorySlug | categorySlugs",
        "price": "price",
        "currency": "currency",
        "url": "url | productUrl",
        "photos": "productImageUrl | media | mediaUrl",
    },
    {
        "handle": "handleId | handle",
        "kind": "fieldType",
        "visible": "visible",
        "surcharge": "surcharge",
        "discount_mode": "discountMode",
        "discount": "discountValue",
        "inventory": "inventory",
        "preorder": "preOrderEnabled",
    },
    kept="ribbon | brand | barcode | weight | strikethroughPrice",
    ignored=(
        "cost | mediaAltText | preOrderMessage | preOrderLimit | baseUnit | baseUnitMeasurement | totalUnits | "
        "totalUnitsMeasurement | packageLength | packageWidth | packageHeight | packageUnit"
    ),
    strong=(
        "handleId | fieldType | productImageUrl | discountMode | discountValue | plainDescription | categorySlugs | "
        "primaryCategorySlug | mediaAltText | strikethroughPrice | preOrderEnabled | baseUnitMeasurement"
    ),
    weak="handle | ribbon | surcharge | collection | visible | inventory | media | mediaUrl",
    marks=r"^(?:productoption(?:name|type|description|choices)|additionalinfo(?:title|description)|"
    r"customtext(?:field|charlimit|mandatory)|modifier(?:name|type|charlimit|mandatory|description))\W*\d+\W*$",
    least=2.5,
    needed=("handle", "title"),
    role_of=_numbered_role,
)


@dataclass(frozen=True)
class WixDialect(ShopDialect):
    """Products with their variants and media, which may stand anywhere in the file.

    Attributes:
        held: How many characters of rows wait for the others of their product.
    """

    name = "wix"
    title = _TITLE
    columns = _COLUMNS
    held: int = HELD_CHARACTERS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product for each look of each handle; a variant without a handle belongs to the row before it."""
        waiting = Waiting(self.held)
        key = ""
        for row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            cells = Cells(row, layout)
            handle = cells.at("handle")
            if handle.text or _kind(cells) == _PRODUCT:
                key = handle.text or f"line {row.record.line}"
            if key:
                waiting.add(row, [key])
            else:
                reason = f"The row has no {handle.column}, and there is none before it; give it that of its product."
                yield RowError(row.record.line, handle.column, "", reason, (row.record,))
            for group in waiting.overdue():
                yield from _products(group, layout)
        for group in waiting.rest():
            yield from _products(group, layout)


def _kind(row: Cells) -> str:
    """What a row is; where it does not say so, the one with the name is the product."""
    kind = row.at("kind").text.casefold()
    if kind in (_PRODUCT, _VARIANT, _MEDIA):
        return kind
    return _PRODUCT if row.first("title") else _VARIANT


def _products(rows: Sequence[Row], layout: Layout) -> Iterator[ProductRow | RowError]:
    """The products of one handle: more than one only where it is given twice, to be told apart by their skus."""
    cells = [Cells(row, layout) for row in rows]
    heads = [row for row in cells if _kind(row) == _PRODUCT]
    handle = cells[0].at("handle")
    if not heads:
        reason = "None of the rows of this product is the product itself; add the one with its name."
        records = tuple(row.record for row in cells)
        yield RowError(records[0].line, handle.column, handle.text, reason, records, handle.text)
        return
    family = Family(_key(heads[0]), heads[0].record.line, ())
    others = list(once(heads, family))[1:]
    family.records = tuple(row.record for row in cells if row not in others)
    _fill(family, heads[0], [row for row in cells if _kind(row) != _PRODUCT], layout)
    families = [family]
    for head in others:
        families.append(Family(_key(head), head.record.line, (head.record,)))
        _fill(families[-1], head, (), layout)
    for family in families:
        for draft in drafts(family, layout.currency):
            yield finish(draft, layout.currency)


def _key(head: Cells) -> str:
    sku = head.first("sku")
    return plain_sku(sku.text) if sku else head.at("handle").text


def _fill(family: Family, head: Cells, rows: Sequence[Cells], layout: Layout) -> None:
    """Tell a family what the row of its product says, and those of its variants and media."""
    family.values, family.attributes = head.values(), _attributes(head)
    head.name_missing(family.values)
    family.values.pop("category", None)
    if category := _category(head):
        family.values["category"] = category
    rows = list(once(rows, family))
    variants = _in_order(head, [row for row in rows if _kind(row) == _VARIANT])
    family.photos = photos(row.every("photos") for row in (head, *rows) if row is head or _kind(row) == _MEDIA)
    family.for_sale = _for_sale(family, head, variants)
    names = _option_names(head, variants)
    family.offers = [_offer(family, head, row, names, layout) for row in _shown(family, variants)]
    _lower_prices(family, head, layout.currency)
    stock = _stock(family, head, head)
    if stock and not any("available" in offer.values for offer in family.offers):
        family.values["available"] = stock
    _tell_the_rest(family, head, names)


def _offer(family: Family, head: Cells, row: Cells, names: dict[int, str], layout: Layout) -> Offer:
    offer = Offer(row.record.line, row.values(), photos=photos([row.every("photos")]), attributes=_attributes(row))
    for number, name in names.items():
        value = row.at(f"option_value{number}")
        if value.text:
            offer.options[name] = Value(choices(value.text), value.column)
    if price := _price(family, head, row, layout.currency):
        offer.values["price"] = price
    if stock := _stock(family, head, row):
        offer.values["available"] = stock
    return offer


def _in_order(head: Cells, variants: Sequence[Cells]) -> list[Cells]:
    """Variants in the order in which the product gives its choices; the shop writes them in any."""
    places: dict[int, dict[str, int]] = {}
    for number in _NUMBERS:
        parts = head.at(f"option_value{number}").text.split(";")
        places[number] = {part.strip(): place for place, part in enumerate(parts)}
    return sorted(
        variants,
        key=lambda row: [
            known.get(row.at(f"option_value{number}").text, len(known)) for number, known in places.items()
        ],
    )


def _shown(family: Family, variants: Sequence[Cells]) -> Sequence[Cells]:
    """The variants that can be chosen in the shop; all of them where none can."""
    hidden = [row for row in variants if _is_hidden(row)]
    if not hidden or len(hidden) == len(variants):
        return variants
    reason = f"The shop does not show {len(hidden)} of the product's {len(variants)} variants; they are passed over."
    family.warn(hidden[0].record.line, hidden[0].at("visible"), reason)
    return [row for row in variants if not _is_hidden(row)]


def _for_sale(family: Family, head: Cells, variants: Sequence[Cells]) -> bool:
    """Whether shoppers can find it in the shop, and choose one of its variants."""
    if _is_hidden(head):
        family.warn(head.record.line, head.at("visible"), "The shop does not show it: it goes in as not available.")
        return False
    if variants and all(map(_is_hidden, variants)):
        reason = "The shop shows none of its variants: it goes in as not available."
        family.warn(variants[0].record.line, variants[0].at("visible"), reason)
        return False
    return True


def _is_hidden(row: Cells) -> bool:
    return read_availability(row.at("visible").text) is False


def _stock(family: Family, head: Cells, row: Cells) -> Value | None:
    """Whether it can be bought: there are some, or it can be ordered before there are."""
    inventory = row.at("inventory")
    if not inventory.text:
        return None
    available = read_availability(inventory.text)
    if available is None:
        reason = "Whether it can be bought is not clear; write InStock, OutOfStock or how many there are."
        family.warn(row.record.line, inventory, reason)
        return None
    preorder = row.at("preorder").text or head.at("preorder").text
    return Value(YES if available or read_availability(preorder) else NO, inventory.column)


def _price(family: Family, head: Cells, row: Cells, currency: str | None) -> Value | None:
    """What a variant costs: its own price or the product's, and what is put on it."""
    price, surcharge = row.first("price") or head.first("price"), row.at("surcharge")
    try:
        return with_surcharge(price, surcharge, currency)
    except PriceError as error:
        family.warn(row.record.line, surcharge, f"{error} The variant goes in without a price.")
        return Value("", surcharge.column)


def _lower_prices(family: Family, head: Cells, currency: str | None) -> None:
    """Take the product's discount off the prices of its variants, or off its own where it has none."""
    try:
        discount = read_discount(head.at("discount_mode"), head.at("discount"))
    except PriceError as error:
        family.warn(head.record.line, head.at("discount"), f"{error} The full price goes in.")
        return
    priced: Sequence[Offer | Family] = family.offers or [family]
    for one in priced:
        if discount:
            lower(one.values, one.attributes, discount, currency)


def _option_names(head: Cells, variants: Sequence[Cells]) -> dict[int, str]:
    """The names of the options by their numbers, which mostly only the product's row gives."""
    names = {}
    for number in _NUMBERS:
        rows = (head, *variants)
        name = next(filter(None, (row.at(f"option_name{number}").text for row in rows)), "")
        if name or any(row.at(f"option_value{number}").text for row in rows):
            names[number] = name or f"Option {number}"
    return names


def _tell_the_rest(family: Family, head: Cells, names: dict[int, str]) -> None:
    """Options that no variant takes up, info sections and modifiers: facts if their names say so, else attributes."""
    for number, option in names.items():
        value = head.at(f"option_value{number}")
        if value.text and any(option not in offer.options for offer in family.offers or [Offer(family.line)]):
            add_fact(family, option, Value(choices(value.text), value.column))
    told = {fact_named(option) for offer in family.offers for option in offer.options}
    for number in _NUMBERS:
        name, value = head.at(f"info_name{number}"), head.at(f"info_value{number}")
        text, called = html_to_text(value.text), name.text or value.column or ""
        if len(text) <= _LONGEST_INFO and fact_named(called) not in told:
            add_fact(family, called, Value(text, value.column))
        elif text:
            family.attributes.setdefault(called, text)
    for number in _NUMBERS:
        name, value = head.at(f"modifier_name{number}"), head.at(f"modifier_value{number}")
        if name.text and value.text:
            family.attributes.setdefault(name.text, choices(value.text))
        elif name.text:
            family.attributes.setdefault(name.column or "", name.text)


def _category(head: Cells) -> Value | None:
    """All collections of a product but the one that holds every product."""
    cells = head.every("category")
    parts = {part.strip(): None for cell in cells for part in cell.text.split(";") if part.strip()}
    named = [part for part in parts if part.casefold() not in _ALL_PRODUCTS]
    return Value(", ".join(named), cells[0].column) if named else None


def _attributes(row: Cells) -> dict[str, str]:
    return {
        header: text
        for header, text in row.attributes().items()
        if text.strip("0.,") or column_key(header) not in _ZERO_IS_NONE
    }
