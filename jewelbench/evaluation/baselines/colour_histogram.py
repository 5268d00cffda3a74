"""Colour histograms."""

from collections.abc import Sequence

import numpy as np
from scipy.ndimage import gaussian_filter

from jewelbench.evaluation.baselines.foreground import foreground, read_rgb, to_lab
from jewelbench.evaluation.photo_retriever import each
from jewelbench.evaluation.retriever import PhotoFile, Vectors

BINS = (10, 14, 14)
RANGES = ((0.0, 100.0), (-60.0, 60.0), (-60.0, 80.0))
SOFTNESS = 0.7  # bins; neighbouring colours count as alike, so a shade of light does not make a stranger


class ColourHistogram:
    """A joint CIELAB histogram of the pixels that differ from the backdrop, compared by the Hellinger kernel.

    Source: Swain and Ballard 1991, "Color indexing"; the kernel: Arandjelović and Zisserman 2012, "Three things
    everyone should know to improve object retrieval".
    """

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """Nothing is learned."""

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """See `PhotoDescriptor`."""
        return np.stack(each(paths, _histogram))


def _histogram(path: PhotoFile) -> Vectors:
    lab = to_lab(read_rgb(path))
    weight = foreground(lab)
    low, high = np.array(RANGES).T
    bins = np.clip((lab.reshape(-1, 3) - low) / (high - low) * BINS, 0, np.array(BINS) - 1).astype(int)
    place = np.ravel_multi_index(tuple(bins.T), BINS)
    counts = np.bincount(place, weights=weight.ravel(), minlength=int(np.prod(BINS))).reshape(BINS)
    smooth = np.sqrt(gaussian_filter(counts, SOFTNESS).ravel())
    return np.asarray(smooth / np.linalg.norm(smooth), dtype=np.float32)
