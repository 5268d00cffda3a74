"""The last step of every dialect: what some rows say about a product is checked and becomes one, or a rejected row."""

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import urlsplit

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Draft
from catalog.html_text import html_to_text
from catalog.prices import PriceError, PriceOnRequestError, currency_code, parse_price
from catalog.product import Product, Variant
from catalog.row import ProductRow, Record, RowError, RowWarning

LONGEST_SKU = 200  # characters
LONGEST_TITLE = 1000
LONGEST_DESCRIPTION = 100_000
LONGEST_FACT = 10_000  # of any other cell

# What merchants and their programs write into cells for "there is nothing here".
NOTHING = frozenset(
    ("-", "--", "---", "–", "—", "/", "n/a", "#n/a", "na", "n.a.", "null", "none", "nil", "nan", "undefined", "(none)",
     "(null)", "<null>", "\\n", "k.a.", "n.v.t.", "n/d", "s/n", "нет данных", "#ref!", "#value!", "#name?", "#null!")
)  # fmt: skip
_LONGEST_NOTHING = max(map(len, NOTHING))

_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9.-]*[a-z0-9](?::[0-9]+)?(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE)
_SHORTENED_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]+", re.IGNORECASE)
_MONTHS = "jan|feb|mar|märz?|mrz|apr|may|mai|maj|jun|jul|aug|sep|oct|okt|nov|dec|dez"
_DATE = re.compile(
    rf"[0-9]{{1,2}}[. -]{{1,2}}(?:{_MONTHS})\.?|(?:{_MONTHS})[. -]{{1,2}}[0-9]{{2}}|"
    r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9](?:[ T][0-9:.]+)?",
    re.IGNORECASE,
)
_NO_MEASURE = re.compile(r"0+(?:[.,]0+)?(?:\s?(?:mm|cm|in|inch|\"))?", re.IGNORECASE)
_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u00ad]")  # of writing; and soft hyphens
_NO_VALUE = ("", None)

Cell: TypeAlias = tuple[str, str | None]  # what it says and its header, as `Value`, whose making costs time


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing to say: it is empty, "-", "n/a", "NULL" or the like."""
    return not text or (len(text) <= _LONGEST_NOTHING and text.casefold() in NOTHING)


def finish(draft: Draft, currency: str | None) -> ProductRow | RowError:
    """Check what is said about a product.

    A product needs a sku and a title; whatever else cannot be read is left out, with a warning that says so.

    Args:
        draft: What the rows say. Texts may be HTML in title and description.
        currency: ISO 4217 code of prices that do not say what they are in; None if not known.
    """
    values = _Finishing(draft.records, draft.line, draft.values, draft.warnings)
    return values.product_row(draft.photos, draft.attributes, draft.variants, currency)


def finish_row(
    record: Record,
    values: Mapping[str, Cell],
    photos: Iterable[Cell],
    attributes: Mapping[str, str],
    warnings: Sequence[RowWarning],
    currency: str | None,
) -> ProductRow | RowError:
    """Check what one row says about a product: `finish` where each row is one, without the detour of a draft."""
    return _Finishing((record,), record.line, values, warnings).product_row(photos, attributes, (), currency)


def plain_sku(text: str) -> str:
    """A sku without what keeps it as text in spreadsheets and shops, '00123 or ="00123", and without unseen marks."""
    text = " ".join((text if text.isascii() else _DIRECTIONS.sub("", text)).split())
    if text.startswith('="') and text.endswith('"') and len(text) > 3:
        text = text[2:-1].strip()
    return text.lstrip("'").lstrip() if text.startswith("'") else text


def is_web_address(text: str) -> bool:
    """Whether a shop's page may link to it: http or https, and a host."""
    if _PLAIN_ADDRESS.fullmatch(text):
        return True
    try:
        address = urlsplit(text)
        return address.scheme.lower() in ("http", "https") and bool(address.hostname) and not re.search(r"\s", text)
    except ValueError:  # such as an unclosed bracket in the host
        return False


class _Finishing:
    """One product while it is checked: it gathers the warnings."""

    def __init__(
        self, records: tuple[Record, ...], line: int, values: Mapping[str, Cell], warnings: Sequence[RowWarning]
    ) -> None:
        self._records = records
        self._line = line
        self._values = values
        self._warnings = list(warnings)

    def product_row(
        self,
        photos: Iterable[Cell],
        attributes: Mapping[str, str],
        variants: tuple[Variant, ...],
        currency: str | None,
    ) -> ProductRow | RowError:
        sku = plain_sku(self._text("sku"))
        title = _one_line(html_to_text(self._text("title")))
        if not sku or not title or len(sku) > LONGEST_SKU or len(title) > LONGEST_TITLE:
            return self._without_identity(sku, title)
        if sku[0].isdigit() and _SHORTENED_NUMBER.fullmatch(sku):
            self._warn("sku", "A spreadsheet has shortened this number; format the column as text and export again.")
        columns: dict[str, str] = {}
        for photo, column in photos:
            if not is_nothing(photo):
                columns.setdefault(photo, column or "photos")
        product = self._product(sku, title, attributes, variants, tuple(columns), currency)
        return ProductRow(self._line, product, self._records, tuple(columns.values()), tuple(self._warnings))

    def _without_identity(self, sku: str, title: str) -> RowError:
        field, text, longest = ("sku", sku, LONGEST_SKU)
        if 0 < len(sku) <= LONGEST_SKU:
            field, text, longest = ("title", title, LONGEST_TITLE)
        reason = f"The product has no {field}; give it one."
        if text:
            reason = f"The {field} has {len(text)} characters; at most {longest} are taken."
        value, column = self._values.get(field, _NO_VALUE)
        return RowError(self._line, column, value, reason, self._records, sku[:LONGEST_SKU] or None)

    def _product(
        self,
        sku: str,
        title: str,
        attributes: Mapping[str, str],
        variants: tuple[Variant, ...],
        photos: tuple[str, ...],
        default_currency: str | None,
    ) -> Product:
        price, currency = self._price(default_currency)
        fact = self._fact
        return Product(
            sku,
            title,
            self._description(),
            fact("category"),
            fact("metal"),
            fact("gemstone"),
            fact("karat"),
            fact("colour"),
            fact("style"),
            self._size(),
            {},
            self._attributes(attributes) if attributes else {},
            price,
            currency,
            self._url(),
            self._available(),
            fact("group"),
            variants,
            photos,
        )

    def _text(self, field: str) -> str:
        """What a field says; empty if nothing."""
        value = self._values.get(field)
        return "" if value is None or is_nothing(value[0]) else value[0]

    def _fact(self, field: str) -> str | None:
        value = self._values.get(field)
        if value is None:
            return None
        text, column = value
        return _read_fact(text) if len(text) <= LONGEST_FACT else self._shortened(_one_line(text), LONGEST_FACT, column)

    def _size(self) -> str | None:
        size = self._fact("size")
        if size is None or _NO_MEASURE.fullmatch(size):
            return None
        if not _DATE.fullmatch(size):
            return size
        self._warn("size", "A spreadsheet has made a date of this size; the product goes in without it.")
        return None

    def _description(self) -> str:
        value = self._values.get("description")
        if value is None or is_nothing(value[0]):
            return ""
        text = html_to_text(value[0])
        return text if len(text) <= LONGEST_DESCRIPTION else self._shortened(text, LONGEST_DESCRIPTION, value[1])

    def _attributes(self, attributes: Mapping[str, str]) -> dict[str, str]:
        return {
            column: text if len(text) <= LONGEST_FACT else self._shortened(text, LONGEST_FACT, column)
            for column, text in attributes.items()
            if not is_nothing(text)
        }

    def _shortened(self, text: str, longest: int, column: str | None) -> str:
        reason = f"The cell has {len(text)} characters; only the first {longest} are taken."
        self._warnings.append(RowWarning(self._line, column, text, reason))
        return text[:longest].rstrip()

    def _price(self, default: str | None) -> tuple[Decimal | None, str | None]:
        values = self._values
        stated = None
        if "currency" in values:
            stated, fault = _read_currency(values["currency"][0])
            if fault:
                self._warn("currency", f"{fault} The product goes in without it.")
        if "price" not in values:
            return None, stated
        amount, currency, fault = _read_price(values["price"][0], stated, default)
        if fault:
            self._warn("price", f"{fault} The product goes in without a price.")
        return amount, currency

    def _url(self) -> str | None:
        url = self._text("url")
        if not url or is_web_address(url):
            return url or None
        self._warn("url", "This is not a web address that begins with https://; the product goes in without it.")
        return None

    def _available(self) -> bool | None:
        value = self._values.get("available")
        if value is None:
            return None
        available = _read_availability(value[0])
        if available is None and not is_nothing(value[0]):
            self._warn("available", "Whether it can be bought is not clear; write “in stock” or “out of stock”.")
        return available

    def _warn(self, field: str, reason: str) -> None:
        text, column = self._values[field]
        self._warnings.append(RowWarning(self._line, column, text, reason))


def _one_line(text: str) -> str:
    return " ".join(text.split())


# Most cells of a catalogue hold what another row held before.
@lru_cache(maxsize=16_384)
def _read_fact(text: str) -> str | None:
    return None if is_nothing(text) else _one_line(text) or None


@lru_cache(maxsize=1024)
def _read_currency(text: str) -> tuple[str | None, str]:
    """A currency, or what is wrong with it."""
    if is_nothing(text):
        return None, ""
    try:
        return currency_code(text), ""
    except PriceError as error:
        return None, str(error)


@lru_cache(maxsize=16_384)
def _read_price(text: str, stated: str | None, default: str | None) -> tuple[Decimal | None, str | None, str]:
    """Amount and currency, and what is wrong with them; the default gives way to what the price itself says.

    An amount of 0 is none: so shops write that a price is not known, or told on request.
    """
    if is_nothing(text):
        return None, stated, ""
    try:
        price = parse_price(text, stated or default)
        return (*price, "") if price.amount else (None, stated, "")
    except PriceOnRequestError:
        return None, stated, ""
    except PriceError as error:
        fault = str(error)
    if default and not stated:
        try:
            price = parse_price(text)
        except PriceError:
            return None, None, fault
        if price.currency:
            return (*price, "") if price.amount else (None, stated, "")
    return None, stated, fault


_read_availability = lru_cache(maxsize=1024)(read_availability)
