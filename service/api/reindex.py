"""Changing the bundle over HTTP: which one is in use, going over to another one, going back."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from service.api.access import AppState, State, WriteAccess
from service.api.imports import ANSWER, JOB, present_job
from service.api.presentation import json_example, json_response
from service.api.schema import ReindexBody
from service.generations import Generation
from service.jobs import JobStateError
from service.reindexing import choose

router = APIRouter(tags=["operations"])


class GenerationAnswer(BaseModel):
    """A bundle and the index that it filled."""

    title: str = Field(description="Name and version of the bundle")
    bundle: str | None = Field(description="Its folder; none if nobody knows it any more")
    fingerprint: str
    dim: int = Field(description="Numbers in a fused vector")
    bytes: int | None = Field(description="What the index takes on the disk; none if it lies on a server")


class BundleAnswer(BaseModel):
    """Which bundle searches are answered with, and which one before is kept to go back to."""

    live: GenerationAnswer
    previous: GenerationAnswer | None


LIVE: dict[str, Any] = {
    "title": "loupe-mini 0.13.0",
    "bundle": "/opt/loupe/models/loupe-mini",
    "fingerprint": "0d5b3c7a9e1f4d2b8c6a7e9f0b1c2d3e4f5a6b7c8d9e0f1a2b3c4d5e6f7a8b9c",
    "dim": 896,
    "bytes": 11_500_000,
}
BUNDLES: dict[str, Any] = {"live": LIVE, "previous": {**LIVE, "title": "loupe-mini 0.1.0"}}
REINDEX: dict[str, Any] = {**JOB, "kind": "reindex", "catalog": "loupe-mini 0.13.0"}
ACCEPTED: dict[str, Any] = {**ANSWER, "content": {"application/json": {"example": REINDEX}}}


@router.get(
    "/v1/bundle",
    summary="The bundle in use",
    dependencies=[WriteAccess],
    responses={200: {"model": BundleAnswer, "content": {"application/json": {"example": BUNDLES}}}},
)
def bundle_in_use(state: State) -> Response:
    """The bundle that searches are answered with and, if it is kept, the one before, to which the service can go back.

    It tells folders of the service's machine, so where there is a write key it asks for it.
    """
    generations = state.generations
    live, before = generations.live(), generations.previous
    return json_response(
        {
            "live": None if live is None else _present(state, live),
            "previous": None if before is None else _present(state, before),
        }
    )


@router.post(
    "/v1/reindex",
    summary="Go over to another bundle",
    dependencies=[WriteAccess],
    status_code=202,
    responses={202: ACCEPTED},
    openapi_extra=json_example({"bundle": "/srv/bundles/loupe-mini-0.2"}),
)
def start_reindex(state: State, body: ReindexBody) -> Response:
    """Embed all products anew with another bundle, in the background; searches are answered with the old one meanwhile.

    Once all products are in, models and index change places from one search to the next. The job is one among the
    imports: follow `Location` to see how far it is.
    """
    choice = choose(state.generations, Path(body.bundle) if body.bundle else None, back=body.back)
    job = state.jobs.submit_reindex(choice.folder, name=choice.title)
    return json_response(present_job(job), 202, {"Location": f"/v1/imports/{job.id}"})


@router.delete(
    "/v1/reindex/previous",
    summary="Remove the index of the bundle before",
    dependencies=[WriteAccess],
    responses={200: {"content": {"application/json": {"example": {"indexes": 1, "bytes": 11_500_000}}}}},
)
def drop_previous(state: State) -> Response:
    """Remove the index of the bundle before, and what an unfinished change has left; there is no going back then.

    The answer says how many indexes that were, and how many bytes they took on the disk of the service.
    """
    if state.jobs.reindexing:
        raise JobStateError("The bundle is being changed; wait for that to end, or cancel it.")
    return json_response(state.generations.drop_previous()._asdict())


def _present(state: AppState, generation: Generation) -> dict[str, Any]:
    return {
        "title": generation.title,
        "bundle": None if generation.bundle is None else str(generation.bundle),
        "fingerprint": generation.fingerprint,
        "dim": generation.dim,
        "bytes": state.generations.size(generation),
    }
