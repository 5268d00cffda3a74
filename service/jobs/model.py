"""What an import job is: as callers see it, and as it is kept."""

from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

JobState = Literal["draft", "queued", "running", "done", "failed", "cancelled"]
JobKind = Literal["import", "reindex"]


class JobNotFoundError(LookupError):
    """No import has this id."""


class JobStateError(RuntimeError):
    """The import is not in the state for what is asked of it; the message says in which it is."""


class JobProgress(BaseModel):
    """How far an import has come.

    Attributes:
        rows_read: Rows taken from the catalogue so far; `rows_done` of them are dealt with, `rejected` among those.
        photos_per_second: Over the last half minute.
        fraction: How much of the catalogue is dealt with, in [0, 1]; None if its size is not known.
        seconds_left: Estimated from the pace of the last half minute; None before there is anything to estimate from.
        waiting: What the import waits for, if it does.
    """

    model_config = ConfigDict(frozen=True)

    rows_read: int = 0
    rows_done: int = 0
    rejected: int = 0
    photos_encoded: int = 0
    photos_per_second: float = 0.0
    fraction: float | None = None
    seconds_left: float | None = None
    waiting: str | None = None


class Job(BaseModel):
    """One import, or one change of the bundle, from its request to its report."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: JobKind = Field(default="import", description="Whether a catalogue is imported, or the bundle changed")
    catalog: str = Field(description="Name of the catalogue file, or of the bundle")
    state: JobState
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None
    replace: bool = Field(default=False, description="Whether products that the file does not have are removed")
    resumed: int = Field(default=0, description="How often it was taken up again after the service had stopped")
    progress: JobProgress = JobProgress()
    preview: dict[str, Any] | None = Field(default=None, description="How the file is understood; of drafts only")
    report: dict[str, Any] | None = Field(
        default=None, description="Counts, rejected rows and warnings, once it has ended"
    )
    error: str | None = Field(default=None, description="Why it failed, and what to do")

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in ("done", "failed", "cancelled")

    @property
    def unfinished(self) -> bool:
        """Whether it is to be imported, or is being imported."""
        return self.state in ("queued", "running")


class Order(BaseModel):
    """What a job is to import.

    Attributes:
        catalog: The catalogue file; relative to the job's own folder if it was uploaded, absolute if it is the
            merchant's own.
        photos: A folder or a zip of photos, likewise; None if there are none.
        mapping: The mapping file's content; None to detect everything.
        fetch: Whether photos named by web address are fetched.
    """

    model_config = ConfigDict(frozen=True)

    catalog: Path
    photos: Path | None = None
    mapping: dict[str, Any] | None = None
    fetch: bool = True


class ReindexOrder(BaseModel):
    """What a job is to go over to; `bundle` is the bundle's folder, absolute."""

    model_config = ConfigDict(frozen=True)

    bundle: Path


class JobRecord(BaseModel):
    """A job as it is kept on disk.

    Attributes:
        job: What callers see.
        order: What it imports, or which bundle it goes over to.
        cancelling: Whether somebody asked to cancel it while it ran.
        reached: The most rows that any run of it has dealt with, and `begun_at` what that was when the last run began.
        stalled: How many runs in a row died without getting any further.
    """

    model_config = ConfigDict(frozen=True)

    job: Job
    order: Order | ReindexOrder
    cancelling: bool = False
    reached: int = 0
    begun_at: int = 0
    stalled: int = 0

    def changed(self, **changes: object) -> "JobRecord":
        """The record with another state of the job."""
        return self.model_copy(update={"job": self.job.model_copy(update=changes)})
