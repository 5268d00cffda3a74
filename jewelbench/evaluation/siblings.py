"""Whether near-identical products stay apart: designs of one family, which differ in a thing or two."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jewelbench.evaluation.bundle_retriever import FusedRetriever
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.judging import Benchmark
from jewelbench.evaluation.metrics import Estimate, estimate
from jewelbench.evaluation.retriever import Scores, Vectors
from jewelbench.release import ProductRecord, QueryRecord

TASK = "photo-to-product"
QUANTILES = (0.05, 0.5, 0.95)
LEAST_PAIRS = 20
"""Attributes with fewer pairs of a photo and a sibling say too little to stand in a table."""


class Spread(NamedTuple):
    """The 5th, 50th and 95th percentile."""

    low: float
    middle: float
    high: float


class Siblings(NamedTuple):
    """How well products are told from their siblings by photos.

    Attributes:
        first: Share of photos whose own product scores above every sibling of another look.
        photos: How many photos have such a sibling.
        won: For each attribute that alone tells a sibling apart, the pairs of a photo and a sibling, and the share of
            them in which the photo's own product scores higher.
        margins: Score of the own product less that of the best sibling.
        distances: One minus the cosine of packshots: of siblings that differ in one attribute, and of other products of
            one category; by the image tower and fused with their words.
    """

    first: Estimate
    photos: int
    won: Mapping[str, tuple[int, float]]
    margins: Spread
    distances: Mapping[str, Spread]


def judge_siblings(benchmark: Benchmark, retriever: FusedRetriever, towers: BundleTowers) -> Siblings | None:
    """Tell how well a bundle keeps siblings apart; None for a benchmark without families or photo queries.

    Args:
        benchmark: What was asked.
        retriever: The bundle, which has indexed the benchmark.
        towers: The bundle's.
    """
    rivals = _siblings(benchmark.designs)
    queries = [
        query for query in benchmark.tasks.get(TASK, ()) if rivals.get(benchmark.shown.get(query.photo or "", ""))
    ]
    if not queries:
        return None
    scores = retriever.scores(queries, benchmark.photos)
    row_of = {product: row for row, product in enumerate(benchmark.product_ids)}
    margins, won = [], defaultdict(list)
    for query, found in zip(queries, scores, strict=True):
        own = max(float(found[row_of[product]]) for product in query.relevant)
        others = rivals[benchmark.shown[query.photo or ""]]
        margins.append(own - max(float(found[row_of[product]]) for product, _ in others))
        for product, attribute in others:
            won[attribute].append(own > float(found[row_of[product]]))
    apart = np.array(margins)
    return Siblings(
        first=estimate((apart > 0).astype(np.float64), _families(benchmark.designs, benchmark.shown, queries)),
        photos=len(queries),
        won={
            attribute: (len(pairs), float(np.mean(pairs)))
            for attribute, pairs in sorted(won.items(), key=lambda item: -len(item[1]))
            if attribute and len(pairs) >= LEAST_PAIRS
        },
        margins=spread(apart),
        distances=_distances(benchmark, rivals, retriever, towers),
    )


def _siblings(designs: Sequence[ProductRecord]) -> dict[str, list[tuple[str, str]]]:
    """For each product the others of its family that look different, and the one attribute that differs, or ""."""
    families: dict[str, list[ProductRecord]] = defaultdict(list)
    for design in designs:
        families[design.family].append(design)
    return {
        design.product_id: [
            (other.product_id, difference(design.look, other.look))
            for other in families[design.family]
            if other.look != design.look
        ]
        for design in designs
    }


def difference(look: Mapping[str, str], other: Mapping[str, str]) -> str:
    """The one attribute in which two looks differ; "" where there are several, or none."""
    columns = [column for column in sorted({*look, *other}) if look.get(column) != other.get(column)]
    return columns[0] if len(columns) == 1 else ""


def _families(designs: Sequence[ProductRecord], shown: Mapping[str, str], queries: Sequence[QueryRecord]) -> list[str]:
    family = {design.product_id: design.family for design in designs}
    return [family[shown[query.photo or ""]] for query in queries]


def _distances(
    benchmark: Benchmark,
    rivals: Mapping[str, Sequence[tuple[str, str]]],
    retriever: FusedRetriever,
    towers: BundleTowers,
) -> dict[str, Spread]:
    first = np.cumsum([0, *(len(design.packshots) for design in benchmark.designs)])[:-1]
    photos = [benchmark.photos[design.packshots[0]] for design in benchmark.designs]
    spaces: dict[str, Vectors] = {"image tower": towers.photo_vectors(photos), "fused": retriever.gallery[first]}
    row_of = {design.product_id: row for row, design in enumerate(benchmark.designs)}
    near = np.zeros((len(row_of), len(row_of)), dtype=np.bool_)
    for product, others in rivals.items():
        for other, attribute in others:
            near[row_of[product], row_of[other]] = attribute != ""
    families = np.array([design.family for design in benchmark.designs])
    categories = np.array([design.attributes["category"] for design in benchmark.designs])
    strange = (families[:, None] != families) & (categories[:, None] == categories)
    found = {}
    for name, vectors in spaces.items():
        distance: Scores = 1 - vectors @ vectors.T
        for kind, pairs in (("siblings", near), ("others of the category", strange)):
            if pairs.any():
                found[f"{name}, {kind}"] = spread(distance[pairs])
    return found


def spread(values: NDArray[np.floating]) -> Spread:
    """The percentiles of some values."""
    return Spread(*(float(value) for value in np.quantile(values, QUANTILES)))
