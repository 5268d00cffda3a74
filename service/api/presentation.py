"""Values of the service as JSON. Plain dicts: on the way of every search, validating our own answer is time lost."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from pydantic_core import to_json
from starlette.responses import Response

from catalog.index.filters import plain_filter
from catalog.index.port import Facets, StoredProduct
from catalog.product import Variant
from service.recent import Recent
from service.search import Match, SearchResults

_WRITTEN = Recent[tuple[int, int], tuple[StoredProduct, bytes]](2048)


def json_response(content: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON as a response, in UTF-8 without spaces."""
    return Response(to_json(content), status, headers=dict(headers or {}), media_type="application/json")


def json_example(body: Mapping[str, Any]) -> dict[str, Any]:
    """An example of a JSON body, for the description of a call."""
    return {"requestBody": {"content": {"application/json": {"example": body}}}}


def present_results(results: SearchResults) -> dict[str, Any]:
    """Search results as `schema.SearchAnswer` describes them."""
    answer: dict[str, Any] = {
        "hits": [_present_match(match) for match in results.matches],
        "total": results.total,
        "took_ms": {stage: round(ms, 2) for stage, ms in results.took_ms.items()},
    }
    if results.weights is not None:
        answer["weights"] = _present_shares(*results.weights)
    if results.looks_like_jewellery is not None:
        answer["looks_like_jewellery"] = results.looks_like_jewellery
    if results.looked_at is not None:
        answer["looked_at"] = {side: round(share, 4) for side, share in results.looked_at._asdict().items()}
    if results.understood:
        answer["understood"] = [
            {"words": wish.words, "filters": plain_filter(wish.condition)} for wish in results.understood
        ]
    if results.respellings:
        answer["respelt"] = [each._asdict() for each in results.respellings]
    return answer


def results_response(results: SearchResults) -> Response:
    """Search results as JSON, just as `present_results` has them, in a fifth of the time: products are kept written."""
    about = {name: value for name, value in present_results(replace(results, matches=())).items() if name != "hits"}
    hits = b",".join(_match_json(match) for match in results.matches)
    return Response(b'{"hits":[' + hits + b"]," + to_json(about)[1:], media_type="application/json")


def _match_json(match: Match) -> bytes:
    stored = match.hit.stored
    key = id(stored), match.hit.best_photo
    kept = _WRITTEN.get(key)
    if kept is None:  # the product is kept with what was written of it, so that no other one gets its id
        product = to_json(present_product(stored, match.photo_ids))
        kept = stored, b'{"sku":' + to_json(stored.product.sku) + b',"product":' + product
        _WRITTEN.keep(key, kept)
    shares = match.hit.score, match.image, match.text
    return kept[1] + b',"score":%.4f,"match":{"image":%.4f,"text":%.4f}}' % shares


def present_product(stored: StoredProduct, photo_ids: Sequence[str] | None = None) -> dict[str, Any]:
    """A product as `schema.ProductAnswer` describes it; `photo_ids` where another order than the merchant's is due."""
    product = stored.product
    ids = stored.photo_ids if photo_ids is None else photo_ids
    return {
        "sku": product.sku,
        "title": product.title,
        "description": product.description,
        "category": product.category,
        "metal": product.metal,
        "gemstone": product.gemstone,
        "karat": product.karat,
        "colour": product.colour,
        "style": product.style,
        "size": product.size,
        "own_words": dict(product.own_words),
        "attributes": dict(product.attributes),
        "price": _present_price(product.price),
        "currency": product.currency,
        "url": product.url,
        "available": product.available,
        "group": product.group,
        "variants": [_present_variant(variant) for variant in product.variants],
        "predicted": {
            attribute: {"value": guess.value, "confidence": round(guess.confidence, 3)}
            for attribute, guess in stored.predicted.items()
            if getattr(product, attribute) is None
        },
        "photos": [f"/photos/{photo_id}/full.jpg" for photo_id in ids],
        "thumbnails": [f"/photos/{photo_id}/thumb.jpg" for photo_id in ids],
    }


def present_facets(facets: Facets, total: int) -> dict[str, Any]:
    """Facets as `schema.FacetsAnswer` describes them."""
    return {
        "total": total,
        "counts": {field: dict(counts) for field, counts in facets.counts.items()},
        "price_bands": [{"gte": band.gte, "lt": band.lt, "count": band.count} for band in facets.price_bands],
    }


def _present_variant(variant: Variant) -> dict[str, Any]:
    return {
        "sku": variant.sku,
        "options": dict(variant.options),
        "price": _present_price(variant.price),
        "available": variant.available,
    }


def _present_price(price: Decimal | None) -> str | None:
    return None if price is None else format(price, "f")


def _present_match(match: Match) -> dict[str, Any]:
    stored = match.hit.stored
    return {
        "sku": stored.product.sku,
        "score": round(match.hit.score, 4),
        "match": _present_shares(match.image, match.text),
        "product": present_product(stored, match.photo_ids),
    }


def _present_shares(image: float, text: float) -> dict[str, float]:
    return {"image": round(image, 4), "text": round(text, 4)}
