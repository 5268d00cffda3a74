"""Errors as problem documents (RFC 9457): what happened and what to do, in one shape for every failure.

Every answer outside 2xx and 3xx is `application/problem+json` with `type`, `title`, `status` and `detail`; where single
fields are at fault, `errors` lists `{"field", "message"}`.
"""

import errno
import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Literal

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import Response

from bundles import BundleError
from catalog.index.filters import FilterError
from catalog.index.port import IndexUnavailableError
from catalog.row import CatalogError
from encoders.photo import NotAPhotoError, PhotoError, PhotoTooLargeError
from service.api.methods import allowed_methods
from service.jobs import JobNotFoundError, JobStateError, ReindexError
from service.search import ProductNotFoundError

MEDIA_TYPE = "application/problem+json"

CLIENT_CLOSED_REQUEST = 499  # nginx's code for a caller who did not wait; nobody reads the answer

HINTS = {
    404: "There is nothing at this address. GET /docs lists the calls.",
    405: "This address does not take that method; the Allow header names those it takes.",
    500: "Something went wrong in the service. The log of the service has the details.",
}


class FieldError(BaseModel):
    """What is wrong with one field."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """A problem document, for the description of the API."""

    type: str = "about:blank"
    title: str = Field(examples=["Unprocessable Content"])
    status: int = Field(examples=[422])
    detail: str = Field(examples=["Give a photo, words, or both."])
    errors: list[dict[Literal["field", "message"], str]] = Field(default=[], description="Fields at fault, if any are")


PROBLEM_RESPONSE: dict[str, Any] = {
    "description": "A problem",
    "content": {MEDIA_TYPE: {"schema": ProblemDocument.model_json_schema()}},
}


class ProblemError(Exception):
    """Ends a request with a problem document."""

    def __init__(
        self,
        status: int,
        detail: str,
        *,
        field: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`detail` tells a person what to do; `field` names the field at fault, if one is, or `errors` several."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.errors = [FieldError(field=field, message=detail)] if field else list(errors)
        self.headers = headers


def problem_response(
    status: int, detail: str, errors: Sequence[FieldError] = (), headers: Mapping[str, str] | None = None
) -> Response:
    """A problem document as a response."""
    document: dict[str, object] = {
        "type": "about:blank",
        "title": "Client Closed Request" if status == CLIENT_CLOSED_REQUEST else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        document["errors"] = [error.model_dump() for error in errors]
    body = json.dumps(document, ensure_ascii=False).encode()
    return Response(body, status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


def photo_problem(error: PhotoError, field: str) -> ProblemError:
    """The problem of a photo that cannot be used: 415 not a photo, 413 too large, 422 unreadable."""
    if isinstance(error, NotAPhotoError):
        return ProblemError(415, str(error), field=field)
    return ProblemError(413 if isinstance(error, PhotoTooLargeError) else 422, str(error), field=field)


def install_problem_handlers(app: FastAPI) -> None:
    """Make every failure of `app` a problem document."""
    _handle_own_errors(app)
    _handle_framework_errors(app)


def _handle_own_errors(app: FastAPI) -> None:
    @app.exception_handler(ProblemError)
    async def problem(_: Request, error: ProblemError) -> Response:
        return problem_response(error.status, error.detail, error.errors, error.headers)

    @app.exception_handler(PhotoError)
    async def photo(request: Request, error: PhotoError) -> Response:
        return await problem(request, photo_problem(error, "image"))

    @app.exception_handler(FilterError)
    async def filters(request: Request, error: FilterError) -> Response:
        return await problem(request, ProblemError(422, str(error), field="filters"))

    @app.exception_handler(ProductNotFoundError)
    @app.exception_handler(JobNotFoundError)
    async def not_found(_: Request, error: LookupError) -> Response:
        return problem_response(404, str(error))

    @app.exception_handler(JobStateError)
    @app.exception_handler(ReindexError)
    async def wrong_state(_: Request, error: JobStateError | ReindexError) -> Response:
        return problem_response(409, str(error))

    @app.exception_handler(CatalogError)
    @app.exception_handler(BundleError)
    async def unusable(_: Request, error: CatalogError | BundleError) -> Response:
        return problem_response(422, str(error))

    @app.exception_handler(OSError)
    async def disk(_: Request, error: OSError) -> Response:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise error
        return problem_response(507, "The disk of the service is full. Its operator has to free some space.")

    @app.exception_handler(IndexUnavailableError)
    async def no_index(_: Request, error: IndexUnavailableError) -> Response:
        return problem_response(503, str(error), headers={"Retry-After": "5"})


def _handle_framework_errors(app: FastAPI) -> None:
    @app.exception_handler(RequestValidationError)
    @app.exception_handler(ValidationError)
    async def validation(_: Request, error: RequestValidationError | ValidationError) -> Response:
        errors = [FieldError(field=_path(item["loc"]), message=_message(item)) for item in error.errors()]
        detail = "; ".join(f"{item.field}: {item.message}" if item.field else item.message for item in errors)
        return problem_response(422, detail, errors)

    @app.exception_handler(ClientDisconnect)
    async def gone(_: Request, __: ClientDisconnect) -> Response:
        return problem_response(CLIENT_CLOSED_REQUEST, "The caller has gone.")

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        if isinstance(error.__cause__, ClientDisconnect):  # FastAPI takes it for a damaged body
            return await gone(request, error.__cause__)
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED and (allowed := allowed_methods(request)):
            headers["Allow"] = ", ".join(allowed)
        plain = error.detail == HTTPStatus(error.status_code).phrase
        detail = HINTS.get(error.status_code, error.detail) if plain else error.detail
        return problem_response(error.status_code, detail, headers=headers)

    @app.exception_handler(Exception)
    async def bug(_: Request, __: Exception) -> Response:
        # The server closes the connection after a bug; who is told so does not ask on it again.
        return problem_response(500, HINTS[500], headers={"Connection": "close"})


def _path(location: Sequence[int | str]) -> str:
    return ".".join(str(part) for part in location if part not in ("body", "query", "path"))


def _message(item: Mapping[str, object]) -> str:
    return str(item["msg"]).removeprefix("Value error, ")
