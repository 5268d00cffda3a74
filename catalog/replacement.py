"""An import after which the index holds what the file has, and nothing else."""

from collections.abc import Mapping, Sequence

from catalog.import_run import ImportRun
from catalog.index.port import ProductIndex, StoredProduct
from catalog.row import CatalogError, RowError, RowWarning
from catalog.seen_skus import SeenSkus

REMOVED_TOGETHER = 500


class Replacement:
    """A shadow of an index that becomes the index once the file is read.

    Args:
        run: The import; it writes to the shadow from now on.
        index: What searchers see.
        key: Under which the shadow is taken up again, if the import is broken off.
    """

    def __init__(self, run: ImportRun, index: ProductIndex, key: str) -> None:
        self._run = run
        self._index = run.patient_ahead(index)
        self.shadow = run.index.patiently(lambda: index.shadow(key))
        run.write_to(self.shadow)
        self._spared = SeenSkus()
        self._without_sku = 0
        self._differs = False

    def spare(self, row: RowError) -> None:
        """Keep the product of a row that could not be used: what is sold must not vanish by a slip of the pen."""
        for sku in filter(None, (row.sku, *row.other_skus)):
            self._spared.add(sku, row.line)
        self._without_sku += row.sku is None

    def compare(self, skus: Sequence[str], known: Mapping[str, StoredProduct]) -> None:
        """Look whether the shadow differs from the index already: an import that was broken off may have left it so."""
        if not (self._differs or self._run.wrote):
            self._differs = self._index.get(skus) != known

    def finish(self) -> None:
        """Remove what the file no longer has, and show searchers the outcome if anything is different.

        Nothing is removed where rejected rows do not tell their sku: any product may be theirs.

        Raises:
            CatalogError: No row could be used; the index stays as it was.
            StoppedError: The import was cancelled.
        """
        report = self._run.report
        if not report.imported:
            self.shadow.discard()
            raise CatalogError(
                "Not one row of the catalogue could be used, so nothing was replaced. Correct the rejected rows and "
                "import the whole catalogue again."
            )
        self._remove()
        if self._run.wrote or report.removed or self._differs or self._run.index.count() != self._index.count():
            self.shadow.commit()
        else:
            self.shadow.discard()

    def _remove(self) -> None:
        run = self._run
        gone: list[str] = []
        for sku in run.index.skus():
            line = self._spared.line(sku)
            if sku in run.seen:
                continue
            if line is None:
                gone.append(sku)
                continue
            reason = "The product stays in the index as it was, because its row could not be used."
            run.report.warn([RowWarning(line, None, sku, reason)])
        if gone and self._without_sku:
            run.report.warn_of_catalogue(_nothing_removed(len(gone), self._without_sku))
            return
        run.rows_read += len(gone)
        for start in range(0, len(gone), REMOVED_TOGETHER):
            run.report.removed += run.index.delete(gone[start : start + REMOVED_TOGETHER])
            run.tick()


def _nothing_removed(products: int, rows: int) -> str:
    return (
        f"Nothing was removed: {products:,} products are not in the file, but {rows:,} rejected rows do not tell their "
        "sku and may be theirs. Correct these rows in the catalogue and replace with the whole of it again."
    )
