"""Single products over HTTP."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from catalog.product import Product
from encoders.photo import PhotoError
from service.api.access import State, WriteAccess
from service.api.presentation import json_response, present_product
from service.api.problems import ProblemError, photo_problem
from service.api.reading import content_type
from service.api.schema import RING, ProductAnswer, ProductBody, decode_base64, inlined

router = APIRouter(tags=["products"])

MAX_SKU = 200  # characters, as in catalogue files

Sku = Annotated[str, Path(description="The merchant's own key", examples=["R-1042"])]

EXAMPLE = {name: value for name, value in RING.items() if name not in ("sku", "predicted", "photos", "thumbnails")}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {"application/json": {"schema": inlined(ProductBody), "example": EXAMPLE}},
}
_ANSWER: dict[str, Any] = {"model": ProductAnswer, "content": {"application/json": {"example": RING}}}


@router.get("/v1/products/{sku:path}", summary="One product", responses={200: _ANSWER})
async def get_product(request: Request, state: State, sku: Sku) -> Response:
    """The product with this sku."""
    stored = await state.computing.run(request, lambda: state.search.product(sku))
    return json_response(present_product(stored))


@router.put(
    "/v1/products/{sku:path}",
    summary="Write one product",
    dependencies=[WriteAccess],
    responses={200: _ANSWER, 201: _ANSWER},
    openapi_extra={"requestBody": _BODY},
)
async def put_product(request: Request, state: State, sku: Sku) -> Response:
    """Write a product whole, in place of one with the same sku; 201 if it is new.

    `photos_base64` holds its photos, best first. Left out, the product keeps those it has; empty, it has none.
    """
    if content_type(request) != "application/json":
        raise ProblemError(415, "Send the product as application/json.")
    body = ProductBody.model_validate_json(await request.body())
    product, photos = _product(sku, body), _photos(body)
    try:
        stored, is_new = await state.computing.run(request, lambda: state.products.put(product, photos))
    except PhotoError as error:
        raise photo_problem(error, "photos_base64") from error
    return json_response(present_product(stored), 201 if is_new else 200)


@router.delete(
    "/v1/products/{sku:path}",
    summary="Remove one product",
    dependencies=[WriteAccess],
    status_code=204,
    response_class=Response,
)
async def delete_product(request: Request, state: State, sku: Sku) -> Response:
    """Remove a product from the catalogue; it is found no more."""
    await state.computing.run(request, lambda: state.products.delete(sku))
    return Response(status_code=204)


def _product(sku: str, body: ProductBody) -> Product:
    if not sku.strip() or len(sku) > MAX_SKU or not sku.isprintable():
        raise ProblemError(422, f"A sku is 1 to {MAX_SKU} printable characters.", field="sku")
    return body.product(sku.strip())


def _photos(body: ProductBody) -> list[bytes] | None:
    if body.photos_base64 is None:
        return None
    photos = []
    for place, photo in enumerate(body.photos_base64):
        try:
            photos.append(decode_base64(photo))
        except ValueError as error:
            raise ProblemError(422, str(error), field=f"photos_base64.{place}") from error
    return photos
