"""The index inside this process: Qdrant Edge, with its files in a folder."""

from pathlib import Path

import qdrant_edge as qe

from catalog.index.edge_folder import EdgeFolder
from catalog.index.edge_points import EdgePoints
from catalog.index.read_ahead import ReadAhead
from catalog.index.shadowed import ShadowedIndex
from catalog.index.shortening import Shortening


class QdrantEdgeIndex(ShadowedIndex[EdgePoints]):
    """Shards of Qdrant Edge in a folder: the live one, and while an import replaces it, its shadow."""

    def __init__(self, folder: Path, *, dim: int, fingerprint: str, shortening: Shortening | None = None) -> None:
        """Open the index in `folder`, or make an empty one there.

        Args:
            folder: Belongs to this process until `close`.
            dim: Length of a fused vector.
            fingerprint: The bundle whose vectors the index holds.
            shortening: How that bundle's vectors are shortened, if the index has to be made.

        Raises:
            IndexUnavailableError: Another process holds the folder, or its files cannot be read.
            BundleMismatchError: The index holds the vectors of another bundle.
            OSError: The disk is full.
        """
        self._dim = dim
        self._folder = EdgeFolder(folder, dim=dim, fingerprint=fingerprint, shortening=shortening)
        try:
            live = self._points_of(self._folder.open())
            left = self._folder.open_shadow()
        except BaseException:
            self._folder.release()
            raise
        super().__init__(live, (left[0], self._points_of(left[1])) if left else None)
        self._ahead = ReadAhead()
        self._ahead.begin(self._folder.live())

    def close(self) -> None:
        """See `Products`."""
        self._ahead.stop()
        super().close()
        self._folder.release()

    def _copy(self, key: str) -> EdgePoints:
        self._points.flush()
        return self._points_of(self._folder.copy(key))

    def _points_of(self, shard: qe.EdgeShard) -> EdgePoints:
        return EdgePoints(shard, self._folder.path, self._dim, self._folder.shortening)

    def _put_in_place(self, shadow: EdgePoints) -> None:
        shadow.flush()
        self._folder.put_shadow_in_place()
        self._points.replace_by(shadow).close()
        self._ahead.begin(self._folder.live())
        self._folder.tidy()

    def _drop(self, shadow: EdgePoints) -> None:
        shadow.close()
        self._folder.forget_shadow()
