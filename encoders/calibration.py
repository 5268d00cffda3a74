"""Whether what is said to be likely is as often right."""

import numpy as np
from numpy.typing import NDArray

BINS = 10


def calibration_error(sure: NDArray[np.float32], right: NDArray[np.bool_]) -> float:
    """Expected calibration error over ten bins of equal width.

    Args:
        sure: How likely each guess was said to be, in [0, 1], (guesses,).
        right: Whether it was right, (guesses,).

    Source: Guo et al. 2017, arXiv:1706.04599, eq. 5.
    """
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    parts = (bins == number for number in range(BINS))
    return float(sum(part.mean() * abs(right[part].mean() - sure[part].mean()) for part in parts if part.any()))
