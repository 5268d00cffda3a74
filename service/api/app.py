"""The HTTP application."""

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware import Middleware

from service.api import (
    corrections,
    docs,
    drafts,
    health,
    imports,
    listing,
    operations,
    photos,
    products,
    reindex,
    search,
)
from service.api.access import AppState
from service.api.body_limit import BodyLimit
from service.api.computing import Computing
from service.api.fetching import QueryPhotos
from service.api.methods import HeadRequests
from service.api.metrics import Metrics, RequestMetrics
from service.api.problems import PROBLEM_RESPONSE, install_problem_handlers
from service.api.readiness import Readiness
from service.api.security_headers import SecurityHeaders
from service.bootstrap import Services
from service.jobs import ImportJobs
from service.queries import MOST_AT_ONCE
from service.web import mount_page

WAITING_REQUESTS = 64
WAITING_PHOTOS = 1000  # of a page of hits each is asked for on its own

DESCRIPTION = """Search jewellery by a photo, by words, or by both.

Calls that change the catalogue need the header Authorization: Bearer <LOUPE_API_KEY> where the service has a key.

Every error is a problem document (RFC 9457, application/problem+json) whose detail says what to do."""


def create_app(
    services: Services, metrics: Metrics, jobs: ImportJobs, preparing: Callable[[], bool] = lambda: False
) -> FastAPI:
    """Put the HTTP API and the page together.

    Args:
        services: What they run on.
        metrics: Where requests and searches are counted.
        jobs: The imports.
        preparing: Tells whether the first catalogue is still on its way, so that the service is not ready yet.
    """
    cores = os.cpu_count() or 1
    computing = Computing(threads=max(MOST_AT_ONCE, cores), waiting=WAITING_REQUESTS)
    preparing_photos = Computing(threads=cores, waiting=WAITING_PHOTOS)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        computing.close()
        preparing_photos.close()

    app = FastAPI(
        title="Loupe",
        version=version("loupe-search"),
        description=DESCRIPTION,
        docs_url=None,  # ours needs nothing from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        responses={"default": PROBLEM_RESPONSE},
        middleware=[
            Middleware(RequestMetrics, metrics=metrics),
            Middleware(SecurityHeaders),
            Middleware(BodyLimit),
            Middleware(HeadRequests),
        ],
    )
    key = services.settings.api_key
    app.state.parts = AppState(
        search=services.search,
        products=services.products,
        engine=services.engine,
        photos=services.photos,
        query_photos=QueryPhotos(services.web_photos.fetch if services.web_photos else None),
        jobs=jobs,
        generations=services.generations,
        health=services.health,
        computing=computing,
        preparing=preparing_photos,
        metrics=metrics,
        readiness=Readiness(services.engine, services.adviser, preparing),
        api_key=key.get_secret_value() if key else None,
    )
    install_problem_handlers(app)
    for part in (search, products, imports, drafts, corrections, reindex, health, listing, photos, operations, docs):
        app.include_router(part.router)
    mount_page(app)
    return app


def _operation_id(route: APIRoute) -> str:
    return route.name
