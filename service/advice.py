"""When the embedded index has outgrown its process, and the sentence that tells the operator to use a Qdrant server.

The figures are measured: docs/scale.md has the curve, `python -m benchmarks.search` measures it.
"""

import logging
import threading
from collections.abc import Callable

from catalog.index.port import ProductIndex
from catalog.memory import available_memory
from catalog.report import ImportReport

FIXED_MS, MS_A_MILLION = 2.6, 16.8
"""Processor time of a search in the embedded index, ms: of any, and for each million products beside."""
MOST_MS = 20.0  # with one search after another that is fifty a second, whatever cores there are
MOST_OF_MEMORY = 0.8  # of what is available; imports and searches need the rest
GROWN = 1.5  # times as many products as when it was told last

log = logging.getLogger(__name__)


def advice(products: int, index_bytes: int, available: int | None) -> str | None:
    """What to tell the operator of an embedded index; None while all is well.

    Args:
        products: In the index.
        index_bytes: Of its files, which hold the vectors of all photos. A search reads little of them, yet elsewhere
            each time, so it is quick while the system can keep all of them in memory.
        available: Bytes of memory that are left for that; None if unknown.
    """
    reasons = []
    search_ms = FIXED_MS + MS_A_MILLION * products / 1e6
    if search_ms > MOST_MS:
        reasons.append(
            f"a search takes it about {search_ms:.0f} ms of processor time, one after another, so it answers at most "
            f"{1000 / search_ms:.0f} a second"
        )
    if available is not None and index_bytes > MOST_OF_MEMORY * available:
        reasons.append(
            f"its files take {_gigabytes(index_bytes)} and {_gigabytes(available)} of memory are left to keep them in, "
            "so searches wait for the disk"
        )
    if not reasons:
        return None
    return (
        f"The embedded index has grown too large for this process, go over to a Qdrant server (LOUPE_QDRANT_URL, see "
        f"docs/scale.md): with {products:,} products {'; '.join(reasons)}."
    )


def _gigabytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB"


class Adviser:
    """Looks at the live index, and logs its advice: once there is any, and when the index has grown much since.

    Args:
        index_bytes: Measures the files of the live index; None from it if they lie elsewhere, where nothing is advised.
        available: Bytes of memory that this process may still take; None if unknown.
    """

    def __init__(
        self, index_bytes: Callable[[], int | None], available: Callable[[], int | None] = available_memory
    ) -> None:
        self._index_bytes = index_bytes
        self._available = available
        self._lock = threading.Lock()
        self._advice: str | None = None
        self._told_at = 0  # products

    def look(self, products: int) -> str | None:
        """The advice for the live index and the products that it has. Takes some milliseconds."""
        with self._lock:
            try:
                taken = self._index_bytes()
            except OSError:  # files come and go while the index is written to
                return self._advice
            self._advice = None if taken is None else advice(products, taken, self._available())
            if self._advice is not None and products >= GROWN * self._told_at:
                log.warning(self._advice)
                self._told_at = products
            return self._advice

    def after_import(self, index: ProductIndex, report: ImportReport) -> None:  # noqa: ARG002
        """Look at an index that an import has changed; implements `service.importing.AfterImport`."""
        self.look(index.count())
