"""What a merchant sells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True)
class Product:
    """One product as the merchant describes it.

    Attributes:
        sku: The merchant's own key, unique in the catalogue, not empty.
        title: What the shop calls it, not empty.
        description: Plain text.
        category: Such as "ring"; lower case, None if not known. `metal` and `gemstone` likewise.
        attributes: Every other column that the merchant gave, by its own header.
        price: Exact, in units of `currency`.
        currency: ISO 4217 code, such as "EUR".
        url: The product's page in the shop.
        available: Whether it can be bought; None if not known.
        photos: Where the photos are, as the merchant wrote it, best first.
    """

    sku: str
    title: str
    description: str = ""
    category: str | None = None
    metal: str | None = None
    gemstone: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)
    price: Decimal | None = None
    currency: str | None = None
    url: str | None = None
    available: bool | None = None
    photos: tuple[str, ...] = ()

    def words(self) -> str:
        """The text that the text tower reads: title, then the attributes it does not name yet, then the description."""
        title = self.title.casefold()
        facts = [fact for fact in (self.metal, self.gemstone, self.category) if fact and fact.casefold() not in title]
        return ". ".join(part for part in (self.title, ", ".join(facts), self.description) if part)
