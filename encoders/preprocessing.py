"""Fits photos of any shape to the square that image towers read."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bundles import PhotoFitting

_RESAMPLING = {"bilinear": Image.Resampling.BILINEAR, "bicubic": Image.Resampling.BICUBIC}
_REDUCING_GAP = 1.5  # how far a cheap box filter may bring a large photo towards its size before the fine one
_SMALLER = Image.Resampling.HAMMING  # towers find as much by it as by the cubic one, in two thirds of the time


def fit_photo(photo: Image.Image, size: int, fitting: PhotoFitting) -> NDArray[np.uint8]:
    """Fit a photo to a tower's square in the way that its manifest names.

    "crop" and "squash" are what open_clip, timm and transformers do with photos when they evaluate: Pillow's resampling
    in one step, and the integer arithmetic of torchvision's `Resize` and `CenterCrop`.

    Args:
        photo: Mode RGB, of any size.
        size: Side of the square, pixels.
        fitting: The way.

    Returns:
        (size, size, 3), RGB, in [0, 255].
    """
    if fitting.way == "pad":
        return fit_square(photo, size)
    side, resampling = fitting.scaled_to or size, _RESAMPLING[fitting.interpolation]
    scaled = photo.resize((side, side) if fitting.way == "squash" else _shorter_side(photo.size, side), resampling)
    left, top = (round((length - size) / 2.0) for length in scaled.size)
    return np.asarray(scaled.crop((left, top, left + size, top + size)))


def decoded_side(size: int, fitting: PhotoFitting) -> int:
    """How many pixels the shorter side of a photo needs, at least, before it is fitted; more change little.

    Twice the scaled side for a checkpoint that was trained on photos scaled in one step: a coarse reduction down to
    that side itself, before the fine one, would be seen.
    """
    return size if fitting.way == "pad" else 2 * (fitting.scaled_to or size)


def _shorter_side(shape: tuple[int, int], side: int) -> tuple[int, int]:
    """Width and height with the shorter one scaled to `side`; the longer one is cut off to whole pixels."""
    width, height = shape
    return (side, int(side * height / width)) if width <= height else (int(side * width / height), side)


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
    way = _SMALLER if scale < 1 else Image.Resampling.BICUBIC
    scaled = np.asarray(photo.resize((width, height), way, reducing_gap=_REDUCING_GAP))
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
