"""Prepared products into index entries: encoded in batches of photos, fused, none sinking its neighbours."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

import numpy as np

from catalog.embedding import ProductEmbedder, Vectors
from catalog.index.port import IndexEntry, Prediction
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
    entries = iter(_entries_or_errors([item for item in batch if isinstance(item, ToEncode)], embedder))
    return [_outcome(item, next(entries)) if isinstance(item, ToEncode) else item for item in batch]


def _outcome(item: ToEncode, entry: IndexEntry | Exception) -> Encoded | RowError:
    if isinstance(entry, Exception):
        reason = f"The models cannot encode the product: {entry or type(entry).__name__}."
        return item.row.rejected(None, item.row.product.sku, reason)
    return Encoded(entry, item.is_new, item.warnings, len(item.pixels))


def _entries_or_errors(items: Sequence[ToEncode], embedder: ProductEmbedder) -> Sequence[IndexEntry | Exception]:
    """What the index shall hold of each product; where a batch fails, each product is tried by itself."""
    if not items:
        return []
    try:
        return fused_entries(items, embedder)
    except Exception as error:
        results = [_alone(item, embedder) for item in items] if len(items) > 1 else [error]
        if len(items) > 1 and all(isinstance(result, Exception) for result in results):
            raise
        return results


def _alone(item: ToEncode, embedder: ProductEmbedder) -> IndexEntry | Exception:
    try:
        return fused_entries([item], embedder)[0]
    except Exception as error:
        return error


@dataclass
class _Made:
    """What the models made of one product.

    Attributes:
        vectors: Fused vectors, (dim,), by the id of the photo; of a product without photos under "".
        shown: What each photo shows, by its id.
    """

    vectors: dict[str, Vectors] = field(default_factory=dict)
    shown: dict[str, Mapping[str, Prediction]] = field(default_factory=dict)


def fused_entries(items: Sequence[ToEncode], embedder: ProductEmbedder) -> list[IndexEntry]:
    """Encode and fuse some products together; a photo that several of them share is encoded once.

    Returns:
        For each product what the index shall hold: its vectors, (max(photos, 1), dim), unit length, one row a photo,
        and what its first photo shows, unless that is known from another one that it still has.

    Raises:
        NotANumberError: A vector holds something that is no number.
    """
    new = [item for item in items if item.pixels or not item.kept]
    made = iter(_make(new, embedder) if new else [])
    return [_entry(item, next(made) if item.pixels or not item.kept else _Made()) for item in items]


def _entry(item: ToEncode, made: _Made) -> IndexEntry:
    rows, stored = {**item.kept, **made.vectors}, item.stored
    vectors = np.stack([rows[photo] for photo in stored.photo_ids or [""]])
    shown = next((made.shown[photo] for photo in stored.photo_ids[:1] if photo in made.shown), {})
    return IndexEntry(stored if stored.predicted else replace(stored, predicted=shown), vectors)


def _make(items: Sequence[ToEncode], embedder: ProductEmbedder) -> list[_Made]:
    """What the models make of the photos in `pixels`, or of the words alone."""
    texts = _texts(items, embedder)
    with_photos = [(place, photo) for place, item in enumerate(items) for photo in item.pixels]
    without = [(place, "") for place, item in enumerate(items) if not item.pixels]
    made = [_Made() for _ in items]
    images = _images(items, with_photos, embedder)
    for rows, encoded in ((with_photos, images), (without, None)):
        if rows:
            vectors = embedder.fuse(encoded, texts[[place for place, _ in rows]])
            if not np.isfinite(vectors).all():
                raise NotANumberError("a vector holds something that is no number")
            for (place, photo), vector in zip(rows, vectors, strict=True):
                made[place].vectors[photo] = vector
    if images is not None:
        for (place, photo), shown in zip(with_photos, embedder.guess_attributes(images), strict=True):
            made[place].shown[photo] = shown
    return made


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
