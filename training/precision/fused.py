"""Judges by whole searches how the fusion is stored and how an index keeps its vectors."""

import statistics
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from bundles import Graph
from catalog.index.shortening import Shortening
from fusion.base import FusedEmbedding, Fusion, Modality
from training.corpus import Judge, Kind
from training.evaluation import Gallery, Trial, embed_gallery, embed_queries
from training.fusion_batches import QUERY, query_modalities
from training.fusion_data import FusionData
from training.metrics import hits_at_k
from training.precision.engine_codecs import CODECS, EXACT, Candidates, bytes_of
from training.precision.judging import FULL, TIMED
from training.precision.recall_gate import NEIGHBOURS, Judged

Vectors = NDArray[np.float32]
NARROWEST = 5
"""One in so many products at most is a candidate, as in the smallest index that does not compare all of them."""


class ServedGraph(Fusion):
    """A fusion's graph, computed by the runtime that serves it."""

    def __init__(self, path: Path, image_dim: int, text_dim: int) -> None:
        super().__init__(image_dim, text_dim)
        self._graph = Graph(path, threads=1)

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See `Fusion`."""
        names = ("vector", "tokens", "mask", "present")
        feeds: dict[str, NDArray[np.generic]] = {
            f"{modality}_{name}": each.numpy()
            for modality, values in (("image", image), ("text", text))
            for name, each in zip(names, values, strict=True)
        }
        feeds["role"] = role.numpy()
        found = self._graph.run({name: feeds[name] for name in self._graph.inputs}, ("embedding", "weights"))
        return FusedEmbedding(*map(torch.from_numpy, found))


def judge_fusions(graphs: Mapping[str, Path], data: FusionData, judged: Mapping[Kind, Trial]) -> list[Judged]:
    """Figures of a fusion's graphs, by precision, the last of which is full precision.

    Args:
        graphs: By precision.
        data: What the towers see of the corpus.
        judged: Queries of the validation split.
    """
    fused = {name: _Answers(ServedGraph(path, *_dims(data)), data, judged) for name, path in graphs.items()}
    return [
        _compared(name, graphs[name].stat().st_size / 1e6, _milliseconds(graphs[name], data, judged), mine, fused[FULL])
        for name, mine in fused.items()
    ]


def judge_vectors(
    fusion: Path, shortening: Shortening | None, data: FusionData, judged: Mapping[Kind, Trial]
) -> list[Judged]:
    """Figures of every way to keep vectors, the last of which is comparing all of them as they are.

    Candidates are found by the engine's own codes, eight for each hit, and compared by whole vectors.

    Args:
        fusion: The graph that makes the vectors.
        shortening: How they are shortened; None where they are not.
        data: What the towers see of the corpus.
        judged: Queries of the validation split.
    """
    exact = _Answers(ServedGraph(fusion, *_dims(data)), data, judged)
    found = []
    for codec in CODECS:
        if codec.short and shortening is None:
            continue
        most = max(NEIGHBOURS, min(codec.candidates * NEIGHBOURS, len(exact.gallery.starts) // NARROWEST))
        with Candidates(codec, exact.gallery, shortening) as candidates:
            narrowed = exact.among({kind: candidates.of(asked, most) for kind, asked in exact.asked.items()})
        size = bytes_of(codec, exact.gallery.vectors.shape[1], shortening) / 1000  # of a thousand, in MB
        found.append(_compared(codec.name, size, None, narrowed, exact))
    return [*found, _compared(EXACT, exact.gallery.vectors.shape[1] * 4 / 1000, None, exact, exact)]


class _Answers:
    """What queries of every kind find by one fusion."""

    def __init__(self, fusion: Fusion, data: FusionData, judged: Mapping[Kind, Trial]) -> None:
        trial = next(iter(judged.values()))
        judge = Judge(data.products)
        self.gallery: Gallery = embed_gallery(fusion, data, trial.gallery)
        self.asked = {kind: embed_queries(fusion, data, each) for kind, each in judged.items()}
        self.right = {kind: judge.right(each.queries, each.gallery) for kind, each in judged.items()}
        self.scores = {kind: self.gallery.scores(asked) for kind, asked in self.asked.items()}

    def among(self, candidates: Mapping[Kind, NDArray[np.bool_]]) -> "_Answers":
        """The same, with nothing found but candidates, (queries, products)."""
        other = object.__new__(_Answers)
        other.gallery, other.asked, other.right = self.gallery, self.asked, self.right
        other.scores = {kind: np.where(candidates[kind], scores, -2) for kind, scores in self.scores.items()}
        return other

    def recalls(self) -> dict[str, float]:
        """R@1 and R@10 of each kind."""
        return {
            f"{kind} R@{k}": float(hits_at_k(scores, self.right[kind], k).mean())
            for kind, scores in self.scores.items()
            for k in (1, 10)
        }

    def first(self) -> NDArray[np.int64]:
        """The ten best of each query, (queries, 10)."""
        parts = [np.argsort(-scores, axis=1, kind="stable")[:, :NEIGHBOURS] for scores in self.scores.values()]
        return np.concatenate(parts)


def _compared(name: str, megabytes: float, milliseconds: float | None, mine: _Answers, full: _Answers) -> Judged:
    cosines = np.concatenate([(mine.asked[kind] * full.asked[kind]).sum(axis=1) for kind in full.asked])
    shared = [len(np.intersect1d(a, b)) / len(a) for a, b in zip(mine.first(), full.first(), strict=True)]
    return Judged(
        precision=name, megabytes=megabytes, milliseconds=milliseconds, overlap=float(np.mean(shared)),
        mean_cosine=float(cosines.mean()), least_cosine=float(cosines.min()), recalls=mine.recalls(),
        full_recalls=full.recalls(),
    )  # fmt: skip


def _milliseconds(graph: Path, data: FusionData, judged: Mapping[Kind, Trial]) -> float:
    """CPU time of one query that asks with all that its kind has, on one thread."""
    fusion, trial = ServedGraph(graph, *_dims(data)), list(judged.values())[-1]
    image, text = query_modalities(data, [trial.queries[0].text], trial.photo_rows[:1])
    taken = []
    for _ in range(TIMED + 1):
        start = time.thread_time()
        fusion.fuse(image, text, QUERY)
        taken.append(1000 * (time.thread_time() - start))
    return statistics.median(taken[1:])


def _dims(data: FusionData) -> tuple[int, int]:
    return data.photos.dim, data.words.dim
