"""A bundle's image tower as a descriptor of pictures."""

from collections.abc import Sequence

from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import PhotoFile, Vectors


class TowerDescriptor:
    """The bare vectors of a bundle's image tower: no fusion has touched them."""

    def __init__(self, towers: BundleTowers) -> None:
        self._towers = towers

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """Nothing is learned."""

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """See `PhotoDescriptor`."""
        return self._towers.photo_vectors(paths)
