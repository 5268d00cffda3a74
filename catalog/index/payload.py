"""How a product and its vectors are written into a point, alike in every Qdrant."""

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from catalog.index.filters import FLAG_FIELDS, KEYWORD_FIELDS, NAMES, RANGE_FIELDS, Between, Condition, NoneOf, OneOf
from catalog.index.port import IndexEntry, Prediction, SearchHit, StoredProduct, Vectors
from catalog.names import names_of
from catalog.product import Product, Variant

FACT = "facts"  # what filters and facets look at, under one key of the payload
VECTORS = "vectors"

_BARE = vars(Product(sku="", title=""))  # every field at its default


def fact_key(field: str) -> str:
    """Where the payload keeps a field that can be filtered by."""
    return f"{FACT}.{field}"


def flag_word(value: bool) -> str:
    """How the payload spells a flag; as a word, since Qdrant Edge 0.9 finds no booleans."""
    return "true" if value else "false"


def folded(condition: Condition) -> Condition:
    """The condition as the engine understands it: words in one case, and one bound a side.

    Of `lt` and `lte` given together, or `gt` and `gte`, Qdrant Edge 0.9 looks at only one.
    """
    if isinstance(condition, OneOf | NoneOf):
        return replace(condition, values=tuple(_one_case(condition.field, value) for value in condition.values))
    if isinstance(condition, Between):
        return _tightest(condition)
    return condition


def _one_case(field: str, word: str) -> str:
    """Words are compared in lower case; currencies are shown as the world writes them."""
    return word.upper() if field == "currency" else word.casefold()


def _tightest(condition: Between) -> Between:
    gte, gt, lte, lt = condition.gte, condition.gt, condition.lte, condition.lt
    if gte is not None and gt is not None:
        gte, gt = (None, gt) if gt >= gte else (gte, None)
    if lte is not None and lt is not None:
        lte, lt = (None, lt) if lt <= lte else (lte, None)
    return Between(condition.field, gte=gte, gt=gt, lte=lte, lt=lt)


def entry_to_payload(entry: IndexEntry) -> dict[str, Any]:
    """Everything that a hit needs, so that an answer takes one call to the engine.

    The engine hands vectors back as lists of Python numbers: 1.8 ms of CPU for a search of 24 products of three photos,
    against 1.2 with half-precision bytes in the payload. They only serve to tell which photo matched, and why.
    """
    halves = np.ascontiguousarray(entry.vectors, dtype=np.float16)
    return facts_to_payload(entry.stored) | {VECTORS: base64.b64encode(halves.tobytes()).decode("ascii")}


def facts_to_payload(stored: StoredProduct) -> dict[str, Any]:
    """All of an entry's payload but its vectors; every key is there, so that none written before stays."""
    product = stored.product
    return {
        "product": json.dumps(_plain(product), ensure_ascii=False),
        "photo_ids": list(stored.photo_ids),
        "photo_versions": list(stored.photo_versions),
        "photo_hashes": list(stored.photo_hashes),
        "predicted": {field: [guess.value, guess.confidence] for field, guess in stored.predicted.items()},
        "content_hash": stored.content_hash,
        "facts_hash": stored.facts_hash,
        "sku": product.sku,
        FACT: _facts(stored),
    }


def _facts(stored: StoredProduct) -> dict[str, Any]:
    """What filters and facets see of a product; what the merchant does not say may have been predicted."""
    facts: dict[str, Any] = {}
    for field in KEYWORD_FIELDS:
        word = stored.fact(field)
        if word:
            facts[field] = _one_case(field, word)
    for field in RANGE_FIELDS:
        value = getattr(stored.product, field)
        if value is not None and math.isfinite(float(value)):  # the engine takes no infinity
            facts[field] = float(value)
    for field in FLAG_FIELDS:
        value = getattr(stored.product, field)
        if value is not None:
            facts[field] = flag_word(value)
    facts[NAMES] = list(names_of(stored.product))
    return facts


def payload_to_stored(payload: Mapping[str, Any]) -> StoredProduct:
    """The product that a payload was written from, by this release or by one whose products had fewer fields."""
    return _stored(payload, _product(payload["product"]))


def payload_to_entry(payload: Mapping[str, Any], dim: int) -> IndexEntry:
    """The entry that a payload was written from, its vectors rounded to half precision."""
    return IndexEntry(payload_to_stored(payload), payload_to_vectors(payload, dim))


def _stored(payload: Mapping[str, Any], product: Product) -> StoredProduct:
    return StoredProduct(
        product=product,
        photo_ids=tuple(payload["photo_ids"]),
        content_hash=payload["content_hash"],
        facts_hash=payload["facts_hash"],
        photo_versions=tuple(payload.get("photo_versions", ())),
        photo_hashes=tuple(payload.get("photo_hashes", ())),
        predicted={field: Prediction(*guess) for field, guess in payload.get("predicted", {}).items()},
    )


def _plain(product: Product) -> dict[str, Any]:
    """What JSON can say of a product; a field without value is left out."""
    plain = {field: value for field, value in vars(product).items() if value != _BARE[field]}
    if product.price is not None:
        plain["price"] = str(product.price)
    if product.variants:
        plain["variants"] = [_plain_variant(variant) for variant in product.variants]
    for field in ("attributes", "own_words"):
        if field in plain:
            plain[field] = dict(plain[field])
    return {"sku": product.sku, "title": product.title} | plain


def _plain_variant(variant: Variant) -> dict[str, Any]:
    price = None if variant.price is None else str(variant.price)
    return {"sku": variant.sku, "options": dict(variant.options), "price": price, "available": variant.available}


def _product(text: str) -> Product:
    plain = json.loads(text)
    plain["price"] = _decimal(plain.get("price"))
    plain["photos"] = tuple(plain.get("photos", ()))
    plain["variants"] = tuple(
        Variant(**variant | {"price": _decimal(variant["price"])}) for variant in plain.get("variants", ())
    )
    return Product(**plain)


_shown_product = lru_cache(maxsize=4096)(_product)  # shoppers look at the same products again and again


def _decimal(price: str | None) -> Decimal | None:
    return None if price is None else Decimal(price)


def payload_to_vectors(payload: Mapping[str, Any], dim: int) -> Vectors:
    """The fused vectors, (rows, dim), float32, rounded to half precision: their length is 1 up to a thousandth."""
    halves = np.frombuffer(base64.b64decode(payload[VECTORS]), dtype=np.float16).reshape(-1, dim)
    return halves.astype(np.float32)


class Shown(NamedTuple):
    """What a hit needs of a product: the product, and its vectors, (rows, dim)."""

    stored: StoredProduct
    vectors: Vectors


def payload_to_shown(payload: Mapping[str, Any], dim: int) -> Shown:
    """What is shown of the product that a payload was written from."""
    return Shown(_stored(payload, _shown_product(payload["product"])), payload_to_vectors(payload, dim))


def hits_of(found: Sequence[Shown], scores: Sequence[float], query: Vectors) -> list[SearchHit]:
    """The hits that the engine found, each matched by its best photo; all at once, on the way of every search."""
    if not found:
        return []
    vectors = np.concatenate([shown.vectors for shown in found])
    cosines = vectors @ query
    hits, start = [], 0
    for shown, score in zip(found, scores, strict=True):
        end = start + len(shown.vectors)
        best = int(cosines[start:end].argmax())
        hits.append(SearchHit(shown.stored, score, best, vectors[start + best]))
        start = end
    return hits
