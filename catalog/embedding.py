"""What the importer asks of the models: the one seam between catalogue and encoders."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.index.port import Prediction

Vectors = NDArray[np.float32]


class ProductEmbedder(Protocol):
    """Turns photos and words of products into fused vectors. Safe to call from several threads."""

    @property
    def fingerprint(self) -> str:
        """Names the bundle: vectors of different fingerprints must never be compared."""
        ...

    @property
    def dim(self) -> int:
        """Length of a fused vector."""
        ...

    def decode(self, data: bytes) -> Image.Image:
        """Decode a photo into upright sRGB pixels (mode "RGB"), no smaller than the image tower needs.

        A large photo may come out at a fraction of its size, in a fraction of the time.

        Raises:
            ValueError: The photo cannot or must not be decoded; the message tells a merchant why.
        """
        ...

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        """Fit a decoded photo to the image tower, (height, width, 3)."""
        ...

    def encode_photos(self, pixels: Sequence[NDArray[np.uint8]]) -> Vectors:
        """Image vectors of preprocessed photos, (photos, image dim)."""
        ...

    def guess_attributes(self, images: Vectors) -> Sequence[Mapping[str, Prediction]]:
        """What each photo shows, by attribute, from image vectors, (photos, image dim); only what is sure enough."""
        ...

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Text vectors, (texts, text dim)."""
        ...

    def fuse(self, image: Vectors | None, text: Vectors) -> Vectors:
        """Fused unit vectors in the product role, (rows, dim).

        Args:
            image: (rows, image dim), or None for products without a photo.
            text: (rows, text dim).
        """
        ...
