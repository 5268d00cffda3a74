"""Work that can wait, done by a thread of the lowest priority while the service serves."""

import logging
import os
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from catalog.photo_store import PhotoStore
from service.jobs import Job

log = logging.getLogger(__name__)

AT_ONCE = 8  # photos between two looks at whether to stop
NICENESS = 19


class IdleWork:
    """Makes imported photos ready to be served, and removes those that no product has any more.

    Args:
        photos: The kept photos.
        in_use: Tells the ids of the photos that must stay.
        busy: Whether something is running that should go first.
    """

    def __init__(
        self, photos: PhotoStore, in_use: Callable[[], Iterable[str]], busy: Callable[[], bool] = lambda: False
    ) -> None:
        self._photos = photos
        self._in_use = in_use
        self._busy = busy
        self._due = threading.Event()
        self._closing = threading.Event()
        self._collecting = False
        self._thread = threading.Thread(target=self._run, name="idle-work", daemon=True)

    def start(self) -> None:
        """Begin with what earlier runs left undone."""
        self._due.set()
        self._thread.start()

    def after(self, job: Job) -> None:
        """Do what a job that has ended leaves to be done."""
        self._collecting = self._collecting or job.replace
        self._due.set()

    def close(self) -> None:
        """Stop after the photos that are being worked on."""
        self._closing.set()
        self._due.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        with suppress(OSError, AttributeError):  # where threads have no priority of their own
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        while True:
            self._due.wait()
            self._due.clear()
            if self._closing.is_set():
                return
            try:
                self._work()
            except Exception:  # it is tried again after the next import
                log.exception("Photos could not be made ready to be served; they are when somebody asks for them")

    def _work(self) -> None:
        while not self._closing.is_set():
            if self._busy():
                self._closing.wait(1.0)
            elif not self._photos.finish(AT_ONCE):
                break
        if self._collecting and not self._closing.is_set():
            self._collecting = False
            self._photos.collect(self._in_use())
