"""The models and the index that searchers use: always one pair, also in the moment in which another takes its place."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from catalog.embedding import ProductEmbedder
from catalog.index.port import ProductIndex
from catalog.index.shortening import Shortening
from service.queries import QueryVector


class QueryEncoder(Protocol):
    """What searching asks of the models."""

    @property
    def image_dim(self) -> int:
        """Where the text block of a fused vector starts."""
        ...

    @property
    def jewellery_score(self) -> float | None:
        """What the best match of a photo of jewellery scores nearly always; None if the bundle cannot tell."""
        ...

    def has_word(self, word: str) -> bool:
        """Whether the text tower knows a word, in small letters, as it is."""
        ...

    def encode_query(self, image: bytes | None, text: str, image_weight: float | None = None) -> QueryVector:
        """Turn a photo, words or both into one vector."""
        ...


class BundleModels(QueryEncoder, ProductEmbedder, Protocol):
    """The models of one bundle, for queries and for products."""

    @property
    def shortening(self) -> Shortening | None:
        """How a large index of their vectors shortens them; None if it does not."""
        ...


class Engine(NamedTuple):
    """Models and the index that they filled. Their vectors may be compared with one another, and with no others."""

    models: BundleModels
    products: ProductIndex


class _Used:
    """An engine, and by how many it is being used."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.users = 0


class LiveEngine:
    """The engine that searchers use. Safe to use from several threads.

    Who needs models and index, or the index for longer than one call, holds the engine meanwhile: it stays whole and
    open until it is let go, even if another one has taken its place. Searches wait for nothing.
    """

    def __init__(self, models: BundleModels, index: ProductIndex) -> None:
        """Begin with this pair; the index is closed with the engine, or once another has taken its place."""
        self._current = _Used(Engine(models, index))
        self._changed = threading.Condition()
        self._writers = 0
        self._quiet = False
        self._written: set[str] | None = None

    @property
    def models(self) -> BundleModels:
        """The models in use just now."""
        return self._current.engine.models

    @property
    def index(self) -> ProductIndex:
        """The index in use just now."""
        return self._current.engine.products

    @contextmanager
    def held(self) -> Iterator[Engine]:
        """Use the engine, and keep it open as long."""
        with self._changed:
            used = self._current
            used.users += 1
        try:
            yield used.engine
        finally:
            with self._changed:
                used.users -= 1
                if not used.users:
                    self._changed.notify_all()

    @contextmanager
    def writing(self, sku: str) -> Iterator[Engine]:
        """Hold the engine to write or remove one product; it is waited for before another one takes its place."""
        with self._changed:
            self._changed.wait_for(lambda: not self._quiet)
            self._writers += 1
        try:
            with self.held() as engine:
                yield engine
        finally:
            with self._changed:
                self._writers -= 1
                if self._written is not None:
                    self._written.add(sku)
                self._changed.notify_all()

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Note which products are written meanwhile; `written` tells them."""
        with self._changed:
            self._written = set()
        try:
            yield
        finally:
            with self._changed:
                self._written = None

    def written(self) -> set[str]:
        """The skus of what was written or removed since this was asked last."""
        with self._changed:
            skus = self._written or set()
            self._written = set()
            return skus

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Let nobody write meanwhile, once those who do so now have finished; searches go on."""
        with self._changed:
            self._quiet = True
            self._changed.wait_for(lambda: not self._writers)
        try:
            yield
        finally:
            with self._changed:
                self._quiet = False
                self._changed.notify_all()

    def replace(self, models: BundleModels, index: ProductIndex) -> "Replaced":
        """Put another pair in place of this one, from one search to the next."""
        with self._changed:
            before, self._current = self._current, _Used(Engine(models, index))
        return Replaced(before, self._changed)

    def close(self) -> None:
        """Close the index."""
        self.index.close()


class Replaced:
    """An engine in whose place another one is."""

    def __init__(self, used: _Used, changed: threading.Condition) -> None:
        self._used = used
        self._changed = changed

    def close(self) -> None:
        """Wait until nobody uses it any more, and close its index."""
        with self._changed:
            self._changed.wait_for(lambda: not self._used.users)
        self._used.engine.products.close()
