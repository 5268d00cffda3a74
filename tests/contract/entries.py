"""Products with vectors, made by code."""

from decimal import Decimal

import numpy as np

from catalog.index.port import IndexEntry, StoredProduct, Vectors
from catalog.index.shortening import Shortening
from catalog.product import Product

DIM = 16


def unit_vectors(rows: int, seed: int) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, DIM)).astype(np.float32)
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def entry(sku: str, *, photos: int = 1, seed: int | None = None, **facts: object) -> IndexEntry:
    product = Product(sku=sku, title=f"The {sku}", **facts)  # type: ignore[arg-type]
    ids = tuple(f"{sku}-photo-{number}" for number in range(photos))
    stored = StoredProduct(product, ids, content_hash=f"content of {sku}", facts_hash=f"facts of {sku}")
    return IndexEntry(stored, unit_vectors(max(photos, 1), hash(sku) % 2**32 if seed is None else seed))


def shortening() -> Shortening:
    """To half as many numbers, the first ones."""
    return Shortening(np.stack([np.eye(DIM)[: DIM // 2]] * 2))


def collection(count: int) -> list[IndexEntry]:
    """Products of every kind, with one to three photos, some without price, some without stone."""
    rng = np.random.default_rng(5)
    return [
        entry(
            f"P-{number}",
            photos=1 + number % 3,
            seed=number,
            category=("ring", "necklace", "earrings")[number % 3],
            metal=("Rose Gold", "silver")[number % 2],
            karat=(None, "18k", "9K")[number % 3],
            colour=("red", None)[number % 2],
            style=("Halo", "solitaire", None, None)[number % 4],
            group=f"Family-{number % 5}",
            gemstone=None if number % 4 == 0 else ("ruby", "opal")[number % 2],
            price=None if number % 7 == 0 else Decimal(int(rng.integers(500, 500_000))) / 100,
            currency="EUR",
            available=(True, False, None)[number % 3],
        )
        for number in range(count)
    ]
