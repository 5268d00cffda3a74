"""Figures for Prometheus, one registry a service."""

import time
from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LATENCY = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)  # seconds


class Metrics:
    """Counts requests, stages of searches, and imports."""

    def __init__(self, products: Callable[[], int]) -> None:
        """`products` counts the products of the index when the figures are asked for."""
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "loupe_requests", "Requests answered", ("method", "route", "status"), registry=self._registry
        )
        self._latency = Histogram(
            "loupe_request_seconds", "Time to answer", ("route",), buckets=LATENCY, registry=self._registry
        )
        self._stages = Histogram(
            "loupe_search_seconds", "Time of a search by stage", ("stage",), buckets=LATENCY, registry=self._registry
        )
        self._observe_stage = {
            stage: self._stages.labels(stage).observe for stage in ("decode", "encode", "fuse", "search", "total")
        }
        self._imports = Counter("loupe_imports", "Imports by how they ended", ("state",), registry=self._registry)
        size = Gauge("loupe_index_products", "Products in the index", registry=self._registry)
        size.set_function(products)

    def observe_request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request; `route` is the template of its address, not the address."""
        self._requests.labels(method, route, status).inc()
        self._latency.labels(route).observe(seconds)

    def observe_stages(self, took_ms: Mapping[str, float]) -> None:
        """Record how long the stages of one search took, in milliseconds."""
        for stage, ms in took_ms.items():
            self._observe_stage[stage](ms / 1000)

    def count_import(self, state: str) -> None:
        """Count an import that ended as "done", "failed" or "cancelled"."""
        self._imports.labels(state).inc()

    def exposition(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self._registry)


TOOK_MS = "loupe.took_ms"
"""Where a request's scope has how long the stages of its search took, milliseconds."""
METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"}


class RequestMetrics:
    """ASGI middleware that counts and times requests, once they have been answered."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        """Wrap `app`."""
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and record how it was answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            # Strangers' methods and addresses must not become labels without end.
            route = getattr(scope.get("route"), "path_format", "none")
            method = scope["method"] if scope["method"] in METHODS else "other"
            self._metrics.observe_request(method, route, status, time.perf_counter() - started)
            self._metrics.observe_stages(scope.get(TOOK_MS, {}))
