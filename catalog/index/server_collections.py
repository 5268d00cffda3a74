"""The collections of a Qdrant server that make up one index: the live one behind its alias, and its shadow."""

import uuid
from collections.abc import Iterator
from typing import Any, cast

from qdrant_client import models

from catalog.index.filters import FLAG_FIELDS, KEYWORD_FIELDS, NAMES, RANGE_FIELDS
from catalog.index.payload import fact_key
from catalog.index.port import BundleMismatchError
from catalog.index.server_calls import QdrantServer
from catalog.index.shortening import Shortening

WHOLE, SHORT = "whole", "short"
"""Names of the vectors in a point of a collection that shortens them; in another one they have none."""

# Notes that a collection keeps about itself.
FINGERPRINT = "fingerprint"
INDEX = "index"  # the alias that it stands, stood or is to stand behind
KEY = "shadow_of"  # what a shadow is for; empty for all others
WHOLE = "whole"  # whether a shadow holds all that the index held when it was begun
HEIR = "heir"  # whether a shadow takes over from a collection that bears the alias as its own name


class ServerCollections:
    """Collections named `<alias>-<short id>`. The alias says which is live, so changing it changes what searchers see.

    An index that an earlier release made is a collection of that name instead. It serves as it is until a shadow takes
    its place; for that moment there is none of the name.

    Args:
        server: Where they are.
        alias: The name of the index.
        dim: Length of a fused vector.
        fingerprint: The bundle whose vectors they hold.
        shortening: How that bundle shortens them. An index that is made now does so; one that is there keeps to what it
            does.

    Attributes:
        shortened: Whether the index shortens vectors, once it is open.
    """

    def __init__(
        self, server: QdrantServer, alias: str, *, dim: int, fingerprint: str, shortening: Shortening | None = None
    ) -> None:
        self.alias = alias
        self.shortened = shortening is not None
        self._server = server
        self._dim = dim
        self._fingerprint = fingerprint
        self._shortening = shortening

    def open(self) -> None:
        """See to it that there is a live collection that filters can look at, empty if need be.

        Raises:
            IndexUnavailableError: The server cannot be reached.
            BundleMismatchError: The collection holds the vectors of another bundle.
        """
        live = self.live()
        if live is None:
            live = self._heir() or self._first()
            self._check(live)
            self._point_at(live)
        else:
            self._check(live)
        self._index_facts(live)
        self.shortened = isinstance(vectors_of(self._server, live), dict)

    def live(self) -> str | None:
        """The collection that searchers see."""
        return live_collection(self._server, self.alias)

    def unfinished(self) -> tuple[str, str] | None:
        """What the shadow that was left is for, and its collection; None if none was left, or not a whole one."""
        for name, notes in self._others():
            if notes.get(KEY) and notes.get(WHOLE) and notes.get(FINGERPRINT) == self._fingerprint:
                return str(notes[KEY]), name
        return None

    def begin_shadow(self, key: str) -> str:
        """Make an empty shadow whose vectors are kept as the index keeps them, and remove what is left of others."""
        self.tidy()
        name = f"{self.alias}-{uuid.uuid4().hex[:8]}"
        self._create(name, {KEY: key, WHOLE: False})
        self._index_facts(name)
        return name

    def finish_shadow(self, name: str) -> None:
        """Remember that a shadow holds all that the index does."""
        self._note(name, {WHOLE: True})

    def put_in_place(self, shadow: str) -> None:
        """Let the alias lead to the shadow, and remove what it led to. Doing it twice is harmless."""
        if self.alias in self._names():
            self._note(shadow, {HEIR: True})
            self._delete(self.alias)
        self._point_at(shadow)
        self._note(shadow, {KEY: "", HEIR: False})
        self.tidy()

    def tidy(self) -> None:
        """Remove every collection of this index but the live one."""
        for name, _ in list(self._others()):
            self._delete(name)

    def _first(self) -> str:
        name = f"{self.alias}-first"
        if name not in self._names():  # else a start was interrupted before the alias was made
            self._create(name, {})
        return name

    def _heir(self) -> str | None:
        return next((name for name, notes in self._others() if notes.get(HEIR)), None)

    def _others(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """This index's collections but for the live one, with their notes."""
        live = self.live()
        for name in self._names():
            if name != live and name.startswith(f"{self.alias}-"):
                notes = self._notes(name)
                if notes.get(INDEX) == self.alias:
                    yield name, notes

    def _delete(self, name: str) -> None:
        self._server.call(lambda client: client.delete_collection(name))

    def _names(self) -> list[str]:
        return _collection_names(self._server)

    def _notes(self, name: str) -> dict[str, Any]:
        return self._server.call(lambda client: client.get_collection(name)).config.metadata or {}

    def _note(self, name: str, notes: dict[str, Any]) -> None:
        self._server.call(lambda client: client.update_collection(name, metadata=notes))

    def _point_at(self, name: str) -> None:
        made = models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=name, alias_name=self.alias))
        gone = models.DeleteAliasOperation(delete_alias=models.DeleteAlias(alias_name=self.alias))
        operations: list[models.AliasOperations] = [made] if self.live() is None else [gone, made]
        self._server.call(lambda client: client.update_collection_aliases(operations))

    def _check(self, name: str) -> None:
        held = str(self._notes(name).get(FINGERPRINT, ""))
        if not held:
            raise BundleMismatchError(
                f"The collection “{name}” at {self._server.url} does not say which bundle filled it. Either it is "
                "not Loupe's, or the server is older than 1.16 and keeps no such notes: use a newer server, delete the "
                "collection if it is Loupe's, and import the catalogue again."
            )
        if held != self._fingerprint:
            raise BundleMismatchError(
                f"The collection “{name}” at {self._server.url} was filled by the bundle {held[:12]}…, and the "
                f"bundle in use is {self._fingerprint[:12]}…; their vectors cannot be compared. Start with the bundle "
                "it was filled by (LOUPE_BUNDLE), or re-embed its products with the one in use: loupe reindex"
            )

    def _create(self, name: str, notes: dict[str, Any]) -> None:
        vectors = _shortened(self._dim, self._short_dim()) if self.shortened else _photos(self._dim)
        notes = {FINGERPRINT: self._fingerprint, INDEX: self.alias} | notes
        self._server.call(lambda client: client.create_collection(name, vectors_config=vectors, metadata=notes))

    def _short_dim(self) -> int:
        if self._shortening is not None:
            return self._shortening.short_dim
        live = self.live()
        assert live is not None  # it is only then that vectors are shortened
        return int(cast("dict[str, models.VectorParams]", vectors_of(self._server, live))[SHORT].size)

    def _index_facts(self, name: str) -> None:
        """Index what filters and facets look at; where that is done already, the server does nothing."""
        kinds = models.PayloadSchemaType
        words = dict.fromkeys((*KEYWORD_FIELDS, *FLAG_FIELDS, NAMES), kinds.KEYWORD)
        for field, kind in (words | dict.fromkeys(RANGE_FIELDS, kinds.FLOAT)).items():
            self._index_fact(name, fact_key(field), kind)

    def _index_fact(self, name: str, key: str, kind: models.PayloadSchemaType) -> None:
        self._server.call(lambda client: client.create_payload_index(name, key, field_schema=kind))


def vectors_of(server: QdrantServer, collection: str) -> models.VectorParams | dict[str, models.VectorParams]:
    """How a collection keeps vectors: whole ones, or whole ones and short ones by their names.

    Raises:
        IndexUnavailableError: The server cannot be reached.
    """
    params = server.call(lambda client: client.get_collection(collection)).config.params
    return cast("models.VectorParams | dict[str, models.VectorParams]", params.vectors)


def _photos(dim: int, **how: Any) -> models.VectorParams:
    """Whole vectors, one a photo; the product's best one counts."""
    best = models.MultiVectorConfig(comparator=models.MultiVectorComparator.MAX_SIM)
    return models.VectorParams(size=dim, distance=models.Distance.DOT, multivector_config=best, **how)


def _shortened(dim: int, short_dim: int) -> dict[str, models.VectorParams]:
    """Whole vectors, which only candidates are compared by, and short ones, which those are found by.

    The short ones are held in memory with eight bits a number, under a graph; all others are read from the disk.
    """
    eight_bits = models.ScalarQuantization(
        scalar=models.ScalarQuantizationConfig(type=models.ScalarType.INT8, always_ram=True)
    )
    return {
        WHOLE: _photos(dim, on_disk=True, hnsw_config=models.HnswConfigDiff(m=0)),
        SHORT: models.VectorParams(
            size=short_dim, distance=models.Distance.DOT, on_disk=True, quantization_config=eight_bits
        ),
    }


def live_collection(server: QdrantServer, alias: str) -> str | None:
    """The collection behind an alias, or the one that bears its name; None if there is neither.

    Raises:
        IndexUnavailableError: The server cannot be reached.
    """
    for each in server.call(lambda client: client.get_aliases()).aliases:
        if each.alias_name == alias:
            return str(each.collection_name)
    return alias if alias in _collection_names(server) else None


def _collection_names(server: QdrantServer) -> list[str]:
    return [each.name for each in server.call(lambda client: client.get_collections()).collections]
