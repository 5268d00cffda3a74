"""Rejected rows over HTTP: read them, correct them, import them by themselves."""

import os
import shutil
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import FileResponse, Response

from service.api.access import AppState, State, WriteAccess
from service.api.imports import ANSWER, present_job
from service.api.presentation import json_example, json_response
from service.api.problems import ProblemError
from service.api.schema import CorrectionsBody
from service.jobs import ImportJobs, ImportTask, Job, new_job_id
from service.jobs.rejected import read_rejected, rejected_header, write_corrected

router = APIRouter(tags=["imports"])

FILE_FORM = ("encoding", "separator")  # of a mapping: they were the uploaded file's, not the corrected one's

EXAMPLE: dict[str, Any] = {
    "header": ["Handle", "Title", "Variant Price"],
    "total": 7,
    "rows": [
        {
            "line": 3,
            "column": "Variant Price",
            "value": "on request",
            "reason": "This is no price that can be understood.",
            "records": [{"cells": ["halo-ring", "Halo ring", "on request"]}],
        }
    ],
}


@router.get(
    "/v1/imports/{job_id}/rejected.csv",
    summary="Rejected rows as a file",
    response_class=FileResponse,
    responses={200: {"content": {"text/csv": {}}}},
)
def rejected_file(state: State, job_id: str) -> Response:
    """The rows that were rejected, with line, column, value and reason, to be corrected and imported by themselves."""
    return FileResponse(_rejected(state, job_id), media_type="text/csv; charset=utf-8", filename="rejected.csv")


@router.get(
    "/v1/imports/{job_id}/rejected",
    summary="Rejected rows",
    responses={200: {"content": {"application/json": {"example": EXAMPLE}}}},
)
def rejected_rows(
    state: State,
    job_id: str,
    offset: Annotated[int, Query(ge=0, description="How many products to skip")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="How many products")] = 50,
) -> Response:
    """The products that were rejected, each with the rows of the file that it takes."""
    page = read_rejected(_rejected(state, job_id), offset, limit)
    rows = [product.as_dict() for product in page.products]
    return json_response({"header": page.header, "total": page.total, "rows": rows})


@router.post(
    "/v1/imports/{job_id}/corrections",
    summary="Import corrected rows",
    dependencies=[WriteAccess],
    status_code=202,
    responses={202: ANSWER},
    openapi_extra=json_example({"records": [["halo-ring", "Halo ring", "390.00"]]}),
)
def import_corrections(state: State, job_id: str, body: CorrectionsBody) -> Response:
    """Import rejected rows that were corrected, as a new import with the same photos and mapping."""
    job = state.jobs.get(job_id)
    if not job.ended:
        raise ProblemError(409, "The import has not ended yet; correct its rows once it has.")
    rejected, task = _rejected(state, job_id), state.jobs.task(job_id)
    if task.photos is not None and not task.photos.exists():
        raise ProblemError(
            409, "The photos of this import are no longer kept. Correct the rows in a file, and import it."
        )
    new = _submit(state.jobs, job, task, rejected_header(rejected), body.records)
    return json_response(present_job(new), 202, {"Location": f"/v1/imports/{new.id}"})


def _rejected(state: AppState, job_id: str) -> Path:
    path = state.jobs.rejected(job_id)
    if path is None:
        if not state.jobs.get(job_id).ended:
            raise ProblemError(409, "The import has not ended yet; see what was rejected once it has.")
        raise ProblemError(404, "No row was rejected.")
    return path


def _submit(jobs: ImportJobs, job: Job, task: ImportTask, header: list[str], records: list[list[str]]) -> Job:
    job_id = new_job_id()
    folder = jobs.folder(job_id)
    try:
        catalog = folder / "catalogue.csv"
        write_corrected(catalog, header, records)
        photos = task.photos
        if photos is not None and photos.parent == jobs.folder(job.id).resolve():  # uploaded
            photos = _shared(photos, folder / photos.name)
        mapping = None if task.mapping is None else {k: v for k, v in task.mapping.items() if k not in FILE_FORM}
        return jobs.submit(catalog, photos, name=job.catalog, job_id=job_id, mapping=mapping, fetch=task.fetch)
    except BaseException:
        jobs.forget(job_id)
        raise


def _shared(path: Path, copy: Path) -> Path:
    """One file for both jobs, so that either may be forgotten first."""
    try:
        os.link(path, copy)
    except OSError:  # a disk that has no links
        shutil.copyfile(path, copy)
    return copy
