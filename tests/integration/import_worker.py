"""A process that imports a catalogue into an embedded index, to be killed half-way.

`import_worker.py FOLDER [ROW]` imports FOLDER/catalogue.csv with FOLDER/photos and prints the report as JSON. With ROW
it prints "here" once that many rows are done, and goes no further.
"""

import hashlib
import io
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.csv_reader import CsvCatalog
from catalog.importer import Importer
from catalog.index.edge import QdrantEdgeIndex
from catalog.photo_source import PhotoFolder
from catalog.photo_store import PhotoStore
from catalog.report import ImportProgress

Vectors = NDArray[np.float32]


class PlainEmbedder:
    """Deterministic models: a photo's vector holds its mean colour, a text's the bytes of its hash."""

    fingerprint = "plain"
    dim = 11

    def decode(self, data: bytes) -> Image.Image:
        return Image.open(io.BytesIO(data)).convert("RGB")

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        return np.asarray(photo.resize((4, 4)))

    def encode_photos(self, pixels: Sequence[NDArray[np.uint8]]) -> Vectors:
        return np.stack([photo.reshape(-1, 3).mean(0) / 255 for photo in pixels]).astype(np.float32)

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.array([list(hashlib.sha256(text.encode()).digest()[:8]) for text in texts], np.float32) / 255

    def fuse(self, image: Vectors | None, text: Vectors) -> Vectors:
        image = np.zeros((len(text), 3), np.float32) if image is None else image
        fused = np.concatenate([image, text], axis=1)
        return fused / np.linalg.norm(fused, axis=1, keepdims=True)


def main(folder: Path, stop_at: int | None) -> None:
    def wait_there(progress: ImportProgress) -> None:
        if progress.done == stop_at:
            print("here", flush=True)
            sys.stdin.read()

    embedder = PlainEmbedder()
    index = QdrantEdgeIndex(folder / "index", dim=embedder.dim, fingerprint=embedder.fingerprint)
    importer = Importer(index, embedder, PhotoStore(folder / "kept"))
    report = importer.run(CsvCatalog(folder / "catalogue.csv"), PhotoFolder(folder / "photos"), progress=wait_there)
    index.close()
    print(json.dumps(report.as_dict()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
