"""What a merchant sells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

# What a product is, in words that filters and facets understand; `catalog.attributes` fills them from what the merchant
# wrote. Those that a photo shows can be predicted from it where the merchant is silent.
ATTRIBUTES = ("category", "metal", "karat", "gemstone", "colour", "style", "size")
VISIBLE_ATTRIBUTES = ("category", "metal", "gemstone")


@dataclass(frozen=True)
class Variant:
    """One way to buy a product that looks the same as the others: another size, another length.

    Attributes:
        sku: The merchant's own key of it; empty if they gave none.
        options: What tells it from the others, such as {"Size": "54"}.
        price: Exact, in the product's currency; None if not known.
        available: Whether it can be bought; None if not known.
    """

    sku: str
    options: Mapping[str, str] = field(default_factory=dict)
    price: Decimal | None = None
    available: bool | None = None


@dataclass(frozen=True)
class Product:
    """One product as the merchant describes it.

    Attributes:
        sku: The merchant's own key, unique in the catalogue, not empty.
        title: What the shop calls it, not empty.
        description: Plain text.
        category: Such as "ring"; in the words of `catalog.attributes` where it knows them, else the merchant's in lower
            case; None if not known. `metal`, `karat` ("18k"), `gemstone`, `colour`, `style` and `size` likewise.
        own_words: What stood in the merchant's own cells for the attributes above, untouched, by attribute; only where
            it differs from the attribute itself.
        attributes: Every other column that the merchant gave, by its own header.
        price: Exact, in units of `currency`; the lowest of the variants' where they differ.
        currency: ISO 4217 code, such as "EUR".
        url: The product's page in the shop.
        available: Whether it can be bought; None if not known.
        group: What the shop files it under together with pieces that look different (the same ring in another metal):
            its handle, parent or item group; None where it stands alone.
        variants: Ways to buy it that look the same; empty where there is only one.
        photos: Where the photos are, as the merchant wrote it, best first.
    """

    sku: str
    title: str
    description: str = ""
    category: str | None = None
    metal: str | None = None
    gemstone: str | None = None
    karat: str | None = None
    colour: str | None = None
    style: str | None = None
    size: str | None = None
    own_words: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    price: Decimal | None = None
    currency: str | None = None
    url: str | None = None
    available: bool | None = None
    group: str | None = None
    variants: tuple[Variant, ...] = ()
    photos: tuple[str, ...] = ()

    def words(self) -> str:
        """The text that the text tower reads: title, then the attributes it does not name yet, then the description."""
        title = self.title.casefold()
        facts = [fact for fact in (self.metal, self.gemstone, self.category) if fact and fact.casefold() not in title]
        return ". ".join(part for part in (self.title, ", ".join(facts), self.description) if part)
