"""How fast an import goes, and how long it will take from here."""

import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

from catalog.report import ImportProgress
from service.jobs.model import JobProgress

WINDOW = 30.0  # seconds looked back
APART = 0.5  # seconds between two marks


class _Mark(NamedTuple):
    at: float
    fraction: float
    photos: int


class Pace:
    """Judges by the last half minute.

    An import that is taken up again rushes through what is done already: its mean would promise too early an end.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._marks: deque[_Mark] = deque([_Mark(clock(), 0.0, 0)])

    def judge(self, progress: ImportProgress) -> JobProgress:
        """How far the import is, with an estimate of what is left."""
        fraction = _done(progress)
        now = _Mark(self._clock(), fraction or 0.0, progress.photos_encoded)
        since = self._since(now)
        seconds = now.at - since.at
        rate = (now.photos - since.photos) / seconds if seconds >= APART else progress.photos_per_second
        left = None
        if fraction is not None and now.fraction > since.fraction:
            left = seconds * (1 - now.fraction) / (now.fraction - since.fraction)
        return JobProgress(
            rows_read=progress.rows_read,
            rows_done=progress.done,
            rejected=progress.rejected,
            photos_encoded=progress.photos_encoded,
            photos_per_second=round(rate, 1),
            fraction=None if fraction is None else round(fraction, 4),
            seconds_left=None if left is None else round(left, 1),
            waiting=progress.waiting,
        )

    def _since(self, now: _Mark) -> _Mark:
        """The mark to compare with, at most half a minute old while there is a later one."""
        while len(self._marks) > 1 and now.at - self._marks[1].at >= WINDOW:
            self._marks.popleft()
        since = self._marks[0]
        if now.at - self._marks[-1].at >= APART:
            self._marks.append(now)
        return since


def _done(progress: ImportProgress) -> float | None:
    """How much of the catalogue is dealt with, in [0, 1]; None if its size is not known.

    Rows are read ahead, those of a small catalogue all at once: what was read is not what is done.
    """
    if not progress.total_bytes:
        return None
    read = min(progress.bytes_read / progress.total_bytes, 1.0)
    return read * progress.done / progress.rows_read if progress.rows_read else read
