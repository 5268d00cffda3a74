"""Fits photos of any shape to the square that image towers read."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

_REDUCING_GAP = 2.0  # how far a cheap box filter may bring a large photo towards its size before the cubic one


def fit_square(photo: Image.Image, size: int) -> NDArray[np.uint8]:
    """Scale a whole photo into a square, centred, on the median colour of its own border.

    Nothing is cropped: a necklace fills its photo from edge to edge, and a pair of earrings stands at both sides of it.
    The border of a product photo is its backdrop, so filling with it adds no edge that is not there.

    Args:
        photo: Mode RGB, of any size.
        size: Side of the square, pixels.

    Returns:
        (size, size, 3), RGB, in [0, 255].
    """
    scale = size / max(photo.size)
    width, height = (max(1, round(side * scale)) for side in photo.size)
    scaled = np.asarray(photo.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=_REDUCING_GAP))
    if width == height:
        return scaled.copy()  # Pillow's own pixels are read-only
    square = np.empty((size, size, 3), dtype=np.uint8)
    square[:] = _border_colour(scaled)
    left, top = (size - width) // 2, (size - height) // 2
    square[top : top + height, left : left + width] = scaled
    return square


def _border_colour(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Median, channel by channel, of the outermost pixels of a photo, (3,)."""
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    colour: NDArray[np.uint8] = np.median(border, axis=0).astype(np.uint8)
    return colour
