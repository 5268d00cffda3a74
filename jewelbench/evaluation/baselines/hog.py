"""Histograms of oriented gradients."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jewelbench.evaluation.baselines.foreground import bounding_square, foreground, read_rgb, to_lab
from jewelbench.evaluation.photo_retriever import each
from jewelbench.evaluation.retriever import PhotoFile, Vectors, unit_length

SIDE, CELL, ORIENTATIONS = 128, 16, 9
CLIP = 0.2


class Hog:
    """Where edges of which direction are, within the square around the piece.

    OpenCV 5 has no HOG in its headless build, hence this one.

    Source: Dalal and Triggs 2005, "Histograms of oriented gradients for human detection": 9 unsigned orientations,
    cells of 16 pixels, blocks of 2 by 2 cells, L2-Hys.
    """

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """Nothing is learned."""

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """See `PhotoDescriptor`."""
        return np.stack(each(paths, lambda path: oriented_gradients(_cropped(path))))


def oriented_gradients(grey: NDArray[np.float32]) -> Vectors:
    """The descriptor of a picture of `SIDE` by `SIDE`, unit length, or zero for a picture without edges."""
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=1), cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=1)
    strength = np.hypot(dx, dy)
    direction = np.mod(np.arctan2(dy, dx), np.pi) / np.pi * ORIENTATIONS - 0.5
    lower = np.floor(direction)
    share = direction - lower
    row, column = np.indices(grey.shape) // CELL
    cell = (row * (SIDE // CELL) + column) * ORIENTATIONS
    counts = np.zeros((SIDE // CELL) ** 2 * ORIENTATIONS)
    for bin_, weight in ((lower, 1 - share), (lower + 1, share)):
        place = cell + np.mod(bin_, ORIENTATIONS).astype(int)
        counts += np.bincount(place.ravel(), weights=(strength * weight).ravel(), minlength=len(counts))
    cells = counts.astype(np.float32).reshape(SIDE // CELL, SIDE // CELL, ORIENTATIONS)
    blocks = np.concatenate([cells[:-1, :-1], cells[:-1, 1:], cells[1:, :-1], cells[1:, 1:]], axis=2)
    clipped = np.minimum(unit_length(blocks), np.float32(CLIP))
    return unit_length(unit_length(clipped).ravel())


def _cropped(path: PhotoFile) -> NDArray[np.float32]:
    rgb = read_rgb(path)
    square = bounding_square(foreground(to_lab(rgb)))
    picture = Image.fromarray(np.pad(rgb, ((SIDE, SIDE), (SIDE, SIDE), (0, 0)), mode="edge")).crop(
        tuple(edge + SIDE for edge in square)  # type: ignore[arg-type]
    )
    small = picture.convert("L").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return np.asarray(small, dtype=np.float32) / np.float32(255)
