"""The indexes of one Qdrant server: the alias `loupe`, and `loupe-<name>` for each bundle that came later."""

from typing import Any

from qdrant_client import QdrantClient, models

from catalog.index.indexes import FIRST, Filling
from catalog.index.port import BundleMismatchError
from catalog.index.server import QdrantServerIndex
from catalog.index.server_calls import QdrantServer
from catalog.index.server_collections import FINGERPRINT, INDEX, WHOLE, live_collection, vectors_of


class ServerIndexes:
    """Implements `Indexes`; each index is an alias with collections of its own.

    So a process that searches with one bundle never meets the vectors of another, even if a second process has gone
    over to another bundle meanwhile.

    Args:
        url: Such as "http://qdrant:6333".
        api_key: The server's key, if it asks for one.
        collection: The alias of the first index, and the beginning of those of the others.
        client: Used instead of clients of their own, and never closed.
    """

    def __init__(
        self, url: str, *, api_key: str | None = None, collection: str = "loupe", client: QdrantClient | None = None
    ) -> None:
        self._url = url
        self._api_key = api_key
        self._collection = collection
        self._client = client
        self._server = QdrantServer(url, api_key=api_key, client=client)

    def alias(self, name: str) -> str:
        """The alias of an index, whether or not it is there."""
        return f"{self._collection}-{name}" if name != FIRST else self._collection

    def names(self) -> list[str]:
        """See `Indexes`."""
        prefix = f"{self._collection}-"
        aliases = {alias for alias, _ in self._collections()}
        found = {alias.removeprefix(prefix) for alias in aliases if alias.startswith(prefix)}
        return sorted(found | ({FIRST} if self._collection in aliases else set()))

    def filling(self, name: str) -> Filling | None:
        """See `Indexes`.

        Raises:
            BundleMismatchError: The collection does not say which bundle filled it.
        """
        live = live_collection(self._server, self.alias(name))
        if live is None:
            return None
        fingerprint = self._notes(live).get(FINGERPRINT)
        if not fingerprint:
            raise BundleMismatchError(
                f"The collection “{live}” at {self._url} does not say which bundle filled it; see docs/operators.md."
            )
        vectors = vectors_of(self._server, live)
        return Filling(str(fingerprint), (vectors[WHOLE] if isinstance(vectors, dict) else vectors).size)

    def open(self, name: str, filling: Filling) -> QdrantServerIndex:
        """See `Indexes`."""
        return QdrantServerIndex(
            self._url,
            dim=filling.dim,
            fingerprint=filling.fingerprint,
            shortening=filling.shortening,
            api_key=self._api_key,
            collection=self.alias(name),
            client=self._client,
        )

    def size(self, name: str) -> int | None:  # noqa: ARG002
        """See `Indexes`: it lies on the server's disk."""
        return None

    def remove(self, name: str) -> None:
        """See `Indexes`."""
        alias = self.alias(name)
        if any(each.alias_name == alias for each in self._server.call(lambda client: client.get_aliases()).aliases):
            gone = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=alias))
            self._server.call(lambda client: client.update_collection_aliases([gone]))
        for owner, collection in self._collections():
            if owner == alias:
                self._delete(collection)

    def _delete(self, collection: str) -> None:
        self._server.call(lambda client: client.delete_collection(collection))

    def _collections(self) -> list[tuple[str, str]]:
        """Every collection with the alias of the index it is of; one of an earlier release bears that as its name."""
        names = [each.name for each in self._server.call(lambda client: client.get_collections()).collections]
        return [(str(self._notes(name).get(INDEX, name)), name) for name in names]

    def _notes(self, collection: str) -> dict[str, Any]:
        return self._server.call(lambda client: client.get_collection(collection)).config.metadata or {}
