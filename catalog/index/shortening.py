"""Short vectors, by which a large index finds candidates before it compares whole vectors."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from catalog.index.port import Vectors

CANDIDATES, FEWEST_CANDIDATES = 4, 128  # for each hit, and in all


def candidates_for(hits: int) -> int:
    """How many candidates are to be found by short vectors for so many hits."""
    return max(FEWEST_CANDIDATES, CANDIDATES * hits)


class Shortening:
    """Linear maps of products' and queries' fused vectors to fewer numbers, whose dot products come near the cosines.

    A product with several photos is shortened to the mean of theirs: the engine takes seven times as long to compare
    several vectors a product as one, and candidates are compared by every photo after that.

    Args:
        maps: For products, then for queries, (2, short dim, dim).
    """

    def __init__(self, maps: NDArray[np.floating]) -> None:
        if maps.ndim != 3 or len(maps) != 2:
            raise ValueError(f"A shortening has two maps of one shape, not {maps.shape}")
        self._maps = maps.astype(np.float32)

    @property
    def maps(self) -> Vectors:
        """For products, then for queries, (2, short dim, dim)."""
        return self._maps

    @property
    def short_dim(self) -> int:
        """Numbers in a short vector."""
        return int(self._maps.shape[1])

    @property
    def dim(self) -> int:
        """Numbers in a fused vector."""
        return int(self._maps.shape[2])

    def of_product(self, vectors: Vectors) -> Vectors:
        """The short vector, (short dim,), of a product's fused vectors, (rows, dim)."""
        short: Vectors = self._maps[0] @ vectors.mean(axis=0)
        return short

    def of_query(self, query: Vectors) -> Vectors:
        """The short vector, (short dim,), of a query's fused vector, (dim,)."""
        short: Vectors = self._maps[1] @ query
        return short

    def save(self, path: Path) -> None:
        """Write the maps, halved."""
        with path.open("wb") as file:
            np.save(file, self._maps.astype(np.float16), allow_pickle=False)

    @classmethod
    def load(cls, path: Path) -> "Shortening":
        """Read what `save` wrote.

        Raises:
            OSError: There is no such file.
            ValueError: It holds something else.
        """
        with path.open("rb") as file:
            return cls(np.load(file, allow_pickle=False))
