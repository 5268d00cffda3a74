"""Retrieval by photo alone: any descriptor of pictures, compared by cosine."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from jewelbench.evaluation.retriever import (
    GalleryProduct,
    Packshots,
    PhotoFile,
    Photos,
    Scores,
    Vectors,
    abstaining,
    photo_ids,
)
from jewelbench.release import QueryRecord


class PhotoDescriptor(Protocol):
    """Turns pictures into vectors."""

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """Learn what the descriptor needs to know of a catalogue from its packshots, without labels."""
        ...

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """Vectors of pictures, (pictures, dim), unit length, or zero for a picture that shows nothing."""
        ...


def each(paths: Sequence[PhotoFile], describe: Callable[[PhotoFile], Vectors]) -> list[Vectors]:
    """Describe pictures one by one, on every core as far as decoding and OpenCV let go of the interpreter."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(describe, paths))


class Remembered:
    """A descriptor with a memory: each picture is described once, however many tasks and retrievers ask.

    Args:
        descriptor: What describes pictures.
    """

    def __init__(self, descriptor: PhotoDescriptor) -> None:
        self._descriptor = descriptor
        self._fitted: list[PhotoFile] = []
        self._known: dict[PhotoFile, Vectors] = {}

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """See `PhotoDescriptor`; to fit again to the same pictures does nothing."""
        if self._fitted != list(paths):
            self._descriptor.fit(paths)
            self._fitted, self._known = list(paths), {}

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """See `PhotoDescriptor`."""
        missing = [path for path in dict.fromkeys(paths) if path not in self._known]
        if missing:
            self._known |= zip(missing, self._descriptor.describe(missing), strict=True)
        return np.stack([self._known[path] for path in paths])


class PhotoRetriever:
    """Ranks products by the cosine between a query's photo and their packshots; words are ignored.

    Args:
        name: What reports call it.
        descriptor: What turns photos into vectors; `Remembered`, or it does so once a task.
    """

    def __init__(self, name: str, descriptor: PhotoDescriptor) -> None:
        self.name = name
        self._descriptor = descriptor

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:
        """See `Retriever`."""
        self._packshots = Packshots(products)
        paths = [photos[photo] for photo in self._packshots.photo_ids]
        self._descriptor.fit(paths)
        self._gallery = self._descriptor.describe(paths)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        """See `Retriever`."""
        asked = photo_ids(queries)
        if not asked:
            return np.full((len(queries), self._packshots.count), np.nan, dtype=np.float32)
        found = self._packshots.best(self._descriptor.describe([photos[photo] for photo in asked]) @ self._gallery.T)
        rows = {photo: row for row, photo in enumerate(asked)}
        shown = np.array([query.photo is not None for query in queries])
        return abstaining(found[[rows.get(query.photo or "", 0) for query in queries]], shown)
