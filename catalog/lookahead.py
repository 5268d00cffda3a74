"""The rows of a catalogue on their way to the preparation: their photos announced, their products looked up."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from catalog.index.port import StoredProduct
from catalog.patience import PatientIndex
from catalog.photo_source import PhotoSource
from catalog.photo_versions import MAX_PHOTOS
from catalog.replacement import Replacement
from catalog.row import ProductRow, RowError

LOOKUP_ROWS = 128  # looked up in the index together
PREFETCH_ROWS = 256  # whose photos are announced before the first of them is prepared
CHUNK_LOAD = 32  # of the rows that one thread prepares in one go; bounds how many decoded photos wait

Row = ProductRow | RowError
Looked = tuple[Row, StoredProduct | None]


def announced(rows: Iterable[Row], photos: PhotoSource) -> Iterator[Row]:
    """The rows, each once the photos of some hundred rows behind it have been announced."""
    rows = iter(rows)
    waiting: deque[list[Row]] = deque()
    while batch := list(islice(rows, LOOKUP_ROWS)):
        products = [row.product for row in batch if isinstance(row, ProductRow)]
        photos.prefetch([reference for product in products for reference in product.photos[:MAX_PHOTOS]])
        waiting.append(batch)
        if len(waiting) * LOOKUP_ROWS > PREFETCH_ROWS:
            yield from waiting.popleft()
    for batch in waiting:
        yield from batch


def looked_up(
    rows: Iterable[Row], index: PatientIndex, replacement: Replacement | None = None
) -> Iterator[Sequence[Looked]]:
    """The rows with what the index knows of their products, in chunks of about the same work.

    Args:
        rows: The rows.
        index: Where they are looked up.
        replacement: To be told what was found.
    """
    rows = iter(rows)
    while batch := list(islice(rows, LOOKUP_ROWS)):
        skus = [row.product.sku for row in batch if isinstance(row, ProductRow)]
        known = index.get(skus)
        if replacement is not None:
            replacement.compare(skus, known)
        yield from _chunks((row, known.get(row.product.sku) if isinstance(row, ProductRow) else None) for row in batch)


def _chunks(looked: Iterable[Looked]) -> Iterator[Sequence[Looked]]:
    chunk: list[Looked] = []
    load = 0
    for row, known in looked:
        chunk.append((row, known))
        load += _load(row, known)
        if load >= CHUNK_LOAD:
            yield chunk
            chunk, load = [], 0
    if chunk:
        yield chunk


def _load(row: Row, known: StoredProduct | None) -> int:
    """How much work a row is likely to be; the photos of a known product are seldom new."""
    photos = min(len(row.product.photos), MAX_PHOTOS) if isinstance(row, ProductRow) else 0
    return 1 + (photos if known is None else photos // 4)
