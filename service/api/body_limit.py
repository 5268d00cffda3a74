"""A cap on request bodies that counts what arrives and trusts no Content-Length."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import ProblemError, problem_response

MEBIBYTE = 2**20

# The longest prefix decides. A photo of 25 MB as base64 in JSON takes 34 MB.
LIMITS = {
    "/v1/search": 36 * MEBIBYTE,
    "/v1/products/": 100 * MEBIBYTE,
    "/v1/imports/": 64 * MEBIBYTE,
    "/v1/imports": 4096 * MEBIBYTE,
}
DEFAULT_LIMIT = MEBIBYTE


class BodyLimit:
    """ASGI middleware that ends a request with 413 once its body exceeds the limit of its path."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, counting its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = next((limit for prefix, limit in LIMITS.items() if scope["path"].startswith(prefix)), DEFAULT_LIMIT)
        declared = Headers(scope=scope).get("content-length", "")
        if declared.isdecimal() and int(declared) > limit:
            await _too_large(limit)(scope, receive, send)
            return
        await self._app(scope, _counting(receive, limit), send)


def _counting(receive: Receive, limit: int) -> Receive:
    received = 0

    async def counted() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise ProblemError(413, _detail(limit), headers={"Connection": "close"})
        return message

    return counted


def _too_large(limit: int) -> ASGIApp:
    return problem_response(413, _detail(limit), headers={"Connection": "close"})


def _detail(limit: int) -> str:
    return f"The request is larger than the {limit // MEBIBYTE} MiB that this call accepts."
