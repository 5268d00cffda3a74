"""Local features, aggregated."""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.cluster.vq import kmeans2, vq

from jewelbench.evaluation.baselines.foreground import read_rgb
from jewelbench.evaluation.photo_retriever import PhotoDescriptor, each
from jewelbench.evaluation.retriever import PhotoFile, Vectors, unit_length

WORDS = 64
MOST_DESCRIPTORS = 20_000
"""So many are enough to find the visual words."""
MOST_PHOTOS = 1_500
DIM = 256
SIDE = 160

Local = NDArray[np.float32]


class SiftVlad:
    """RootSIFT at the keypoints, summed up by what they differ from the nearest visual words, projected by PCA.

    Source: SIFT: Lowe 2004, doi:10.1023/B:VISI.0000029664.99615.94; VLAD and its PCA: Jégou et al. 2010, "Aggregating
    local descriptors into a compact image representation"; RootSIFT: Arandjelović and Zisserman 2012; power and
    intra-normalisation: Jégou and Chum 2012, Arandjelović and Zisserman 2013.
    """

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._seen: dict[PhotoFile, Local] = {}

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """Find visual words and principal axes on a sample of the packshots."""
        rng = np.random.default_rng(self._seed)
        sample = [paths[row] for row in rng.permutation(len(paths))[:MOST_PHOTOS]]
        local = each(sample, local_features)
        self._seen = dict(zip(sample, local, strict=True))
        pooled = np.concatenate(local)
        kept = pooled[rng.permutation(len(pooled))[:MOST_DESCRIPTORS]]
        words, _ = kmeans2(kept, min(WORDS, len(kept)), iter=20, minit="points", rng=rng)
        self._words = np.asarray(words, dtype=np.float32)
        vectors = np.stack([self._vlad(features) for features in local])
        self._mean = vectors.mean(axis=0)
        self._axes = principal_axes(vectors - self._mean, DIM)

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """See `PhotoDescriptor`."""
        vectors = np.stack(each(paths, self._aggregate))
        seen = np.any(vectors != 0, axis=1)
        projected = (vectors - self._mean) @ self._axes.T * seen[:, None]
        return unit_length(projected)

    def _aggregate(self, path: PhotoFile) -> Vectors:
        local = self._seen.pop(path, None)
        return self._vlad(local_features(path) if local is None else local)

    def _vlad(self, local: Local) -> Vectors:
        """Aggregate descriptors into a unit vector, (words · 128,); zero where there are none."""
        summed = np.zeros_like(self._words, dtype=np.float32)
        if len(local):
            nearest, _ = vq(local, self._words)
            member = (np.arange(len(self._words))[:, None] == nearest).astype(np.float32)
            summed = member @ local - member.sum(axis=1, keepdims=True) * self._words
        powered = np.sign(summed) * np.sqrt(np.abs(summed))
        return unit_length(unit_length(powered).ravel())


def local_features(path: PhotoFile) -> Local:
    """RootSIFT descriptors of a photo, (keypoints, 128)."""
    grey = cv2.cvtColor(read_rgb(path, SIDE), cv2.COLOR_RGB2GRAY)
    detector = cv2.SIFT_create(contrastThreshold=0.02)  # type: ignore[attr-defined]
    _, found = detector.detectAndCompute(grey, None)
    if found is None:
        return np.empty((0, 128), dtype=np.float32)
    return np.asarray(np.sqrt(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-9)), dtype=np.float32)


def principal_axes(centred: Vectors, most: int) -> Vectors:
    """Unit directions of greatest variance, (axes, dim), found by way of the smaller Gram matrix.

    Args:
        centred: (rows, dim), fewer rows than dimensions, mean 0.
        most: How many axes at most.
    """
    values, combinations = np.linalg.eigh(centred @ centred.T)
    kept = np.flatnonzero(values > 1e-6 * values[-1])[::-1][:most]
    return unit_length(combinations[:, kept].T @ centred)


class Joined:
    """Two descriptors side by side, the second one's cosine weighted; as when local features and a network are fused.

    Args:
        first: A descriptor.
        second: Another.
        weight: Share of the second in the cosine, in [0, 1].
    """

    def __init__(self, first: PhotoDescriptor, second: PhotoDescriptor, weight: float = 0.5) -> None:
        self._parts = ((first, (1 - weight) ** 0.5), (second, weight**0.5))

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """See `PhotoDescriptor`."""
        for descriptor, _ in self._parts:
            descriptor.fit(paths)

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """See `PhotoDescriptor`."""
        joined = [scale * descriptor.describe(paths) for descriptor, scale in self._parts]
        return unit_length(np.concatenate(joined, axis=1))
