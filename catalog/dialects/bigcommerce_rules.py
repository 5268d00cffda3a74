"""BigCommerce's rules, by which variants of the older templates have prices and photos of their own."""

import re
from collections.abc import Sequence

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Value
from catalog.dialects.bigcommerce_cells import named_options
from catalog.dialects.finishing import plain_sku
from catalog.dialects.offers import NO, Family, Offer, amount_of
from catalog.dialects.parting import folded_text
from catalog.dialects.shop_columns import Cells
from catalog.dialects.sums import with_surcharge
from catalog.prices import PriceError

_CHANGE = re.compile(r"\[(ADD|REMOVE|FIXED)\]\s*(.+)", re.IGNORECASE)


def apply_rules(rules: Sequence[tuple[Cells, list[Value]]], family: Family, currency: str | None) -> None:
    """Let rules change the variants that they are about, one rule after another, as the shop does.

    Args:
        rules: Their rows, and the photos of each.
        family: With its offers and its price.
        currency: What prices are in that do not say.
    """
    offers = [_Offered(offer) for offer in family.offers]
    unused: list[tuple[Cells, Value]] = []
    for rule, photos in rules:
        about = _about(rule, offers)
        for offered in about:
            if not offered.stopped:
                _apply(rule, photos, offered.offer, family, currency)
                offered.stopped = bool(read_availability(rule.at("stop").text))
        named = rule.first("title") or rule.first("sku")
        if named and not about:
            unused.append((rule, named))
    if unused:
        names = Value(", ".join(dict.fromkeys(named.text for _, named in unused)), unused[0][1].column)
        reason = "No variant in the file is what these rules are about; they are passed over."
        family.warn(unused[0][0].record.line, names, reason)


class _Offered:
    """A variant as rules look for it."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.sku = plain_sku(offer.text("sku"))
        self.options = {folded_text(name): folded_text(value.text) for name, value in offer.options.items()}
        self.stopped = False


def _about(rule: Cells, offers: Sequence[_Offered]) -> list[_Offered]:
    """The variants with a rule's sku, or with one of its values for each option that it names."""
    sku, title = rule.first("sku"), rule.first("title")
    if sku:
        wanted = plain_sku(sku.text)
        return [offered for offered in offers if offered.sku == wanted]
    named = named_options(title.text) if title else {}
    conditions = {folded_text(name): set(map(folded_text, values)) for name, values in named.items()}
    return [
        offered
        for offered in offers
        if conditions and all(offered.options.get(name) in values for name, values in conditions.items())
    ]


def _apply(rule: Cells, photos: list[Value], offer: Offer, family: Family, currency: str | None) -> None:
    change = rule.first("price")
    if change:
        try:
            changed = _changed(offer.values.get("price", family.values.get("price")), change, currency)
        except PriceError as error:
            family.warn(rule.record.line, change, f"{error} The rule's price is passed over.")
        else:
            if changed:
                offer.values["price"] = changed
                offer.attributes.pop(change.column or "", None)  # the regular price before the rule
    if photos:
        offer.photos = photos
    for name in ("orderable", "visible"):
        if read_availability(rule.at(name).text) is False:
            offer.values["available"] = Value(NO, rule.at(name).column)


def _changed(price: Value | None, change: Value, currency: str | None) -> Value | None:
    """A price as a rule changes it: "[ADD]24", "[REMOVE]5", "[FIXED]120"; None if there is nothing to change.

    Raises:
        PriceError: One of them cannot be read.
    """
    told = _CHANGE.fullmatch(change.text)
    kind, text = (told[1].upper(), told[2]) if told else ("FIXED", change.text)
    if kind == "FIXED":
        return Value(text, change.column) if amount_of(Value(text, change.column), "", currency) else None
    surcharge = Value(f"-{text}" if kind == "REMOVE" else text, change.column)
    return with_surcharge(price, surcharge, currency) if price else None
