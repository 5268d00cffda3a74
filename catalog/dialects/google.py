"""Feeds for Google Merchant Center, and those for Meta's catalogues, which are nearly the same: a row an offer."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish
from catalog.dialects.looks import drafts
from catalog.dialects.offers import NO, Family, Offer, set_sale_price
from catalog.dialects.shop_columns import Cells, Role, ShopColumns, ShopDialect, field_role, once
from catalog.dialects.waiting import HELD_CHARACTERS, Waiting
from catalog.row import ProductRow, RowError

_TITLE = "Google Merchant feed"
_OPTIONS = ("color", "material", "pattern", "size")  # by which the offers of one item group differ
_DROPPED = re.compile(
    r"shipping|tax|video|custom[ _](?:label|number)|product[ _](?:detail|highlight)|loyalty|installment|subscription"
)
_PREFIX = re.compile(r"g:\s*|c:\s*", re.IGNORECASE)


def _numbered_role(header: str) -> Role | None:
    """What a column means that carries a prefix or a number: "g:title", "image[0].url", "additional_image_link_2"."""
    plain = _PREFIX.sub("", header.strip(), count=1)
    if plain != header.strip():
        return _COLUMNS.role(plain)
    if re.fullmatch(r"image\[\d+\]\.url|additional[ _]image[ _]link[ _\[]?\d+\]?", plain.casefold()):
        return field_role("photos", 2)
    if _DROPPED.match(plain.casefold()):
        return Role("ignore")
    return None


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "id | item id | offer id | retailer id",
        "title": "title | name | structured title",
        "description": "description | rich text description",
        "category": "product type | google product category | fb product category | product category",
        "price": "price",
        "url": "link | canonical link | url",
        "available": "availability",
        "style": "style",
        "photos": "image link | lifestyle image link | additional image link | additional image links | image url",
    },
    {
        "group": "item group id",
        "sale_price": "sale price",
        "status": "status | visibility",
        **{name: name for name in _OPTIONS},
    },
    kept=(
        "brand | gtin | mpn | condition | gender | age group | sale price effective date | availability date | "
        "product weight | multipack | is bundle | certification"
    ),
    ignored=(
        "identifier exists | mobile link | ads redirect | adwords redirect | adwords labels | adwords grouping | "
        "cost of goods sold | auto pricing min price | excluded destination | included destination | "
        "shopping ads excluded country | pause | adult | expiration date | energy efficiency class | size system | "
        "size type | quantity to sell on facebook | inventory | min handling time | max handling time | "
        "transit time label | unit pricing measure | unit pricing base measure | promotion id | external seller id | "
        "display ads link | display ads title | display ads value | display ads id | display ads similar ids | "
        "tax category | ships from country | virtual model link | applink | short title | commerce tax category"
    ),
    strong=(
        "item group id | google product category | fb product category | additional image link | identifier exists | "
        "sale price effective date | age group | mobile link | ads redirect | quantity to sell on facebook"
    ),
    weak="image link | sale price | shipping | product type | gtin | mpn | availability | condition | brand | link",
    marks=r"^g:|^image_link$|^image\[\d+\]\.url",
    needed=("sku", "title"),
    role_of=_numbered_role,
)


@dataclass(frozen=True)
class GoogleDialect(ShopDialect):
    """Offers, those of one item group being ways to buy one product.

    Attributes:
        held: How many characters of rows wait for the rest of their group.
    """

    name = "google"
    title = _TITLE
    columns = _COLUMNS
    held: int = HELD_CHARACTERS

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product for each look of each item group; groups may stand anywhere in the file."""
        waiting = Waiting(self.held)
        for row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            group = Cells(row, layout).at("group").text
            if group:
                waiting.add(row, [group])
                for held in waiting.overdue():
                    yield from _products(held, layout)
            else:
                yield from _products([row], layout)
        for held in waiting.rest():
            yield from _products(held, layout)


def _products(rows: Sequence[Row], layout: Layout) -> Iterator[ProductRow | RowError]:
    cells = [Cells(row, layout) for row in rows]
    key = cells[0].at("group").text
    family = Family(key, cells[0].record.line, tuple(row.record for row in cells))
    for row in once(cells, family):
        family.offers.append(_offer(row, family, layout))
    for draft in drafts(family, layout.currency):
        yield finish(draft, layout.currency)


def _offer(row: Cells, family: Family, layout: Layout) -> Offer:
    offer = Offer(row.record.line, row.values(), photos=row.photos(), attributes=row.attributes())
    row.name_missing(offer.values)
    set_sale_price(offer.values, offer.attributes, row.at("sale_price"), layout.currency)
    for name in _OPTIONS:
        value = row.at(name)
        if value.text and value.column:
            offer.options[value.column] = value
    status = row.at("status")
    if status.text.casefold() in ("archived", "hidden", "staging"):
        family.warn(row.record.line, status, f"Its status is {status.text}: it goes in as not available.")
        offer.values["available"] = Value(NO, status.column)
    return offer
