"""Imports over HTTP: start one, watch it, see the latest, cancel one."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from service.api.access import State, WriteAccess
from service.api.presentation import json_response
from service.api.problems import ProblemError
from service.api.reading import content_type
from service.api.uploads import ImportForm, called, read_form, require_room, save
from service.importing import preview_catalog
from service.jobs import ImportJobs, Job, JobNotFoundError, new_job_id

router = APIRouter(tags=["imports"])

LISTED = 50
LISTS = ("rejected_rows", "warnings", "near_duplicate_pairs")  # of a report; too long to list with every job
POLL = 0.2  # seconds between looks at a job that is watched
KEEP_ALIVE = 75  # looks without news after which a comment keeps proxies from closing the stream

JOB: dict[str, Any] = {
    "id": "4f0c2b9d8e7a4c1f9b3a5d6e7f809182",
    "kind": "import",
    "catalog": "products_export.csv",
    "state": "running",
    "created_at": "2026-03-01T09:30:00Z",
    "started_at": "2026-03-01T09:30:00Z",
    "finished_at": None,
    "replace": False,
    "resumed": 0,
    "progress": {
        "rows_read": 640,
        "rows_done": 512,
        "rejected": 3,
        "photos_encoded": 1500,
        "photos_per_second": 96.4,
        "fraction": 0.33,
        "seconds_left": 22.3,
        "waiting": None,
    },
    "preview": None,
    "report": None,
    "error": None,
}
_FORM = {
    "type": "object",
    "required": ["catalog"],
    "properties": {
        "catalog": {
            "type": "string",
            "format": "binary",
            "description": "The catalogue as the shop exports it: CSV, TSV or an XML feed; plain, gzip or zip",
        },
        "photos": {"type": "string", "format": "binary", "description": "A zip of the photos that the rows name"},
        "mapping": {"type": "string", "description": "What the columns mean, as JSON, where that is not found out"},
        "replace": {"type": "boolean", "description": "Remove the products that the file does not have"},
        "preview": {"type": "boolean", "description": "Only show how the file is understood; start it later"},
        "fetch": {
            "type": "boolean",
            "description": "Whether photos named by web address are fetched; true if left out",
        },
    },
}
_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": _FORM,
            "example": {"catalog": "sku,title,price\nR-1042,Rose gold ring with a round sapphire,390.00 EUR\n"},
        }
    },
}
ANSWER: dict[str, Any] = {"model": Job, "content": {"application/json": {"example": JOB}}}


class JobList(BaseModel):
    """The latest imports, newest first; of their reports only the counts."""

    imports: list[Job]


@router.post(
    "/v1/imports",
    summary="Import a catalogue",
    dependencies=[WriteAccess],
    status_code=202,
    responses={202: ANSWER},
    openapi_extra={"requestBody": _BODY},
)
async def start_import(request: Request, state: State) -> Response:
    """Take a catalogue file and, optionally, a zip of its photos, and import them in the background.

    The answer comes before the import: follow `Location` to see how far it is. Rows that cannot be used are rejected
    with the reason and stop nothing. Importing the same file again changes nothing. With `preview`, the answer is a
    draft that says how the file is understood, and nothing is imported until it is started.
    """
    if content_type(request) != "multipart/form-data":
        raise ProblemError(415, "Send the catalogue as multipart/form-data, as the file “catalog”.")
    job_id = new_job_id()
    folder = await run_in_threadpool(state.jobs.folder, job_id)
    try:
        require_room(request, folder)
        async with request.form(max_files=3, max_fields=5) as data:
            form = await read_form(data)
            job = await run_in_threadpool(_submit, state.jobs, job_id, form)
    except BaseException:
        state.jobs.forget(job_id)
        raise
    return json_response(present_job(job), 202, {"Location": f"/v1/imports/{job.id}"})


@router.get(
    "/v1/imports",
    summary="The latest imports",
    dependencies=[WriteAccess],
    responses={200: {"model": JobList, "content": {"application/json": {"example": {"imports": [JOB]}}}}},
)
def list_imports(state: State) -> Response:
    """The latest imports, newest first, at most 50.

    Whoever knows the id of an import can look at it and at its rejected rows, so where there is a write key the list
    asks for it.
    """
    return json_response({"imports": [_present_briefly(job) for job in state.jobs.latest(LISTED)]})


@router.get("/v1/imports/{job_id}", summary="One import", responses={200: ANSWER})
def get_import(state: State, job_id: str) -> Response:
    """How far an import is or, once it has ended, its report."""
    return json_response(present_job(state.jobs.get(job_id)))


@router.get(
    "/v1/imports/{job_id}/events",
    summary="Watch an import",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/event-stream": {}}}},
)
async def watch_import(state: State, job_id: str) -> Response:
    """Server-sent events named after the import's state, each with the job as JSON; the stream ends with the import."""
    state.jobs.get(job_id)  # 404 before the stream begins
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_events(state.jobs, job_id), media_type="text/event-stream", headers=headers)


@router.delete("/v1/imports/{job_id}", summary="Cancel an import", dependencies=[WriteAccess], responses={200: ANSWER})
def cancel_import(state: State, job_id: str) -> Response:
    """Stop an import; what it has done so far is kept. A draft is dropped; one that has ended stays as it is."""
    return json_response(present_job(state.jobs.cancel(job_id)))


def present_job(job: Job) -> dict[str, Any]:
    """A job as JSON."""
    return job.model_dump(mode="json")


def _present_briefly(job: Job) -> dict[str, Any]:
    report = None if job.report is None else {name: fact for name, fact in job.report.items() if name not in LISTS}
    return present_job(job.model_copy(update={"report": report, "preview": None}))


def _submit(jobs: ImportJobs, job_id: str, form: ImportForm) -> Job:
    catalog, photos = save(form, jobs.folder(job_id))
    order: dict[str, Any] = {"name": form.name, "job_id": job_id, "mapping": form.mapping, "fetch": form.fetch}
    if not form.preview:
        return jobs.submit(catalog, photos, replace=form.replace, **order)
    with called(form.name, catalog):
        preview = preview_catalog(catalog, form.mapping)
    return jobs.draft(catalog, photos, preview=preview, **order)


async def _events(jobs: ImportJobs, job_id: str) -> AsyncIterator[str]:
    told, silent = None, 0
    while not jobs.closing:
        try:
            job = jobs.get(job_id)
        except JobNotFoundError:  # a draft that was dropped
            return
        if job is not told:
            yield f"event: {job.state}\ndata: {job.model_dump_json()}\n\n"
            told, silent = job, 0
        elif (silent := silent + 1) % KEEP_ALIVE == 0:
            yield ": waiting\n\n"
        if job.ended:
            return
        await asyncio.sleep(POLL)
