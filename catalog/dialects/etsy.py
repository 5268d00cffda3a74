"""Etsy's download of a shop's listings: a row a listing, its variations as lists within it."""

import re
from collections.abc import Iterator, Sequence

from catalog.dialects.base import Layout, Row, Value
from catalog.dialects.finishing import finish
from catalog.dialects.looks import drafts
from catalog.dialects.offers import Family
from catalog.dialects.parting import folded_text
from catalog.dialects.shop_columns import (
    Cells,
    Role,
    ShopColumns,
    ShopDialect,
    column_key,
    fact_named,
    field_role,
    structure_role,
)
from catalog.html_text import html_to_text
from catalog.row import ProductRow, RowError

_TITLE = "Etsy listings download"
_VARIATIONS = (1, 2)
_CUSTOM = "custom property"  # how Etsy calls the kind of a variation that it does not know
# A download without columns of variations is known by all of these together; any table may have some of them.
_UNVARIED = frozenset(("title", "price", "currencycode", "quantity", "tags", "materials", "image1"))
_SURE = 0.5
_IMAGE = re.compile(r"(?:image|photo)[ _]?(\d{1,2})")
_VARIATION = re.compile(r"variation[ _]?([12])[ _]?(type|name|values)")
_NOT_IN_SLUG = re.compile(r"[\W_]+")


def _numbered_role(header: str) -> Role | None:
    """What "IMAGE3" and "VARIATION 1 NAME" are for, however they are spaced."""
    name = header.strip().casefold()
    if image := _IMAGE.fullmatch(name):
        return field_role("photos", int(image[1]))
    variation = _VARIATION.fullmatch(name)
    return structure_role(f"variation{variation[1]}_{variation[2]}") if variation else None


_COLUMNS = ShopColumns(
    _TITLE,
    {
        "sku": "SKU",
        "title": "TITLE",
        "description": "DESCRIPTION",
        "category": "CATEGORY | SECTION | SHOP SECTION",
        "price": "PRICE",
        "currency": "CURRENCY_CODE",
        "url": "URL | LINK | LISTING URL",
        "available": "QUANTITY",
    },
    {"tags": "TAGS", "materials": "MATERIALS"},
    weak="CURRENCY_CODE | MATERIALS | IMAGE1",
    marks=rf"^{_VARIATION.pattern}$",
    least=2.5,
    needed=("title",),
    role_of=_numbered_role,
)


class EtsyDialect(ShopDialect):
    """One listing a row. Etsy writes no key of it, so one without a sku has one made of its title."""

    name = "etsy"
    title = _TITLE
    columns = _COLUMNS

    def likeness(self, header: Sequence[str]) -> float:
        """How much a header looks like Etsy's, in [0, 1]; see `catalog.dialects.base.Dialect.likeness`."""
        found = super().likeness(header)
        return max(found, _SURE) if {column_key(name) for name in header} >= _UNVARIED else found

    def read(self, rows: Iterator[Row | RowError], layout: Layout) -> Iterator[ProductRow | RowError]:
        """One product a row; a title that comes again has its number in the key."""
        seen: dict[str, list[int]] = {}  # what rows of each title say, as their hashes
        for row in rows:
            if isinstance(row, RowError):
                yield row
                continue
            for draft in drafts(_family(Cells(row, layout), seen), layout.currency):
                yield finish(draft, layout.currency)


def _family(row: Cells, seen: dict[str, list[int]]) -> Family:
    family = Family("", row.record.line, (row.record,), row.values(), row.photos(), row.attributes())
    row.name_missing(family.values)
    _set_sku(family, row, seen)
    for number in _VARIATIONS:
        _add_variation(family, row, number)
    for name, words in (("tags", ""), ("materials", " tags")):
        cell = row.at(name)
        if cell.text and cell.column:  # several materials are no one metal: they are words for it, as tags are
            family.attributes[cell.column + words] = ", ".join(_parts(html_to_text(cell.text).replace("_", " ")))
    return family


def _set_sku(family: Family, row: Cells, seen: dict[str, list[int]]) -> None:
    """Let the smallest of a listing's skus be its own; one without any has its title for a key."""
    sku, title = family.values.get("sku", Value("", None)), family.values.get("title", Value("", None))
    if skus := _parts(sku.text):
        family.values["sku"] = Value(min(skus, key=lambda text: (len(text), text)), sku.column)
        if len(skus) > 1 and sku.column:
            family.attributes[sku.column] = ", ".join(skus)
        return
    name = folded_text(html_to_text(title.text))
    key = _NOT_IN_SLUG.sub("-", name).strip("-") or name or "untitled"  # which is rejected for its title, then
    said = seen.setdefault(key, [])
    content = hash(row.record.cells)
    if content not in said:
        said.append(content)
    number = said.index(content) + 1 if name else 1  # a row that repeats another has its key, and is rejected for that
    family.values["sku"] = Value(f"{key}/{number}" if number > 1 else key, sku.column)
    if number > 1:
        reason = f"{number} listings have this title and no sku, so their order tells them apart; give each a sku."
        family.warn(family.line, title, reason)


def _add_variation(family: Family, row: Cells, number: int) -> None:
    """Say what a listing can be had in. Sizes are listed as such; of several metals none is that of the piece."""
    cell, kind = row.at(f"variation{number}_values"), row.at(f"variation{number}_type").text
    name = row.at(f"variation{number}_name").text or ("" if kind.casefold() == _CUSTOM else kind)
    values = _parts(html_to_text(cell.text))
    fact, joined = fact_named(name), Value(", ".join(values), cell.column)
    if not values or not cell.column:
        return
    if fact and fact not in family.values and (fact == "size" or len(values) == 1):
        family.values[fact] = joined
    elif name and (fact == "size" or len(values) == 1):
        family.attributes[name] = joined.text
    else:
        family.attributes[cell.column] = f"{name}: {joined.text}" if name else joined.text


def _parts(text: str) -> list[str]:
    """What commas part, each once."""
    return list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
