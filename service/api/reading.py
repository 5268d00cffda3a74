"""Reading queries from requests: forms and JSON alike, checked by one schema."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.datastructures import FormData, UploadFile

from catalog.index.filters import parse_filters
from service.api.body_limit import LIMITS
from service.api.problems import FieldError, ProblemError
from service.api.schema import MAX_OFFSET, MAX_TEXT, ListBody, SearchBody, decode_base64
from service.search import SearchQuery

NOTHING = "Nothing to search for. Give a photo (image), words (text), or both."
FORM_FIELDS = ("image", *SearchBody.model_fields)
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")


def content_type(request: Request) -> str:
    """The media type of the body, without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read_query(request: Request, fetch: Callable[[str], Awaitable[bytes]]) -> SearchQuery:
    """The query of a search, from a form or from JSON.

    Args:
        request: The request.
        fetch: Gets a photo by its address.

    Raises:
        ProblemError: 413 for an overlong text, 415 for another kind of body, 422 for an empty query.
        ValidationError: A field is not what it must be.
        FilterError: A filter is not known or not understood.
    """
    kind = content_type(request)
    if kind in FORMS:
        body, image = await _read_form(request)
    elif kind == "application/json":
        body = SearchBody.model_validate_json(await request.body())
        image = _image(body)
    elif not kind and not await request.body():
        raise ProblemError(422, NOTHING)
    else:
        raise ProblemError(415, "Send the query as multipart/form-data or as application/json.")
    if len(body.text) > MAX_TEXT:
        raise ProblemError(413, f"The text is longer than {MAX_TEXT:,} characters. Shorten it.", field="text")
    if body.image_url:
        if image is not None:
            raise ProblemError(422, "Send the photo or its address, not both.", field="image_url")
        image = await fetch(body.image_url)
    if image is None and not body.text:
        raise ProblemError(422, NOTHING)
    filters = parse_filters(body.filters)
    return SearchQuery(image, body.text, body.image_weight, filters, body.limit, body.offset, body.understand)


async def read_page(
    filters: Annotated[str, Query(description="Filters as JSON", examples=['{"category": "ring"}'])] = "",
    limit: Annotated[int, Query(ge=1, le=100, description="How many hits")] = 24,
    offset: Annotated[int, Query(ge=0, le=MAX_OFFSET, description="How many of the best hits to skip")] = 0,
) -> ListBody:
    """Which part of a list, from the address."""
    return ListBody.model_validate({"filters": filters, "limit": limit, "offset": offset})


def require_known(form: FormData, known: Sequence[str]) -> None:
    """Refuse a form with other fields: were “preveiw=true” passed over, what was to be looked at would be imported.

    Raises:
        ProblemError: 422; it names those that are not known.
    """
    unknown = [name for name in form if name not in known]
    if unknown:
        said = f"Unknown: {', '.join(f'“{name}”' for name in unknown)}. The form takes {', '.join(known)}."
        raise ProblemError(422, said, errors=[FieldError(field=name, message=said) for name in unknown])


async def _read_form(request: Request) -> tuple[SearchBody, bytes | None]:
    limit = LIMITS["/v1/search"]
    async with request.form(max_files=1, max_fields=20, max_part_size=limit) as form:
        require_known(form, FORM_FIELDS)
        body = SearchBody.model_validate(_fields(form))
        upload = _chosen_file(form)
        return body, _image(body) if upload is None else await upload.read()


def _fields(form: FormData) -> dict[str, Any]:
    # Fields that a page left blank count as not given.
    return {name: value for name, value in form.items() if name != "image" and value != ""}


def _chosen_file(form: FormData) -> UploadFile | None:
    """The photo, if there is one; a form whose file input was left alone sends a file without name and content."""
    image = form.get("image")
    if image is None or image == "":
        return None
    if not isinstance(image, UploadFile):
        raise ProblemError(422, "Send the photo as a file, not as text.", field="image")
    return image if image.filename or image.size else None


def _image(body: SearchBody) -> bytes | None:
    if not body.image_base64:
        return None
    try:
        return decode_base64(body.image_base64)
    except ValueError as error:
        raise ProblemError(422, str(error), field="image_base64") from error
