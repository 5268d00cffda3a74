"""What shops file under one product: the ways to buy it, before it is known which of them look the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.dialects.base import Value
from catalog.prices import PriceError, parse_price
from catalog.row import Record, RowWarning

YES, NO = "yes", "no"  # what the field "available" says where a dialect works it out from several cells


@dataclass
class Offer:
    """One way to buy a product, in the merchant's own words.

    Attributes:
        line: Line of its row.
        values: What its own cells say, by field; see `catalog.dialects.base.SINGLE_FIELDS`.
        options: What tells it from the others, by the merchant's name of the option.
        photos: Its own photos, best first.
        attributes: Its own other columns, by header.
    """

    line: int
    values: dict[str, Value] = field(default_factory=dict)
    options: dict[str, Value] = field(default_factory=dict)
    photos: list[Value] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What a field says; empty if nothing."""
        value = self.values.get(name)
        return value.text if value else ""


@dataclass
class Family:
    """What a shop files under one product: what all its offers share, and the offers.

    Attributes:
        key: The shop's own key of it: its handle, the parent's sku, its item group.
        line: Line of the row that describes it.
        records: All its rows, in the order of the file. It takes them all to import any one of its looks.
        values: Single fields that hold for all offers.
        photos: Photos that belong to no offer, best first.
        attributes: Other columns, by header.
        offers: In the order of the file; empty where the product itself is what is bought.
        warnings: What was passed over.
        for_sale: False where the shop does not show it, whatever its stock says.
    """

    key: str
    line: int
    records: tuple[Record, ...]
    values: dict[str, Value] = field(default_factory=dict)
    photos: list[Value] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    offers: list[Offer] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)
    for_sale: bool = True

    def warn(self, line: int, value: Value, reason: str) -> None:
        """Remember what was passed over."""
        self.warnings.append(RowWarning(line, value.column, value.text, reason))


def amount_of(price: Value, stated: str, default: str | None) -> Decimal:
    """A price as a number; the default currency gives way to what the price itself says.

    Raises:
        PriceError: It is no price.
    """
    try:
        return parse_price(price.text, stated or default).amount
    except PriceError:
        if stated or not default:
            raise
        return parse_price(price.text).amount


def set_sale_price(values: dict[str, Value], attributes: dict[str, str], sale: Value, currency: str | None) -> None:
    """Let a sale price be the price where it is lower, and keep the regular one as an attribute.

    A sale price that is not lower, or cannot be read, is kept as an attribute itself.

    Args:
        values: Of a product or an offer; its "price" is the regular one.
        attributes: Of the same.
        sale: The cell of the sale price; it may be empty.
        currency: What prices are in that do not say.
    """
    if not sale.text:
        return
    regular = values.get("price")
    if regular is None:
        values["price"] = sale
    elif _is_lower(sale, regular, values, currency):
        values["price"] = sale
        attributes[regular.column or "price"] = regular.text
    else:
        attributes[sale.column or "sale price"] = sale.text


def _is_lower(sale: Value, regular: Value, values: Mapping[str, Value], currency: str | None) -> bool:
    stated = values["currency"].text if "currency" in values else ""
    try:
        lowered = amount_of(sale, stated, currency)
    except PriceError:
        return False
    try:
        return 0 < lowered < amount_of(regular, stated, currency)
    except PriceError:
        return True
