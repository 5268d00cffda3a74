"""One import while it runs: what was read, what waits to be written, what was done."""

import time
from collections.abc import Callable, Iterator

from catalog.index.port import Products
from catalog.patience import WAITING, Patience, PatientIndex, StoppedError, Waiting
from catalog.preparation import NewFacts, SetAside
from catalog.report import ImportProgress, ImportReport
from catalog.row import ProductRow, RowError, RowSource, without_repeats
from catalog.seen_skus import SeenSkus
from catalog.vectors import Encoded, Outcome

UPSERT_PRODUCTS = 128
UPSERT_BYTES = 4 * 1024 * 1024  # of vectors; Qdrant servers refuse requests above 32 MiB
MOST_SET_ASIDE = 5000  # rows; beyond, a photo that cannot be had just now is not waited for


class ImportRun:
    """Counts and writes what an import brings, and tells how far it is. All but `set_aside` is of one thread.

    Args:
        rows: The catalogue.
        index: Where products go.
        patience: How long to wait for it.
        progress: Called after each row, and now and then while the import waits.
        cancelled: Asked as often.

    Attributes:
        report: What was done.
        index: Where products go, for the thread of the import, which tells its progress while it waits.
        index_ahead: The same for the threads that work ahead.
        seen: The skus of the catalogue's products so far.
        waiting: Where those threads wait.
        set_aside: Rows that are worth another try.
        rows_read: How many products and errors were read.
        wrote: Whether anything was written.
    """

    def __init__(
        self,
        rows: RowSource,
        index: Products,
        patience: Patience,
        progress: Callable[[ImportProgress], object] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self.report = ImportReport()
        self.seen = SeenSkus()
        self.waiting = Waiting()
        self.set_aside: list[SetAside] = []
        self.rows_read = 0
        self.wrote = False
        self._rows = rows
        self._patience = patience
        self._progress = progress
        self._cancelled = cancelled
        self._entries: list[Encoded] = []
        self._facts: list[NewFacts] = []
        self._bytes = 0
        self._began = time.monotonic()
        self.write_to(index)

    def write_to(self, index: Products) -> None:
        """Look up and write products there from now on."""
        self._plain_index = index
        self.index = PatientIndex(index, self._patience, self.pause)
        self.index_ahead = self.patient_ahead(index)

    def patient_ahead(self, index: Products) -> PatientIndex:
        """An index for the threads that work ahead."""
        return PatientIndex(index, self._patience, self.waiting.pause)

    def rows(self) -> Iterator[ProductRow | RowError]:
        """The rows of the catalogue, each sku once."""
        for row in without_repeats(iter(self._rows), self.seen):
            self.rows_read += 1
            yield row

    def settle(self, outcome: Outcome) -> None:
        """Count an outcome, and write once enough of them wait."""
        if isinstance(outcome, SetAside):
            self.set_aside.append(outcome)
            return
        if isinstance(outcome, RowError):
            self.report.reject(outcome)
            return
        self.report.warn(outcome.warnings)
        if isinstance(outcome, Encoded):
            self._entries.append(outcome)
            self._bytes += outcome.entry.vectors.nbytes
            self.report.photos_encoded += outcome.photos
            self.report.added += outcome.is_new
            self.report.changed += not outcome.is_new
            self.report.predicted += outcome.entry.stored.guesses
        elif isinstance(outcome, NewFacts):
            self._facts.append(outcome)
            self.report.changed += outcome.is_change
            self.report.unchanged += not outcome.is_change
        else:
            self.report.unchanged += 1
        if len(self._entries) + len(self._facts) >= UPSERT_PRODUCTS or self._bytes >= UPSERT_BYTES:
            self.write()

    def write(self) -> None:
        """Write what waits; it is durable when this returns.

        Raises:
            StoppedError: The import was cancelled while the index did not answer.
        """
        entries, facts = self._taken()
        try:
            self._write(self.index, entries, facts)
        except StoppedError:
            self._forget(entries, facts)
            raise

    def write_once(self) -> None:
        """Write what waits if the index takes it at once; else it is as if it had not been done."""
        entries, facts = self._taken()
        try:
            self._write(self._plain_index, entries, facts)
        except Exception:  # something has gone wrong before, and that is what is told
            self._forget(entries, facts)

    def _taken(self) -> tuple[list[Encoded], list[NewFacts]]:
        entries, facts = self._entries, self._facts
        self._entries, self._facts, self._bytes = [], [], 0
        return entries, facts

    def _write(self, index: Products | PatientIndex, entries: list[Encoded], facts: list[NewFacts]) -> None:
        self.wrote |= bool(entries or facts)
        if entries:
            index.upsert([encoded.entry for encoded in entries])
        if facts:
            index.update_facts([new.stored for new in facts])

    def _forget(self, entries: list[Encoded], facts: list[NewFacts]) -> None:
        """Take back the counts of products that are not in the index after all."""
        added = sum(encoded.is_new for encoded in entries)
        changes = sum(new.is_change for new in facts)
        self.report.added -= added
        self.report.predicted -= sum(encoded.entry.stored.guesses for encoded in entries)
        self.report.changed -= len(entries) - added + changes
        self.report.unchanged -= len(facts) - changes

    def pause(self, seconds: float, reason: str = WAITING) -> None:
        """Wait in the thread of the import, telling why.

        Raises:
            StoppedError: The import was cancelled meanwhile.
        """
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.tick(reason)
            time.sleep(min(left, self._patience.look))

    def tick(self, waiting: str | None = None) -> None:
        """Tell how far the import is.

        Raises:
            StoppedError: It is cancelled.
        """
        if self._progress:
            self._progress(self.progress(waiting))
        if self._cancelled and self._cancelled():
            raise StoppedError

    def idle(self) -> None:
        """Tell the same while the threads that work ahead keep this one waiting.

        Raises:
            StoppedError: The import is cancelled; those threads wait for nothing any longer.
        """
        with self.waiting:
            self.tick()

    def elapsed(self) -> float:
        """Seconds since the import began."""
        return time.monotonic() - self._began

    def progress(self, waiting: str | None = None) -> ImportProgress:
        """How far the import has come; `waiting` says what it waits for in this thread."""
        report, seconds = self.report, self.elapsed()
        return ImportProgress(
            rows_read=self.rows_read,
            bytes_read=self._rows.bytes_read,
            total_bytes=self._rows.total_bytes,
            done=report.done,
            rejected=report.rejected,
            photos_encoded=report.photos_encoded,
            photos_per_second=report.photos_encoded / seconds if seconds > 0 else 0.0,
            waiting=waiting or self.waiting.reason,
        )
