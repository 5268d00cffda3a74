"""Judges fusions on products they have never seen, each kind of query beside the plainest ways to answer it."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from fusion.base import Fusion
from fusion.concatenation import ConcatenationFusion
from training.corpus import Judge, Kind, Query, Split
from training.fusion_batches import PRODUCT, QUERY, query_modalities
from training.fusion_data import FusionData
from training.metrics import hits_at_k

FIXED_WEIGHTS = tuple(round(0.05 * step, 2) for step in range(21))
KINDS: tuple[Kind, ...] = ("photo", "words", "composed", "both")
CHUNK = 256


@dataclass(frozen=True)
class Trial:
    """Queries to judge by.

    Attributes:
        queries: The queries.
        photo_rows: Row of the photo that each shows, -1 for none.
        gallery: Products that are ranked, by row.
    """

    queries: list[Query]
    photo_rows: list[int]
    gallery: list[int]


def trials(
    data: FusionData, split: Split, *, whole_gallery: bool = False, most: int | None = None
) -> dict[Kind, Trial]:
    """The queries of a split, by kind; kinds without any are left out.

    A photo alone is asked with every photo of its product, a photo with words with the first one.

    Args:
        data: Where they are.
        split: The split; nothing should have been fitted to it.
        whole_gallery: Rank all products, not only those of the split.
        most: Queries of a kind, spread evenly; None takes all.
    """
    gallery = list(range(len(data.products))) if whole_gallery else data.corpus.rows(split)
    found: dict[Kind, Trial] = {}
    for kind in KINDS:
        pairs = [(query, row) for query in data.queries(split, kind) for row in _photo_rows(data, query)]
        chosen = pairs if most is None else pairs[:: max(1, len(pairs) // most)][:most]
        if chosen:
            found[kind] = Trial([query for query, _ in chosen], [row for _, row in chosen], gallery)
    return found


def _photo_rows(data: FusionData, query: Query) -> list[int]:
    if query.photo is None:
        return [-1]
    first = [versions[0] for versions in data.shown_rows(query.photo)]
    return first if query.kind == "photo" else first[:1]


@dataclass(frozen=True)
class Gallery:
    """Fused products.

    Attributes:
        vectors: One a packshot, (packshots, dim), float32.
        starts: Where the packshots of each product start, (products,).
    """

    vectors: NDArray[np.float32]
    starts: NDArray[np.int64]

    def scores(self, asked: NDArray[np.float32]) -> NDArray[np.float32]:
        """Cosines of queries (queries, dim) with the best packshot of each product, (queries, products)."""
        return self.best(asked @ self.vectors.T)

    def best(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The best of each product's packshots, (queries, packshots) to (queries, products)."""
        best: NDArray[np.float32] = np.maximum.reduceat(scores, self.starts, axis=1)
        return best


@torch.inference_mode()
def embed_gallery(fusion: Fusion, data: FusionData, products: Sequence[int]) -> Gallery:
    """Fuse packshots and own texts of products, given by row."""
    shots = [(data.photos.rows[file][0], row) for row in products for file in data.products[row].packshots]
    counts = [len(data.products[row].packshots) for row in products]
    parts = []
    for start in range(0, len(shots), CHUNK):
        part = shots[start : start + CHUNK]
        said = [data.products[row].texts[0] for _, row in part]
        image = data.photos.modality([photo for photo, _ in part], tokens=False)
        text = data.words.modality([data.words.rows[words][0] if words else -1 for words in said], tokens=False)
        parts.append(fusion.embed(image, text, PRODUCT))
    return Gallery(torch.cat(parts).numpy(), np.cumsum([0, *counts[:-1]]))


@torch.inference_mode()
def embed_queries(fusion: Fusion, data: FusionData, trial: Trial) -> NDArray[np.float32]:
    """Fused queries of a trial, (queries, dim)."""
    parts = []
    for start in range(0, len(trial.queries), CHUNK):
        said = [query.text for query in trial.queries[start : start + CHUNK]]
        image, text = query_modalities(data, said, trial.photo_rows[start : start + CHUNK])
        parts.append(fusion.embed(image, text, QUERY))
    return torch.cat(parts).numpy()


def hits(fusion: Fusion, data: FusionData, trial: Trial, ks: Sequence[int] = (1, 10)) -> dict[int, NDArray[np.bool_]]:
    """For each k, which queries of a trial find a right product among the first k of its gallery."""
    gallery, judge = embed_gallery(fusion, data, trial.gallery), Judge(data.products)
    asked = embed_queries(fusion, data, trial)
    found: dict[int, list[NDArray[np.bool_]]] = {k: [] for k in ks}
    for start in range(0, len(trial.queries), CHUNK):
        right = judge.right(trial.queries[start : start + CHUNK], trial.gallery)
        scores = gallery.scores(asked[start : start + CHUNK])
        for k in ks:
            found[k].append(hits_at_k(scores, right, k))
    return {k: np.concatenate(parts) for k, parts in found.items()}


def recalls(fusion: Fusion, data: FusionData, trial: Trial) -> dict[str, float]:
    """R@1 and R@10 on a trial."""
    return {f"R@{k}": float(found.mean()) for k, found in hits(fusion, data, trial).items()}


@torch.inference_mode()
def truth_to_words(fusion: Fusion, data: FusionData) -> float | None:
    """How often words that the corpus does not have find first what the text tower finds first by them.

    The questions are those of `data.talk` that nothing learns from. Half of its listings stand beside a packshot, which
    says nothing about them. None if there are no such texts.
    """
    asked, listings = data.talk.judging, data.talk.listings
    if not asked:
        return None
    shots = [data.photos.rows[product.packshots[0]][0] for product in data.products]
    photos = [shots[place % len(shots)] if place % 2 else -1 for place in range(len(listings))]
    questions, said = ([data.words.rows[text][0] for text in texts] for texts in (asked, listings))
    nothing, words = query_modalities(data, asked, [-1] * len(asked))
    queries = fusion.embed(nothing, words, QUERY)
    shown, told = data.photos.modality(photos, tokens=False), data.words.modality(said, tokens=False)
    first = (queries @ fusion.embed(shown, told, PRODUCT).T).argmax(dim=1)
    wanted = (data.words.vectors[questions] @ data.words.vectors[said].T).argmax(dim=1)
    return float((first == wanted).float().mean())


def best_fixed_weight(data: FusionData, trial: Trial) -> float:
    """The photo's share in plain concatenation that gives the highest R@1 on a trial.

    Both roles share one weight in `ConcatenationFusion`, so shares from 0 to 1 reach every ratio of the two cosines.
    """
    return max(FIXED_WEIGHTS, key=lambda weight: recalls(fixed_weight(data, weight), data, trial)["R@1"])


def fixed_weight(data: FusionData, weight: float) -> ConcatenationFusion:
    """Plain concatenation of these features."""
    return ConcatenationFusion(data.photos.dim, data.words.dim, image_weight=weight)


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
    return lambda query: data.products[query.target].facts.get("category", "")


def edit_of(query: Query) -> str:
    """Names what the words of a composed query change."""
    return query.edit
