"""Searching: a query goes in, products come out with why they matched and how long it took."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from catalog.attributes.english import in_english
from catalog.index.filters import Filters
from catalog.index.port import Products, SearchHit, StoredProduct
from catalog.names import words_of
from encoders.locator import Area
from fusion.weighting import shares
from service.by_name import WordCounts, rare_words, search_by_name
from service.engine import BundleModels, LiveEngine
from service.spelling import Respelling, respelt
from service.wishes import Wish, as_they_are, read_wishes

Vector = NDArray[np.float32]
_SKU = re.compile(r"(?=.*\d)\S{2,64}")  # words without a space that hold a number may be a sku


@dataclass(frozen=True)
class SearchQuery:
    """What a shopper asks.

    Attributes:
        image: The bytes of a photo, or None.
        text: Words; empty for none.
        image_weight: The photo's share in [0, 1]; None leaves it to the fusion.
        filters: Conditions that every hit meets.
        limit: How many hits.
        offset: How many of the best to skip.
        understand: Turn "not yellow gold" and "under 200 euros" in the words into filters, and put "emarald" right.
    """

    image: bytes | None = None
    text: str = ""
    image_weight: float | None = None
    filters: Filters = ()
    limit: int = 24
    offset: int = 0
    understand: bool = True


class Match(NamedTuple):
    """A hit and how much its looks and its description made it match, two shares that sum to 1."""

    hit: SearchHit
    image: float
    text: float

    @property
    def photo_ids(self) -> Sequence[str]:
        """The product's kept photos, the one that matched first."""
        ids, best = self.hit.stored.photo_ids, self.hit.best_photo
        return (*ids[best : best + 1], *ids[:best], *ids[best + 1 :])


@dataclass(frozen=True)
class SearchResults:
    """What was found.

    Attributes:
        matches: Best first.
        total: How many products meet the filters.
        weights: How much photo and words counted, summing to 1; None where there was no query to weigh.
        took_ms: Milliseconds by stage, and their "total".
        looks_like_jewellery: Whether the photo that was searched with does; None where that cannot be told.
        understood: What the words asked for, as filters that all hits meet as well.
        respellings: Words that were taken for others that are spelt almost like them.
        looked_at: The part of the photo that was searched with; None for the whole of it, or without a photo.
    """

    matches: Sequence[Match]
    total: int
    weights: tuple[float, float] | None
    took_ms: dict[str, float]
    looks_like_jewellery: bool | None = None
    understood: Sequence[Wish] = ()
    respellings: Sequence[Respelling] = ()
    looked_at: Area | None = None


class ProductNotFoundError(LookupError):
    """No product has this sku."""


class SearchService:
    """Finds products. Safe to call from several threads."""

    def __init__(self, engine: LiveEngine) -> None:
        """Search with whatever pair of models and index `engine` has when a query comes."""
        self._engine = engine
        self._words = WordCounts()

    def search(self, query: SearchQuery) -> SearchResults:
        """Find what matches a photo, words, or both.

        Raises:
            PhotoError: The photo cannot or must not be decoded.
            ValueError: Neither photo nor words.
        """
        started = time.perf_counter()
        with self._engine.held() as (models, index):
            text, respellings = self._respelt(query, models, index)
            wishes = read_wishes(text) if query.understand else as_they_are(text)
            words = wishes.alone if query.image is None else wishes.beside
            filters = (*query.filters, *wishes.filters)
            encoded = models.encode_query(query.image, in_english(words), query.image_weight)
            searching = time.perf_counter()
            hits = self._hits(index, encoded.vector, query, wishes.naming, filters)
            matches, total = _explained(encoded.vector, hits, models.image_dim), index.count(filters)
        took = {**encoded.took_ms, **_since(searching, started)}
        likely = _looks_like_jewellery(query, hits, models.jewellery_score)
        return SearchResults(
            matches, total, encoded.weights, took, likely, wishes.wishes, respellings, encoded.looked_at
        )

    def _respelt(self, query: SearchQuery, models: BundleModels, index: Products) -> tuple[str, Sequence[Respelling]]:
        """The words with those put right that neither the text tower nor a name in the catalogue has."""
        if not query.understand:
            return query.text, ()
        return respelt(query.text, lambda word: models.has_word(word) or self._is_named(index, word))

    def _is_named(self, index: Products, word: str) -> bool:
        return any(self._words(index, part, index.count()) > 0 for part in words_of(word))

    def similar(self, sku: str, *, filters: Filters = (), limit: int = 24, offset: int = 0) -> SearchResults:
        """Find products like one in the index, from the fused vectors it is stored with.

        Raises:
            ProductNotFoundError: No product has this sku.
        """
        started = time.perf_counter()
        with self._engine.held() as (models, index):
            vectors = index.vectors(sku)
            if vectors is None:
                raise ProductNotFoundError(f"There is no product “{sku}”.")
            query = _mean(vectors)
            hits = index.search(query, filters=filters, limit=limit, offset=offset, without=(sku,))
            matches, total = _explained(query, hits, models.image_dim), index.count(filters)
        return SearchResults(matches, total, None, _since(started, started))

    def product(self, sku: str) -> StoredProduct:
        """One product.

        Raises:
            ProductNotFoundError: No product has this sku.
        """
        with self._engine.held() as (_, index):
            stored = index.get([sku]).get(sku)
        if stored is None:
            raise ProductNotFoundError(f"There is no product “{sku}”.")
        return stored

    def _hits(
        self, index: Products, vector: Vector, query: SearchQuery, naming: str, filters: Filters
    ) -> list[SearchHit]:
        """The nearest products; the one whose sku was typed comes before them, and those that were named are nearer."""
        named = None if query.image is not None or filters else _named(index, vector, query.text)
        if named is None:
            rare = {} if query.image is not None else rare_words(index, naming, self._words)
            if rare:
                return search_by_name(index, vector, rare, filters=filters, limit=query.limit, offset=query.offset)
            return index.search(vector, filters=filters, limit=query.limit, offset=query.offset)
        here = [named] if query.offset == 0 else []
        without = (named.stored.product.sku,)
        limit, offset = query.limit - len(here), max(query.offset - 1, 0)
        return here + (index.search(vector, limit=limit, offset=offset, without=without) if limit else [])


def _named(index: Products, vector: Vector, text: str) -> SearchHit | None:
    """The product whose sku some words are, by its photo that is nearest."""
    if not _SKU.fullmatch(text):
        return None
    spellings = list(dict.fromkeys((text, text.upper(), text.lower())))
    known = index.get(spellings)
    stored = next((known[sku] for sku in spellings if sku in known), None)
    vectors = None if stored is None else index.vectors(stored.product.sku)
    if stored is None or vectors is None:
        return None
    cosines = vectors @ vector
    best = int(cosines.argmax())
    return SearchHit(stored, float(cosines[best]), best, vectors[best])


def _looks_like_jewellery(query: SearchQuery, hits: Sequence[SearchHit], least: float | None) -> bool | None:
    """Whether a photo's best match scores as that of jewellery does; words and filters have reasons of their own."""
    if least is None or not hits or query.image is None or query.text or query.filters or query.offset:
        return None
    return hits[0].score >= least


def _explained(query: Vector, hits: Sequence[SearchHit], image_dim: int) -> list[Match]:
    if not hits:
        return []
    matched = shares(query, np.stack([hit.vector for hit in hits]), image_dim)
    return [Match(hit, *pair) for hit, pair in zip(hits, matched, strict=True)]


def _since(searching: float, started: float) -> dict[str, float]:
    now = time.perf_counter()
    return {"search": 1000 * (now - searching), "total": 1000 * (now - started)}


def _mean(vectors: Vector) -> Vector:
    """One unit vector, (dim,), for the several photos of a product, (photos, dim)."""
    mean = vectors.mean(axis=0)
    length = np.linalg.norm(mean)
    # Photos that cancel each other out have no mean direction; the first one then speaks for the product.
    direction: Vector = mean / length if length > 0 else vectors[0]
    return direction
