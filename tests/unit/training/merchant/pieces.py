"""Products of a small shop, made by code."""

import random
from pathlib import Path

from catalog.product import Product
from training.merchant.illustrated import IllustratedProduct

METALS = ("yellow gold", "rose gold", "silver")
STONES = ("ruby", "blue sapphire", None)
WORDS = ("luna", "aurora", "vega", "lyra", "nova", "cassia", "thora", "mira", "elin", "dahlia", "iris", "juno")


def piece(sku: str, title: str = "", **facts: object) -> Product:
    known = {"category": "ring", "style": "solitaire", **facts}
    return Product(sku=sku, title=title or sku, **known)


def shop(designs: int = 12, *, grouped: bool = False) -> list[Product]:
    """Rings, each design in every metal and stone."""
    products = []
    for number in range(designs):
        name = f"{WORDS[number % len(WORDS)]}{'x' * (number // len(WORDS))}".title()
        for metal in METALS:
            for stone in STONES:
                title = f"{name} Ring in {metal}" + (f" with {stone}" if stone else "")
                group = f"{name}-group" if grouped else None
                sku = f"{name}-{metal[0]}{(stone or 'plain')[0]}"
                products.append(piece(sku, title, metal=metal, gemstone=stone, group=group))
    return products


def illustrate(products: list[Product]) -> list[IllustratedProduct]:
    """Products with a photo each, which nobody opens; no two hashes are alike."""
    return [
        IllustratedProduct(product, (Path(f"{product.sku}.jpg"),), (_hash(number),))
        for number, product in enumerate(products)
    ]


def _hash(number: int) -> str:
    rng = random.Random(number)
    return "".join(rng.choice("0123456789abcdef") for _ in range(128))
