"""Imports that are looked at before they begin."""

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from catalog.row import CatalogError
from service.api.access import State, WriteAccess
from service.api.imports import ANSWER, present_job
from service.api.presentation import json_example, json_response
from service.api.problems import ProblemError
from service.api.schema import ImportStart, PreviewBody
from service.api.uploads import called, check_catalog
from service.importing import preview_catalog

router = APIRouter(tags=["imports"])

AS_PREVIEWED = ImportStart()
MAPPING: dict[str, Any] = {
    "dialect": "plain",
    "columns": {"Artikelnr.": "sku", "Bezeichnung": "title", "Lagerort": "ignore", "Fassung": "attribute"},
}


@router.post(
    "/v1/imports/{job_id}/preview",
    summary="Look at a draft with another mapping",
    dependencies=[WriteAccess],
    responses={200: ANSWER},
    openapi_extra=json_example({"mapping": MAPPING}),
)
def preview_import(state: State, job_id: str, body: PreviewBody) -> Response:
    """Read the beginning of a draft's file again, with what the merchant says about its columns."""
    state.jobs.require_draft(job_id)
    catalog = state.jobs.task(job_id).catalog
    try:
        with called(state.jobs.get(job_id).catalog, catalog):
            preview = preview_catalog(catalog, body.mapping)
    except CatalogError as error:
        raise ProblemError(422, str(error), field="mapping") from error
    return json_response(present_job(state.jobs.redraft(job_id, body.mapping, preview)))


@router.post(
    "/v1/imports/{job_id}/start",
    summary="Start a draft",
    dependencies=[WriteAccess],
    status_code=202,
    responses={202: ANSWER},
    openapi_extra=json_example({"mapping": None, "replace": False}),
)
def start_draft(state: State, job_id: str, body: ImportStart = AS_PREVIEWED) -> Response:
    """Import a draft; without a mapping, or without a body at all, as it was previewed last."""
    state.jobs.require_draft(job_id)
    if body.mapping is not None:
        check_catalog(state.jobs.task(job_id).catalog, body.mapping, state.jobs.get(job_id).catalog)
    return json_response(present_job(state.jobs.start(job_id, body.mapping, replace=body.replace)), 202)
