"""Prices that a shop works out: what a variant adds to that of its product, and what a discount takes off."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from catalog.dialects.base import Value
from catalog.dialects.finishing import is_nothing
from catalog.dialects.offers import set_sale_price
from catalog.prices import Price, PriceError, parse_price

_CENT = Decimal("0.01")
_NOT_OF_A_NUMBER = re.compile(r"[^0-9\s.,'’]")
_PER_CENT = re.compile(r"([0-9]{1,2})(?:[.,]([0-9]{1,9}))?\s*%?")


class Discount(NamedTuple):
    """What a price is lowered by.

    Attributes:
        value: So many percent, or an amount in the price's currency; above 0.
        percent: Which of the two.
        column: Header of the cell that says so.
    """

    value: Decimal
    percent: bool
    column: str | None


def read_discount(mode: Value, cell: Value) -> Discount | None:
    """Read a discount.

    Args:
        mode: "PERCENT" or "AMOUNT", in whatever case.
        cell: How much; nothing or 0 where there is no discount.

    Raises:
        PriceError: It is none, or leaves nothing of a price.
    """
    if _is_zero(cell):
        return None
    kind = mode.text.casefold()
    if kind == "amount":
        return Discount(parse_price(cell.text).amount, percent=False, column=cell.column)
    share = _PER_CENT.fullmatch(cell.text) if kind == "percent" else None
    if share is None:
        raise PriceError(cell.text, "is no discount; write PERCENT or AMOUNT, and how much.")
    return Discount(Decimal(f"{share[1]}.{share[2] or 0}"), percent=True, column=cell.column)


def lower(values: dict[str, Value], attributes: dict[str, str], discount: Discount, currency: str | None) -> None:
    """Let what a discount leaves be the price, and keep the full one as an attribute.

    Args:
        values: Of a product or an offer; without a price nothing happens.
        attributes: Of the same.
        discount: What is taken off.
        currency: What prices are in that do not say.
    """
    cell = values.get("price")
    try:
        price = _read(cell.text if cell else "", currency)
    except PriceError:  # told of where the price itself is read
        return
    off = price.amount * discount.value / 100 if discount.percent else discount.value
    set_sale_price(values, attributes, _written(price.amount - off, price.currency, discount.column), currency)


def with_surcharge(price: Value | None, surcharge: Value, currency: str | None) -> Value | None:
    """A price and what is put on it, or with a minus taken off it; the price as it stands where that is nothing.

    Args:
        price: None counts as 0.
        surcharge: The cell; it may be empty.
        currency: What prices are in that do not say.

    Raises:
        PriceError: Either is no price.
    """
    if _is_zero(surcharge):
        return price
    added = _read(surcharge.text.lstrip("-+ "), currency)
    base = _read(price.text, currency) if price else Price(Decimal(0), None)
    amount = base.amount - added.amount if surcharge.text.startswith("-") else base.amount + added.amount
    return _written(amount, base.currency or added.currency, (price or surcharge).column)


def _is_zero(cell: Value) -> bool:
    return is_nothing(cell.text) or not cell.text.strip("+-0.,% ")


def _read(text: str, currency: str | None) -> Price:
    """A price, with a currency only if it says so itself; the default one gives way to that."""
    try:
        price = parse_price(text, currency)
    except PriceError:
        if not currency:
            raise
        price = parse_price(text)
    return price if _NOT_OF_A_NUMBER.search(text) else Price(price.amount, None)


def _written(amount: Decimal, currency: str | None, column: str | None) -> Value:
    """A price as text that can be read in one way only; empty where nothing is left."""
    text = f"{amount.quantize(_CENT, ROUND_HALF_UP)} {currency or ''}".strip()
    return Value(text if amount > 0 else "", column)
