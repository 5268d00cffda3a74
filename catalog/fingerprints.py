"""Hashes that tell whether a product has changed since it was imported."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal

from catalog.product import Product, Variant

CONTENT_VERSION = 3  # to be raised when the same words and photos shall give other vectors
FACTS_VERSION = 1  # to be raised when the index shall say more of the same product


def content_hash(product: Product, photo_ids: Iterable[str], models: str) -> str:
    """Of everything that the vectors are made from.

    Args:
        product: Of which the words count.
        photo_ids: Its photos, in the order of the vectors.
        models: Fingerprint of the bundle.
    """
    return _hash([CONTENT_VERSION, models, product.words(), *photo_ids])


def facts_hash(product: Product) -> str:
    """Of all that the index says about a product; the order in which a merchant's own columns stand does not count."""
    return _hash([FACTS_VERSION, vars(product)])


def _hash(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: object) -> object:
    """What JSON cannot say by itself."""
    if isinstance(value, Variant):
        return vars(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} is no part of a product")
