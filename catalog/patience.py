"""An index that does not answer for a while: what is asked of it waits, instead of failing at once."""

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import TypeVar

from catalog.embedding import Vectors
from catalog.index.port import IndexEntry, IndexUnavailableError, Products, StoredProduct

Answer = TypeVar("Answer")

WAITING = "The index does not answer; trying again."


@dataclass(frozen=True)
class Patience:
    """How long an import waits for what does not answer.

    Attributes:
        first: Seconds until the second try; each pause is twice the one before.
        longest: Seconds that a pause lasts at most.
        in_all: Seconds without an answer after which the import fails.
        photos: Seconds before photos that could not be had are tried once more.
        look: Seconds between two looks at whether the import is cancelled.
    """

    first: float = 0.5
    longest: float = 10.0
    in_all: float = 300.0
    photos: float = 20.0
    look: float = 0.25


class StoppedError(Exception):
    """The import was stopped while it waited."""


class PatientIndex:
    """The part of an index that an import uses; each call is tried again until the index answers.

    Whatever the index may have done before it failed is done again, which changes nothing: each call says what shall
    be, not what to add.

    Args:
        index: The index.
        patience: How long to wait.
        pause: Called with the seconds to wait; may raise to give up.
    """

    def __init__(self, index: Products, patience: Patience, pause: Callable[[float], None]) -> None:
        self._index = index
        self._patience = patience
        self._pause = pause

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """See `Products`."""
        self.patiently(lambda: self._index.upsert(entries))

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """See `Products`."""
        self.patiently(lambda: self._index.update_facts(stored))

    def delete(self, skus: Iterable[str]) -> int:
        """See `Products`; what a failed try removed is not counted."""
        skus = list(skus)
        return self.patiently(lambda: self._index.delete(skus))

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        """See `Products`."""
        return self.patiently(lambda: self._index.get(skus))

    def exact_vectors(self, skus: Sequence[str]) -> dict[str, Vectors]:
        """See `Products`."""
        return self.patiently(lambda: self._index.exact_vectors(skus))

    def skus(self) -> list[str]:
        """Every sku in the index, in no order."""
        return self.patiently(lambda: list(self._index.skus()))

    def count(self) -> int:
        """How many products there are."""
        return self.patiently(self._index.count)

    def patiently(self, work: Callable[[], Answer]) -> Answer:
        """Do some work again until the index answers.

        Raises:
            IndexUnavailableError: It did not for too long.
        """
        began = time.monotonic()
        pause = self._patience.first
        while True:
            try:
                return work()
            except IndexUnavailableError:
                if time.monotonic() - began + pause > self._patience.in_all:
                    raise
            self._pause(pause)
            pause = min(2 * pause, self._patience.longest)


class Waiting(AbstractContextManager["Waiting"]):
    """Who waits for what; for the threads that work ahead of an import. When it is left by an error, waiting ends."""

    def __init__(self) -> None:
        self._stopped = threading.Event()
        self._reasons: list[str] = []

    @property
    def reason(self) -> str | None:
        """What some thread waits for, as people are told; None if none does."""
        reasons = self._reasons[:]
        return reasons[0] if reasons else None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is not None:
            self._stopped.set()

    def pause(self, seconds: float, reason: str = WAITING) -> None:
        """Wait.

        Raises:
            StoppedError: The import was stopped meanwhile.
        """
        self._reasons.append(reason)
        try:
            if self._stopped.wait(seconds):
                raise StoppedError
        finally:
            self._reasons.remove(reason)
