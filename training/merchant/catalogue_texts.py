"""Ways in which the catalogue itself may put a product, so that nothing depends on one order of its words."""

import random

from catalog.product import Product

WAYS = 3  # beside the one that the index reads


def catalogue_texts(product: Product, rng: random.Random) -> tuple[str, ...]:
    """The text that the index reads, first, then others made of title, facts and description."""
    facts = [fact for fact in (product.metal, product.gemstone, product.category, product.style, product.karat) if fact]
    texts = [product.words()]
    for _ in range(WAYS):
        rng.shuffle(facts)
        parts = [product.title, ", ".join(facts), _beginning(product.description, rng)]
        kept = [part for place, part in enumerate(parts) if part and (place == 0 or rng.random() < 0.6)]
        if rng.random() < 0.3:
            rng.shuffle(kept)
        texts.append(". ".join(kept))
    return tuple(dict.fromkeys(texts))


def _beginning(description: str, rng: random.Random) -> str:
    """The description, or its first sentence."""
    first, stop, _ = description.partition(". ")
    return first + stop.strip() if rng.random() < 0.5 else description
