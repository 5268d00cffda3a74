"""Searching the embedded index as the catalogue grows: latency, recall against exact, memory, time to build and open.

The vectors are those of the benchmark in the repository, products by photo and text, queries by photo, words and both.
More products than it has are made from them: each is one of its products, moved by the difference of two others.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import write
from bundles import load_bundle
from catalog.index.edge import QdrantEdgeIndex
from catalog.index.filters import Filters, OneOf
from catalog.index.port import IndexEntry, StoredProduct
from catalog.index.shortening import Shortening
from catalog.product import Product
from jewelbench.release import QueryRecord, Release
from service.models import Models
from service.settings import REPOSITORY, Settings

Vectors = NDArray[np.float32]

BENCHMARK = REPOSITORY / "samples" / "jewelbench-s"
TASKS = ("photo-to-product", "text-to-product", "composed", "photo-and-description")
OF_A_TASK = 60
MOVED = 0.5  # how far a copy is moved, as a share of the difference of two products
CHUNK = 2000
SHOWN, COMPARED = 24, 10
STYLES = 12  # so that a filter by one lets 8 % through
FILTERS: dict[str, Filters] = {"all": (), "8 % filter": (OneOf("style", ("style 0",)),)}


class Base(NamedTuple):
    """What products and queries are made of, as it lies in a folder."""

    products: Vectors
    queries: Vectors

    @classmethod
    def load(cls, folder: Path) -> "Base":
        """Read it."""
        return cls(np.load(folder / "products.npy"), np.load(folder / "queries.npy"))


def main() -> None:
    """Measure one size after the other, each in processes of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--name", default="search")
    parser.add_argument("--step", choices=("fill", "ask"), help="what a process of its own does, for this command")
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    if arguments.step:
        print(json.dumps({"fill": _fill, "ask": _ask}[arguments.step](arguments.folder, arguments.products[0])))
        return
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
        save_base(Path(folder))
        for count in arguments.products:
            figures |= _measured(Path(folder), count)
    write(
        arguments.name,
        figures,
        f"One photo a product, {OF_A_TASK * len(TASKS)} queries, {SHOWN} hits, one thread. Recall is of the best "
        f"{COMPARED} by whole vectors. Memory is what the process holds beyond what it held before it opened the "
        "index: its own, and pages of the index's files, which the system may drop.",
    )


def _measured(folder: Path, count: int) -> dict[str, dict[str, float]]:
    filled, asked = _in_process("fill", folder, count), _in_process("ask", folder, count)
    right = {name: nearest(Base.load(folder), count, style=name != "all") for name in FILTERS}
    figures = {}
    for name, hits in asked["hits"].items():
        found = [len(set(got) & set(best)) / len(best) for got, best in zip(hits, right[name], strict=True)]
        cpu, wall = asked["cpu"][name], asked["wall"][name]
        figures[f"{count:,}, {name}"] = {
            "p50, ms of CPU": statistics.median(cpu),
            "p50, ms": statistics.median(wall),
            "p95, ms": sorted(wall)[int(0.95 * len(wall))],
            f"recall@{COMPARED}": statistics.mean(found),
        }
    figures[f"{count:,}, all"] |= {
        "own memory, MB": asked["own"],
        "mapped, MB": asked["mapped"],
        "disk, MB": filled["disk"],
        "build, s": filled["seconds"],
        "open, s": asked["open"],
    }
    return figures


def _in_process(step: str, folder: Path, count: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.search", "--step", step, "--folder", str(folder)]
    done = subprocess.run([*command, "--products", str(count)], stdout=subprocess.PIPE, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def save_base(folder: Path) -> None:
    """Encode the benchmark's products and queries by the shipped bundle, and keep them in a folder."""
    models, release = Models(load_bundle(Settings().bundle)), Release(BENCHMARK)
    if models.shortening is not None:
        models.shortening.save(folder / "shortening.npy")
    photos = release.photos()

    def photo(name: str) -> bytes:
        return (BENCHMARK / photos[name].file).read_bytes()

    asked: list[QueryRecord] = []
    for task in TASKS:
        of_task = release.tasks()[task]
        asked += of_task[:: max(1, len(of_task) // OF_A_TASK)][:OF_A_TASK]
    queries = [models.encode_query(photo(each.photo) if each.photo else None, each.text or "").vector for each in asked]
    np.save(folder / "products.npy", encoded_products(models, release))
    np.save(folder / "queries.npy", np.stack(queries))


def encoded_products(models: Models, release: Release) -> Vectors:
    """The fused vectors of a benchmark's products by their first photo and their words, (products, dim)."""
    photos, rows = release.photos(), []
    for product in release.products():
        data = (release.root / photos[product.packshots[0]].file).read_bytes()
        image = models.encode_photos([models.preprocess(models.decode(data))])
        rows.append(models.fuse(image, models.encode_texts([product.words()]))[0])
    return np.stack(rows)


def chunks(base: Vectors, count: int) -> Iterator[tuple[int, Vectors]]:
    """Products by their number, the benchmark's own first; the same each time."""
    for start in range(0, count, CHUNK):
        rng = np.random.default_rng(start)
        numbers = np.arange(start, min(start + CHUNK, count))
        one, other = rng.integers(0, len(base), (2, len(numbers)))
        moved = base[numbers % len(base)] + np.float32(MOVED) * (base[one] - base[other])
        moved = np.where((numbers < len(base))[:, None], base[numbers % len(base)], moved)
        yield start, (moved / np.linalg.norm(moved, axis=1, keepdims=True)).astype(np.float32)


def nearest(base: Base, count: int, *, style: bool) -> list[list[int]]:
    """Numbers of the products whose whole vectors are nearest to each query."""
    best = np.full((len(base.queries), COMPARED), -2.0, dtype=np.float32)
    numbers = np.zeros(best.shape, dtype=np.int64)
    for start, vectors in chunks(base.products, count):
        these = np.arange(start, start + len(vectors))
        scores = base.queries @ vectors.T
        if style:
            scores[:, these % STYLES != 0] = -2
        scores, every = np.hstack([best, scores]), np.hstack([numbers, np.tile(these, (len(scores), 1))])
        order = np.argsort(-scores, axis=1)[:, :COMPARED]
        best, numbers = np.take_along_axis(scores, order, axis=1), np.take_along_axis(every, order, axis=1)
    return numbers.tolist()


def _fill(folder: Path, count: int) -> dict[str, float]:
    return fill(folder, count, folder / f"index-{count}", "f")


def fill(folder: Path, count: int, path: Path, fingerprint: str) -> dict[str, float]:
    """Make an index of so many products; tells the seconds that took and the megabytes it takes on the disk.

    Args:
        folder: Where `save_base` has written to.
        count: Of products.
        path: Of the index.
        fingerprint: Of the bundle that it is to be taken for.
    """
    base = Base.load(folder)
    kept = folder / "shortening.npy"
    shortening = Shortening.load(kept) if kept.is_file() else None
    started = time.perf_counter()
    index = QdrantEdgeIndex(path, dim=base.products.shape[1], fingerprint=fingerprint, shortening=shortening)
    for start, vectors in chunks(base.products, count):
        index.upsert([IndexEntry(_stored(start + row), vectors[row : row + 1]) for row in range(len(vectors))])
    index.close()
    seconds = time.perf_counter() - started
    os.sync()  # else the disk is still writing while the index is asked
    disk = sum(file.stat().st_blocks * 512 for file in path.rglob("*") if file.is_file())
    return {"seconds": seconds, "disk": disk / 1e6}


def _stored(number: int) -> StoredProduct:
    words = f"A ring in yellow gold with a round diamond of half a carat, number {number}"
    product = Product(str(number), words, category="ring", metal="yellow gold", style=f"style {number % STYLES}")
    return StoredProduct(product, (f"{number:032x}",), content_hash="c" * 32, facts_hash="f" * 32)


def _ask(folder: Path, count: int) -> dict[str, Any]:
    base = Base.load(folder)
    own, mapped = _memory_mb()
    started = time.perf_counter()
    index = QdrantEdgeIndex(folder / f"index-{count}", dim=base.products.shape[1], fingerprint="f")
    index.search(base.queries[0], limit=SHOWN)
    told: dict[str, Any] = {"open": time.perf_counter() - started, "hits": {}, "cpu": {}, "wall": {}}
    for name, filters in FILTERS.items():
        told["hits"][name], told["cpu"][name], told["wall"][name] = [], [], []
        for query in base.queries:
            began = time.perf_counter(), time.thread_time()
            hits = index.search(query, filters=filters, limit=SHOWN)
            told["cpu"][name].append(1000 * (time.thread_time() - began[1]))
            told["wall"][name].append(1000 * (time.perf_counter() - began[0]))
            told["hits"][name].append([int(hit.stored.product.sku) for hit in hits[:COMPARED]])
    after = _memory_mb()
    index.close()
    return told | {"own": after[0] - own, "mapped": after[1] - mapped}


def _memory_mb() -> tuple[float, float]:
    """Memory of this process: its own, and pages of files, MB."""
    status = Path(f"/proc/{os.getpid()}/status").read_text(encoding="ascii")
    own, mapped = (re.search(rf"{name}:\s+(\d+) kB", status) for name in ("RssAnon", "RssFile"))
    assert own is not None
    assert mapped is not None
    return int(own[1]) * 1024 / 1e6, int(mapped[1]) * 1024 / 1e6


if __name__ == "__main__":
    main()
