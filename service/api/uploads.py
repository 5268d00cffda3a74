"""Files of an import on their way from the request to the job's folder."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from fastapi import Request
from pydantic_core import from_json
from starlette.datastructures import FormData, UploadFile

from catalog.photo_source import open_photos
from catalog.row import CatalogError
from service.api.problems import ProblemError
from service.api.reading import require_known
from service.importing import open_catalog

SPARE = 200 * 2**20  # bytes of the disk that stay free, whatever is uploaded
MAX_MAPPING = 2**20  # bytes

_ENDING = re.compile(r"(\.(csv|tsv|txt|tab|xml))?(\.(gz|zip))?$")
_FLAGS = {"": False, "false": False, "true": True}


@dataclass(frozen=True)
class ImportForm:
    """The form with which an import is asked for.

    Attributes:
        catalog: The catalogue file.
        photos: A zip of photos, if one was sent.
        mapping: The mapping file's content, if one was sent.
        replace: Whether products that the file does not have are to be removed.
        preview: Whether nothing is to be imported yet.
        fetch: Whether photos named by web address are to be fetched.
    """

    catalog: UploadFile
    photos: UploadFile | None
    mapping: dict[str, Any] | None
    replace: bool
    preview: bool
    fetch: bool

    @property
    def name(self) -> str:
        """What the merchant calls the catalogue file."""
        return _name(self.catalog) or "catalogue"


def require_room(request: Request, folder: Path) -> None:
    """Refuse what will not fit on the disk before it is sent.

    A form waits on the data disk until it is whole, and is then copied into the job's folder.

    Raises:
        ProblemError: 507.
    """
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and 2 * int(declared) + SPARE > shutil.disk_usage(folder).free:
        raise ProblemError(
            507,
            "The disk of the service has no room for these files. Its operator has to free some space.",
            headers={"Connection": "close"},
        )


async def read_form(form: FormData) -> ImportForm:
    """The form of an import.

    Raises:
        ProblemError: 422 if something is missing, is not known or has the wrong form.
    """
    require_known(form, [field.name for field in fields(ImportForm)])
    catalog = _upload(form, "catalog")
    if catalog is None:
        raise ProblemError(422, "Send the catalogue as the file “catalog”.", field="catalog")
    return ImportForm(
        catalog=catalog,
        photos=_upload(form, "photos"),
        mapping=await _mapping(form),
        replace=_flag(form, "replace"),
        preview=_flag(form, "preview"),
        fetch=_flag(form, "fetch", default="true"),
    )


def save(form: ImportForm, folder: Path) -> tuple[Path, Path | None]:
    """Copy the files of a form into a job's folder, and see whether they can be opened.

    Returns:
        The catalogue file and the zip of photos.

    Raises:
        ProblemError: 422: one of them is not what it should be.
        OSError: The disk is full.
    """
    # The reader tells the merchant about the file by its name, so it keeps the merchant's ending.
    ending = _ENDING.search(form.name.lower())
    catalog = _copy(form.catalog, folder / f"catalogue{(ending and ending[0]) or '.csv'}")
    check_catalog(catalog, form.mapping, form.name)
    if form.photos is None:
        return catalog, None
    photos = _copy(form.photos, folder / "photos.zip")
    _check_photos(photos, _name(form.photos) or photos.name)
    return catalog, photos


def check_catalog(catalog: Path, mapping: dict[str, Any] | None, name: str) -> None:
    """See whether a file can be imported at all; `name` is what the merchant calls it.

    Raises:
        ProblemError: 422; the detail says what to do.
    """
    try:
        with called(name, catalog):
            open_catalog(catalog, mapping)
    except CatalogError as error:
        raise ProblemError(422, str(error), field="catalog" if mapping is None else "mapping") from error


@contextmanager
def called(name: str, kept: Path) -> Iterator[None]:
    """Let errors about an uploaded file name it as its merchant does, not as it is kept here.

    Raises:
        CatalogError: What was raised inside, in other words.
    """
    try:
        yield
    except CatalogError as error:
        raise CatalogError(str(error).replace(kept.name, name)) from error


def _check_photos(photos: Path, name: str) -> None:
    try:
        with called(name, photos), open_photos(photos):
            pass
    except CatalogError as error:
        raise ProblemError(422, str(error), field="photos") from error


def _name(upload: UploadFile) -> str:
    """What the merchant calls a file, without folders; empty if nothing."""
    return Path((upload.filename or "").replace("\\", "/").replace("\0", "")).name


def _upload(form: FormData, name: str) -> UploadFile | None:
    value = form.get(name)
    if value is None or value == "":
        return None
    if not isinstance(value, UploadFile):
        raise ProblemError(422, f"Send “{name}” as a file, not as text.", field=name)
    return value if value.filename or value.size else None


def _flag(form: FormData, name: str, default: str = "") -> bool:
    value = form.get(name) or default
    if not isinstance(value, str) or value.lower() not in _FLAGS:
        raise ProblemError(422, f"Write “{name}” as true or false.", field=name)
    return _FLAGS[value.lower()]


async def _mapping(form: FormData) -> dict[str, Any] | None:
    value = form.get("mapping")
    text = await value.read(MAX_MAPPING) if isinstance(value, UploadFile) else (value or "")
    if not text.strip():
        return None
    try:
        mapping = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise ProblemError(422, f"The mapping is not JSON: {error}", field="mapping") from error
    if not isinstance(mapping, dict):
        raise ProblemError(422, "The mapping must be a JSON object.", field="mapping")
    return mapping


def _copy(upload: UploadFile, path: Path) -> Path:
    with path.open("wb") as file:
        shutil.copyfileobj(upload.file, file, 2**20)
    return path
