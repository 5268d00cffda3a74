"""Processes that import a catalogue into an embedded index, to be killed half-way.

`import_worker.py FOLDER [ROW]` imports FOLDER/catalogue.csv with FOLDER/photos and prints the report as JSON. With ROW
it prints "here" once that many rows are done, and goes no further.

`import_worker.py FOLDER serve` reads a JSON object a line and answers each with one, doing what it says in a process of
its own that has everything loaded already:

    {"index": "a", "catalogue": "new.csv", "replace": null, "kill_after": 0.2}    imports, or is killed after so long
    {"index": "a"}                                                                tells a digest of all that is in it
"""

import hashlib
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from catalog.catalogue_file import CatalogueFile
from catalog.importer import Importer
from catalog.index.edge import QdrantEdgeIndex
from catalog.photo_source import PhotoFolder
from catalog.photo_store import PhotoStore
from catalog.report import ImportProgress, ImportReport

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

    def guess_attributes(self, images: np.ndarray) -> list[dict[str, object]]:
        return [{} for _ in images]

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.array([list(hashlib.sha256(text.encode()).digest()[:8]) for text in texts], np.float32) / 255

    def fuse(self, image: Vectors | None, text: Vectors) -> Vectors:
        image = np.zeros((len(text), 3), np.float32) if image is None else image
        fused = np.concatenate([image, text], axis=1)
        return fused / np.linalg.norm(fused, axis=1, keepdims=True)


class SettledFolder(PhotoFolder):
    """A folder whose files count as settled at once; one written a moment ago has another version at each question."""

    def version(self, reference: str) -> str:
        return ":".join(super().version(reference).split(":")[:4])


def opened(folder: Path, index: str) -> QdrantEdgeIndex:
    return QdrantEdgeIndex(folder / index, dim=PlainEmbedder.dim, fingerprint=PlainEmbedder.fingerprint)


def import_catalogue(
    folder: Path,
    index: str = "index",
    catalogue: str = "catalogue.csv",
    replace: str | None = None,
    progress: Callable[[ImportProgress], object] | None = None,
) -> ImportReport:
    products = opened(folder, index)
    importer = Importer(products, PlainEmbedder(), PhotoStore(folder / "kept"))
    photos = SettledFolder(folder / "photos")
    report = importer.run(CatalogueFile(folder / catalogue), photos, progress=progress, replace=replace)
    products.close()
    return report


def digest(folder: Path, index: str) -> dict[str, Any]:
    """Of every point, payload and vectors, to the last bit."""
    products = opened(folder, index)
    skus = sorted(products.skus())
    whole = hashlib.sha256()
    for start in range(0, len(skus), 500):
        page = skus[start : start + 500]
        stored, vectors = products.get(page), products.exact_vectors(page)
        for sku in page:
            whole.update(repr(stored[sku]).encode() + vectors[sku].tobytes())
    products.close()
    return {"products": len(skus), "digest": whole.hexdigest()}


def in_a_process(work: Callable[[], dict[str, Any]], kill_after: float | None = None) -> dict[str, Any]:
    """What some work tells; {"killed": True} if it was not done in time."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, json.dumps(work()).encode())
        os._exit(0)
    os.close(writing)
    alarm = threading.Timer(kill_after, os.kill, (child, signal.SIGKILL)) if kill_after is not None else None
    if alarm:
        alarm.start()
    with os.fdopen(reading, "rb") as pipe:
        told = pipe.read()
    if alarm:
        alarm.cancel()
        alarm.join()
    os.waitpid(child, 0)
    return json.loads(told) if told else {"killed": True}


def serve(folder: Path) -> None:
    for line in sys.stdin:
        job = json.loads(line)
        kill_after = job.pop("kill_after", None)
        work = digest if len(job) == 1 else lambda *args, **options: import_catalogue(*args, **options).as_dict()
        print(json.dumps(in_a_process(lambda work=work, job=job: work(folder, **job), kill_after)), flush=True)


def main(folder: Path, stop_at: int | None) -> None:
    def wait_there(progress: ImportProgress) -> None:
        if progress.done == stop_at:
            print("here", flush=True)
            sys.stdin.read()

    print(json.dumps(import_catalogue(folder, progress=wait_there).as_dict()))


if __name__ == "__main__":
    if sys.argv[2:] == ["serve"]:
        serve(Path(sys.argv[1]))
    else:
        main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
