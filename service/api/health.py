"""The catalogue's health over HTTP."""

from typing import Any

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.access import State
from service.api.presentation import json_response

router = APIRouter(tags=["catalogue"])

PIECE: dict[str, Any] = {
    "sku": "R-1042",
    "title": "Rose gold ring with a round sapphire",
    "thumbnail": "/photos/3f5a9c0de1b24a7786d5c4b3a2918070/thumb.jpg",
}
RING: dict[str, Any] = {"value": "ring", "confidence": 0.94}
EXAMPLE: dict[str, Any] = {
    "products": 640,
    "photos": 1500,
    "checked_at": "2026-03-01T09:30:00Z",
    "missing_photos": {"count": 0, "products": []},
    "missing_attributes": {
        "category": {"count": 1, "products": [{**PIECE, "predicted": RING}]},
        "metal": {"count": 0, "products": []},
        "gemstone": {"count": 0, "products": []},
    },
    "same_photo": {"count": 0, "groups": []},
    "near_duplicates": {"count": 1, "pairs": [{"likeness": 0.97, "one": PIECE, "other": {**PIECE, "sku": "R-1043"}}]},
    "suspected_categories": {"count": 1, "products": [{**PIECE, "category": "handrail", "suspected": RING}]},
}


@router.get(
    "/v1/catalog/health",
    summary="The catalogue's health",
    responses={200: {"content": {"application/json": {"example": EXAMPLE}}}},
)
async def catalog_health(state: State) -> Response:
    """What is missing in the catalogue, which photos it shows twice, and which products seem to be filed wrongly.

    Every product is looked at, which takes about a second for ten thousand. Each list names at most a hundred.
    """
    return json_response(await run_in_threadpool(state.health.run))
