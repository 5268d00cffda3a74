"""Searching over HTTP: by photo and words, by likeness, and what there is to filter by."""

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from catalog.index.filters import parse_filters
from service.api.access import State, state_of
from service.api.metrics import TOOK_MS
from service.api.presentation import json_response, present_facets, results_response
from service.api.reading import read_page, read_query
from service.api.schema import RING, FacetsAnswer, ListBody, SearchAnswer, SearchBody, inlined
from service.search import SearchQuery, SearchResults, SearchService

router = APIRouter(tags=["search"])

FILTERS = {"category": "ring", "metal": ["rose gold", "yellow gold"], "price": {"gte": 100, "lt": 500}}
HITS = {
    "hits": [{"sku": "R-1042", "score": 0.91, "match": {"image": 0.7, "text": 0.3}, "product": RING}],
    "total": 120,
    "weights": {"image": 0.63, "text": 0.37},
    "took_ms": {"decode": 2.1, "encode": 6.0, "fuse": 0.3, "search": 0.8, "total": 9.2},
    "looked_at": {"left": 0.2, "top": 0.1, "right": 0.8, "bottom": 0.7},
}
FACETS = {
    "total": 120,
    "counts": {"category": {"ring": 80, "pendant": 40}, "metal": {"rose gold": 70, "platinum": 50}},
    "price_bands": [{"gte": 0, "lt": 100, "count": 20}, {"gte": 100, "lt": None, "count": 100}],
}

_FORM = {
    "type": "object",
    "properties": {
        "image": {"type": "string", "format": "binary", "description": "A photo, up to 25 MB"},
        "image_url": {"type": "string", "description": "The address of a photo instead"},
        "text": {"type": "string", "description": "Words, up to 100,000 characters"},
        "image_weight": {"type": "number", "minimum": 0, "maximum": 1, "description": "The photo's share"},
        "filters": {"type": "string", "description": "Filters as JSON"},
        "understand": {
            "type": "boolean",
            "default": True,
            "description": "Read filters out of the words, spell them right",
        },
        "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 24},
        "offset": {"type": "integer", "minimum": 0, "default": 0},
    },
}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": _FORM,
            "example": {"text": "in rose gold", "filters": '{"category": "ring"}', "limit": "12"},
        },
        "application/json": {
            "schema": inlined(SearchBody),
            "example": {"text": "rose gold ring with a sapphire", "filters": FILTERS, "limit": 12},
        },
    },
}


@router.post(
    "/v1/search",
    summary="Search by photo, by words, or by both",
    responses={200: {"model": SearchAnswer, "content": {"application/json": {"example": HITS}}}},
    openapi_extra={"requestBody": _BODY},
)
async def search(request: Request) -> Response:
    """Find the products that match a photo, words, or both, best first.

    Send a form (`multipart/form-data`) with the photo as the file `image`, or the same fields as JSON with the photo as
    `image_base64`; in either, `image_url` names a photo to be fetched instead. At least one of photo and words must be
    given. `image_weight` shifts the query: 1 is the photo alone, 0 the words alone; left out, the model decides, and
    `weights` in the answer says how.
    """
    state = await state_of(request)  # asked for directly: resolving a dependency is a tenth of what HTTP costs here
    query = await read_query(request, state.query_photos.fetch)
    results, response = await state.computing.run(request, partial(_searched, state.search, query))
    request.scope[TOOK_MS] = results.took_ms
    return response


def _searched(service: SearchService, query: SearchQuery) -> tuple[SearchResults, Response]:
    results = service.search(query)
    return results, results_response(results)


@router.get(
    "/v1/products/{sku:path}/similar",
    summary="More like this",
    responses={200: {"model": SearchAnswer, "content": {"application/json": {"example": HITS}}}},
)
async def similar(request: Request, state: State, sku: str, page: Annotated[ListBody, Depends(read_page)]) -> Response:
    """Find products like one of the catalogue, best first; it is not among them itself."""
    filters = parse_filters(page.filters)
    compute = partial(state.search.similar, sku, filters=filters, limit=page.limit, offset=page.offset)
    return results_response(await state.computing.run(request, compute))


@router.get(
    "/v1/facets",
    summary="What there is to filter by",
    responses={200: {"model": FacetsAnswer, "content": {"application/json": {"example": FACETS}}}},
)
async def facets(request: Request, state: State, page: Annotated[ListBody, Depends(read_page)]) -> Response:
    """Count the products per value of each attribute and per price band, among those that meet the filters."""
    conditions = parse_filters(page.filters)

    def count() -> Response:
        with state.engine.held() as (_, index):
            return json_response(present_facets(index.facets(conditions), index.count(conditions)))

    return await state.computing.run(request, count)
