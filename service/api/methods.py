"""Which methods an address takes: HEAD wherever GET is, and all of them in the `Allow` of a 405 (RFC 9110)."""

from collections.abc import Awaitable

from fastapi import Request
from starlette.routing import Match, Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class HeadRequests:
    """ASGI middleware that answers HEAD with what GET would be answered, without the body."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap `app`."""
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the request on; other methods than HEAD do not notice."""
        if scope["type"] == "http" and scope["method"] == "HEAD":
            return self._head(scope, receive, send)
        return self._app(scope, receive, send)

    async def _head(self, scope: Scope, receive: Receive, send: Send) -> None:
        as_get = {**scope, "method": "GET"}  # the server looks at its own to see that no body is due
        try:
            await self._app(as_get, receive, _without_body(send))
        finally:
            if "route" in as_get:  # the figures tell requests apart by it
                scope["route"] = as_get["route"]


def _without_body(send: Send) -> Send:
    async def send_start(message: Message) -> None:
        if message["type"] == "http.response.start":  # a stream is broken off here: it may never end by itself
            await send(message)
            await send({"type": "http.response.body"})

    return send_start


def allowed_methods(request: Request) -> list[str]:
    """The methods that the address of a request takes; the framework itself tells only those of one of its calls.

    Files take what `StaticFiles` says, so they are left out.
    """
    root = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    address = {"type": "http", "path": request.scope["path"], "root_path": root}
    calls = [route for route in request.app.routes if not isinstance(route, Mount)]
    allowed = [
        method
        for method in METHODS
        if any(route.matches({**address, "method": method})[0] is Match.FULL for route in calls)
    ]
    return ["GET", "HEAD", *allowed[1:]] if "GET" in allowed else allowed
