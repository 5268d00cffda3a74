"""How much memory an import takes as the catalogue grows, apart from the index and the models."""

import argparse
import re
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.report import write
from catalog.catalogue_file import CatalogueFile
from catalog.importer import Importer
from catalog.index.port import IndexEntry, StoredProduct
from catalog.photo_source import NoPhotos
from catalog.photo_store import PhotoStore
from catalog.report import ImportProgress

Vectors = NDArray[np.float32]

DIM = 896
DESCRIPTION = "A ring for every day, polished by hand, with a stone of one carat in a setting of four claws. " * 2


def main() -> None:
    """Import a large CSV without photos into an index that forgets, and report rows a second and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    memory: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        _write_catalogue(Path(folder) / "catalogue.csv", rows)
        began = time.perf_counter()
        report = Importer(_Forgetful(), _Constant(), PhotoStore(Path(folder) / "photos")).run(  # type: ignore[arg-type]
            CatalogueFile(Path(folder) / "catalogue.csv"), NoPhotos(), progress=lambda step: _watch(step, memory)
        )
        seconds = time.perf_counter() - began
    if report.added != rows:
        raise SystemExit(f"{report.added} of {rows} rows were imported")
    figures = {
        f"{rows:,} rows": {
            "rows/s": rows / seconds,
            "highest in the first tenth, MB": max(mb for done, mb in memory if done <= rows // 10),
            "highest in the end, MB": max(mb for _, mb in memory),
        }
    }
    write(
        "import_memory",
        figures,
        f"{rows:,} rows of ten columns without photos, read from a CSV, imported with models that take no time into an "
        "index that keeps nothing. Memory is that of the whole process, files mapped in included.",
    )


def _write_catalogue(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8") as stream:
        stream.write("sku,title,description,category,metal,gemstone,price,currency,available,vendor\n")
        for row in range(rows):
            facts = f"ring,yellow gold,diamond,{row % 5000}.00,EUR,in stock,Velm"
            stream.write(f'SKU-{row},Halo ring no {row},"{DESCRIPTION}",{facts}\n')


class _Constant:
    """Models that take no time."""

    fingerprint = "constant"
    dim = DIM

    def decode(self, data: bytes) -> Image.Image:
        raise NotImplementedError

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        raise NotImplementedError

    def encode_photos(self, pixels: Sequence[NDArray[np.uint8]]) -> Vectors:
        raise NotImplementedError

    def guess_attributes(self, images: np.ndarray) -> list[dict[str, object]]:
        return [{} for _ in images]

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        return np.ones((len(texts), 384), np.float32)

    def fuse(self, image: Vectors | None, text: Vectors) -> Vectors:  # noqa: ARG002
        return np.full((len(text), DIM), DIM**-0.5, np.float32)


class _Forgetful:
    """The part of an index that an import into an empty one uses, without the products."""

    def get(self, skus: Sequence[str]) -> dict[str, StoredProduct]:  # noqa: ARG002
        return {}

    def upsert(self, entries: Sequence[IndexEntry]) -> None:
        del entries


def _watch(progress: ImportProgress, memory: list[tuple[int, float]]) -> None:
    if progress.done % 2000 == 0:
        memory.append((progress.done, _memory_mb()))


def _memory_mb() -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    return int(found[1]) * 1024 / 1e6 if found else float("nan")


if __name__ == "__main__":
    main()
