"""An import by a command, where no service runs: the same job, in the same folder, run right here."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from service.bootstrap import open_services
from service.jobs import ImportLock, ImportTask, Job, JobProgress, JobRecord, JobRunner, JobStore, new_job_id
from service.settings import Settings


def import_here(
    settings: Settings,
    task: ImportTask,
    *,
    replace: bool,
    show: Callable[[JobProgress], None],
    cancelled: Callable[[], bool],
    stopping: Callable[[], bool],
) -> Job | None:
    """Import a catalogue as a job of the data folder; one that died with its process is taken up again.

    Args:
        settings: Of the data folder, the models and the index.
        task: What to import; its key for a replacement is the job's own, whatever it says.
        replace: Whether products that the file does not have are removed.
        show: Shows how far it is.
        cancelled: Whether the import shall end for good.
        stopping: Whether it shall stop, to be taken up again by the same command or by the service.

    Returns:
        The job as it ended or was stopped, or None if it was given up before its turn came.

    Raises:
        BundleError: The bundle cannot be used.
        IndexUnavailableError: The index cannot be opened or reached.
        BundleMismatchError: The index was filled by another bundle.
        OSError: The data folder cannot be written to.
    """
    store = JobStore(settings.data_dir / "imports")

    def wait(sentence: str) -> None:
        show(JobProgress(waiting=sentence))

    with ImportLock(store.lock_file).held(lambda: cancelled() or stopping(), wait) as held:
        if not held:
            return None
        with open_services(settings) as services:
            record = _record(store, task, replace=replace)
            runner = JobRunner(store, services.work, lambda record: show(record.job.progress))
            job = runner.run(record, cancelled=cancelled, stopping=stopping).job
        store.tidy(store.read_all())
        return job


def rejected_rows(settings: Settings, job: Job) -> Path | None:
    """The file of rejected rows of a job of the data folder, if it has any."""
    path = JobStore(settings.data_dir / "imports").rejected(job.id)
    return path if path.is_file() else None


def _record(store: JobStore, task: ImportTask, *, replace: bool) -> JobRecord:
    """The job of a process that died while it imported the same, or else a new one."""
    order = store.order(None, task.catalog, task.photos, task.mapping, fetch=task.fetch)
    for record in store.read_all():
        if record.job.unfinished and record.order == order and record.job.replace == replace:
            return record
    job = Job(id=new_job_id(), catalog=task.catalog.name, state="queued", created_at=datetime.now(UTC), replace=replace)
    record = JobRecord(job=job, order=order)
    store.write(record)
    return record
