"""Talking to a service that runs on the same data folder: the embedded index belongs to one process."""

import http.client
import json
import os
import tempfile
import uuid
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from catalog.product import ATTRIBUTES, Product
from service.jobs import ImportTask, Job
from service.settings import Settings

CHUNK = 2**20  # bytes
_TELLING = ("sku", "title", "description", *ATTRIBUTES, "own_words", "attributes", "group")  # facts of a product
PHOTO_ENDINGS = {".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif"}


class RemoteError(RuntimeError):
    """The running service refused, or does not answer; the message is its own."""


class RunningService:
    """The HTTP API of a running service, as far as commands need it."""

    def __init__(self, url: str, api_key: str | None = None, *, timeout: float = 600) -> None:
        """Call the service at `url`; `timeout` is in seconds."""
        self.url = url
        self._address = urlsplit(url)
        self._timeout = timeout
        self._headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}

    def is_alive(self) -> bool:
        """Whether something answers there as the service does."""
        try:
            return self._call("GET", "/healthz") == b"ok"
        except (RemoteError, OSError):
            return False

    def search(self, body: Mapping[str, object]) -> dict[str, Any]:
        """Search with the JSON form of a query."""
        content = json.dumps(body).encode()
        answer: dict[str, Any] = json.loads(
            self._call("POST", "/v1/search", content, {"Content-Type": "application/json"})
        )
        return answer

    def health(self) -> dict[str, Any]:
        """What is wrong with the catalogue."""
        answer: dict[str, Any] = json.loads(self._call("GET", "/v1/catalog/health"))
        return answer

    def products(self) -> Iterator[tuple[Product, tuple[str, ...]]]:
        """Every product of the catalogue with the ids of its kept photos; of its facts those that say what it is."""
        for line in self._call("GET", "/v1/catalog/products").splitlines():
            facts = json.loads(line)
            product = Product(**{name: facts[name] for name in _TELLING})
            yield product, tuple(address.split("/")[2] for address in facts["photos"])

    def start_import(self, task: ImportTask, *, replace: bool) -> Job:
        """Send a catalogue with its photos, a folder or a zip; the service imports it in the background."""
        fields = {"replace": json.dumps(replace), "fetch": json.dumps(task.fetch)}
        if task.mapping is not None:
            fields["mapping"] = json.dumps(task.mapping)
        with _zipped(task.photos) as archive:
            form = _Form({"catalog": task.catalog, "photos": archive}, fields)
            headers = {"Content-Type": form.content_type, "Content-Length": str(form.length)}
            return Job.model_validate_json(self._call("POST", "/v1/imports", iter(form), headers))

    def bundles(self) -> dict[str, Any]:
        """The bundle in use, and the one before."""
        answer: dict[str, Any] = json.loads(self._call("GET", "/v1/bundle"))
        return answer

    def start_reindex(self, bundle: Path | None) -> Job:
        """Let the service go over to another bundle, None for the one before, in the background."""
        body = {"back": True} if bundle is None else {"bundle": str(bundle.resolve())}
        headers = {"Content-Type": "application/json"}
        return Job.model_validate_json(self._call("POST", "/v1/reindex", json.dumps(body).encode(), headers))

    def drop_previous(self) -> dict[str, Any]:
        """Let the service remove the index of the bundle before; says what it took."""
        answer: dict[str, Any] = json.loads(self._call("DELETE", "/v1/reindex/previous"))
        return answer

    def job(self, job_id: str) -> Job:
        """How far an import, or a change of the bundle, is."""
        return Job.model_validate_json(self._call("GET", f"/v1/imports/{job_id}"))

    def cancel(self, job_id: str) -> None:
        """Stop it."""
        self._call("DELETE", f"/v1/imports/{job_id}")

    def rejected_rows(self, job_id: str) -> bytes:
        """The rejected rows of an import as CSV.

        Raises:
            RemoteError: There are none.
        """
        return self._call("GET", f"/v1/imports/{job_id}/rejected.csv")

    def _call(
        self,
        method: str,
        path: str,
        body: bytes | Iterator[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        connection = http.client.HTTPConnection(self._address.hostname or "", self._address.port, timeout=self._timeout)
        try:
            connection.request(method, path, body, {**self._headers, **(headers or {})})
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise RemoteError(f"The service at {self.url} does not answer: {error}") from error
        finally:
            connection.close()
        if response.status >= 400:
            raise RemoteError(_detail(content) or f"The service at {self.url} answered {response.status}.")
        return content


def find_running(settings: Settings) -> RunningService | None:
    """The service that runs on this data folder, if one does."""
    try:
        told = json.loads((settings.data_dir / "service.json").read_bytes())
        pid, url, folder = int(told["pid"]), str(told["url"]), str(told["folder"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # A copy of a data folder has the file of the service that runs on the other one. A service that was killed leaves
    # its file behind, and another one may have taken its port since.
    if (
        folder != str(settings.data_dir.resolve())
        or not _is_process(pid)
        or not RunningService(url, timeout=3).is_alive()
    ):
        return None
    return RunningService(url, settings.api_key.get_secret_value() if settings.api_key else None)


def _is_process(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _detail(content: bytes) -> str:
    try:
        return str(json.loads(content)["detail"])
    except (ValueError, KeyError, TypeError):
        return ""


@contextmanager
def _zipped(photos: Path | None) -> Iterator[Path | None]:
    """The photos as a zip, which for a folder is made and removed again."""
    if photos is None or not photos.is_dir():
        yield photos
        return
    with tempfile.TemporaryDirectory(prefix="loupe-") as folder:
        archive = Path(folder) / "photos.zip"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as target:  # photos do not get smaller
            for path in sorted(photos.rglob("*")):
                if path.suffix.lower() in PHOTO_ENDINGS and path.is_file() and not path.is_symlink():
                    target.write(path, path.relative_to(photos).as_posix())
        yield archive


class _Form:
    """Files as multipart/form-data, read from the disk as they are sent, after some fields of text."""

    def __init__(self, files: Mapping[str, Path | None], fields: Mapping[str, str] | None = None) -> None:
        boundary = uuid.uuid4().hex
        self.content_type = f"multipart/form-data; boundary={boundary}"
        self._end = f"--{boundary}--\r\n".encode()
        self._parts = [
            (_part_header(boundary, field, path.name), path) for field, path in files.items() if path is not None
        ]
        self._fields = "".join(_field(boundary, name, value) for name, value in (fields or {}).items()).encode()
        sizes = (len(header) + path.stat().st_size + 2 for header, path in self._parts)
        self.length = len(self._fields) + sum(sizes) + len(self._end)

    def __iter__(self) -> Iterator[bytes]:
        yield self._fields
        for header, path in self._parts:
            yield header
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    yield chunk
            yield b"\r\n"
        yield self._end


def _field(boundary: str, name: str, value: str) -> str:
    return f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


def _part_header(boundary: str, field: str, name: str) -> bytes:
    quoted = name.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    return (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{quoted}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
