"""One import at a time, whoever runs it: a service, or a command beside it."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK = 0.2  # seconds between two tries


class ImportLock:
    """A lock on a data folder that ends with the process that holds it, however that ends.

    Args:
        path: The lock's file; it stays when the lock is let go.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def held(
        self, unless: Callable[[], bool] = lambda: False, waiting: Callable[[str], None] = lambda _: None
    ) -> Iterator[bool]:
        """Wait for the lock and hold it.

        Args:
            unless: Asked now and then whether to give up waiting.
            waiting: Told, in a sentence, once there is something to wait for.

        Yields:
            Whether the lock is held; False only if waiting was given up.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            told = False
            while not (locked := _try_lock(descriptor)) and not unless():
                if not told:
                    waiting(f"Another import of this catalogue is running{_by(descriptor)}; this one comes after it.")
                    told = True
                time.sleep(LOOK)
            if locked:
                os.truncate(descriptor, 0)
                os.pwrite(descriptor, str(os.getpid()).encode(), 0)
            yield locked
        finally:
            os.close(descriptor)  # and with it the lock


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _by(descriptor: int) -> str:
    holder = os.pread(descriptor, 20, 0).decode("ascii", "replace")
    return f" (process {holder})" if holder.isdecimal() else ""
