"""Writing single products."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from PIL import Image

from catalog.embedding import ProductEmbedder
from catalog.index.port import StoredProduct
from catalog.near_duplicates import perceptual_hash
from catalog.photo_store import PhotoStore, photo_id
from catalog.preparation import Pixels, ToEncode
from catalog.product import Product
from catalog.row import ProductRow
from catalog.vectors import fused_entries
from service.engine import Engine, LiveEngine
from service.search import ProductNotFoundError

# What an import compares to see that nothing has changed. No import has seen what is written here, so nothing matches,
# and the next one that brings the product looks at all of it.
NOT_IMPORTED = ""


class _Taken(NamedTuple):
    """A photo that was taken in."""

    pixels: Pixels
    digest: str


class ProductWriter:
    """Writes and removes single products. Safe to call from several threads."""

    def __init__(self, engine: LiveEngine, photos: PhotoStore) -> None:
        """Write to the index of `engine`, and keep photos in `photos`."""
        self._engine = engine
        self._photos = photos

    def put(self, product: Product, photos: Sequence[bytes] | None) -> tuple[StoredProduct, bool]:
        """Write a product whole, in place of one with the same sku.

        Args:
            product: What the merchant says about it; its `photos` are not looked at.
            photos: Its photos, best first; None keeps those it has.

        Returns:
            The product as it is in the index now, and whether it is new there.

        Raises:
            PhotoError: A photo cannot or must not be decoded; nothing was written then.
        """
        with self._engine.writing(product.sku) as engine:
            return self._put(engine, product, photos)

    def delete(self, sku: str) -> None:
        """Remove a product.

        Raises:
            ProductNotFoundError: No product has this sku.
        """
        with self._engine.writing(sku) as (_, index):
            if not index.delete([sku]):
                raise ProductNotFoundError(f"There is no product “{sku}”.")

    def _put(self, engine: Engine, product: Product, photos: Sequence[bytes] | None) -> tuple[StoredProduct, bool]:
        models, index = engine
        known = index.get([product.sku]).get(product.sku)
        if known is None or photos is not None:
            taken = self._keep(photos or (), models)
            stored = StoredProduct(
                product, tuple(taken), NOT_IMPORTED, NOT_IMPORTED, photo_hashes=tuple(p.digest for p in taken.values())
            )
            return _encode(engine, stored, {photo: p.pixels for photo, p in taken.items()}, is_new=known is None)
        product = replace(product, photos=known.product.photos)
        stored = replace(known, product=product, facts_hash=NOT_IMPORTED)
        if product.words() == known.product.words():
            index.update_facts([stored])
            return stored, False
        pixels = {photo: _pixels(self._photos.bytes_of(photo), models) for photo in known.photo_ids}
        return _encode(engine, replace(stored, content_hash=NOT_IMPORTED), pixels, is_new=False)

    def _keep(self, photos: Sequence[bytes], embedder: ProductEmbedder) -> dict[str, _Taken]:
        pixels = {photo_id(data): _pixels(data, embedder) for data in photos}  # all of them, before any is kept
        for data in photos:
            self._photos.keep(data, photo_id(data))
        return {kept: _Taken(each, perceptual_hash(Image.fromarray(each))) for kept, each in pixels.items()}


def _encode(
    engine: Engine, stored: StoredProduct, pixels: dict[str, Pixels], *, is_new: bool
) -> tuple[StoredProduct, bool]:
    item = ToEncode(ProductRow(1, stored.product), stored, pixels, is_new, ())
    (entry,) = fused_entries([item], engine.models)
    engine.products.upsert([entry])
    return entry.stored, is_new


def _pixels(photo: bytes, embedder: ProductEmbedder) -> Pixels:
    return embedder.preprocess(embedder.decode(photo))
