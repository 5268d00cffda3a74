"""How a product and its vectors are written into a point, alike in every Qdrant."""

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from catalog.index.filters import FLAG_FIELDS, KEYWORD_FIELDS, RANGE_FIELDS, Between, Condition, OneOf
from catalog.index.port import IndexEntry, SearchHit, StoredProduct, Vectors
from catalog.product import Product

FACT = "facts"  # what filters and facets look at, under one key of the payload
VECTORS = "vectors"


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
    if isinstance(condition, OneOf):
        return OneOf(condition.field, tuple(_one_case(condition.field, value) for value in condition.values))
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
    """All of an entry's payload but its vectors."""
    product = stored.product
    plain = asdict(product) | {"price": None if product.price is None else str(product.price)}
    facts: dict[str, Any] = {}
    for field in KEYWORD_FIELDS:
        value = getattr(product, field)
        if value:
            facts[field] = _one_case(field, value)
    for field in RANGE_FIELDS:
        value = getattr(product, field)
        if value is not None and math.isfinite(float(value)):  # the engine takes no infinity
            facts[field] = float(value)
    for field in FLAG_FIELDS:
        value = getattr(product, field)
        if value is not None:
            facts[field] = flag_word(value)
    return {
        "product": json.dumps(plain, ensure_ascii=False),
        "photo_ids": list(stored.photo_ids),
        "content_hash": stored.content_hash,
        "facts_hash": stored.facts_hash,
        "sku": product.sku,
        FACT: facts,
    }


def payload_to_stored(payload: Mapping[str, Any]) -> StoredProduct:
    """The product that a payload was written from."""
    return StoredProduct(
        product=_product(payload["product"]),
        photo_ids=tuple(payload["photo_ids"]),
        content_hash=payload["content_hash"],
        facts_hash=payload["facts_hash"],
    )


@lru_cache(maxsize=4096)  # shoppers look at the same products again and again
def _product(text: str) -> Product:
    plain = json.loads(text)
    price = plain["price"]
    plain |= {"price": None if price is None else Decimal(price), "photos": tuple(plain["photos"])}
    return Product(**plain)


def payload_to_vectors(payload: Mapping[str, Any], dim: int) -> Vectors:
    """The fused vectors, (rows, dim), float32, rounded to half precision: their length is 1 up to a thousandth."""
    halves = np.frombuffer(base64.b64decode(payload[VECTORS]), dtype=np.float16).reshape(-1, dim)
    return halves.astype(np.float32)


def payloads_to_hits(payloads: Sequence[Mapping[str, Any]], scores: Sequence[float], query: Vectors) -> list[SearchHit]:
    """The hits that the engine found, each matched by its best photo; decoded together, on the way of every search."""
    dim = len(query)
    encoded = [base64.b64decode(payload[VECTORS]) for payload in payloads]
    vectors = np.frombuffer(b"".join(encoded), dtype=np.float16).reshape(-1, dim).astype(np.float32)
    cosines = vectors @ query
    hits, start = [], 0
    for payload, score, raw in zip(payloads, scores, encoded, strict=True):
        end = start + len(raw) // (2 * dim)
        best = int(cosines[start:end].argmax())
        hits.append(SearchHit(payload_to_stored(payload), score, best, vectors[start + best]))
        start = end
    return hits
