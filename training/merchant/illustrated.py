"""A product with its photos as files, as fitting reads it."""

from dataclasses import dataclass
from pathlib import Path

from catalog.product import Product


@dataclass(frozen=True)
class IllustratedProduct:
    """A product of the catalogue with the photos that can be read.

    Attributes:
        product: The merchant's facts, attributes in canonical words.
        photos: Files of upright sRGB pixels, best first; at least one.
        hashes: Perceptual hash of each photo, in their order; see `catalog.near_duplicates`.
    """

    product: Product
    photos: tuple[Path, ...]
    hashes: tuple[str, ...]
