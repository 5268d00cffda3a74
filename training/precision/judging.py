"""Runs a tower in every precision on the same photos or texts, and says what each of them finds."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from bundles import Graph
from training.precision.recall_gate import Judged, neighbour_overlap, recalls
from training.progress import Progress

BATCH = 8
TIMED = 9  # runs, of which the median counts
FULL, HALF, INT8 = "fp32", "fp16", "int8"

Feeds = dict[str, NDArray[np.generic]]
ItemT = TypeVar("ItemT", Path, str)


@dataclass(frozen=True)
class Asked:
    """Queries whose right answers are known.

    Attributes:
        queries: Photos (as files), or texts.
        gallery: What is ranked.
        right: (queries, gallery), True where an item answers.
    """

    queries: tuple[Path, ...] | tuple[str, ...]
    gallery: tuple[Path, ...] | tuple[str, ...]
    right: NDArray[np.bool_]


@dataclass(frozen=True)
class Comparison(Generic[ItemT]):
    """What one tower's graphs are compared on.

    Attributes:
        items: Photos or texts whose neighbours are compared.
        asked: Queries with known answers, or None.
        feed: Makes inputs of some items.
    """

    items: Sequence[ItemT]
    asked: Asked | None
    feed: Callable[[Sequence[ItemT]], Feeds]


def judge(
    name: str, graphs: Mapping[str, Path], comparison: Comparison[ItemT], progress: Progress
) -> list[dict[str, Any]]:
    """Figures of every precision, in the order of `graphs`, whose last one is full precision."""
    asked: Asked | None = comparison.asked
    lists: list[Sequence[Any]] = [comparison.items, *((asked.queries, asked.gallery) if asked else ())]
    of = len(graphs) * sum(len(each) for each in lists)
    done = 0
    vectors: dict[str, list[NDArray[np.float32]]] = {}
    milliseconds = {}
    for precision, path in graphs.items():
        graph = Graph(path, threads=1)
        vectors[precision] = []
        for items in lists:
            parts = []
            for part in in_batches(items):
                progress(f"judging the {name} tower", done, of)
                parts.append(graph.run(_read(graph, comparison.feed(part)), ("vector",))[0])
                done += len(part)
            vectors[precision].append(np.concatenate(parts))
        milliseconds[precision] = _milliseconds(graph, _read(graph, comparison.feed(comparison.items[:1])))
    progress(f"judging the {name} tower", of, of)
    return [
        asdict(_judged(precision, path, milliseconds[precision], vectors[precision], vectors[FULL], asked))
        for precision, path in graphs.items()
    ]


def _judged(
    precision: str,
    path: Path,
    milliseconds: float,
    mine: Sequence[NDArray[np.float32]],
    full: Sequence[NDArray[np.float32]],
    asked: Asked | None,
) -> Judged:
    cosines = (mine[0] * full[0]).sum(axis=1)
    return Judged(
        precision=precision,
        megabytes=path.stat().st_size / 1e6,
        milliseconds=milliseconds,
        overlap=neighbour_overlap(full[0], mine[0]),
        mean_cosine=float(cosines.mean()),
        least_cosine=float(cosines.min()),
        recalls=recalls(mine[1], mine[2], asked.right) if asked else {},
        full_recalls=recalls(full[1], full[2], asked.right) if asked else {},
    )


def _milliseconds(graph: Graph, feeds: Feeds) -> float:
    """CPU time of one thread, which other work on the machine does not lengthen much."""
    graph.run(feeds, ("vector",))
    taken = []
    for _ in range(TIMED):
        start = time.thread_time()
        graph.run(feeds, ("vector", "tokens"))
        taken.append(1000 * (time.thread_time() - start))
    return statistics.median(taken)


def _read(graph: Graph, feeds: Feeds) -> Feeds:
    """What a graph reads; one that takes its padding for words reads no mask."""
    return {name: feeds[name] for name in graph.inputs}


def in_batches(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Consecutive parts of `BATCH` items."""
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
