"""Going over to another bundle by a command, where no service runs: the same job, in the same folder, run right here.

The bundle that filled the index need not be there any more: what is embedded anew are the kept photos and words.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path

from catalog.index.port import ProductIndex
from catalog.photo_store import PhotoStore
from catalog.report import ImportProgress, ImportReport
from encoders.photo import decode_photo
from service.bootstrap import open_indexes
from service.engine import BundleModels
from service.generations import Generations, Removed
from service.jobs import (
    ImportLock,
    Job,
    JobProgress,
    JobRecord,
    JobRunner,
    JobStore,
    JobWork,
    ReindexError,
    ReindexOrder,
    ReindexTask,
    Task,
    new_job_id,
)
from service.reindexing import Choice, Reindexing, choose
from service.settings import Settings


class Unsearched:
    """The live index where no service runs: nobody searches it or writes to it. Implements `Searched`."""

    def __init__(self, index: ProductIndex) -> None:
        self.index = index

    def followed(self) -> AbstractContextManager[None]:
        """Nobody writes."""
        return nullcontext()

    def written(self) -> set[str]:
        """Nothing was written."""
        return set()

    def quiet(self) -> AbstractContextManager[None]:
        """It is quiet."""
        return nullcontext()

    def replace(self, models: BundleModels, index: ProductIndex) -> ProductIndex:  # noqa: ARG002
        """Let go of the index that has taken the place; returns the one before, which is to be closed too."""
        index.close()
        return self.index


def reindex_here(
    settings: Settings,
    folder: Path | None,
    *,
    show: Callable[[JobProgress], None],
    cancelled: Callable[[], bool],
    stopping: Callable[[], bool],
) -> Job | None:
    """Go over to another bundle as a job of the data folder; one that died with its process is taken up again.

    Args:
        settings: Of the data folder and the index.
        folder: The bundle's folder; None for the bundle before.
        show: Shows how far it is.
        cancelled: Whether it shall end for good.
        stopping: Whether it shall stop, to be taken up again by the same command or by the service.

    Returns:
        The job as it ended or was stopped, or None if it was given up before its turn came.

    Raises:
        BundleError: The bundle cannot be used.
        ReindexError: The index was filled by it already, or there is nothing to go over from or back to.
        IndexUnavailableError: An index cannot be opened or reached.
        OSError: The data folder cannot be written to.
    """
    store = JobStore(settings.data_dir / "imports")

    def wait(sentence: str) -> None:
        show(JobProgress(waiting=sentence))

    with ImportLock(store.lock_file).held(lambda: cancelled() or stopping(), wait) as held:
        if not held:
            return None
        generations = Generations(settings, open_indexes(settings))
        record = _unfinished(store, folder) or _new(store, choose(generations, folder, back=folder is None))
        with _work(settings, generations) as work:
            runner = JobRunner(store, work, lambda record: show(record.job.progress))
            job = runner.run(record, cancelled=cancelled, stopping=stopping).job
        store.tidy(store.read_all())
        return job


def drop_previous_here(settings: Settings) -> Removed:
    """Remove the index of the bundle before, and what an unfinished change has left.

    Raises:
        ReindexError: The bundle is being changed.
        IndexUnavailableError: An index is in use or cannot be reached.
    """
    store = JobStore(settings.data_dir / "imports")
    if any(record.job.kind == "reindex" and record.job.unfinished for record in store.read_all()):
        raise ReindexError("A change of the bundle is unfinished. Go on with it, or cancel it, before you tidy up.")
    with ImportLock(store.lock_file).held():
        return Generations(settings, open_indexes(settings)).drop_previous()


@contextmanager
def _work(settings: Settings, generations: Generations) -> Iterator[JobWork]:
    """What the job does, over the live index, which is open meanwhile."""
    live = generations.live()
    if live is None:
        raise ReindexError("There is no index yet, so there is nothing to re-embed. Import a catalogue.")
    index = generations.open(live)
    try:
        photos = PhotoStore(settings.data_dir / "photos", decode_photo)
        reindexing = Reindexing(settings, generations, Unsearched(index), photos)

        def work(
            task: Task,
            *,
            rejected: Path,  # noqa: ARG001
            on_progress: Callable[[ImportProgress], None],
            cancelled: Callable[[], bool],
        ) -> ImportReport:
            assert isinstance(task, ReindexTask)  # the job was made here
            return reindexing(task, on_progress=on_progress, cancelled=cancelled)

        yield work
    finally:
        index.close()


def _unfinished(store: JobStore, folder: Path | None) -> JobRecord | None:
    """The job of a process that died while it went over to the same bundle."""
    if folder is None:
        return None
    order = ReindexOrder(bundle=folder.resolve())
    return next((record for record in store.read_all() if record.job.unfinished and record.order == order), None)


def _new(store: JobStore, choice: Choice) -> JobRecord:
    """A job, or that of a process that died while it went back to the same bundle."""
    job = Job(id=new_job_id(), kind="reindex", catalog=choice.title, state="queued", created_at=datetime.now(UTC))
    record = _unfinished(store, choice.folder) or JobRecord(job=job, order=ReindexOrder(bundle=choice.folder))
    store.write(record)
    return record
