"""Import jobs: one at a time, kept on disk from their request to their report, so that they survive a restart.

Going over to another bundle is a job as well, in the same line.

- `model` says what a job is, `work` what it does.
- `store` keeps jobs in a folder, `lock` lets one of them run at a time, whoever runs it.
- `runner` runs one job and writes down what becomes of it; the command line uses it directly.
- `queue` runs the jobs of a service one after another in a thread.
- `rejected` reads the rejected rows of a job and writes corrected ones.
"""

from service.jobs.lock import ImportLock
from service.jobs.model import (
    Job,
    JobNotFoundError,
    JobProgress,
    JobRecord,
    JobState,
    JobStateError,
    Order,
    ReindexOrder,
)
from service.jobs.pace import Pace
from service.jobs.queue import ImportJobs
from service.jobs.runner import JobRunner
from service.jobs.store import JobStore, new_job_id
from service.jobs.work import (
    EitherWork,
    ImportTask,
    ImportWork,
    JobWork,
    ReindexError,
    ReindexTask,
    ReindexWork,
    StoppedError,
    Task,
)

__all__ = [
    "EitherWork",
    "ImportJobs",
    "ImportLock",
    "ImportTask",
    "ImportWork",
    "Job",
    "JobNotFoundError",
    "JobProgress",
    "JobRecord",
    "JobRunner",
    "JobState",
    "JobStateError",
    "JobStore",
    "JobWork",
    "Order",
    "Pace",
    "ReindexError",
    "ReindexOrder",
    "ReindexTask",
    "ReindexWork",
    "StoppedError",
    "Task",
    "new_job_id",
]
