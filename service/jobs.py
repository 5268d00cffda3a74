"""Import jobs: one at a time, in a thread, with what became of them kept on disk."""

import logging
import queue
import shutil
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from catalog.report import ImportProgress, ImportReport
from catalog.row import CatalogError

log = logging.getLogger(__name__)

JobState = Literal["queued", "running", "done", "failed", "cancelled"]

INTERRUPTED = "Interrupted by a stop of the service. Run the same import again: what was done is kept."
KEPT_JOBS = 100  # older ones are forgotten


class JobProgress(BaseModel):
    """How far an import has come.

    Attributes:
        rows_read: Rows taken from the catalogue so far; `rows_done` of them are dealt with, `rejected` among those.
        fraction: How much of the catalogue was read, in [0, 1]; None if its size is not known.
        seconds_left: Estimated from the time taken so far; None before there is anything to estimate from.
    """

    model_config = ConfigDict(frozen=True)

    rows_read: int = 0
    rows_done: int = 0
    rejected: int = 0
    photos_encoded: int = 0
    photos_per_second: float = 0.0
    fraction: float | None = None
    seconds_left: float | None = None


class Job(BaseModel):
    """One import, from its request to its report."""

    model_config = ConfigDict(frozen=True)

    id: str
    catalog: str = Field(description="Name of the catalogue file")
    state: JobState
    created_at: datetime
    finished_at: datetime | None = None
    progress: JobProgress = JobProgress()
    report: dict[str, object] | None = Field(
        default=None, description="Counts, rejected rows and warnings, once it has ended"
    )
    error: str | None = Field(default=None, description="Why it failed, and what to do")

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed", "cancelled")


class ImportWork(Protocol):
    """Brings a catalogue into the index."""

    def __call__(
        self,
        catalog: Path,
        photos: Path | None,
        *,
        rejected: Path,
        on_progress: Callable[[ImportProgress], None],
        cancelled: Callable[[], bool],
    ) -> ImportReport:
        """Import a catalogue file with photos from a folder or zip.

        Args:
            catalog: The file.
            photos: A folder or a zip, or None.
            rejected: Where to write the rejected rows.
            on_progress: Called now and then.
            cancelled: Asked now and then whether to stop.

        Raises:
            CatalogError: The file as a whole cannot be read.
        """
        ...


class JobNotFoundError(LookupError):
    """No import has this id."""


class ImportJobs:
    """Runs imports one after another. Safe to use from several threads."""

    def __init__(self, folder: Path, work: ImportWork, on_end: Callable[[JobState], None] = lambda _: None) -> None:
        """Read what is known of earlier imports and start the worker.

        Args:
            folder: Where jobs are kept; made if it is not there.
            work: What an import does.
            on_end: Told how each import ended.
        """
        self._folder = folder
        self._work = work
        self._on_end = on_end
        self._lock = threading.Lock()
        self._waiting: queue.Queue[tuple[str, Path, Path | None] | None] = queue.Queue()
        self._to_cancel: set[str] = set()
        self._closing = threading.Event()
        folder.mkdir(parents=True, exist_ok=True)
        self._jobs = {job.id: job for job in _read_jobs(folder)}
        for job in list(self._jobs.values()):
            if not job.ended:
                self._end(job.id, "failed", error=INTERRUPTED)
        self._worker = threading.Thread(target=self._run, name="imports", daemon=True)
        self._worker.start()

    @property
    def closing(self) -> bool:
        """Whether the service is being stopped."""
        return self._closing.is_set()

    def folder(self, job_id: str) -> Path:
        """The folder of a job, made if it is not there: uploads go into it before the job is submitted."""
        folder = self._folder / job_id
        folder.mkdir(exist_ok=True)
        return folder

    def submit(self, catalog: Path, photos: Path | None, *, name: str, job_id: str | None = None) -> Job:
        """Put an import in the queue.

        Args:
            catalog: The catalogue file.
            photos: A folder or a zip, or None.
            name: What the merchant calls the file.
            job_id: The job whose folder holds the files; they are deleted with its end. None for files that stay.
        """
        job = Job(id=job_id or new_job_id(), catalog=name, state="queued", created_at=datetime.now(UTC))
        self._keep(job)
        self._waiting.put((job.id, catalog, photos))
        self._forget_old()
        return job

    def get(self, job_id: str) -> Job:
        """One import.

        Raises:
            JobNotFoundError: No import has this id.
        """
        with self._lock:
            job = self._jobs.get(job_id)
        if job is None:
            raise JobNotFoundError(f"There is no import “{job_id}”.")
        return job

    def was_interrupted(self, name: str) -> bool:
        """Whether the latest import of a catalogue with this name was stopped before its end."""
        with self._lock:
            imports = [job for job in self._jobs.values() if job.catalog == name]
        return bool(imports) and max(imports, key=lambda job: job.created_at).error == INTERRUPTED

    def rejected(self, job_id: str) -> Path | None:
        """The file of rejected rows, None if there are none (yet).

        Raises:
            JobNotFoundError: No import has this id.
        """
        path = self._folder / self.get(job_id).id / "rejected.csv"
        return path if path.is_file() else None

    def cancel(self, job_id: str) -> Job:
        """Stop an import after the rows it is at; one that has ended stays as it is.

        Raises:
            JobNotFoundError: No import has this id.
        """
        if not self.get(job_id).ended:
            self._to_cancel.add(job_id)
        return self.get(job_id)

    def stop(self) -> None:
        """Ask the running import to stop, without waiting for it."""
        self._closing.set()
        self._waiting.put(None)

    def close(self) -> None:
        """Stop, and wait until nothing writes to the index any more."""
        self.stop()
        self._worker.join()

    def _run(self) -> None:
        while (item := self._waiting.get()) is not None and not self.closing:
            job_id, *files = item
            if job_id in self._to_cancel:
                self._end(job_id, "cancelled")
            else:
                self._import(*item)
            for file in files:
                if file is not None and file.parent == self._folder / job_id:
                    file.unlink(missing_ok=True)

    def _import(self, job_id: str, catalog: Path, photos: Path | None) -> None:
        self._change(job_id, state="running")
        started = time.monotonic()
        try:
            report = self._work(
                catalog,
                photos,
                rejected=self.folder(job_id) / "rejected.csv",
                on_progress=lambda progress: self._report_progress(job_id, progress, time.monotonic() - started),
                cancelled=lambda: self.closing or job_id in self._to_cancel,
            )
        except CatalogError as error:
            self._end(job_id, "failed", error=str(error))
        except Exception as error:  # a failed import must not end the worker
            log.exception("Import %s failed", job_id)
            self._end(job_id, "failed", error=f"{type(error).__name__}: {error}. What was done is kept.")
        else:
            self._finish(job_id, report)

    def _finish(self, job_id: str, report: ImportReport) -> None:
        if not report.cancelled:
            self._end(job_id, "done", report=report.as_dict())
        elif job_id in self._to_cancel:
            self._end(job_id, "cancelled", report=report.as_dict())
        else:
            self._end(job_id, "failed", report=report.as_dict(), error=INTERRUPTED)

    def _report_progress(self, job_id: str, progress: ImportProgress, elapsed: float) -> None:
        job = self.get(job_id)
        with self._lock:  # in memory only: a file written for every batch would cost more than it tells
            self._jobs[job_id] = job.model_copy(update={"progress": job_progress(progress, elapsed)})

    def _end(
        self, job_id: str, state: JobState, *, report: dict[str, object] | None = None, error: str | None = None
    ) -> None:
        self._change(job_id, state=state, report=report, error=error, finished_at=datetime.now(UTC))
        self._to_cancel.discard(job_id)
        self._on_end(state)

    def _change(self, job_id: str, **changes: object) -> None:
        self._keep(self.get(job_id).model_copy(update=changes))

    def _keep(self, job: Job) -> None:
        path = self.folder(job.id) / "job.json"
        partial = path.with_suffix(".partial")
        partial.write_text(job.model_dump_json(), encoding="utf-8")
        partial.replace(path)
        with self._lock:
            self._jobs[job.id] = job

    def _forget_old(self) -> None:
        with self._lock:
            ended = sorted((job for job in self._jobs.values() if job.ended), key=lambda job: job.created_at)
            for job in ended[:-KEPT_JOBS]:
                del self._jobs[job.id]
                shutil.rmtree(self._folder / job.id, ignore_errors=True)


def new_job_id() -> str:
    """An id that no other job has."""
    return uuid.uuid4().hex


def _read_jobs(folder: Path) -> list[Job]:
    return [Job.model_validate_json(path.read_bytes()) for path in folder.glob("*/job.json")]


def job_progress(progress: ImportProgress, elapsed: float) -> JobProgress:
    """How far an import is that began `elapsed` seconds ago, with an estimate of what is left."""
    fraction = progress.bytes_read / progress.total_bytes if progress.total_bytes else None
    return JobProgress(
        rows_read=progress.rows_read,
        rows_done=progress.done,
        rejected=progress.rejected,
        photos_encoded=progress.photos_encoded,
        photos_per_second=round(progress.photos_per_second, 1),
        fraction=None if fraction is None else round(min(fraction, 1.0), 4),
        seconds_left=round(elapsed * (1 - fraction) / fraction, 1) if fraction else None,
    )
