"""An index that can be copied, changed unseen and replaced, over any engine that holds points."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from catalog.index.filters import Filters
from catalog.index.port import Facets, IndexEntry, IndexUnavailableError, Products, SearchHit, StoredProduct, Vectors

Points = TypeVar("Points", bound=Products)


class _Seen(Generic[Points]):
    """Hands every call on to the points."""

    def __init__(self, points: Points) -> None:
        self._points = points

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """See `Products`."""
        self._points.upsert(entries)

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """See `Products`."""
        self._points.update_facts(stored)

    def delete(self, skus: Iterable[str]) -> int:
        """See `Products`."""
        return self._points.delete(skus)

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        """See `Products`."""
        return self._points.get(skus)

    def vectors(self, sku: str) -> Vectors | None:
        """See `Products`."""
        return self._points.vectors(sku)

    def exact_vectors(self, skus: Sequence[str]) -> dict[str, Vectors]:
        """See `Products`."""
        return self._points.exact_vectors(skus)

    def skus(self) -> Iterator[str]:
        """See `Products`."""
        return self._points.skus()

    def entries(self) -> Iterator[IndexEntry]:
        """See `Products`."""
        return self._points.entries()

    def search(
        self, query: Vectors, *, filters: Filters = (), limit: int = 24, offset: int = 0, without: Sequence[str] = ()
    ) -> list[SearchHit]:
        """See `Products`."""
        return self._points.search(query, filters=filters, limit=limit, offset=offset, without=without)

    def count(self, filters: Filters = ()) -> int:
        """See `Products`."""
        return self._points.count(filters)

    def facets(self, filters: Filters = ()) -> Facets:
        """See `Products`."""
        return self._points.facets(filters)


class Shadow(_Seen[Points]):
    """A `ShadowIndex` over some points. It ends with `commit` or `discard`.

    Args:
        points: The copy.
        key: What it is for.
        commit: Puts the points in the place of the index.
        discard: Drops them.
    """

    def __init__(
        self, points: Points, key: str, *, commit: Callable[[Points], None], discard: Callable[[Points], None]
    ) -> None:
        super().__init__(points)
        self.key = key
        self._commit = commit
        self._discard = discard

    @property
    def points(self) -> Points:
        """The copy itself."""
        return self._points

    def shadow(self, key: str) -> "Shadow[Points]":
        """There is one shadow at a time.

        Raises:
            IndexUnavailableError: Always.
        """
        raise IndexUnavailableError(f"“{key}” can have no shadow here: this is one itself. Ask the index it is of.")

    def commit(self) -> None:
        """See `ShadowIndex`."""
        self._commit(self._points)

    def discard(self) -> None:
        """See `ShadowIndex`."""
        self._discard(self._points)

    def close(self) -> None:
        """Leave the shadow for later; it is still told of what is written to the index, which lets go of its files."""


class ShadowedIndex(_Seen[Points], ABC):
    """A `ProductIndex` over some points, with at most one shadow behind it.

    Writes follow one another; searches wait for none of them, nor for the shadow being made or put in place.

    Args:
        points: What searchers see.
        shadow: What an earlier process has left unfinished, and its key.
    """

    def __init__(self, points: Points, shadow: tuple[str, Points] | None) -> None:
        super().__init__(points)
        self._making = threading.Lock()
        self._writing = threading.RLock()
        self._shadow = self._shadow_of(*shadow) if shadow else None

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        """See `Products`."""
        with self._writing:
            for points in self._written():
                points.upsert(entries)

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        """See `Products`."""
        with self._writing:
            for points in self._written():
                points.update_facts(stored)

    def delete(self, skus: Iterable[str]) -> int:
        """See `Products`."""
        skus = list(skus)
        with self._writing:
            return [points.delete(skus) for points in self._written()][-1]

    def shadow(self, key: str) -> Shadow[Points]:
        """See `ProductIndex`."""
        with self._making:
            with self._writing:
                if self._shadow is not None and self._shadow.key == key:
                    return self._shadow
                if self._shadow is not None:
                    self._shadow.discard()
                shadow = self._shadow = self._shadow_of(key, self._copy(key))
            try:
                self._filled(shadow.points)
            except BaseException:
                with self._writing:
                    self._shadow = None
                raise
            return shadow

    def close(self) -> None:
        """See `Products`."""
        with self._writing:
            if self._shadow is not None:
                self._shadow.points.close()
            self._points.close()

    @abstractmethod
    def _copy(self, key: str) -> Points:
        """Make a copy of the points that outlives the process, with its key; no write comes meanwhile.

        Raises:
            OSError: There is no room for it.
        """

    def _fill(self, shadow: Points) -> Iterator[None]:  # noqa: ARG002
        """Fill the copy bit by bit, if making it did not; between two bits writes may come, and go into both."""
        return iter(())

    @abstractmethod
    def _put_in_place(self, shadow: Points) -> None:
        """Make the copy what searchers see, and remove what they saw so far."""

    @abstractmethod
    def _drop(self, shadow: Points) -> None:
        """Remove the copy."""

    def _filled(self, points: Points) -> None:
        bits, more = self._fill(points), True
        while more:
            with self._writing:
                more = next(bits, self) is not self

    def _written(self) -> tuple[Points, ...]:
        """The shadow first: what failed half-way then shows nowhere."""
        return (self._points,) if self._shadow is None else (self._shadow.points, self._points)

    def _shadow_of(self, key: str, points: Points) -> Shadow[Points]:
        return Shadow(points, key, commit=self._commit, discard=self._discard)

    def _commit(self, points: Points) -> None:
        with self._writing:
            self._check_open(points)
            self._put_in_place(points)
            self._shadow = None

    def _discard(self, points: Points) -> None:
        with self._writing:
            if self._shadow is not None and self._shadow.points is points:
                self._drop(points)
                self._shadow = None

    def _check_open(self, points: Points) -> None:
        if self._shadow is None or self._shadow.points is not points:
            raise IndexUnavailableError("This shadow has ended; ask the index for another one.")
