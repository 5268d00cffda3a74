"""Running one job, and writing down what becomes of it as it happens."""

import errno
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bundles import BundleError
from catalog.report import ImportProgress, ImportReport
from catalog.row import CatalogError
from service.jobs.model import JobRecord
from service.jobs.pace import Pace
from service.jobs.store import JobStore
from service.jobs.work import JobWork, ReindexError, ReindexTask, StoppedError

log = logging.getLogger(__name__)

SHOW_EVERY = 0.1  # seconds between two looks at the progress
SAVE_EVERY = 0.5  # seconds between two writes of it
MOST_STALLS = 5

STALLED = (
    f"The service died {MOST_STALLS} times while it imported this file and got no further, so it gives up. What was "
    "done is kept. The log of the service may say why; free memory or disk, or split the file, and import it again."
)
DISK_FULL = "The disk is full. What was done is kept: free some space and import the same file again."
STALLED_REINDEX = (
    f"The service died {MOST_STALLS} times while it embedded the products anew and got no further, so it gives up. "
    "Searchers see the index of the bundle before. The log of the service may say why; free memory or disk, and try "
    "again."
)
DISK_FULL_REINDEX = "The disk is full. What was done is kept: free some space and go over to the same bundle again."


class JobRunner:
    """Runs jobs; to be used by one thread at a time that holds the lock of the store.

    Args:
        store: Where jobs are kept.
        work: What jobs do.
        show: Told of each new state of a job, also of those that are too short-lived for the disk.
    """

    def __init__(self, store: JobStore, work: JobWork, show: Callable[[JobRecord], None] = lambda _: None) -> None:
        self._store = store
        self._work = work
        self._show = show

    def run(
        self, record: JobRecord, *, cancelled: Callable[[], bool], stopping: Callable[[], bool] = lambda: False
    ) -> JobRecord:
        """Run a job to its end, or until it is stopped.

        Args:
            record: The job. If a process died while it ran, it is taken up again.
            cancelled: Whether somebody wants the import to end for good.
            stopping: Whether it shall stop, to be taken up again later.

        Returns:
            The job as it is kept now: ended, or queued again if it was stopped.
        """
        record = _resumed(record)
        if record.cancelling or cancelled():
            return self._end(record, state="cancelled")
        if record.stalled >= MOST_STALLS:
            reindexes = record.job.kind == "reindex"
            return self._end(record, state="failed", error=STALLED_REINDEX if reindexes else STALLED)
        record = record.changed(state="running", started_at=record.job.started_at or datetime.now(UTC))
        run = _Run(record.model_copy(update={"begun_at": record.reached}), self.keep, self._show, cancelled)
        self.keep(run.record())
        try:
            report = self._do(run, cancelled, stopping)
        except StoppedError:
            return self._queued_again(run.record())
        except Exception as error:
            return self._end(run.record(), state="failed", error=_explained(record, error))
        if report.cancelled and stopping() and not cancelled():
            return self._queued_again(run.record()).changed(report=report.as_dict())
        state = "cancelled" if report.cancelled else "done"
        return self._end(run.record(), state=state, report=report.as_dict())

    def keep(self, record: JobRecord) -> None:
        """Write a record down and show it; a disk that is full keeps nothing, yet must not end the worker."""
        try:
            self._store.write(record)
        except OSError:
            log.exception("What became of job %s cannot be kept", record.job.id)
        self._show(record)

    def _do(self, run: "_Run", cancelled: Callable[[], bool], stopping: Callable[[], bool]) -> ImportReport:
        task = self._store.task(run.record())

        def leave() -> bool:
            # What is built beside the index is dropped if it is cancelled; stopped like this it stays for later.
            beside = isinstance(task, ReindexTask) or task.replace is not None
            if beside and stopping() and not cancelled():
                raise StoppedError
            return cancelled() or stopping()

        for path in () if isinstance(task, ReindexTask) else (task.catalog, task.photos):
            if path is not None and not path.exists():
                raise CatalogError(f"{path} is no longer there. Put it back, or import another file.")
        return self._work(
            task, rejected=self._store.rejected(run.record().job.id), on_progress=run.show, cancelled=leave
        )

    def _queued_again(self, record: JobRecord) -> JobRecord:
        record = record.changed(state="queued").model_copy(update={"stalled": 0})
        self.keep(record)
        return record

    def _end(self, record: JobRecord, **changes: object) -> JobRecord:
        record = record.changed(finished_at=datetime.now(UTC), **changes)
        self.keep(record)
        rejected_some = self._store.rejected(record.job.id).is_file()  # to be corrected, with the same photos
        self._store.drop_uploads(record, photos=not rejected_some)
        return record


class _Run:
    """One run of a job: takes progress from whatever thread, and shows and keeps it now and then."""

    def __init__(
        self,
        record: JobRecord,
        keep: Callable[[JobRecord], None],
        show: Callable[[JobRecord], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._record = record
        self._keep = keep
        self._show = show
        self._cancelled = cancelled
        self._pace = Pace()
        self._lock = threading.Lock()
        self._progress: ImportProgress | None = None
        self._next_show = 0.0
        self._next_save = time.monotonic() + SAVE_EVERY

    def show(self, progress: ImportProgress) -> None:
        now = time.monotonic()
        with self._lock:
            self._progress = progress
            if now < self._next_show:
                return
            self._next_show = now + SHOW_EVERY
            record = self._judged(progress)
            saving = now >= self._next_save
            if saving:
                self._next_save = now + SAVE_EVERY
        (self._keep if saving else self._show)(record)

    def record(self) -> JobRecord:
        """The job with the latest progress."""
        with self._lock:
            return self._judged(self._progress) if self._progress is not None else self._record

    def _judged(self, progress: ImportProgress) -> JobRecord:
        self._record = self._record.changed(progress=self._pace.judge(progress)).model_copy(
            update={"reached": max(self._record.reached, progress.done), "cancelling": self._cancelled()}
        )
        return self._record


def _resumed(record: JobRecord) -> JobRecord:
    """A job that is taken up again, counted as such."""
    if record.job.started_at is None:
        return record
    died = record.job.state == "running"
    stalled = record.stalled + 1 if died and record.reached <= record.begun_at else 0
    return record.changed(resumed=record.job.resumed + 1).model_copy(update={"stalled": stalled})


def _explained(record: JobRecord, error: Exception) -> str:
    reindexes = record.job.kind == "reindex"
    if isinstance(error, CatalogError | ReindexError | BundleError):
        return str(error)
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        log.error("Job %s failed: %s", record.job.id, error)
        return DISK_FULL_REINDEX if reindexes else DISK_FULL
    log.error("Job %s failed", record.job.id, exc_info=error)
    again = "go over to the same bundle again" if reindexes else "import the same file again"
    return f"{type(error).__name__}: {error}. What was done is kept; {again} to complete it."
