"""Jobs on disk: a folder each, with the job's record, its uploaded files and its rejected rows."""

import logging
import os
import shutil
import threading
import uuid
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from service.jobs.model import JobRecord, Order, ReindexOrder
from service.jobs.work import ImportTask, ReindexTask, Task

log = logging.getLogger(__name__)

KEPT_JOBS = 100  # older ones are forgotten
DRAFT_LIFE = timedelta(hours=24)
CORRECTABLE_JOBS = 5  # of those with rejected rows; their photos are kept, so that corrected rows find them
CORRECTABLE_LIFE = timedelta(days=7)

RECORD, REJECTED = "job.json", "rejected.csv"


def new_job_id() -> str:
    """An id that no other job has."""
    return uuid.uuid4().hex


class JobStore:
    """Keeps job records; each is replaced whole and is on the disk when `write` returns.

    Args:
        folder: Where jobs are kept; made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._root = folder
        self._lock = threading.Lock()

    @property
    def lock_file(self) -> Path:
        """The file of the lock under which jobs are run."""
        return self._root / "imports.lock"

    def folder(self, job_id: str) -> Path:
        """The folder of a job, made if it is not there."""
        folder = self._root / job_id
        folder.mkdir(exist_ok=True)
        return folder

    def rejected(self, job_id: str) -> Path:
        """Where the rejected rows of a job are, if it has any."""
        return self._root / job_id / REJECTED

    def read(self, job_id: str) -> JobRecord | None:
        """The record of a job; None if there is none that can be read."""
        return _read(self._root / job_id / RECORD)

    def read_all(self) -> list[JobRecord]:
        """Every record, in the order in which the jobs were created."""
        records = [record for path in self._root.glob(f"*/{RECORD}") if (record := _read(path)) is not None]
        return sorted(records, key=lambda record: record.job.created_at)

    def write(self, record: JobRecord) -> None:
        """Keep a record.

        Raises:
            OSError: The disk is full or the like; the record before is still there.
        """
        path = self.folder(record.job.id) / RECORD
        partial = path.with_suffix(".partial")
        with self._lock:
            with partial.open("w", encoding="utf-8") as file:
                file.write(record.model_dump_json())
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
            _sync_folder(path.parent)

    def remove(self, job_id: str) -> None:
        """Forget a job with all its files; harmless if there is none."""
        shutil.rmtree(self._root / job_id, ignore_errors=True)

    def order(
        self, job_id: str | None, catalog: Path, photos: Path | None, mapping: dict[str, Any] | None, *, fetch: bool
    ) -> Order:
        """What a job is to import; files in the job's own folder are its uploads, others are the merchant's own."""

        def place(path: Path) -> Path:
            uploaded = job_id is not None and path.parent == self.folder(job_id)
            return Path(path.name) if uploaded else path.resolve()

        kept_photos = None if photos is None else place(photos)
        return Order(catalog=place(catalog), photos=kept_photos, mapping=mapping, fetch=fetch)

    def task(self, record: JobRecord) -> Task:
        """What a job is to do, with its files where they are now."""
        order, folder = record.order, (self._root / record.job.id).resolve()
        if isinstance(order, ReindexOrder):
            return ReindexTask(order.bundle)
        return ImportTask(
            catalog=folder / order.catalog,  # an absolute path stays what it is
            photos=None if order.photos is None else folder / order.photos,
            mapping=order.mapping,
            replace=record.job.id if record.job.replace else None,
            fetch=order.fetch,
        )

    def drop_uploads(self, record: JobRecord, *, photos: bool) -> None:
        """Delete the uploaded catalogue of a job, and its photos too if `photos` says so."""
        if isinstance(record.order, ReindexOrder):
            return
        for path in (record.order.catalog, record.order.photos if photos else None):
            if path is not None and not path.is_absolute():
                (self._root / record.job.id / path).unlink(missing_ok=True)

    def tidy(self, records: Iterable[JobRecord], now: datetime | None = None) -> list[str]:
        """Forget old jobs and drafts, and the photos of jobs whose rejected rows nobody will correct any more.

        Returns:
            The ids of the jobs that were forgotten.
        """
        now = now or datetime.now(UTC)
        newest = sorted(records, key=lambda record: record.job.created_at, reverse=True)
        ended = [record for record in newest if record.job.ended]
        drafts = [record for record in newest if record.job.state == "draft"]
        forgotten = ended[KEPT_JOBS:] + [draft for draft in drafts if now - draft.job.created_at > DRAFT_LIFE]
        for record in forgotten:
            self.remove(record.job.id)
        self._remove_abandoned(now)
        rejecting = [record for record in ended[:KEPT_JOBS] if self.rejected(record.job.id).is_file()]
        for place, record in enumerate(rejecting):
            if place >= CORRECTABLE_JOBS or now - (record.job.finished_at or now) > CORRECTABLE_LIFE:
                self.drop_uploads(record, photos=True)
        return [record.job.id for record in forgotten]

    def _remove_abandoned(self, now: datetime) -> None:
        """Remove what is left of uploads during which the service died."""
        for folder in self._root.iterdir():
            if folder.is_dir() and not (folder / RECORD).exists():
                since = datetime.fromtimestamp(folder.stat().st_mtime, UTC)
                if now - since > DRAFT_LIFE:
                    self.remove(folder.name)


def _read(path: Path) -> JobRecord | None:
    try:
        return JobRecord.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        log.warning("The job in %s cannot be read and is passed over: %s", path.parent, error)
        return None


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
