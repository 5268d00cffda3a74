"""Whether systems run the same network: what their vectors of the same photos have in common."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

ALIKE = 0.999


class Agreement(NamedTuple):
    """Cosines between the vectors that systems give.

    Attributes:
        same: By system, the lowest cosine of its vectors with those of the reference for the same photo.
        others: The highest cosine that the reference gives two different photos.
    """

    same: dict[str, float]
    others: float


def agreement(vectors: Mapping[str, ArrayLike], reference: str) -> Agreement:
    """Compare the vectors of every system with those of one.

    Args:
        vectors: By system, (photos, dim), of the same photos in the same order, of any length but 0.
        reference: The system that the others are compared with.
    """
    units = {name: _units(of) for name, of in vectors.items()}
    among = units[reference] @ units[reference].T
    np.fill_diagonal(among, -1)
    same = {name: float((of * units[reference]).sum(axis=1).min()) for name, of in units.items() if name != reference}
    return Agreement(same, float(among.max()))


def _units(vectors: ArrayLike) -> NDArray[np.float64]:
    found = np.asarray(vectors, dtype=np.float64)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))
