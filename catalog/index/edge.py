"""The index inside this process: Qdrant Edge, with its files in a folder."""

from pathlib import Path

from catalog.index.edge_folder import EdgeFolder
from catalog.index.edge_points import EdgePoints
from catalog.index.shadowed import ShadowedIndex


class QdrantEdgeIndex(ShadowedIndex[EdgePoints]):
    """Shards of Qdrant Edge in a folder: the live one, and while an import replaces it, its shadow."""

    def __init__(self, folder: Path, *, dim: int, fingerprint: str) -> None:
        """Open the index in `folder`, or make an empty one there.

        Args:
            folder: Belongs to this process until `close`.
            dim: Length of a fused vector.
            fingerprint: The bundle whose vectors the index holds.

        Raises:
            IndexUnavailableError: Another process holds the folder, or its files cannot be read.
            BundleMismatchError: The index holds the vectors of another bundle.
            OSError: The disk is full.
        """
        self._dim = dim
        self._folder = EdgeFolder(folder, dim=dim, fingerprint=fingerprint)
        try:
            live = EdgePoints(self._folder.open(), folder, dim)
            left = self._folder.open_shadow()
        except BaseException:
            self._folder.release()
            raise
        super().__init__(live, (left[0], EdgePoints(left[1], folder, dim)) if left else None)

    def close(self) -> None:
        """See `Products`."""
        super().close()
        self._folder.release()

    def _copy(self, key: str) -> EdgePoints:
        self._points.flush()
        return EdgePoints(self._folder.copy(key), self._folder.path, self._dim)

    def _put_in_place(self, shadow: EdgePoints) -> None:
        shadow.flush()
        self._folder.put_shadow_in_place()
        self._points.replace_by(shadow).close()
        self._folder.tidy()

    def _drop(self, shadow: EdgePoints) -> None:
        shadow.close()
        self._folder.forget_shadow()
