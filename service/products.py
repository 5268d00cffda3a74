"""Writing single products."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from PIL import Image

from catalog.embedding import ProductEmbedder
from catalog.index.port import ProductIndex, StoredProduct
from catalog.near_duplicates import perceptual_hash
from catalog.photo_store import PhotoStore, photo_id
from catalog.preparation import Pixels, ToEncode
from catalog.product import Product
from catalog.row import ProductRow
from catalog.vectors import fused_entries
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

    def __init__(self, index: ProductIndex, embedder: ProductEmbedder, photos: PhotoStore) -> None:
        """Write to `index`, and keep photos in `photos`."""
        self._index = index
        self._embedder = embedder
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
        known = self._index.get([product.sku]).get(product.sku)
        if known is None or photos is not None:
            taken = self._keep(photos or ())
            stored = StoredProduct(
                product, tuple(taken), NOT_IMPORTED, NOT_IMPORTED, photo_hashes=tuple(p.digest for p in taken.values())
            )
            return self._encode(stored, {photo: p.pixels for photo, p in taken.items()}, is_new=known is None)
        product = replace(product, photos=known.product.photos)
        stored = replace(known, product=product, facts_hash=NOT_IMPORTED)
        if product.words() == known.product.words():
            self._index.update_facts([stored])
            return stored, False
        pixels = {photo: self._pixels(self._photos.bytes_of(photo)) for photo in known.photo_ids}
        return self._encode(replace(stored, content_hash=NOT_IMPORTED), pixels, is_new=False)

    def delete(self, sku: str) -> None:
        """Remove a product.

        Raises:
            ProductNotFoundError: No product has this sku.
        """
        if not self._index.delete([sku]):
            raise ProductNotFoundError(f"There is no product “{sku}”.")

    def _encode(self, stored: StoredProduct, pixels: dict[str, Pixels], *, is_new: bool) -> tuple[StoredProduct, bool]:
        item = ToEncode(ProductRow(1, stored.product), stored, pixels, is_new, ())
        (entry,) = fused_entries([item], self._embedder)
        self._index.upsert([entry])
        return entry.stored, is_new

    def _keep(self, photos: Sequence[bytes]) -> dict[str, _Taken]:
        pixels = {photo_id(data): self._pixels(data) for data in photos}  # all of them, before any is kept
        for data in photos:
            self._photos.keep(data, photo_id(data))
        return {kept: _Taken(each, perceptual_hash(Image.fromarray(each))) for kept, each in pixels.items()}

    def _pixels(self, photo: bytes) -> Pixels:
        return self._embedder.preprocess(self._embedder.decode(photo))
