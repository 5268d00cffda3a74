"""One row before the encoder: are its photos there, has anything changed, what is to be encoded."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.attributes import normalise
from catalog.embedding import ProductEmbedder, Vectors
from catalog.fingerprints import content_hash, facts_hash
from catalog.index.port import StoredProduct
from catalog.near_duplicates import perceptual_hash
from catalog.photo_source import PhotoError, PhotoSource
from catalog.photo_store import PhotoStore, photo_id
from catalog.photo_versions import MAX_PHOTOS, UNREADABLE, lacks_a_photo, same_photos
from catalog.product import Product
from catalog.row import ProductRow, RowError, RowWarning

Pixels = NDArray[np.uint8]


class WrittenVectors(Protocol):
    """The part of an index that says which vectors it holds."""

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        """See `catalog.index.port.Products`."""
        ...

    def exact_vectors(self, skus: Sequence[str]) -> dict[str, Vectors]:
        """See `catalog.index.port.Products`."""
        ...


@dataclass(frozen=True)
class Unchanged:
    """A product that stays in the index as it is."""

    warnings: Sequence[RowWarning]


@dataclass(frozen=True)
class NewFacts:
    """A product whose vectors stand.

    Attributes:
        stored: What the index will hold beside them.
        warnings: About the row and its photos.
        is_change: Whether facts (price, address …) are new; False where its photos were only found to be the same.
    """

    stored: StoredProduct
    warnings: Sequence[RowWarning]
    is_change: bool = True


@dataclass(frozen=True)
class ToEncode:
    """A product to be encoded.

    Attributes:
        row: Where it comes from.
        stored: What the index will hold beside its vectors.
        pixels: Its preprocessed photos by id; of a product whose words stand, only the new ones.
        is_new: Whether the index lacks it.
        warnings: About the row and its photos.
        kept: Fused vectors, (dim,), that stand, by the id of the photo; with `pixels` they make up `stored.photo_ids`.
    """

    row: ProductRow
    stored: StoredProduct
    pixels: dict[str, Pixels]
    is_new: bool
    warnings: Sequence[RowWarning]
    kept: Mapping[str, Vectors] = field(default_factory=dict)


@dataclass(frozen=True)
class SetAside:
    """A row of which a photo cannot be had just now; it is worth another try."""

    row: ProductRow


Prepared = RowError | Unchanged | NewFacts | ToEncode | SetAside


@dataclass
class _Photos:
    """The photos of one row while they are looked at.

    Attributes:
        versions: For each reference, what was read; "" where nothing could be.
        hashes: Perceptual hashes of those that can be decoded, by id.
        pixels: Those of them that are to be encoded, by id.
        warnings: What could not be read.
        passing: Whether something may well be there later.
    """

    versions: list[str] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    pixels: dict[str, Pixels] = field(default_factory=dict)
    warnings: list[RowWarning] = field(default_factory=list)
    passing: bool = False


class Preparation:
    """Prepares rows, in any number of threads. Holds no more than one photo's bytes at a time and thread.

    Args:
        embedder: Decodes and preprocesses photos; its fingerprint is part of what makes a product unchanged.
        photos: Where the catalogue's photos are read.
        store: Where readable ones are kept.
        written: Where products are known from, to keep those of their vectors that stand; None encodes them again.
        hash_photo: What tells near-duplicates of a decoded photo.
    """

    def __init__(
        self,
        embedder: ProductEmbedder,
        photos: PhotoSource,
        store: PhotoStore,
        written: WrittenVectors | None = None,
        hash_photo: Callable[[Image.Image], str] = perceptual_hash,
    ) -> None:
        self._embedder = embedder
        self._photos = photos
        self._store = store
        self._written = written
        self._hash_photo = hash_photo

    def prepare(self, row: ProductRow, known: StoredProduct | None, *, last: bool = True) -> Prepared:
        """Decide what is to be done with a row.

        Args:
            row: The row, its attributes in the merchant's own words.
            known: The product as the index holds it now, None if it does not.
            last: Whether the row must be dealt with now, even if a photo of it cannot be had just now.

        Raises:
            OSError: A photo could not be kept, because the disk is full or the like.
        """
        row = replace(row, product=normalise(row.product))
        seen = [self._version(reference) for reference in row.product.photos[:MAX_PHOTOS]]
        if not last and any(isinstance(version, PhotoError) and version.passing for version in seen):
            return SetAside(row)
        if known is not None:
            settled = self._settle(row, known, seen)
            if settled is not None:
                return settled
        kept = self._standing_vectors(row, known)
        photos = self._read(row, seen, kept, known)
        if photos.passing and not last:
            return SetAside(row)
        if known is not None and photos.passing and (not photos.hashes or lacks_a_photo(row, known, photos.versions)):
            return Unchanged([*_warnings(row), *photos.warnings, _kept_as_it_was(row)])
        if row.product.photos and not photos.hashes:
            return _without_photos(row, photos)
        return self._outcome(row, known, photos, kept)

    def _version(self, reference: str) -> str | PhotoError:
        try:
            return self._photos.version(reference)
        except PhotoError as error:
            return error

    def _settle(
        self, row: ProductRow, known: StoredProduct, seen: Sequence[str | PhotoError]
    ) -> Unchanged | NewFacts | None:
        """Deal with a product whose words and photos are those of last time, without reading any; None if not so."""
        about_photos = same_photos(row, known, seen)
        if about_photos is None or self._content_hash(row.product, known.photo_ids) != known.content_hash:
            return None
        if not all(map(self._store.exists, known.photo_ids)):
            return None
        warnings, facts = [*_warnings(row), *about_photos], facts_hash(row.product)
        if facts == known.facts_hash:
            return Unchanged(warnings)
        return NewFacts(replace(known, product=row.product, facts_hash=facts), warnings)

    def _standing_vectors(self, row: ProductRow, known: StoredProduct | None) -> dict[str, Vectors]:
        """The vectors of a product's photos as they are in the index, by id, if its words have not changed."""
        if known is None or self._written is None or len(known.photo_hashes) != len(known.photo_ids):
            return {}
        if not known.photo_ids or self._content_hash(row.product, known.photo_ids) != known.content_hash:
            return {}
        sku = row.product.sku
        vectors = self._written.exact_vectors([sku]).get(sku)
        again = self._written.get([sku]).get(sku)  # after the vectors: nobody may have written the product in between
        if vectors is None or again is None or again.content_hash != known.content_hash:
            return {}
        return dict(zip(known.photo_ids, vectors, strict=True))

    def _read(
        self,
        row: ProductRow,
        seen: Sequence[str | PhotoError],
        kept: Mapping[str, Vectors],
        known: StoredProduct | None,
    ) -> _Photos:
        """Read a row's photos, and decode those without a vector that stands."""
        photos = _Photos()
        hashes = dict(zip(known.photo_ids, known.photo_hashes, strict=True)) if known is not None and kept else {}
        for place, (reference, version) in enumerate(zip(row.product.photos, seen, strict=False)):
            try:
                if isinstance(version, PhotoError):
                    raise version
                data = self._photos.read(reference)
            except PhotoError as error:
                photos.versions.append("")
                photos.warnings.append(row.photo_warning(place, str(error)))
                photos.passing |= error.passing
                continue
            name = photo_id(data)
            if name in hashes and self._store.exists(name):
                photos.hashes[name] = hashes[name]
            elif name not in photos.hashes:
                reason = self._take_in(data, name, photos, decode_only=name in hashes)
                if reason is not None:
                    photos.versions.append(UNREADABLE + version)
                    photos.warnings.append(row.photo_warning(place, reason))
                    continue
            photos.versions.append(version)
        return photos

    def _take_in(self, data: bytes, name: str, photos: _Photos, *, decode_only: bool) -> str | None:
        """Decode a photo and keep it; returns why that cannot be done."""
        try:
            image = self._embedder.decode(data)
            pixels = self._embedder.preprocess(image)
            digest = self._hash_photo(Image.fromarray(pixels))  # small already, and all of the photo
        except Exception as error:  # whatever a decoder trips over, it is this photo alone that is unreadable
            return _reason(error)
        self._store.keep(data, name)
        photos.hashes[name] = digest
        if not decode_only:
            photos.pixels[name] = pixels
        return None

    def _outcome(
        self, row: ProductRow, known: StoredProduct | None, photos: _Photos, kept: Mapping[str, Vectors]
    ) -> NewFacts | ToEncode:
        warnings = (*_warnings(row), *photos.warnings)
        stored = StoredProduct(
            product=row.product,
            photo_ids=tuple(photos.hashes),
            content_hash=self._content_hash(row.product, photos.hashes),
            facts_hash=facts_hash(row.product),
            photo_versions=tuple(photos.versions),
            photo_hashes=tuple(photos.hashes.values()),
        )
        if known is not None and known.photo_ids[:1] and known.photo_ids[0] in stored.photo_ids:
            stored = replace(stored, predicted=known.predicted)  # what it was guessed from is still there
        stands = known is not None and stored.content_hash == known.content_hash and stored.photo_ids == known.photo_ids
        if known is not None and stands and not photos.pixels:
            return NewFacts(stored, warnings, is_change=stored.facts_hash != known.facts_hash)
        stays = {name: kept[name] for name in photos.hashes if name in kept}
        return ToEncode(row, stored, photos.pixels, known is None, warnings, stays)

    def _content_hash(self, product: Product, photo_ids: Iterable[str]) -> str:
        return content_hash(product, photo_ids, self._embedder.fingerprint)


def _kept_as_it_was(row: ProductRow) -> RowWarning:
    reason = "A photo cannot be had just now, so the product was kept as it was. Import it again later."
    return RowWarning(row.line, None, row.product.sku, reason)


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
