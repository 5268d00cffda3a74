"""What is known of a merchant's products, column by column, and in what two of them differ."""

from collections import Counter
from collections.abc import Mapping, Sequence

from catalog.attributes import subject
from catalog.product import Product
from training.corpus import LOOK

ATTRIBUTES = ("category", "style", "metal", "gemstone", "colour")
OWN = "own "
"""Facts whose name begins so are columns of the merchant's own: "own Finish"."""

FEWEST_PRODUCTS = 10  # that fill a column before it is believed to tell products apart
MOST_VALUES = 60  # different ones in a column; beyond, it names products rather than describing them
LEAST_USE = 3.0  # products to a value, on average
LONGEST_VALUE = 40  # characters

_TELLS_NOTHING = frozenset(("size", "same", "tags", "karat"))  # subjects of columns that no photo shows
_WHITE = ("white", "silver", "platinum", "palladium", "steel", "rhodium plated", "aluminium", "titanium")

# What changes along with an attribute: another metal has another karat and often another colour in its cell.
_ALONG = {
    "category": frozenset(("category", "style", "size")),
    "metal": frozenset(("metal", "karat", "colour")),
    "gemstone": frozenset(("gemstone", "colour")),
}

Facts = Mapping[str, str]


def metal_look(metal: str) -> str:
    """The metal as the eye tells it: white gold, platinum and silver look alike in a photo."""
    if "rose" in metal:
        return "rose"
    if "black" in metal or "ruthenium" in metal:
        return "black"
    if any(word in metal for word in _WHITE):
        return "white"
    return "yellow" if metal in ("yellow gold", "gold plated", "gold vermeil", "gold filled", "brass") else metal


def telling_columns(products: Sequence[Product]) -> tuple[str, ...]:
    """The merchant's own columns that describe products in a few words, by their headers."""
    values: dict[str, Counter[str]] = {}
    for product in products:
        for header, value in product.attributes.items():
            if value and subject(header) not in _TELLS_NOTHING:
                values.setdefault(header, Counter())[value] += 1
    return tuple(sorted(header for header, counts in values.items() if _tells(counts)))


def _tells(counts: Counter[str]) -> bool:
    used = counts.total()
    short = all(len(value) <= LONGEST_VALUE and not value.replace(".", "").isdigit() for value in counts)
    return short and used >= FEWEST_PRODUCTS and 2 <= len(counts) <= min(MOST_VALUES, used / LEAST_USE)


def compare(products: Sequence[Product]) -> list[dict[str, str]]:
    """What products are compared by: the attributes that can be seen, and the merchant's own telling columns."""
    columns = telling_columns(products)
    return [
        {name: value for name in ATTRIBUTES if (value := getattr(product, name))}
        | {OWN + name: value for name in columns if (value := product.attributes.get(name))}
        for product in products
    ]


def corpus_facts(compared: Facts, product: Product, design: str, name: str) -> dict[str, str]:
    """Everything that a right answer may be told by.

    Args:
        compared: What the product is compared by.
        product: The product.
        design: What it shares with the same piece in another metal, with another stone and the like.
        name: What the shop calls that design; empty if it has no name of its own.
    """
    looks = {key + LOOK: metal_look(value) if key == "metal" else value for key, value in compared.items()}
    facts = {**compared, **looks, "design" + LOOK: design}
    if product.karat:
        facts["karat"] = product.karat
    if name:
        facts["name"] = name
    return facts


def without(attribute: str, value: str) -> str:
    """Name of the fact that a product's attribute is another than `value`."""
    return f"{attribute} other than {value}"


def differences(before: Facts, after: Facts) -> tuple[str, ...] | None:
    """In what two products differ, attributes first; what changes along with another is not named.

    Returns:
        Names of facts, or None where one of them says nothing on a point that the other one names, other than a stone:
        a merchant who leaves a cell empty does not mean that there is no metal.
    """
    differing = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    found = []
    for name in (*ATTRIBUTES, *sorted(differing)):
        if name in differing:
            found.append(name)
            differing -= {name, *(other for other in differing if _subject(other) in _ALONG.get(name, ()))}
    if any(name != "gemstone" and not (name in before and name in after) for name in found):
        return None
    return tuple(found)


def _subject(name: str) -> str | None:
    return subject(name.removeprefix(OWN)) if name.startswith(OWN) else name
