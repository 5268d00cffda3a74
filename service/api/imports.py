"""Imports over HTTP: start one, watch it, read what was rejected, cancel it."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import FileResponse, Response, StreamingResponse

from service.api.access import State, WriteAccess
from service.api.presentation import json_response
from service.api.problems import ProblemError
from service.api.reading import content_type
from service.jobs import ImportJobs, Job, new_job_id

router = APIRouter(tags=["imports"])

POLL = 0.2  # seconds between looks at a job that is watched
KEEP_ALIVE = 75  # looks without news after which a comment keeps proxies from closing the stream

JOB: dict[str, Any] = {
    "id": "4f0c2b9d8e7a4c1f9b3a5d6e7f809182",
    "catalog": "catalogue.csv",
    "state": "running",
    "created_at": "2026-03-01T09:30:00Z",
    "finished_at": None,
    "progress": {
        "rows_read": 640,
        "rows_done": 512,
        "rejected": 3,
        "photos_encoded": 1500,
        "photos_per_second": 96.4,
        "fraction": 0.41,
        "seconds_left": 22.3,
    },
    "report": None,
    "error": None,
}
_FORM = {
    "type": "object",
    "required": ["catalog"],
    "properties": {
        "catalog": {"type": "string", "format": "binary", "description": "CSV or TSV, one row a product"},
        "photos": {"type": "string", "format": "binary", "description": "A zip of the photos that the rows name"},
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
_ANSWER: dict[str, Any] = {"model": Job, "content": {"application/json": {"example": JOB}}}


@router.post(
    "/v1/imports",
    summary="Import a catalogue",
    dependencies=[WriteAccess],
    status_code=202,
    responses={202: _ANSWER},
    openapi_extra={"requestBody": _BODY},
)
async def start_import(request: Request, state: State) -> Response:
    """Take a catalogue file and, optionally, a zip of its photos, and import them in the background.

    The answer comes before the import: follow `Location` to see how far it is. Rows that cannot be used are rejected
    with the reason and stop nothing. Importing the same file again changes nothing.
    """
    if content_type(request) != "multipart/form-data":
        raise ProblemError(415, "Send the catalogue as multipart/form-data, as the file “catalog”.")
    async with request.form(max_files=2, max_fields=2) as form:
        uploads = {name: _upload(form, name) for name in ("catalog", "photos")}
        catalog, photos = uploads["catalog"], uploads["photos"]
        if catalog is None:
            raise ProblemError(422, "Send the catalogue as the file “catalog”.", field="catalog")
        job_id = new_job_id()
        folder = await run_in_threadpool(state.jobs.folder, job_id)
        job = await run_in_threadpool(_submit, state.jobs, job_id, folder, catalog, photos)
    return json_response(_present(job), 202, {"Location": f"/v1/imports/{job.id}"})


@router.get("/v1/imports/{job_id}", summary="One import", responses={200: _ANSWER})
def get_import(state: State, job_id: str) -> Response:
    """How far an import is or, once it has ended, its report."""
    return json_response(_present(state.jobs.get(job_id)))


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


@router.get(
    "/v1/imports/{job_id}/rejected.csv",
    summary="Rejected rows",
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def rejected_rows(state: State, job_id: str) -> Response:
    """The rows that were rejected, with line, column and reason, to be corrected and imported by themselves."""
    path = state.jobs.rejected(job_id)
    if path is None:
        ended = state.jobs.get(job_id).ended
        raise ProblemError(404, "No row was rejected." if ended else "The import has not ended yet.")
    return FileResponse(path, media_type="text/csv; charset=utf-8", filename="rejected.csv")


@router.delete("/v1/imports/{job_id}", summary="Cancel an import", dependencies=[WriteAccess], responses={200: _ANSWER})
def cancel_import(state: State, job_id: str) -> Response:
    """Stop an import; what it has done so far is kept. One that has ended stays as it is."""
    return json_response(_present(state.jobs.cancel(job_id)))


def _present(job: Job) -> dict[str, Any]:
    return job.model_dump(mode="json")


def _upload(form: FormData, name: str) -> UploadFile | None:
    value = form.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, UploadFile):
        raise ProblemError(422, f"Send “{name}” as a file, not as text.", field=name)
    return value if value.filename or value.size else None


def _submit(jobs: ImportJobs, job_id: str, folder: Path, catalog: UploadFile, photos: UploadFile | None) -> Job:
    photos_path = None if photos is None else _save(photos, folder / "photos.zip")
    name = Path((catalog.filename or "").replace("\\", "/")).name or "catalogue"
    # The reader names the file in what it tells the merchant, so it keeps the merchant's ending.
    path = _save(catalog, folder / ("catalogue.tsv" if name.lower().endswith(".tsv") else "catalogue.csv"))
    return jobs.submit(path, photos_path, name=name, job_id=job_id)


def _save(upload: UploadFile, path: Path) -> Path:
    with path.open("wb") as file:
        shutil.copyfileobj(upload.file, file)
    return path


async def _events(jobs: ImportJobs, job_id: str) -> AsyncIterator[str]:
    told, silent = None, 0
    while not jobs.closing:
        job = jobs.get(job_id)
        if job != told:
            yield f"event: {job.state}\ndata: {job.model_dump_json()}\n\n"
            told, silent = job, 0
        elif (silent := silent + 1) % KEEP_ALIVE == 0:
            yield ": waiting\n\n"
        if job.ended:
            return
        await asyncio.sleep(POLL)
