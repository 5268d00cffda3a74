"""What every call can reach, and who may write."""

import hmac
import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from catalog.photo_store import PhotoStore
from service.api.computing import Computing
from service.api.fetching import QueryPhotos
from service.api.metrics import Metrics
from service.api.problems import ProblemError
from service.api.readiness import Readiness
from service.engine import LiveEngine
from service.generations import Generations
from service.health import HealthCheck
from service.jobs import ImportJobs
from service.products import ProductWriter
from service.search import SearchService
from service.settings import is_loopback

_PORT = re.compile(r":\d+$")


@dataclass(frozen=True)
class AppState:
    """The parts of the service that calls use.

    Attributes:
        computing: Where searches compute.
        preparing: Where photos are made ready to be served, which must not hold up searches.
        api_key: What writing calls must carry; None means that only this machine can reach the service.
    """

    search: SearchService
    products: ProductWriter
    engine: LiveEngine
    photos: PhotoStore
    query_photos: QueryPhotos
    jobs: ImportJobs
    generations: Generations
    health: HealthCheck
    computing: Computing
    preparing: Computing
    metrics: Metrics
    readiness: Readiness
    api_key: str | None


async def state_of(request: Request) -> AppState:
    """The parts of the service that answers this request.

    Async, as every dependency here, though it awaits nothing: others are sent through a thread, 1 ms a request.
    """
    state: AppState = request.app.state.parts
    return state


State = Annotated[AppState, Depends(state_of)]


async def require_write_access(request: Request, state: State) -> None:
    """Let the request write only if it carries the key or, where none is set, comes from this machine's own user.

    Without a key the service listens on loopback only, yet a web page from elsewhere, open in a browser on this
    machine, could still send it forms; its Origin, or the foreign name by which it reached us, gives it away.

    Raises:
        ProblemError: 401 without the right key; 403 from another site.
    """
    if state.api_key is not None:
        _require_key(request, state.api_key)
        return
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    foreign_page = origin is not None and origin != f"{request.url.scheme}://{host}"
    if foreign_page or not is_loopback(_PORT.sub("", host)):
        raise ProblemError(
            403, "Without a write key, only pages and programs on this machine may write. Set LOUPE_API_KEY."
        )


def _require_key(request: Request, key: str) -> None:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), key.encode()):
        return
    raise ProblemError(
        401,
        "This call changes the catalogue and needs the write key: Authorization: Bearer <LOUPE_API_KEY>.",
        headers={"WWW-Authenticate": 'Bearer realm="loupe"'},
    )


WriteAccess = Depends(require_write_access)
