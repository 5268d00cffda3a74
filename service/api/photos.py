"""The kept photos of products."""

from pathlib import Path as FilePath
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import FileResponse, Response

from catalog.photo_store import PhotoSize
from service.api.access import AppState, State
from service.api.problems import ProblemError

router = APIRouter(tags=["photos"])

SIZES: dict[str, PhotoSize] = {"full": "full", "thumb": "thumbnail"}


@router.get(
    "/photos/{photo_id}/{size}.jpg",
    summary="One photo",
    response_class=FileResponse,
    responses={200: {"content": {"image/jpeg": {}}}, 304: {"description": "You have it already"}},
)
async def photo(
    request: Request,
    state: State,
    photo_id: Annotated[str, Path(examples=["3f5a9c0de1b24a7786d5c4b3a2918070"])],
    size: Literal["full", "thumb"],
) -> Response:
    """A product's photo as JPEG: `full`, at most 1024 pixels long, or `thumb`, at most 320."""
    try:
        path = state.photos.path(photo_id, SIZES[size])
    except ValueError as error:
        raise ProblemError(404, str(error)) from error
    # An id names the bytes of the photo, so what it leads to never changes.
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "ETag": f'"{photo_id}-{size}"'}
    if not path.is_file():  # an import leaves the sizes to whoever asks for them first
        path = await _prepared(request, state, photo_id, SIZES[size])
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type="image/jpeg")


async def _prepared(request: Request, state: AppState, photo_id: str, size: PhotoSize) -> FilePath:
    try:
        return await state.preparing.run(request, lambda: state.photos.prepare(photo_id, size))
    except FileNotFoundError as error:
        raise ProblemError(404, str(error)) from error
