"""Which variants of a product are products of their own in search: those that look different."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from decimal import Decimal

from catalog.dialects.availability import read_availability
from catalog.dialects.base import Draft, Value
from catalog.dialects.finishing import is_nothing, plain_sku
from catalog.dialects.offers import NO, YES, Family, Offer, amount_of
from catalog.dialects.parting import Look, folded_text, looks_of, picture, telling_options
from catalog.dialects.shop_columns import fact_named
from catalog.prices import PriceError
from catalog.product import Variant
from catalog.row import RowWarning

_SHARED_FIRST = ("title", "description", "category")  # a shop names variants by gluing their options to the title
_NOT_IN_SLUG = re.compile(r"[\W_]+")

_MOST_SHARED_PHOTOS = 250  # as many as shops allow for one product


def drafts(family: Family, currency: str | None) -> Iterator[Draft]:
    """Make one product of all variants that look the same.

    Variants look different if an option says so (`changes_the_look`: metal, stone, colour), or if nobody knows the
    option and their own photos differ. What looks different is linked by `group`.

    - The **sku** is that of the family where all look the same and it has one; else that of the look's first variant
      with one, in the order of skus and not of rows, so that sorting a file changes nothing; else the family's key with
      what the look is called: "halo-ring/rose-gold".
    - The **title** names what tells the look from the others: "Halo ring – rose gold".
    - **Photos** are the look's own, then those that no other look has for its own.
    - The **price** is the lowest of its variants'; it is available if one of them is.

    Args:
        family: With its offers; without any it is one product itself.
        currency: What prices are in that do not say.
    """
    offers = family.offers or [Offer(family.line)]
    _warn_of_repeated_skus(family)
    _cut_photos(family)
    looks = looks_of(offers)
    tells = telling_options(looks) if len(looks) > 1 else ()
    skus = _skus(family, looks, tells)
    claimed = {picture(photo) for offer in offers for photo in offer.photos}
    for number, look in enumerate(looks):
        draft = _Look(family, look, skus[number], tells, several=len(looks) > 1).draft(currency)
        draft.photos = _photos(family, look, claimed)
        if number == 0:
            draft.line = family.line
            draft.warnings[:0] = family.warnings
        yield draft


class _Look:
    """One look of a family on its way to a draft."""

    def __init__(self, family: Family, look: Look, sku: Value, tells: Sequence[str], *, several: bool) -> None:
        self._family = family
        self._look = look
        self._sku = sku
        self._tells = tells
        self._several = several
        self._warnings: list[RowWarning] = []

    def draft(self, currency: str | None) -> Draft:
        look, family = sorted(self._look, key=_sku_order), self._family
        values = dict(family.values)
        for offer in reversed(look):  # what the first one says wins
            values |= {name: value for name, value in offer.values.items() if not self._is_shared(name)}
        attributes = self._attributes(look)
        self._add_options(values, attributes)
        prices = self._prices(values, currency)
        values["sku"] = self._sku
        availabilities = self._availability(values)
        if self._several:
            values["title"] = self._title(values.get("title", Value("", None)))
            values["group"] = Value(family.key, None)
        variants = [
            Variant(
                plain_sku(offer.text("sku")), {name: value.text for name, value in offer.options.items()}, price, can
            )
            for offer, price, can in zip(self._look, prices, availabilities, strict=True)
        ]
        return Draft(
            family.records,
            self._look[0].line,
            values,
            attributes=attributes,
            variants=tuple(variants) if len(variants) > 1 else (),
            warnings=self._warnings,
        )

    def _is_shared(self, name: str) -> bool:
        return name in _SHARED_FIRST and name in self._family.values

    def _attributes(self, look: Look) -> dict[str, str]:
        """The family's attributes, and the offers' own, each value once."""
        told: dict[str, dict[str, None]] = {}
        for offer in look:
            for name, text in offer.attributes.items():
                told.setdefault(name, {})[text] = None
        return self._family.attributes | {name: "; ".join(texts) for name, texts in told.items()}

    def _add_options(self, values: dict[str, Value], attributes: dict[str, str]) -> None:
        """Let options say what they say: facts where their names are those of facts, attributes elsewhere."""
        if self._several:
            self._drop_facts_of_severallooks_of(values, attributes)
        told: dict[str, dict[str, Value]] = {}
        for offer in self._look:
            for name, value in offer.options.items():
                told.setdefault(name, {}).setdefault(value.text, value)
        named: set[str] = set()
        for name, texts in told.items():
            fact = fact_named(name)
            joined = Value(", ".join(texts), next(iter(texts.values())).column)
            if fact and fact not in named:
                named.add(fact)
                values[fact] = joined
            else:
                attributes[name] = joined.text

    def _drop_facts_of_severallooks_of(self, values: dict[str, Value], attributes: dict[str, str]) -> None:
        """What a family says of all its looks is no fact about one of them where they differ in it, but it is kept."""
        for fact in _facts_told(self._tells):
            value = values.get(fact)
            if value and value is self._family.values.get(fact):
                del values[fact]
                attributes[value.column or fact] = value.text

    def _prices(self, values: dict[str, Value], currency: str | None) -> list[Decimal | None]:
        """The price of each offer; the lowest becomes the look's."""
        prices: list[Decimal | None] = []
        lowest: Decimal | None = None
        shared = self._family.values.get("price")
        for offer in self._look:
            cell = offer.values.get("price", shared)
            amount = None
            if cell and not is_nothing(cell.text):
                try:
                    amount = amount_of(cell, offer.text("currency"), currency) or None
                except PriceError as error:
                    if len(self._look) > 1:
                        reason = f"{error} This variant goes in without a price."
                        self._warnings.append(RowWarning(offer.line, cell.column, cell.text, reason))
                if amount is not None and (lowest is None or amount < lowest):
                    lowest = amount
                    values["price"] = cell
            prices.append(amount)
        if lowest is None and len(self._look) > 1:
            values.pop("price", None)
        return prices

    def _availability(self, values: dict[str, Value]) -> list[bool | None]:
        """Whether each offer can be bought; the look can be if one of them can."""
        if not self._family.for_sale:
            values["available"] = Value(NO, None)
            return [False] * len(self._look)
        cells = [offer.values.get("available", self._family.values.get("available")) for offer in self._look]
        known = [read_availability(cell.text) if cell else None for cell in cells]
        if len(cells) > 1:
            values.pop("available", None)
            for offer, cell, can in zip(self._look, cells, known, strict=True):
                if cell and can is None and not is_nothing(cell.text):
                    reason = "Whether it can be bought is not clear; write “in stock” or “out of stock”."
                    self._warnings.append(RowWarning(offer.line, cell.column, cell.text, reason))
            if any(known) or all(can is False for can in known):
                values["available"] = Value(YES if any(known) else NO, None)
        return known

    def _title(self, title: Value) -> Value:
        called = [text for text in _called(self._look, self._tells) if not _names(title.text, text)]
        return Value(f"{title.text} – {', '.join(called)}", title.column) if title.text and called else title


def _facts_told(tells: Sequence[str]) -> frozenset[str]:
    """The facts that options tell; the colour of a piece is mostly that of its metal."""
    facts = {fact for name in tells if (fact := fact_named(name)) and fact != "size"}
    return frozenset(facts | {"metal", "colour"} if facts & {"metal", "colour"} else facts)


def _skus(family: Family, looks: Sequence[Look], tells: Sequence[str]) -> list[Value]:
    """A sku for each look, all different."""
    own = family.values.get("sku")
    if own and not is_nothing(own.text) and len(looks) == 1:
        return [own]
    uses = Counter(sku for look in looks for sku in {offer.text("sku") for offer in look})
    taken = {sku for sku, count in uses.items() if count > 1}
    skus = []
    for look in looks:
        skus.append(_sku(family, look, tells, taken))
        taken.add(skus[-1].text)
    return skus


def _sku(family: Family, look: Look, tells: Sequence[str], taken: Set[str]) -> Value:
    for offer in sorted(look, key=_sku_order):
        sku = offer.values.get("sku")
        if sku and not is_nothing(sku.text) and sku.text not in taken:
            return sku
    own = family.values.get("sku")
    called = (_NOT_IN_SLUG.sub("-", folded_text(text)).strip("-") for text in _called(look, tells))
    key = "/".join((family.key, *filter(None, called)))
    number, unique = 1, key
    while unique in taken:
        number += 1
        unique = f"{key}/{number}"
    return Value(unique, look[0].values["sku"].column if "sku" in look[0].values else own.column if own else None)


def _photos(family: Family, look: Look, claimed: Set[str]) -> list[Value]:
    """A look's own photos, then those of the family that no look has for its own.

    Args:
        family: With its photos.
        look: One of its looks.
        claimed: Pictures that some look has for its own.
    """
    own = [photo for offer in look for photo in offer.photos]
    free = [photo for photo in family.photos if picture(photo) not in claimed]
    found: dict[str, Value] = {}
    for photo in (*own, *free):
        found.setdefault(picture(photo), photo)
    return list(found.values())


def _warn_of_repeated_skus(family: Family) -> None:
    lines: dict[str, int] = {}
    for offer in family.offers:
        sku = offer.values.get("sku")
        if sku and not is_nothing(sku.text):
            first = lines.setdefault(plain_sku(sku.text), offer.line)
            if first != offer.line:
                family.warn(
                    offer.line, sku, f"Another variant, on line {first}, has this sku already; give each its own."
                )


def _cut_photos(family: Family) -> None:
    if len(family.photos) > _MOST_SHARED_PHOTOS:
        first = family.photos[_MOST_SHARED_PHOTOS]
        reason = (
            f"The product has more than {_MOST_SHARED_PHOTOS} photos; this one and those behind it are passed over."
        )
        family.warn(family.line, first, reason)
        del family.photos[_MOST_SHARED_PHOTOS:]


def _called(look: Look, tells: Sequence[str]) -> list[str]:
    """What tells a look from the others, in an order that does not depend on that of the rows."""
    return [
        text for name in tells for text in sorted({offer.options[name].text for offer in look if name in offer.options})
    ]


def _sku_order(offer: Offer) -> tuple[bool, int, str]:
    """Offers in the order of their skus: "R-9" before "R-10", those without one last."""
    sku = plain_sku(offer.text("sku"))
    return not sku, len(sku), sku


def _names(title: str, text: str) -> bool:
    """Whether a title has some text among its words."""
    return bool(re.search(rf"(?<!\w){re.escape(folded_text(text))}(?!\w)", folded_text(title)))
