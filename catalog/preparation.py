"""One row before the encoder: are its photos there, has anything changed, what is to be encoded."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
from numpy.typing import NDArray

from catalog.embedding import ProductEmbedder
from catalog.index.port import StoredProduct
from catalog.photo_source import PhotoError, PhotoSource
from catalog.photo_store import PhotoStore, photo_id
from catalog.product import Product
from catalog.row import ProductRow, RowError, RowWarning

MAX_PHOTOS = 16  # of a product: each is a vector, and more show nothing new
CONTENT_VERSION = 1  # to be raised when the same words and photos shall give other vectors

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Unchanged:
    """A product that is in the index as the row has it."""

    warnings: Sequence[RowWarning]


@dataclass(frozen=True)
class NewFacts:
    """A product whose vectors stand and whose facts (price, address …) are new."""

    stored: StoredProduct
    warnings: Sequence[RowWarning]


@dataclass(frozen=True)
class ToEncode:
    """A product to be encoded.

    Attributes:
        row: Where it comes from.
        stored: What the index will hold beside its vectors.
        pixels: Its preprocessed photos by id, in the order of `stored.photo_ids`.
        is_new: Whether the index lacks it.
        warnings: About the row and its photos.
    """

    row: ProductRow
    stored: StoredProduct
    pixels: dict[str, Pixels]
    is_new: bool
    warnings: Sequence[RowWarning]


Prepared = RowError | Unchanged | NewFacts | ToEncode


@dataclass
class _Photos:
    """The photos of one row while they are read.

    Attributes:
        seen: What each reference led to: the id of its bytes, or "" if there were none.
        pixels: What could be decoded, by id.
        warnings: What could not.
    """

    seen: list[str] = field(default_factory=list)
    pixels: dict[str, Pixels] = field(default_factory=dict)
    warnings: list[RowWarning] = field(default_factory=list)


class Preparation:
    """Prepares rows, in any number of threads. Holds no more than one photo's bytes at a time and thread.

    Args:
        embedder: Decodes and preprocesses photos; its fingerprint is part of what makes a product unchanged.
        photos: Where the catalogue's photos are read.
        store: Where readable ones are kept.
    """

    def __init__(self, embedder: ProductEmbedder, photos: PhotoSource, store: PhotoStore) -> None:
        self._embedder = embedder
        self._photos = photos
        self._store = store

    def prepare(self, row: ProductRow, known: StoredProduct | None) -> Prepared:
        """Decide what is to be done with a row.

        Args:
            row: The row.
            known: The product as the index holds it now, None if it does not.

        Raises:
            OSError: A photo could not be kept, because the disk is full or the like.
        """
        if known is not None:
            settled = self._settle(row, known)
            if settled is not None:
                return settled
        photos = self._read(row)
        if row.product.photos and not photos.pixels:
            return _without_photos(row, photos)
        stored = StoredProduct(
            product=row.product,
            photo_ids=tuple(photos.pixels),
            content_hash=self._content_hash(row.product, photos.seen),
            facts_hash=_facts_hash(row.product),
        )
        return ToEncode(row, stored, photos.pixels, known is None, (*_warnings(row), *photos.warnings))

    def _settle(self, row: ProductRow, known: StoredProduct) -> Unchanged | NewFacts | None:
        """Deal with a product that needs no encoder; None if it needs one."""
        seen, warnings = [], list(_warnings(row))
        for place, reference in enumerate(row.product.photos[:MAX_PHOTOS]):
            try:
                seen.append(photo_id(self._photos.read(reference)))
            except PhotoError as error:
                seen.append("")
                warnings.append(row.photo_warning(place, str(error)))
                continue
            if seen[-1] not in known.photo_ids:
                warnings.append(row.photo_warning(place, "The photo could not be read when it was imported first."))
        if self._content_hash(row.product, seen) != known.content_hash:
            return None
        if not all(map(self._store.exists, known.photo_ids)):
            return None
        facts = _facts_hash(row.product)
        if facts == known.facts_hash:
            return Unchanged(warnings)
        return NewFacts(StoredProduct(row.product, known.photo_ids, known.content_hash, facts), warnings)

    def _read(self, row: ProductRow) -> _Photos:
        photos = _Photos()
        for place, reference in enumerate(row.product.photos[:MAX_PHOTOS]):
            try:
                data = self._photos.read(reference)
            except PhotoError as error:
                photos.seen.append("")
                photos.warnings.append(row.photo_warning(place, str(error)))
                continue
            photos.seen.append(photo_id(data))
            if photos.seen[-1] in photos.pixels:
                continue
            try:
                image = self._embedder.decode(data)
                pixels = self._embedder.preprocess(image)
            except Exception as error:  # whatever a decoder trips over, it is this photo alone that is unreadable
                photos.warnings.append(row.photo_warning(place, _reason(error)))
                continue
            self._store.save(image, photos.seen[-1])
            photos.pixels[photos.seen[-1]] = pixels
        return photos

    def _content_hash(self, product: Product, photo_ids: Iterable[str]) -> str:
        return _hash([CONTENT_VERSION, self._embedder.fingerprint, product.words(), *photo_ids])


def _without_photos(row: ProductRow, photos: _Photos) -> RowError:
    first = photos.warnings[0]
    return row.rejected(first.column, first.value, f"None of the product's photos can be read. {first.reason}")


def _warnings(row: ProductRow) -> Iterable[RowWarning]:
    yield from row.warnings
    if not row.product.photos:
        yield RowWarning(row.line, None, row.product.sku, "The product has no photo; it is found by its words alone.")
    if len(row.product.photos) > MAX_PHOTOS:
        yield row.photo_warning(MAX_PHOTOS, f"The product has more than {MAX_PHOTOS} photos; the others are left out.")


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) else f"The photo cannot be decoded ({type(error).__name__})."


def _facts_hash(product: Product) -> str:
    return _hash(asdict(product))


def _hash(content: object) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
