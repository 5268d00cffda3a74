"""Runs retrievers over a benchmark's tasks."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from jewelbench.evaluation.metrics import Rejection, Rows, Values, measure, rank, rejection
from jewelbench.evaluation.retriever import GalleryProduct, Photos, Retriever, Scores
from jewelbench.release import ProductRecord, QueryRecord, Release

NOT_JEWELLERY = "not-jewellery"
PHOTO_TASK = "photo-to-product"
"""Whose photos of jewellery the others are compared with."""


@dataclass(frozen=True)
class Benchmark:
    """What retrievers are judged on.

    Attributes:
        name: Of the release, or of the merchant's file.
        products: The gallery.
        photos: Where the photo with an id lies.
        tasks: Queries by task.
        families: What each query of a task is about, a design family: queries about one rise and fall together.
        designs: The truth about the products, in their order; empty where it is not known.
        shown: Id of the product that a photo shows, by the photo's id, as far as it is known.
    """

    name: str
    products: Sequence[GalleryProduct]
    photos: Photos
    tasks: Mapping[str, Sequence[QueryRecord]]
    families: Mapping[str, Sequence[str]]
    designs: Sequence[ProductRecord] = ()
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def product_ids(self) -> list[str]:
        """Ids of the gallery."""
        return [product.product_id for product in self.products]


def load_benchmark(root: Path) -> Benchmark:
    """Read a release; queries are about the test split, and so is the gallery."""
    release = Release(root)
    products = [product for product in release.products() if product.split == "test"]
    records = release.photos()
    family = {product.product_id: product.family for product in products}

    def about(query: QueryRecord) -> str:
        shown = records[query.photo].product_id if query.photo in records else None
        product = shown or next(iter(query.relevant), "")
        return family.get(product, query.query_id)

    tasks = release.tasks()
    return Benchmark(
        release.manifest.name,
        products,
        {photo_id: root / record.file for photo_id, record in records.items()},
        tasks,
        {task: [about(query) for query in queries] for task, queries in tasks.items()},
        designs=products,
        shown={photo_id: record.product_id for photo_id, record in records.items() if record.product_id is not None},
    )


@dataclass(frozen=True)
class TaskResult:
    """What one retriever answered to one task.

    Attributes:
        measures: Each measure of each query, (queries,); NaN for a query without a right answer.
        top: Rows of the first answers, (queries, 10), -1 for none.
        best: Score of the first answer, (queries,), NaN where the retriever abstained.
        best_wrong: Likewise of the first wrong one.
    """

    measures: dict[str, Values]
    top: Rows
    best: Values
    best_wrong: Values

    @property
    def abstained(self) -> bool:
        """Whether it had nothing to say to any query."""
        return bool(np.isnan(self.best).all())


@dataclass(frozen=True)
class RetrieverResult:
    """What one retriever answered, by task, and how many seconds it took to index and to answer."""

    name: str
    tasks: dict[str, TaskResult]
    seconds: float
    rejection: Rejection | None


def judge(benchmark: Benchmark, retriever: Retriever) -> RetrieverResult:
    """Ask one retriever everything."""
    started = time.monotonic()
    retriever.index(benchmark.products, benchmark.photos)
    tasks = {task: _ask(benchmark, retriever, queries) for task, queries in benchmark.tasks.items() if queries}
    seconds = time.monotonic() - started
    turned_away = None
    if PHOTO_TASK in tasks and NOT_JEWELLERY in tasks:
        photos = tasks[PHOTO_TASK]
        turned_away = rejection(photos.best, tasks[NOT_JEWELLERY].best, photos.best_wrong)
    return RetrieverResult(retriever.name, tasks, seconds, turned_away)


def _ask(benchmark: Benchmark, retriever: Retriever, queries: Sequence[QueryRecord]) -> TaskResult:
    scores = retriever.scores(queries, benchmark.photos)
    ids = benchmark.product_ids
    top = rank(scores, queries, ids)
    best = np.where(top[:, 0] >= 0, np.take_along_axis(scores, top[:, :1].clip(min=0), axis=1)[:, 0], np.nan)
    return TaskResult(measure(top, queries, ids), top, best.astype(np.float64), _best_wrong(scores, queries, ids))


def _best_wrong(scores: Scores, queries: Sequence[QueryRecord], product_ids: Sequence[str]) -> Values:
    """Best score of a wrong answer, (queries,); NaN where a retriever abstained or no answer is wrong."""
    row_of = {product: row for row, product in enumerate(product_ids)}
    wrong = np.array(scores, dtype=np.float64)
    for number, query in enumerate(queries):
        wrong[number, [row_of[product] for product in query.relevant]] = -np.inf
    best = wrong.max(axis=1)
    return np.where(np.isinf(best), np.nan, best)


def judge_all(
    benchmark: Benchmark,
    retrievers: Sequence[Retriever],
    say: Callable[[str], None],
    step: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[RetrieverResult]:
    """Ask each retriever in turn, saying how far it is; `step` is told how many of how many have answered.

    Raises:
        ValueError: Two retrievers have one name.
    """
    names = [retriever.name for retriever in retrievers]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"two retrievers are called {min(twice)!r}")
    results: list[RetrieverResult] = []
    step(0, len(retrievers))
    for number, retriever in enumerate(retrievers, 1):
        results.append(judge(benchmark, retriever))
        say(f"{number} of {len(retrievers)}: {retriever.name}, {results[-1].seconds:.1f} s")
        step(number, len(retrievers))
    return results
