"""A small world to import into: models and an index that count what is asked of them."""

import hashlib
import io
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from catalog.importer import Importer
from catalog.index.port import IndexEntry, StoredProduct
from catalog.patience import Patience
from catalog.photo_source import PhotoFolder
from catalog.photo_store import PhotoStore

Vectors = NDArray[np.float32]

QUICK = Patience(first=0.01, longest=0.05, in_all=0.5, photos=0.05, look=0.01)


class CountingEmbedder:
    """Deterministic models: a photo's vector holds its mean colour, a text's the bytes of its hash."""

    fingerprint = "bundle-a"
    dim = 11

    def __init__(self) -> None:
        self.photos = 0
        self.texts = 0
        self.decoded = 0
        self.largest_batch = 0

    def decode(self, data: bytes) -> Image.Image:
        self.decoded += 1
        try:
            with Image.open(io.BytesIO(data)) as image:
                image.load()
                return image.convert("RGB")
        except Exception as error:
            raise ValueError("The photo cannot be read; save it again as JPEG.") from error

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        return np.asarray(photo.resize((4, 4)))

    def encode_photos(self, pixels: Sequence[NDArray[np.uint8]]) -> Vectors:
        self.photos += len(pixels)
        self.largest_batch = max(self.largest_batch, len(pixels))
        return np.stack([photo.reshape(-1, 3).mean(0) / 255 for photo in pixels]).astype(np.float32)

    def guess_attributes(self, images: np.ndarray) -> list[dict[str, object]]:
        return [{} for _ in images]

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        self.texts += len(texts)
        digests = [hashlib.sha256(text.encode()).digest()[:8] for text in texts]
        return np.array([list(digest) for digest in digests], np.float32) / 255

    def fuse(self, image: Vectors | None, text: Vectors) -> Vectors:
        image = np.zeros((len(text), 3), np.float32) if image is None else image
        assert image.shape[0] == text.shape[0]
        fused = np.concatenate([image, text], axis=1)
        return fused / np.linalg.norm(fused, axis=1, keepdims=True)


class MemoryIndex:
    """The part of an index that an import uses. What is written to it while it has a shadow goes there as well."""

    def __init__(self) -> None:
        self.entries: dict[str, IndexEntry] = {}
        self.upserts: list[int] = []
        self.fact_updates = 0
        self.shadows: dict[str, MemoryShadow] = {}
        self.ended: list[str] = []
        self._lock = threading.Lock()

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        with self._lock:
            self.upserts.append(len(entries))
            self.entries.update({entry.stored.product.sku: entry for entry in entries})
        for shadow in self.shadows.values():
            shadow.upsert(entries)

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        with self._lock:
            self.fact_updates += len(stored)
            for product in stored:
                sku = product.product.sku
                self.entries[sku] = IndexEntry(product, self.entries[sku].vectors)

    def delete(self, skus: Iterable[str]) -> int:
        with self._lock:
            return sum(self.entries.pop(sku, None) is not None for sku in list(skus))

    def get(self, skus: Iterable[str]) -> dict[str, StoredProduct]:
        with self._lock:
            return {sku: self.entries[sku].stored for sku in skus if sku in self.entries}

    def exact_vectors(self, skus: Iterable[str]) -> dict[str, Vectors]:
        with self._lock:
            return {sku: self.entries[sku].vectors.copy() for sku in skus if sku in self.entries}

    def skus(self) -> Iterator[str]:
        return iter(list(self.entries))

    def count(self, filters: Sequence[object] = ()) -> int:
        return len(self.entries)

    def shadow(self, key: str) -> "MemoryShadow":
        if key not in self.shadows:
            self.shadows = {key: MemoryShadow(self, key)}
        return self.shadows[key]


class MemoryShadow(MemoryIndex):
    """A copy that takes the place of the index once it is told to."""

    def __init__(self, index: MemoryIndex, key: str) -> None:
        super().__init__()
        self.entries = dict(index.entries)
        self._index = index
        self._key = key

    def commit(self) -> None:
        self._index.entries = self.entries
        self._end("commit")

    def discard(self) -> None:
        self._end("discard")

    def _end(self, how: str) -> None:
        self._index.shadows.pop(self._key)
        self._index.ended.append(how)


class SettledFolder(PhotoFolder):
    """A folder whose files count as settled at once; one written a moment ago has another version at each question.

    Attributes:
        reads: How many photos were read.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.reads = 0

    def read(self, reference: str) -> bytes:
        self.reads += 1
        return super().read(reference)

    def version(self, reference: str) -> str:
        size, _, changed = super().version(reference).split(":")[1:4]
        return f"{size}:{changed}"


@pytest.fixture
def embedder() -> CountingEmbedder:
    return CountingEmbedder()


@pytest.fixture
def index() -> MemoryIndex:
    return MemoryIndex()


@pytest.fixture
def photo_store(tmp_path: Path) -> PhotoStore:
    return PhotoStore(tmp_path / "kept")


@pytest.fixture
def importer(index: MemoryIndex, embedder: CountingEmbedder, photo_store: PhotoStore) -> Importer:
    return Importer(index, embedder, photo_store, QUICK)


@pytest.fixture
def photo_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "photos"
    folder.mkdir()
    return folder


@pytest.fixture
def jpeg() -> Callable[..., bytes]:
    """Makes a photo of coloured patches, another for each number."""

    def make(number: int) -> bytes:
        patches = np.random.default_rng(number).integers(0, 256, (3, 4, 3), np.uint8)
        data = io.BytesIO()
        Image.fromarray(patches).resize((32, 24), Image.Resampling.NEAREST).save(data, "JPEG")
        return data.getvalue()

    return make


@pytest.fixture
def write_csv(tmp_path: Path) -> Callable[..., Path]:
    """Writes a catalogue: text in an encoding, or bytes as they are."""

    def write(content: str | bytes, encoding: str = "utf-8", name: str = "catalogue.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write
