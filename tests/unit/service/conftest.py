"""Stand-ins for models and index: small enough that every expected number can be worked out by hand."""

import io
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from catalog.index.filters import NAMES, Condition, Filters, NoneOf, OneOf
from catalog.index.port import Facets, IndexEntry, SearchHit, StoredProduct
from catalog.names import names_of
from catalog.product import Product
from encoders.photo import decode_photo
from service.queries import QueryVector

Vectors = NDArray[np.float32]


class FakeModels:
    """Sees red or blue, and reads the words "red" and "blue"; image and text block have two numbers each."""

    fingerprint = "fake"
    dim = 4
    image_dim = 2
    jewellery_score: float | None = None
    shortening = None

    def __init__(self) -> None:
        self.texts_encoded = 0
        self.photos_encoded = 0

    def decode(self, data: bytes) -> Image.Image:
        return decode_photo(data)

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        return np.asarray(photo.resize((1, 1)))

    def encode_photos(self, pixels: Sequence[NDArray[np.uint8]]) -> Vectors:
        self.photos_encoded += len(pixels)
        return np.array([_unit(*item[0, 0, [0, 2]]) for item in pixels])

    def guess_attributes(self, images: np.ndarray) -> list[dict[str, object]]:
        return [{} for _ in images]

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self.texts_encoded += len(texts)
        return np.array([_unit(text.casefold().count("red"), text.casefold().count("blue")) for text in texts])

    def fuse(self, image: Vectors | None, text: Vectors) -> Vectors:
        blocks = np.hstack([np.zeros_like(text) if image is None else image, text])
        return blocks / np.linalg.norm(blocks, axis=1, keepdims=True)

    def has_word(self, word: str) -> bool:
        return word in ("red", "blue", "with", "looks")

    def encode_query(self, image: bytes | None, text: str, image_weight: float | None = None) -> QueryVector:
        if image is None and not text:
            raise ValueError("nothing to encode")
        looks = self.encode_photos([self.preprocess(self.decode(image))])[0] if image else np.zeros(2, np.float32)
        words = self.encode_texts([text])[0] if text else np.zeros(2, np.float32)
        share = 0.5 if image and text else float(image is not None)
        vector = _unit(*(looks * share), *(words * (1 - share)))
        return QueryVector(vector, (share, 1 - share), {"decode": 1.0, "encode": 2.0, "fuse": 0.5})


class FakeIndex:
    """Products in a dictionary; knows keyword filters only."""

    def __init__(self) -> None:
        self.entries_by_sku: dict[str, IndexEntry] = {}
        self.upserts = 0
        self.closed = False

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        self.upserts += 1
        self.entries_by_sku |= {entry.stored.product.sku: entry for entry in entries}

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        for item in stored:
            self.entries_by_sku[item.product.sku] = IndexEntry(item, self.entries_by_sku[item.product.sku].vectors)

    def delete(self, skus: Iterable[str]) -> int:
        return sum(self.entries_by_sku.pop(sku, None) is not None for sku in skus)

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:
        return {sku: self.entries_by_sku[sku].stored for sku in skus if sku in self.entries_by_sku}

    def vectors(self, sku: str) -> Vectors | None:
        return self.entries_by_sku[sku].vectors if sku in self.entries_by_sku else None

    def exact_vectors(self, skus: Sequence[str]) -> dict[str, Vectors]:
        return {sku: self.entries_by_sku[sku].vectors for sku in skus if sku in self.entries_by_sku}

    def skus(self) -> Iterator[str]:
        return iter(list(self.entries_by_sku))

    def entries(self) -> Iterator[IndexEntry]:
        return iter(list(self.entries_by_sku.values()))

    def search(
        self, query: Vectors, *, filters: Filters = (), limit: int = 24, offset: int = 0, without: Sequence[str] = ()
    ) -> list[SearchHit]:
        found = [_hit(query, entry) for entry in self._under(filters) if entry.stored.product.sku not in without]
        return sorted(found, key=lambda hit: -hit.score)[offset : offset + limit]

    def count(self, filters: Filters = ()) -> int:
        return len(self._under(filters))

    def facets(self, filters: Filters = ()) -> Facets:
        counts: dict[str, int] = {}
        for entry in self._under(filters):
            if category := entry.stored.product.category:
                counts[category] = counts.get(category, 0) + 1
        return Facets({"category": counts})

    def close(self) -> None:
        self.closed = True

    def _under(self, filters: Filters) -> list[IndexEntry]:
        return [
            entry
            for entry in self.entries_by_sku.values()
            if all(_meets(entry.stored.product, condition) for condition in filters)
        ]


def _meets(product: Product, condition: Condition) -> bool:
    assert isinstance(condition, OneOf | NoneOf)
    values = names_of(product) if condition.field == NAMES else (getattr(product, condition.field),)
    return isinstance(condition, OneOf) != set(condition.values).isdisjoint(values)


def _hit(query: Vectors, entry: IndexEntry) -> SearchHit:
    scores = entry.vectors @ query
    best = int(np.argmax(scores))
    return SearchHit(entry.stored, float(scores[best]), best, entry.vectors[best])


def _unit(*numbers: float) -> NDArray[np.float32]:
    vector = np.array(numbers, dtype=np.float32)
    length = np.linalg.norm(vector)
    return vector / length if length > 0 else np.full(len(numbers), 1 / np.sqrt(len(numbers)), np.float32)


@pytest.fixture
def models() -> FakeModels:
    return FakeModels()


@pytest.fixture
def index() -> FakeIndex:
    return FakeIndex()


@pytest.fixture
def photo_of():
    """The bytes of a plain photo of a colour."""

    def make(colour: str, form: str = "PNG") -> bytes:
        stream = io.BytesIO()
        Image.new("RGB", (32, 32), colour).save(stream, form)
        return stream.getvalue()

    return make


@pytest.fixture
def entry_of():
    """An index entry with given vectors, one row a photo."""

    def make(sku: str, *rows: Sequence[float], **facts: str) -> IndexEntry:
        photo_ids = tuple(f"{place:032x}" for place in range(len(rows)))
        product = Product(sku=sku, title=sku, **facts)
        return IndexEntry(StoredProduct(product, photo_ids, "", ""), np.array([_unit(*row) for row in rows]))

    return make
