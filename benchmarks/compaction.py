"""What fewer numbers a product cost in recall and save in memory: linear maps of the fused vectors, in some bits each.

The maps are fitted on one half of the design families of the benchmark in the repository and judged on the other, then
the other way round, so that no product or query is judged by a map that was fitted to it.
"""

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import write
from benchmarks.search import BENCHMARK, SHOWN, chunks, encoded_products
from bundles import load_bundle
from catalog.index.shortening import Shortening, candidates_for
from jewelbench.release import ProductRecord, QueryRecord, Release
from service.models import Models
from service.settings import Settings
from training.metrics import hits_at_k
from training.shortening import best_maps

Vectors = NDArray[np.float32]

TASKS = {
    "photo": "photo-to-product",
    "words": "text-to-product",
    "both": "photo-and-description",
    "composed": "composed",
}
DIMS = (64, 128, 256, 512)
STEPS = {32: None, 8: 0.0308, 4: 0.3352}
"""Bits a number to the step of the best uniform quantiser of normal numbers of unit variance, in 2^bits levels (Max
1960, table II; for 8 bits by its rule); None rounds nothing."""
NEAREST = 10
LOOKED_AT = candidates_for(SHOWN)  # as many as a large index takes
ASKED = 120  # queries of a half whose nearest products are looked for among many


class Asked(NamedTuple):
    """Queries, in the order of their rows.

    Attributes:
        vectors: (queries, dim).
        right: Which products answer each, (queries, products).
        excluded: Which products are left out for each, likewise.
        task: Name of each query's task, (queries,).
        half: Which half each belongs to, 0 or 1, (queries,).
    """

    vectors: Vectors
    right: NDArray[np.bool_]
    excluded: NDArray[np.bool_]
    task: NDArray[np.str_]
    half: NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """How short vectors are made.

    Attributes:
        maps: Of products and of queries, (2, short dim, dim); None keeps vectors whole.
        bits: Of each number of a product; those of queries are floats.
    """

    maps: NDArray[np.float32] | None
    bits: int

    def products(self, vectors: Vectors) -> Vectors:
        """Products as they would be kept, (products, short dim)."""
        return coded(vectors if self.maps is None else vectors @ self.maps[0].T, self.bits)

    def queries(self, vectors: Vectors) -> Vectors:
        """Queries to compare with them, (queries, short dim)."""
        return vectors if self.maps is None else vectors @ self.maps[1].T


def main() -> None:
    """Fit, judge and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--among", type=int, default=50_000, help="products, mostly made up, to find the nearest among")
    arguments = parser.parse_args()
    models, release = Models(load_bundle(Settings().bundle)), Release(BENCHMARK)
    listed = release.products()
    halves = halves_of(listed)
    products, asked = encoded_products(models, release), _asked(models, release, listed, halves)
    figures = report(products, halves, asked, models.shortening, arguments.among)
    write(
        "compaction",
        figures,
        f"The {len(products)} products of {BENCHMARK.name} by one photo and text, in two halves by design family, and "
        f"{len(asked.vectors)} queries. Maps are fitted on one half and judged on the other, both ways; those that the "
        "bundle carries were fitted on the products it was trained on. Products are ranked by short vectors alone "
        f"within their half. “Nearest” is recall of the best {NEAREST} by whole vectors among {arguments.among:,} "
        f"products, mostly made up as for `search`: by short vectors alone, and with the best {LOOKED_AT} by them "
        "compared whole. Numbers of products are rounded to the bits after a random rotation; queries are not. MB are "
        "those of the short vectors of a million products.",
    )


def halves_of(products: list[ProductRecord]) -> NDArray[np.int64]:
    """The half, 0 or 1, that each product's design family is in, (products,)."""
    families = sorted({product.family for product in products})
    drawn = np.random.default_rng(0).permutation(len(families)) % 2
    half = dict(zip(families, drawn, strict=True))
    return np.array([half[product.family] for product in products])


def report(
    products: Vectors, halves: NDArray[np.int64], asked: Asked, shipped: Shortening | None, among: int
) -> dict[str, dict[str, float]]:
    """What each number of numbers and bits gives: the mean over the queries of both halves."""
    dim = products.shape[1]
    dims = [short for short in DIMS if short < dim]
    fitted = [best_maps(products[halves != half], asked.vectors[asked.half != half], max(dims)) for half in (0, 1)]
    ways = {_row(dim, bits): [Way(None, bits)] * 2 for bits in STEPS}
    for short in reversed(dims):
        ways |= {_row(short, bits): [Way(maps[:, :short], bits) for maps in fitted] for bits in STEPS}
    if shipped is not None:
        ways |= {f"{_row(shipped.short_dim, bits)}, of the bundle": [Way(shipped.maps, bits)] * 2 for bits in STEPS}
    found: dict[str, list[dict[str, list[bool]]]] = {row: [] for row in ways}
    for half in (0, 1):
        judged = _Half(products[halves == half], _of_half(asked, halves, half), among)
        for row, both in ways.items():
            found[row].append(judged.judge(both[half]))
    return {row: {"a million, MB": megabytes(ways[row][0], dim)} | _means(found[row]) for row in ways}


def megabytes(way: Way, dim: int) -> float:
    """What a million products take, MB."""
    return (dim if way.maps is None else way.maps.shape[1]) * way.bits / 8


def _row(numbers: int, bits: int) -> str:
    return f"{numbers} numbers of {bits} bits"


def _means(halves: list[dict[str, list[bool]]]) -> dict[str, float]:
    return {column: float(np.mean(np.concatenate([half[column] for half in halves]))) for column in halves[0]}


class _Half:
    """The products and queries that maps fitted on the other half are judged by."""

    def __init__(self, products: Vectors, asked: Asked, among: int) -> None:
        self._products, self._asked = products, asked
        self._many = np.concatenate([vectors for _, vectors in chunks(products, among)])
        self._some = asked.vectors[:: max(1, len(asked.vectors) // ASKED)][:ASKED]
        self._nearest = _best(self._some @ self._many.T, NEAREST)

    def judge(self, way: Way) -> dict[str, list[bool]]:
        """Column to what each query found."""
        scores = way.queries(self._asked.vectors) @ way.products(self._products).T
        scores[self._asked.excluded] = -np.inf
        found: dict[str, list[bool]] = {}
        for k in (1, 10):
            hits = hits_at_k(scores, self._asked.right, k)
            found |= {f"recall@{k}, {task}": hits[self._asked.task == task].tolist() for task in TASKS}
        return found | self._neighbours(way)

    def _neighbours(self, way: Way) -> dict[str, list[bool]]:
        short = way.queries(self._some) @ way.products(self._many).T
        candidates = _best(short, LOOKED_AT)
        alone = _best(short, NEAREST)
        return {
            "recall of the nearest": _contained(self._nearest, alone),
            "recall of the nearest, compared whole": _contained(self._nearest, candidates),
        }


def _best(scores: Vectors, count: int) -> NDArray[np.int64]:
    """The columns with the highest scores of each row, in no order, (rows, count)."""
    best: NDArray[np.int64] = np.argpartition(-scores, count - 1, axis=1)[:, :count]
    return best


def _contained(wanted: NDArray[np.int64], found: NDArray[np.int64]) -> list[bool]:
    """For each wanted number, whether it is found in the same row."""
    pairs = zip(wanted, found, strict=True)
    return [bool(each) for row, others in pairs for each in np.isin(row, others)]


def coded(vectors: Vectors, bits: int) -> Vectors:
    """Vectors as they come back from so many bits a number, in a basis turned at random, and a length beside.

    Args:
        vectors: (rows, dim), not zero.
        bits: One of `STEPS`.
    """
    step = STEPS[bits]
    if step is None:
        return vectors
    dim = vectors.shape[1]
    turn = np.linalg.qr(np.random.default_rng(0).standard_normal((dim, dim)))[0].astype(np.float32)
    spread = np.linalg.norm(vectors, axis=1, keepdims=True) / np.float32(np.sqrt(dim))
    most = 2 ** (bits - 1)
    levels = np.clip(np.floor(vectors @ turn / spread / np.float32(step)), -most, most - 1) + np.float32(0.5)
    back: Vectors = (levels * np.float32(step) * spread) @ turn.T
    return back


def _asked(models: Models, release: Release, products: list[ProductRecord], halves: NDArray[np.int64]) -> Asked:
    """The queries of all tasks; each belongs to the half of the piece it shows or, by words alone, must find."""
    photos, tasks = release.photos(), release.tasks()
    numbers = {product.product_id: number for number, product in enumerate(products)}
    queries = [(task, query) for task, name in TASKS.items() for query in tasks[name]]
    vectors, half = [], []
    for _, query in queries:
        photo = photos[query.photo] if query.photo else None
        image = (release.root / photo.file).read_bytes() if photo else None
        vectors.append(models.encode_query(image, query.text or "").vector)
        piece = photo.product_id if photo and photo.product_id else query.relevant[0]
        half.append(halves[numbers[piece]])
    return Asked(
        np.stack(vectors),
        _marked([query for _, query in queries], numbers, "relevant"),
        _marked([query for _, query in queries], numbers, "excluded"),
        np.array([task for task, _ in queries]),
        np.array(half),
    )


def _marked(queries: list[QueryRecord], numbers: Mapping[str, int], field: str) -> NDArray[np.bool_]:
    marked = np.zeros((len(queries), len(numbers)), dtype=np.bool_)
    for row, query in enumerate(queries):
        marked[row, [numbers[each] for each in getattr(query, field)]] = True
    return marked


def _of_half(asked: Asked, halves: NDArray[np.int64], half: int) -> Asked:
    """The queries of a half that one of its products answers, over its products."""
    here = halves == half
    rows = (asked.half == half) & asked.right[:, here].any(axis=1)
    return Asked(
        asked.vectors[rows],
        asked.right[rows][:, here],
        asked.excluded[rows][:, here],
        asked.task[rows],
        asked.half[rows],
    )


if __name__ == "__main__":
    main()
