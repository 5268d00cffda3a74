"""What an encoder returns, and what every encoder can do."""

from collections.abc import Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image

ArrayT = TypeVar("ArrayT")  # numpy.ndarray when serving, torch.Tensor when training


class Encoding(NamedTuple, Generic[ArrayT]):
    """A batch of encoded photos or texts.

    Attributes:
        vector: One unit vector an item, (batch, dim), float32 (towers in training return it unnormalised). The product
            role of the fusion reads only this.
        tokens: What the vector summarises, (batch, tokens, width), float32: image regions row by row, or word pieces.
            The query role of the fusion reads these too.
        mask: True where a token is real and not padding, (batch, tokens), bool.
    """

    vector: ArrayT
    tokens: ArrayT
    mask: ArrayT


Vectors = NDArray[np.float32]


class ImageEncoder(Protocol):
    """Turns upright sRGB photos into vectors and tokens."""

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        """Fit one photo to the tower's input, (height, width, 3), sRGB in [0, 255]."""
        ...

    def encode(self, pixels: Sequence[NDArray[np.uint8]]) -> Encoding[NDArray[np.generic]]:
        """Encode a batch of preprocessed photos."""
        ...


class TextEncoder(Protocol):
    """Turns texts in any script into vectors and tokens."""

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def encode(self, texts: Sequence[str]) -> Encoding[NDArray[np.generic]]:
        """Encode a batch of texts; what exceeds the tower's longest input is cut off."""
        ...
