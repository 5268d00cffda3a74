"""Brings a catalogue into the index."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

from catalog.embedding import ProductEmbedder
from catalog.index.port import IndexEntry, ProductIndex, StoredProduct
from catalog.overlap import in_background, in_parallel
from catalog.photo_source import PhotoSource
from catalog.photo_store import PhotoStore
from catalog.preparation import NewFacts, Preparation, Prepared
from catalog.report import ImportProgress, ImportReport, RejectedRowsFile
from catalog.row import ProductRow, RowError, RowSource, without_repeats
from catalog.vectors import Encoded, Outcome, encode

LOOKUP_ROWS = 64  # looked up in the index together
UPSERT_PRODUCTS = 128
UPSERT_BYTES = 4 * 1024 * 1024  # of vectors; Qdrant servers refuse requests above 32 MiB
AHEAD = 16  # rows prepared, and outcomes waiting, at most

_Looked = tuple[ProductRow | RowError, StoredProduct | None]


class Importer:
    """Reads rows and photos, encodes what has changed, and writes it to the index.

    Reading, decoding, encoding and writing overlap over bounded queues, so memory does not grow with the catalogue.
    What the report counts as added, changed or unchanged is in the index when `run` returns. A run that is killed
    leaves whole products behind, and the same run again does the rest.

    Args:
        index: Where products go.
        embedder: Turns photos and words into vectors.
        photo_store: Where photos are kept.
    """

    def __init__(self, index: ProductIndex, embedder: ProductEmbedder, photo_store: PhotoStore) -> None:
        self._index = index
        self._embedder = embedder
        self._photo_store = photo_store

    def run(
        self,
        rows: RowSource,
        photos: PhotoSource,
        *,
        rejected_file: Path | None = None,
        progress: Callable[[ImportProgress], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportReport:
        """Import a catalogue.

        Args:
            rows: The catalogue.
            photos: Where its photos are.
            rejected_file: Where to write the rejected rows as a CSV; none is written if there are none.
            progress: Called in this thread after each row.
            cancelled: Asked in this thread after each row; once it says True, the import ends early and tidily.

        Returns:
            What was done.

        Raises:
            CatalogError: The catalogue as a whole cannot be read.
            OSError: A disk is full or the like.
            Exception: The models or the index failed; the error is theirs.
        """
        run = _Run(rows, self._index)
        outcomes = in_background(encode(self._prepared(run, photos), self._embedder), AHEAD)
        with RejectedRowsFile(rejected_file, rows.header) as rejected, closing(outcomes):
            for outcome in outcomes:
                if isinstance(outcome, RowError):
                    rejected.add(outcome)
                run.settle(outcome)
                if progress:
                    progress(run.progress())
                if cancelled and cancelled():
                    run.report.cancelled = True
                    break
            run.write()
        run.report.seconds = run.elapsed()
        return run.report

    def _prepared(self, run: "_Run", photos: PhotoSource) -> Iterator[Prepared]:
        """Rows prepared by a few threads, one background thread driving them."""
        preparation = Preparation(self._embedder, photos, self._photo_store)

        def prepare(looked: _Looked) -> Prepared:
            row, known = looked
            return row if isinstance(row, RowError) else preparation.prepare(row, known)

        workers = min(4, os.cpu_count() or 1)
        return in_background(in_parallel(prepare, run.looked_up(), workers, AHEAD), AHEAD)


class _Run:
    """One import while it runs: what was read, what waits to be written, what was done."""

    def __init__(self, rows: RowSource, index: ProductIndex) -> None:
        self.report = ImportReport()
        self._rows = rows
        self._index = index
        self._rows_read = 0
        self._entries: list[IndexEntry] = []
        self._facts: list[StoredProduct] = []
        self._began = time.monotonic()

    def looked_up(self) -> Iterator[_Looked]:
        """The rows, with what the index knows of their products. Runs ahead in a thread of its own."""
        rows = without_repeats(iter(self._rows))
        while batch := list(islice(rows, LOOKUP_ROWS)):
            self._rows_read += len(batch)
            known = self._index.get([row.product.sku for row in batch if isinstance(row, ProductRow)])
            for row in batch:
                yield row, known.get(row.product.sku) if isinstance(row, ProductRow) else None

    def settle(self, outcome: Outcome) -> None:
        """Count an outcome, and write once enough of them wait."""
        if isinstance(outcome, RowError):
            self.report.reject(outcome)
            return
        self.report.warn(outcome.warnings)
        if isinstance(outcome, Encoded):
            self._entries.append(outcome.entry)
            self.report.photos_encoded += len(outcome.entry.stored.photo_ids)
            self.report.added += outcome.is_new
            self.report.changed += not outcome.is_new
        elif isinstance(outcome, NewFacts):
            self._facts.append(outcome.stored)
            self.report.changed += 1
        else:
            self.report.unchanged += 1
        waiting = sum(entry.vectors.nbytes for entry in self._entries)
        if len(self._entries) + len(self._facts) >= UPSERT_PRODUCTS or waiting >= UPSERT_BYTES:
            self.write()

    def write(self) -> None:
        """Write what waits; it is durable when this returns."""
        if self._entries:
            self._index.upsert(self._entries)
            self._entries = []
        if self._facts:
            self._index.update_facts(self._facts)
            self._facts = []

    def elapsed(self) -> float:
        """Seconds since the import began."""
        return time.monotonic() - self._began

    def progress(self) -> ImportProgress:
        """How far the import has come."""
        report, seconds = self.report, self.elapsed()
        return ImportProgress(
            rows_read=self._rows_read,
            bytes_read=self._rows.bytes_read,
            total_bytes=self._rows.total_bytes,
            done=report.done,
            rejected=report.rejected,
            photos_encoded=report.photos_encoded,
            photos_per_second=report.photos_encoded / seconds if seconds > 0 else 0.0,
        )
