"""Judges fusions on products they have never seen, each kind of query beside the plainest ways to answer it."""

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from fusion.base import Fusion, Role
from fusion.concatenation import ConcatenationFusion
from training.features import PhotoFeatures
from training.fusion_fitting import FusionData, fuse_queries
from training.metrics import hits_at_k
from training.queries import Judge, Query, described_query, family_edits, photo_query, words_query
from training.renders import RenderedProduct

FIXED_WEIGHTS = tuple(round(0.05 * step, 2) for step in range(21))
CHUNK = 512


@dataclass(frozen=True)
class Trial:
    """Queries with the photo that each shows, -1 for none."""

    queries: list[Query]
    photo_rows: list[int]


def trials(products: Sequence[RenderedProduct], photos: PhotoFeatures, split: str, seed: int = 0) -> dict[str, Trial]:
    """Every query photo of a split, alone and under every recorded edit; one phrase a product; photo with phrase."""
    rng = random.Random(seed)
    rows = [row for row, product in enumerate(products) if product.split == split]
    words = [words_query(products, row, rng) for row in rows]
    both = [described_query(products, row, rng) for row in rows]
    return {
        "photo": _shown(products, photos, [photo_query(row) for row in rows]),
        "words": Trial(words, [-1] * len(words)),
        "composed": _shown(products, photos, family_edits(products, rows)),
        "both": _shown(products, photos, both),
    }


def _shown(products: Sequence[RenderedProduct], photos: PhotoFeatures, queries: Sequence[Query]) -> Trial:
    pairs = [
        (query, photos.rows[photo.file][0])
        for query in queries
        if query.photo is not None
        for photo in products[query.photo].queries
    ]
    return Trial([query for query, _ in pairs], [row for _, row in pairs])


def texts_of(trial: Trial) -> list[str]:
    """The words of a trial's queries."""
    return [query.text for query in trial.queries if query.text is not None]


@torch.inference_mode()
def embed_gallery(fusion: Fusion, data: FusionData) -> NDArray[np.float32]:
    """Fused vectors of the packshots and titles of all products, (products, dim)."""
    parts = []
    for start in range(0, len(data.products), CHUNK):
        rows = range(start, min(start + CHUNK, len(data.products)))
        photos = [data.photos.rows[data.products[row].studio.file][0] for row in rows]
        texts = [data.words.rows[data.products[row].title] for row in rows]
        image, text = data.photos.modality(photos, tokens=False), data.words.modality(texts, tokens=False)
        parts.append(fusion(image, text, Role.PRODUCT).embedding)
    return torch.cat(parts).numpy()


@torch.inference_mode()
def hits(fusion: Fusion, data: FusionData, trial: Trial, ks: Sequence[int] = (1, 10)) -> dict[int, NDArray[np.bool_]]:
    """For each k, which queries of a trial find a right product among the first k of all products."""
    gallery, judge = embed_gallery(fusion, data), Judge(data.products)
    everything = np.arange(len(data.products))
    found: dict[int, list[NDArray[np.bool_]]] = {k: [] for k in ks}
    for start in range(0, len(trial.queries), CHUNK):
        queries = trial.queries[start : start + CHUNK]
        asked = fuse_queries(fusion, data, queries, trial.photo_rows[start : start + CHUNK]).embedding.numpy()
        scores, right = asked @ gallery.T, judge.right(queries, everything)
        for k in ks:
            found[k].append(hits_at_k(scores, right, k))
    return {k: np.concatenate(parts) for k, parts in found.items()}


def recalls(fusion: Fusion, data: FusionData, trial: Trial) -> dict[str, float]:
    """R@1 and R@10 on a trial."""
    return {f"R@{k}": float(found.mean()) for k, found in hits(fusion, data, trial).items()}


def best_fixed_weight(data: FusionData, trial: Trial) -> float:
    """The photo's share in plain concatenation that gives the highest R@1 on a trial.

    Both roles share one weight in `ConcatenationFusion`, so shares from 0 to 1 reach every ratio of the two cosines.
    """
    return max(FIXED_WEIGHTS, key=lambda weight: recalls(fixed_weight(data, weight), data, trial)["R@1"])


def fixed_weight(data: FusionData, weight: float) -> ConcatenationFusion:
    """Plain concatenation of these features."""
    dims = data.photos.vectors.shape[1], data.words.vectors.shape[1]
    return ConcatenationFusion(*dims, image_weight=weight)


def breakdown(
    ways: Mapping[str, Fusion], data: FusionData, trial: Trial, part_of: Callable[[Query], str]
) -> dict[str, dict[str, dict[str, float]]]:
    """Each way's recall by part of a trial, the part with most queries first.

    Returns:
        "R@1" and "R@10" to part to the number of "queries" and each way's recall.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for number, query in enumerate(trial.queries):
        members[part_of(query)].append(number)
    found = {name: hits(way, data, trial) for name, way in ways.items()}
    parts = sorted(members.items(), key=lambda item: -len(item[1]))
    return {
        f"R@{k}": {
            part: {"queries": float(len(rows))} | {name: float(found[name][k][rows].mean()) for name in ways}
            for part, rows in parts
        }
        for k in (1, 10)
    }


def category_of(data: FusionData) -> Callable[[Query], str]:
    """Names the category of what a query must find."""
    return lambda query: str(data.products[query.target].attributes["category"])


def edit_of(query: Query) -> str:
    """Names what the words of a composed query change."""
    return query.edit
