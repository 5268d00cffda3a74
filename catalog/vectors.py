"""Prepared products into index entries: encoded in batches of photos, fused, none sinking its neighbours."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from catalog.embedding import ProductEmbedder, Vectors
from catalog.index.port import IndexEntry
from catalog.overlap import close
from catalog.preparation import NewFacts, Prepared, SetAside, ToEncode, Unchanged
from catalog.row import RowError, RowWarning

BATCH_PHOTOS = 32  # photos, or products without any, that go through the encoder together
BATCH_TEXTS = 8  # of about the same length
BATCH_ROWS = 256  # rows held back at most while a batch fills


@dataclass(frozen=True)
class Encoded:
    """A product ready for the index; `photos` says how many of its photos went through the encoder."""

    entry: IndexEntry
    is_new: bool
    warnings: Sequence[RowWarning]
    photos: int


Outcome = RowError | Unchanged | NewFacts | SetAside | Encoded


class NotANumberError(ValueError):
    """The models gave a vector that is none."""


def encode(chunks: Iterable[Sequence[Prepared]], embedder: ProductEmbedder) -> Iterator[Sequence[Outcome]]:
    """Encode and fuse what is to be encoded, in batches; all else passes through. The order stays.

    Raises:
        Exception: The models failed for every product of a batch: then it is they that are broken, not the products.
    """
    batch: list[Prepared] = []
    load = 0
    try:
        for item in chain.from_iterable(chunks):
            weight = max(len(item.pixels), not item.kept) if isinstance(item, ToEncode) else 0
            if load + weight > BATCH_PHOTOS or len(batch) == BATCH_ROWS:
                yield _encode_batch(batch, embedder)
                batch, load = [], 0
            batch.append(item)
            load += weight
        if batch:
            yield _encode_batch(batch, embedder)
    finally:
        close(chunks)


def _encode_batch(batch: Sequence[Prepared], embedder: ProductEmbedder) -> Sequence[Outcome]:
    vectors = iter(_vectors_or_errors([item for item in batch if isinstance(item, ToEncode)], embedder))
    return [_outcome(item, next(vectors)) if isinstance(item, ToEncode) else item for item in batch]


def _outcome(item: ToEncode, vectors: Vectors | Exception) -> Encoded | RowError:
    if isinstance(vectors, Exception):
        reason = f"The models cannot encode the product: {vectors or type(vectors).__name__}."
        return item.row.rejected(None, item.row.product.sku, reason)
    return Encoded(IndexEntry(item.stored, vectors), item.is_new, item.warnings, len(item.pixels))


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
    new = [item for item in items if item.pixels or not item.kept]
    fused = iter(_fused(new, embedder) if new else [])
    vectors = []
    for item in items:
        rows = next(fused) if item.pixels or not item.kept else {}
        rows = {**item.kept, **rows}
        vectors.append(np.stack([rows[photo] for photo in item.stored.photo_ids or [""]]))
    return vectors


def _fused(items: Sequence[ToEncode], embedder: ProductEmbedder) -> list[dict[str, Vectors]]:
    """For each product the vectors, (dim,), of its photos in `pixels` by id; of one without photos under ""."""
    texts = _texts(items, embedder)
    with_photos = [(place, photo) for place, item in enumerate(items) for photo in item.pixels]
    without = [(place, "") for place, item in enumerate(items) if not item.pixels]
    fused: list[dict[str, Vectors]] = [{} for _ in items]
    for rows, images in ((with_photos, _images(items, with_photos, embedder)), (without, None)):
        if rows:
            vectors = embedder.fuse(images, texts[[place for place, _ in rows]])
            if not np.isfinite(vectors).all():
                raise NotANumberError("a vector holds something that is no number")
            for (place, photo), vector in zip(rows, vectors, strict=True):
                fused[place][photo] = vector
    return fused


def _texts(items: Sequence[ToEncode], embedder: ProductEmbedder) -> Vectors:
    """The text vector of each product, (items, text dim); texts of about the same length are encoded together.

    A batch is as long as its longest text, so mixed ones take nearly twice the time.
    """
    words = [item.stored.product.words() for item in items]
    order = sorted(dict.fromkeys(words), key=len)
    groups = [order[start : start + BATCH_TEXTS] for start in range(0, len(order), BATCH_TEXTS)]
    vectors = np.concatenate([embedder.encode_texts(group) for group in groups])
    row_of = {text: row for row, text in enumerate(order)}
    return vectors[[row_of[text] for text in words]]


def _images(items: Sequence[ToEncode], rows: Sequence[tuple[int, str]], embedder: ProductEmbedder) -> Vectors | None:
    """The image vector of each product's photo, (rows, image dim)."""
    if not rows:
        return None
    pixels = {photo: pixels for item in items for photo, pixels in item.pixels.items()}
    images = embedder.encode_photos(list(pixels.values()))
    row_of = {photo: row for row, photo in enumerate(pixels)}
    return images[[row_of[photo] for _, photo in rows]]
