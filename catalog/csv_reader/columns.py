"""What the columns of a plain catalogue mean."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from catalog.report import REJECTED_HEADER
from catalog.row import CatalogError

SEPARATORS = (",", ";", "\t", "|")
REQUIRED = ("sku", "title")

# The names by which each field goes, in the order in which we take them; a second one becomes an attribute.
_SYNONYMS = {
    "sku": ("sku", "id", "product_id", "item_id", "article_number", "product_code", "code"),
    "title": ("title", "name", "product_name", "product_title"),
    "description": ("description", "body", "text", "details"),
    "category": ("category", "product_category", "product_type", "type"),
    "metal": ("metal", "material", "metal_type"),
    "gemstone": ("gemstone", "stone", "gem", "gemstones", "stones"),
    "price": ("price", "regular_price", "unit_price"),
    "currency": ("currency", "currency_code", "price_currency"),
    "url": ("url", "link", "product_url", "product_link"),
    "available": ("available", "availability", "in_stock", "stock_status"),
}
_PHOTOS = re.compile(r"(?:additional_)?(?:image|photo|picture)s?(?:_(?:link|url|file|name|src|path)s?)?_?[0-9]*")


@dataclass(frozen=True)
class Columns:
    """Where in a row each field stands.

    Attributes:
        header: The merchant's headers, without those that a report of rejected rows put before them.
        kept: Positions of these headers in the rows of the file.
        fields: Position within `header` of each field of a product that has a column.
        photos: Positions of the columns that name photos, best first.
        attributes: Positions of all others.
    """

    header: tuple[str, ...]
    kept: tuple[int, ...]
    fields: dict[str, int]
    photos: tuple[int, ...]
    attributes: tuple[int, ...]

    @classmethod
    def of(cls, cells: Sequence[str]) -> Self:
        """Read the meaning of a header.

        Raises:
            CatalogError: A required column is missing, or two columns have the same name.
        """
        kept = _kept(cells)
        header = tuple(cells[place].strip() or f"column {place + 1}" for place in kept)
        names = [_plain(name) for name in header]
        photos = tuple(place for place, name in enumerate(names) if _PHOTOS.fullmatch(name))
        _refuse_twins(header, [name for place, name in enumerate(names) if place not in photos])
        fields = _fields(names)
        missing = [field for field in REQUIRED if field not in fields]
        if missing:
            raise CatalogError(
                f"The catalogue lacks the column {' and the column '.join(f'“{field}”' for field in missing)}. "
                f"Its first row must name the columns; found: {', '.join(header)}."
            )
        taken = {*fields.values(), *photos}
        return cls(header, kept, fields, photos, tuple(place for place in range(len(header)) if place not in taken))


def sniff_separator(line: str) -> str:
    """The separator that makes the most known columns of a header line; the comma if none makes any."""
    return max(SEPARATORS, key=lambda separator: _known(line, separator))


def _known(line: str, separator: str) -> tuple[int, int]:
    try:
        names = [_plain(name) for name in next(csv.reader([line], delimiter=separator), [])]
    except csv.Error:
        return 0, 0
    return len(_fields(names)) + sum(1 for name in names if _PHOTOS.fullmatch(name)), len(names)


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-]+", "_", name.strip().casefold())


def _fields(names: Sequence[str]) -> dict[str, int]:
    found = {}
    for field, synonyms in _SYNONYMS.items():
        place = next((names.index(synonym) for synonym in synonyms if synonym in names), None)
        if place is not None:
            found[field] = place
    return found


def _kept(cells: Sequence[str]) -> tuple[int, ...]:
    names = [_plain(cell) for cell in cells]
    reported = set(REJECTED_HEADER) if set(REJECTED_HEADER) <= set(names) else set()
    return tuple(place for place, name in enumerate(names) if name not in reported)


def _refuse_twins(header: Sequence[str], names: Sequence[str]) -> None:
    twin = next((name for name, count in Counter(names).items() if count > 1), None)
    if twin is not None:
        places = [str(place + 1) for place, name in enumerate(header) if _plain(name) == twin]
        raise CatalogError(f"Columns {' and '.join(places)} are both called “{twin}”; rename or remove one of them.")
