"""Brings a catalogue into the index."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from pathlib import Path

from catalog.embedding import ProductEmbedder
from catalog.import_run import MOST_SET_ASIDE, ImportRun
from catalog.index.port import ProductIndex, StoredProduct
from catalog.lookahead import Looked, Row, announced, looked_up
from catalog.overlap import in_background, in_parallel
from catalog.patience import Patience, StoppedError
from catalog.photo_source import PhotoSource
from catalog.photo_store import PhotoStore
from catalog.preparation import Preparation, Prepared
from catalog.replacement import Replacement
from catalog.report import ImportProgress, ImportReport, RejectedRowsFile
from catalog.row import CatalogError, ProductRow, RowError, RowSource
from catalog.vectors import encode

AHEAD = 8  # chunks of rows that are prepared, or batches of outcomes that wait, at most

PHOTOS_MISSING = "Some photos could not be had; they are tried once more."

_Prepare = Callable[[ProductRow, StoredProduct | None], Prepared]


class Importer:
    """Reads rows and photos, encodes what has changed, and writes it to the index.

    Reading, decoding, encoding and writing overlap over bounded queues, so memory does not grow with the catalogue.
    What the report counts as added, changed or unchanged is in the index when `run` returns. A run that is killed
    leaves whole products behind, and the same run again does the rest.

    Args:
        index: Where products go.
        embedder: Turns photos and words into vectors.
        photo_store: Where photos are kept.
        patience: How long to wait for an index, or for photos, that cannot be reached.
    """

    def __init__(
        self,
        index: ProductIndex,
        embedder: ProductEmbedder,
        photo_store: PhotoStore,
        patience: Patience | None = None,
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._photo_store = photo_store
        self._patience = patience or Patience()

    def run(
        self,
        rows: RowSource,
        photos: PhotoSource,
        *,
        rejected_file: Path | None = None,
        progress: Callable[[ImportProgress], object] | None = None,
        cancelled: Callable[[], bool] | None = None,
        replace: str | None = None,
    ) -> ImportReport:
        """Import a catalogue.

        Args:
            rows: The catalogue.
            photos: Where its photos are.
            rejected_file: Where to write the rejected rows as a CSV; none is written if there are none.
            progress: Called in this thread after each row, and now and then while the import waits. What it raises
                breaks the import off as a kill would: the same run again goes on.
            cancelled: Asked in this thread as often; once it says True, the import ends early and tidily.
            replace: Makes the index equal to the catalogue, from one search to the next and only at the end. Names the
                import: one that was broken off is taken up under the same name; None only adds and changes products.

        Returns:
            What was done. Of a replacement that was cancelled, nothing shows.

        Raises:
            CatalogError: The catalogue as a whole cannot be read, or must not replace the index.
            IndexUnavailableError: The index did not answer for minutes.
            OSError: A disk is full or the like. What was done is kept, and the same run again does the rest.
            Exception: The models or the index failed; the error is theirs.
        """
        if replace is not None and rows.only_rejected:
            raise CatalogError(
                "This file lists rejected rows, a part of a catalogue only, so it cannot replace the index. Import it "
                "without replacing."
            )
        run = ImportRun(rows, self._index, self._patience, progress, cancelled)
        replacement: Replacement | None = None
        try:
            replacement = Replacement(run, self._index, replace) if replace is not None else None
            with RejectedRowsFile(rejected_file, rows.header) as rejected:
                self._bring_in(run, photos, rejected, replacement)
            if replacement:
                replacement.finish()
        except StoppedError:
            run.report.cancelled = True
            if replacement:
                replacement.shadow.discard()
            else:
                run.write_once()
        except Exception:
            run.write_once()
            raise
        run.report.seconds = run.elapsed()
        return run.report

    def _bring_in(
        self, run: ImportRun, photos: PhotoSource, rejected: RejectedRowsFile, replacement: Replacement | None
    ) -> None:
        """Every row once, and those of which a photo could not be had once more."""
        preparation = Preparation(self._embedder, photos, self._photo_store, run.index_ahead)

        def at_first(row: ProductRow, known: StoredProduct | None) -> Prepared:
            return preparation.prepare(row, known, last=len(run.set_aside) >= MOST_SET_ASIDE)

        def bring(rows: Iterable[Row], prepare: _Prepare) -> None:
            chunks = looked_up(rows, run.index_ahead, replacement)
            batches = encode(_prepared(chunks, prepare), self._embedder)
            ahead = in_background(batches, AHEAD, idle=run.idle, every=self._patience.look)
            with closing(ahead), run.waiting:
                for outcome in chain.from_iterable(ahead):
                    if isinstance(outcome, RowError):
                        rejected.add(outcome)
                        if replacement:
                            replacement.spare(outcome)
                    run.settle(outcome)
                    run.tick()
            run.write()

        bring(announced(run.rows(), photos), at_first)
        if run.set_aside:
            run.pause(self._patience.photos, PHOTOS_MISSING)
            bring([aside.row for aside in run.set_aside], preparation.prepare)


def _prepared(chunks: Iterable[Sequence[Looked]], prepare: _Prepare) -> Iterator[Sequence[Prepared]]:
    """Rows prepared by a few threads, one background thread driving them."""

    def prepare_all(chunk: Sequence[Looked]) -> Sequence[Prepared]:
        return [row if isinstance(row, RowError) else prepare(row, known) for row, known in chunk]

    workers = min(4, os.cpu_count() or 1)
    return in_background(in_parallel(prepare_all, chunks, workers, AHEAD), AHEAD)
