"""Calls for those who run the service."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from service.api.access import State
from service.api.presentation import json_response
from service.api.problems import ProblemError
from service.api.readiness import NotReadyError

router = APIRouter(tags=["operations"])


@router.get("/healthz", summary="Whether the process lives", response_class=PlainTextResponse)
async def health() -> Response:
    """Answer "ok" as long as requests are answered at all."""
    return PlainTextResponse("ok")


@router.get(
    "/readyz",
    summary="Whether searches can be answered",
    responses={
        200: {"content": {"application/json": {"example": {"status": "ready", "products": 300, "advice": None}}}}
    },
)
async def ready(state: State) -> Response:
    """Encode a tiny photo and a word and count the index; 503 with the reason if any of that fails.

    The advice is a sentence once the embedded index has outgrown its process, and null before.
    """
    try:
        found = await state.readiness.check()
    except NotReadyError as error:
        raise ProblemError(503, str(error), headers={"Retry-After": "2"}) from error
    return json_response({"status": "ready", "products": found.products, "advice": found.advice})


@router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
async def metrics(state: State) -> Response:
    """Requests, latencies, stages of searches, imports and the size of the index."""
    text = await run_in_threadpool(state.metrics.exposition)
    return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")
