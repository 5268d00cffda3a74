"""The imports of a service: submitted, run one after another in a thread, and taken up again after a restart."""

import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from service.jobs.lock import ImportLock
from service.jobs.model import Job, JobNotFoundError, JobRecord, JobState, JobStateError, ReindexOrder
from service.jobs.runner import JobRunner
from service.jobs.store import JobStore, new_job_id
from service.jobs.work import ImportTask, JobWork, ReindexTask

TIDY_EVERY = 600.0  # seconds


class ImportJobs:
    """Runs imports one after another. Safe to use from several threads."""

    def __init__(
        self,
        folder: Path,
        work: JobWork,
        on_end: Callable[[JobState], None] = lambda _: None,
        on_idle: Callable[[Job], None] = lambda _: None,
    ) -> None:
        """Read what is known of earlier imports, and take up those that are unfinished.

        Args:
            folder: Where jobs are kept; made if it is not there.
            work: What jobs do.
            on_end: Told how each import ended.
            on_idle: Given each job that was done, in the worker's thread.
        """
        self._store = JobStore(folder)
        self._import_lock = ImportLock(self._store.lock_file)
        self._runner = JobRunner(self._store, work, self._show)
        self._on_end = on_end
        self._on_idle = on_idle
        self._lock = threading.Lock()
        self._waiting: queue.Queue[str | None] = queue.Queue()
        self._to_cancel: set[str] = set()
        self._current: str | None = None
        self._closing = threading.Event()
        self._records = {record.job.id: record for record in self._store.read_all()}
        for record in self._records.values():
            if record.job.unfinished:
                # Another process may be at it: what becomes of it is seen once the lock is ours.
                self._records[record.job.id] = record.changed(state="queued")
                self._waiting.put(record.job.id)
        self._tidy()
        self._worker = threading.Thread(target=self._run, name="imports", daemon=True)
        self._worker.start()

    @property
    def closing(self) -> bool:
        """Whether the service is being stopped."""
        return self._closing.is_set()

    @property
    def busy(self) -> bool:
        """Whether an import is running."""
        return self._current is not None

    def folder(self, job_id: str) -> Path:
        """The folder of a job, made if it is not there: uploads go into it before the job is submitted."""
        return self._store.folder(job_id)

    def forget(self, job_id: str) -> None:
        """Remove the folder of a job that was never submitted."""
        self._store.remove(job_id)

    def submit(
        self,
        catalog: Path,
        photos: Path | None = None,
        *,
        name: str,
        job_id: str | None = None,
        mapping: dict[str, Any] | None = None,
        replace: bool = False,
        fetch: bool = True,
    ) -> Job:
        """Put an import in the queue.

        Args:
            catalog: The catalogue file.
            photos: A folder or a zip, or None.
            name: What the merchant calls the file.
            job_id: The job whose folder holds the files; they are deleted once they are of no more use. None for files
                that stay.
            mapping: The mapping file's content, or None.
            replace: Whether products that the file does not have are removed.
            fetch: Whether photos named by web address are fetched.

        Raises:
            OSError: The disk is full or the like.
        """
        order = self._store.order(job_id, catalog, photos, mapping, fetch=fetch)
        job = Job(
            id=job_id or new_job_id(), catalog=name, state="queued", created_at=datetime.now(UTC), replace=replace
        )
        self._keep(JobRecord(job=job, order=order))
        self._waiting.put(job.id)
        self._tidy()
        return job

    def submit_reindex(self, bundle: Path, *, name: str) -> Job:
        """Put a change of the bundle in the queue, behind the imports that wait.

        Args:
            bundle: The folder of the bundle to go over to, absolute.
            name: What people call the bundle.

        Raises:
            JobStateError: One waits already, or is running.
            OSError: The disk is full or the like.
        """
        if self.reindexing:
            raise JobStateError("The bundle is being changed already; wait for that to end, or cancel it.")
        job = Job(id=new_job_id(), kind="reindex", catalog=name, state="queued", created_at=datetime.now(UTC))
        self._keep(JobRecord(job=job, order=ReindexOrder(bundle=bundle)))
        self._waiting.put(job.id)
        self._tidy()
        return job

    @property
    def reindexing(self) -> bool:
        """Whether the bundle is being changed, or is to be."""
        return any(job.kind == "reindex" and job.unfinished for job in self.latest(len(self._records)))

    def draft(
        self,
        catalog: Path,
        photos: Path | None,
        *,
        name: str,
        job_id: str,
        mapping: dict[str, Any] | None,
        preview: dict[str, Any],
        fetch: bool = True,
    ) -> Job:
        """Keep files that were previewed until they are started or dropped; see `submit` for the arguments."""
        order = self._store.order(job_id, catalog, photos, mapping, fetch=fetch)
        job = Job(id=job_id, catalog=name, state="draft", created_at=datetime.now(UTC), preview=preview)
        self._keep(JobRecord(job=job, order=order))
        self._tidy()
        return job

    def redraft(self, job_id: str, mapping: dict[str, Any] | None, preview: dict[str, Any]) -> Job:
        """Give a draft another mapping, and what came of it.

        Raises:
            JobNotFoundError: No import has this id.
            JobStateError: It is no draft.
        """
        record = self._draft(job_id)
        return self._keep(_ordered(record.changed(preview=preview), mapping)).job

    def require_draft(self, job_id: str) -> None:
        """Make sure that a job is a draft.

        Raises:
            JobNotFoundError: No import has this id.
            JobStateError: It is no draft.
        """
        self._draft(job_id)

    def start(self, job_id: str, mapping: dict[str, Any] | None = None, *, replace: bool = False) -> Job:
        """Import a draft; `mapping` None keeps the one that was previewed.

        Raises:
            JobNotFoundError: No import has this id.
            JobStateError: It is no draft.
        """
        record = self._draft(job_id)
        if mapping is not None:
            record = _ordered(record, mapping)
        record = self._keep(record.changed(state="queued", preview=None, replace=replace))
        self._waiting.put(job_id)
        return record.job

    def task(self, job_id: str) -> ImportTask:
        """What a job imports, with its files where they are now.

        Raises:
            JobNotFoundError: No import has this id.
            JobStateError: It imports nothing.
        """
        task = self._store.task(self._record(job_id))
        if isinstance(task, ReindexTask):
            raise JobStateError("This job changes the bundle; it imports nothing.")
        return task

    def get(self, job_id: str) -> Job:
        """One import.

        Raises:
            JobNotFoundError: No import has this id.
        """
        return self._record(job_id).job

    def latest(self, limit: int) -> list[Job]:
        """The newest imports, newest first."""
        with self._lock:
            jobs = [record.job for record in self._records.values()]
        return sorted(jobs, key=lambda job: job.created_at, reverse=True)[:limit]

    def unfinished(self, name: str) -> Job | None:
        """An import of a catalogue with this name that is queued or running, if there is one."""
        return next((job for job in self.latest(len(self._records)) if job.catalog == name and job.unfinished), None)

    def rejected(self, job_id: str) -> Path | None:
        """The file of rejected rows, None if there are none (yet).

        Raises:
            JobNotFoundError: No import has this id.
        """
        path = self._store.rejected(self.get(job_id).id)
        return path if path.is_file() else None

    def cancel(self, job_id: str) -> Job:
        """End an import: at once if it waits, after the rows it is at if it runs. A draft is dropped with its files.

        Raises:
            JobNotFoundError: No import has this id.
        """
        with self._lock:
            record = self._records.get(job_id)
            if record is None:
                raise JobNotFoundError(_unknown(job_id))
            if record.job.ended:
                return record.job
            if record.job.state == "draft":
                del self._records[job_id]
                self._store.remove(job_id)
                return record.job.model_copy(update={"state": "cancelled", "preview": None})
            self._to_cancel.add(job_id)
            if job_id != self._current:
                record = record.changed(state="cancelled", finished_at=datetime.now(UTC))
                self._store.drop_uploads(record, photos=True)
            record = self._records[job_id] = record.model_copy(update={"cancelling": True})
            self._store.write(record)
        if record.job.ended and record.job.kind == "import":
            self._on_end("cancelled")
        return record.job

    def stop(self) -> None:
        """Ask the running import to stop, to be taken up again at the next start; does not wait for it."""
        self._closing.set()
        self._waiting.put(None)

    def close(self) -> None:
        """Stop, and wait until nothing writes to the index any more."""
        self.stop()
        self._worker.join()

    def _run(self) -> None:
        while not self.closing:
            try:
                job_id = self._waiting.get(timeout=TIDY_EVERY)
            except queue.Empty:
                self._tidy()
                continue
            if job_id is not None:
                self._run_one(job_id)

    def _run_one(self, job_id: str) -> None:
        def cancelled() -> bool:
            return job_id in self._to_cancel

        def waiting(sentence: str) -> None:
            record = self._record(job_id)
            self._show(record.changed(progress=record.job.progress.model_copy(update={"waiting": sentence})))

        with self._import_lock.held(lambda: self.closing or cancelled(), waiting) as held:
            if self.closing or not held or not self._claim(job_id):
                return
            try:
                record = self._runner.run(self._record(job_id), cancelled=cancelled, stopping=self._closing.is_set)
            finally:
                self._current = None
        if record.job.ended:
            self._to_cancel.discard(job_id)
            if record.job.kind == "import":
                self._on_end(record.job.state)
            self._tidy()
        if record.job.state == "done":
            self._on_idle(record.job)

    def _claim(self, job_id: str) -> bool:
        """Make a job the one that runs, unless it was cancelled, or another process has dealt with it."""
        with self._lock:
            record = self._store.read(job_id)
            if record is None:
                return False
            self._records[job_id] = record
            if record.job.unfinished:
                self._current = job_id
            return record.job.unfinished

    def _record(self, job_id: str) -> JobRecord:
        with self._lock:
            record = self._records.get(job_id)
        if record is None:
            raise JobNotFoundError(_unknown(job_id))
        return record

    def _draft(self, job_id: str) -> JobRecord:
        record = self._record(job_id)
        if record.job.state != "draft":
            raise JobStateError(f"This import is {record.job.state}, no draft any more; send the file once more.")
        return record

    def _keep(self, record: JobRecord) -> JobRecord:
        self._store.write(record)
        self._show(record)
        return record

    def _show(self, record: JobRecord) -> None:
        with self._lock:
            self._records[record.job.id] = record

    def _tidy(self) -> None:
        with self._lock:
            for job_id in self._store.tidy(self._records.values()):
                self._records.pop(job_id, None)


def _ordered(record: JobRecord, mapping: dict[str, Any] | None) -> JobRecord:
    """A draft with another mapping; only imports are drafts."""
    return record.model_copy(update={"order": record.order.model_copy(update={"mapping": mapping})})


def _unknown(job_id: str) -> str:
    return f"There is no import “{job_id}”."
