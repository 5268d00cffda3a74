"""A small world to import into: models and an index that count what is asked of them."""

import hashlib
import io
import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from catalog.importer import Importer
from catalog.index.port import IndexEntry, StoredProduct
from catalog.photo_store import PhotoStore

Vectors = NDArray[np.float32]


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
    """The part of an index that an import uses."""

    def __init__(self) -> None:
        self.entries: dict[str, IndexEntry] = {}
        self.upserts: list[int] = []
        self.fact_updates = 0
        self._lock = threading.Lock()

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        with self._lock:
            self.upserts.append(len(entries))
            self.entries.update({entry.stored.product.sku: entry for entry in entries})

    def update_facts(self, stored: Sequence[StoredProduct]) -> None:
        with self._lock:
            self.fact_updates += len(stored)
            for product in stored:
                sku = product.product.sku
                self.entries[sku] = IndexEntry(product, self.entries[sku].vectors)

    def get(self, skus: Iterable[str]) -> dict[str, StoredProduct]:
        with self._lock:
            return {sku: self.entries[sku].stored for sku in skus if sku in self.entries}


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
    return Importer(index, embedder, photo_store)


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
