"""Finds the piece in a photo, so that a ring on a table is looked at as closely as a packshot."""

import hashlib
import math
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bundles import Graph, LocatorSpec
from encoders.preprocessing import fit_square


class Box(NamedTuple):
    """A part of a photo in whole pixels; right and bottom lie just outside."""

    left: int
    top: int
    right: int
    bottom: int


class Area(NamedTuple):
    """The same in shares of the photo's width and height, whatever the size it was decoded at."""

    left: float
    top: float
    right: float
    bottom: float


class PieceLocator:
    """A locator at work. Safe in several threads.

    Attributes:
        name: Tells locators apart that cut differently.
    """

    def __init__(self, folder: Path, spec: LocatorSpec) -> None:
        """Open the graph: on one thread, since it is done before a second one has begun."""
        self.name = hashlib.sha256(spec.model_dump_json().encode()).hexdigest()[:12]
        self._spec = spec
        self._graph = Graph(folder / spec.file, threads=1)

    def cut(self, photo: Image.Image) -> tuple[Image.Image, Area | None]:
        """The part of an upright sRGB photo that shows the piece, with a margin, and where that is.

        Returns:
            The photo itself and None if no piece is found, or one that fills it.
        """
        box = self.find(photo)
        if box == (0, 0, *photo.size):
            return photo, None
        width, height = photo.size
        return photo.crop(box), Area(box.left / width, box.top / height, box.right / width, box.bottom / height)

    def find(self, photo: Image.Image) -> Box:
        """Where to cut a photo."""
        (seen,) = self._graph.run({"pixels": fit_square(photo, self._spec.size)[None]}, ("piece",))
        return box_around(seen[0], photo.size, self._spec)


def box_around(seen: NDArray[np.float32], shape: tuple[int, int], spec: LocatorSpec) -> Box:
    """The square around all that was seen of a piece, as far as it lies in the photo.

    Args:
        seen: How likely each cell of the photo, padded to a square, shows a part of the piece, (cells, cells).
        shape: Width and height of the photo, pixels.
        spec: How far to cut.
    """
    rows, columns = np.nonzero(seen >= spec.threshold)
    if len(rows) == 0:
        return Box(0, 0, *shape)
    longer = max(shape)
    cell = longer / len(seen)
    width, height = (cell * (np.ptp(places) + 1) for places in (columns, rows))
    side = min(longer, math.ceil(max((1 + spec.margin) * max(width, height), spec.smallest * longer)))

    def span(places: NDArray[np.int64], length: int) -> tuple[int, int]:
        middle = cell * (places.min() + places.max() + 1) / 2 - (longer - length) / 2
        start = min(max(0, round(middle - side / 2)), max(0, length - side))
        return start, min(length, start + side)

    (left, right), (top, bottom) = span(columns, shape[0]), span(rows, shape[1])
    return Box(left, top, right, bottom)
