"""The whole catalogue over HTTP, for its owner."""

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from pydantic_core import to_json
from starlette.responses import StreamingResponse

from service.api.access import State, WriteAccess
from service.api.presentation import present_product
from service.api.schema import RING

router = APIRouter(tags=["catalogue"])

_LINES: dict[str, Any] = {"content": {"application/x-ndjson": {"example": RING}}}


@router.get(
    "/v1/catalog/products",
    summary="Every product",
    dependencies=[WriteAccess],
    response_class=StreamingResponse,
    responses={200: _LINES},
)
async def catalog_products(state: State) -> StreamingResponse:
    """Every product of the catalogue as a line of JSON, in no order.

    Needs the write key, though it changes nothing: a whole catalogue is its owner's.
    """

    def lines() -> Iterator[bytes]:
        with state.engine.held() as (_, index):
            for entry in index.entries():
                yield to_json(present_product(entry.stored)) + b"\n"

    return StreamingResponse(lines(), media_type="application/x-ndjson")
