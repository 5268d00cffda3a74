"""The index in a Qdrant server or cluster."""

from collections.abc import Iterator

from qdrant_client import QdrantClient

from catalog.index.server_calls import QdrantServer
from catalog.index.server_collections import ServerCollections
from catalog.index.server_points import ServerPoints
from catalog.index.shadowed import ShadowedIndex
from catalog.index.shortening import Shortening


class QdrantServerIndex(ShadowedIndex[ServerPoints]):
    """Collections of a Qdrant server. Its client, which this module needs, is an extra: `loupe-search[server]`.

    Several processes may search an index; only one at a time should write to it.
    """

    def __init__(
        self,
        url: str,
        *,
        dim: int,
        fingerprint: str,
        shortening: Shortening | None = None,
        api_key: str | None = None,
        collection: str = "loupe",
        client: QdrantClient | None = None,
    ) -> None:
        """Open the index, or make an empty one.

        Args:
            url: Such as "http://qdrant:6333".
            dim: Length of a fused vector.
            fingerprint: The bundle whose vectors the index holds.
            shortening: How that bundle shortens them. An index that was made without goes on as it was. One that was
                made with it can be read without it, but neither written nor searched quickly.
            api_key: The server's key, if it asks for one.
            collection: The alias of the live collection.
            client: Used instead of one of its own.

        Raises:
            IndexUnavailableError: The server cannot be reached.
            BundleMismatchError: The index holds the vectors of another bundle.
        """
        self._server = QdrantServer(url, api_key=api_key, client=client)
        self._dim = dim
        self._shortening = shortening
        self._collections = ServerCollections(
            self._server, collection, dim=dim, fingerprint=fingerprint, shortening=shortening
        )
        try:
            self._collections.open()
            left = self._collections.unfinished()
        except BaseException:
            self._server.close()
            raise
        super().__init__(self._points_of(collection), (left[0], self._points_of(left[1])) if left else None)

    def close(self) -> None:
        """See `Products`."""
        super().close()
        self._server.close()

    def _points_of(self, collection: str) -> ServerPoints:
        return ServerPoints(
            self._server,
            collection,
            dim=self._dim,
            shortened=self._collections.shortened,
            shortening=self._shortening,
        )

    def _copy(self, key: str) -> ServerPoints:
        return self._points_of(self._collections.begin_shadow(key))

    def _fill(self, shadow: ServerPoints) -> Iterator[None]:
        yield from shadow.fill_from(self._points)
        self._collections.finish_shadow(shadow.collection)

    def _put_in_place(self, shadow: ServerPoints) -> None:
        self._collections.put_in_place(shadow.collection)

    def _drop(self, shadow: ServerPoints) -> None:  # noqa: ARG002
        self._collections.tidy()
