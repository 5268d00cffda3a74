"""Prepared products into index entries: encoded in batches of photos, fused, none sinking its neighbours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from catalog.embedding import ProductEmbedder, Vectors
from catalog.index.port import IndexEntry
from catalog.overlap import close
from catalog.preparation import NewFacts, Prepared, ToEncode, Unchanged
from catalog.row import RowError, RowWarning

BATCH_PHOTOS = 32  # photos, or products without any, that go through the encoder together
BATCH_ROWS = 256  # rows held back at most while a batch fills


@dataclass(frozen=True)
class Encoded:
    """A product ready for the index."""

    entry: IndexEntry
    is_new: bool
    warnings: Sequence[RowWarning]


Outcome = RowError | Unchanged | NewFacts | Encoded


class NotANumberError(ValueError):
    """The models gave a vector that is none."""


def encode(prepared: Iterable[Prepared], embedder: ProductEmbedder) -> Iterator[Outcome]:
    """Encode and fuse what is to be encoded; all else passes through. The order stays.

    Raises:
        Exception: The models failed for every product of a batch: then it is they that are broken, not the products.
    """
    batch: list[Prepared] = []
    load = 0
    try:
        for item in prepared:
            weight = max(1, len(item.pixels)) if isinstance(item, ToEncode) else 0
            if load + weight > BATCH_PHOTOS or len(batch) == BATCH_ROWS:
                yield from _encode_batch(batch, embedder)
                batch, load = [], 0
            batch.append(item)
            load += weight
        yield from _encode_batch(batch, embedder)
    finally:
        close(prepared)


def _encode_batch(batch: Sequence[Prepared], embedder: ProductEmbedder) -> Iterator[Outcome]:
    vectors = iter(_vectors_or_errors([item for item in batch if isinstance(item, ToEncode)], embedder))
    for item in batch:
        yield _outcome(item, next(vectors)) if isinstance(item, ToEncode) else item


def _outcome(item: ToEncode, vectors: Vectors | Exception) -> Encoded | RowError:
    if isinstance(vectors, Exception):
        reason = f"The models cannot encode the product: {vectors or type(vectors).__name__}."
        return item.row.rejected(None, item.row.product.sku, reason)
    return Encoded(IndexEntry(item.stored, vectors), item.is_new, item.warnings)


def _vectors_or_errors(items: Sequence[ToEncode], embedder: ProductEmbedder) -> Sequence[Vectors | Exception]:
    """Fused vectors of each product; where a batch fails, each product is tried by itself."""
    if not items:
        return []
    try:
        return fused_vectors(items, embedder)
    except Exception as error:
        results = [_alone(item, embedder) for item in items] if len(items) > 1 else [error]
        if len(items) > 1 and all(isinstance(result, Exception) for result in results):
            raise
        return results


def _alone(item: ToEncode, embedder: ProductEmbedder) -> Vectors | Exception:
    try:
        return fused_vectors([item], embedder)[0]
    except Exception as error:
        return error


def fused_vectors(items: Sequence[ToEncode], embedder: ProductEmbedder) -> list[Vectors]:
    """Encode and fuse some products together; a photo that several of them share is encoded once.

    Returns:
        For each product (max(photos, 1), dim), unit vectors, one row a photo.

    Raises:
        NotANumberError: A vector holds something that is no number.
    """
    texts = embedder.encode_texts([item.stored.product.words() for item in items])
    pixels = {photo: pixels for item in items for photo, pixels in item.pixels.items()}
    with_photos = [(place, photo) for place, item in enumerate(items) for photo in item.pixels]
    fused: list[list[Vectors]] = [[] for _ in items]
    if with_photos:
        images = embedder.encode_photos(list(pixels.values()))
        row_of = {photo: row for row, photo in enumerate(pixels)}
        rows = embedder.fuse(
            images[[row_of[photo] for _, photo in with_photos]], texts[[place for place, _ in with_photos]]
        )
        for (place, _), row in zip(with_photos, rows, strict=True):
            fused[place].append(row)
    without = [place for place, item in enumerate(items) if not item.pixels]
    if without:
        for place, row in zip(without, embedder.fuse(None, texts[without]), strict=True):
            fused[place].append(row)
    vectors = [np.stack(rows) for rows in fused]
    if not all(np.isfinite(rows).all() for rows in vectors):
        raise NotANumberError("a vector holds something that is no number")
    return vectors
