"""How good rankings are: what is found among the first ones, how sure that is, and what is turned away.

R@k is the share of queries with a right answer among the first k (trec_eval's success_k). MRR@10 is the mean of one
over the place of the first right answer, 0 beyond the tenth. mAP@10 and nDCG@10 are trec_eval's map_cut_10 and
ndcg_cut_10, by way of ir_measures: mAP@10 divides by all right answers, so a query with more than ten cannot reach 1.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import ir_measures
import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from jewelbench.release import QueryRecord

CUT = 10
"""Answers that are looked at."""
MEASURES = {
    "R@1": ir_measures.Success @ 1,
    "R@5": ir_measures.Success @ 5,
    "R@10": ir_measures.Success @ 10,
    "MRR@10": ir_measures.RR @ 10,
    "mAP@10": ir_measures.AP @ 10,
    "nDCG@10": ir_measures.nDCG @ 10,
}
RESAMPLES = 2_000

Values = NDArray[np.float64]
Rows = NDArray[np.int64]


def rank(scores: NDArray[np.float32], queries: Sequence[QueryRecord], product_ids: Sequence[str]) -> Rows:
    """Rows of the first products of each query, best first.

    Ties are broken at random, alike for all retrievers and whatever the answer: the order is drawn from a digest of the
    query's id. A retriever that abstains from a query ties all products, so it is judged as one who guesses.

    Args:
        scores: (queries, products), higher is better; a row of NaN abstains.
        queries: Their `excluded` products are left out of the ranking.
        product_ids: In the order of `scores`.

    Returns:
        (queries, `CUT`), -1 where there are not as many products.

    Raises:
        ValueError: The shape is wrong, or a row has both numbers and NaN.
    """
    if scores.shape != (len(queries), len(product_ids)):
        raise ValueError(f"{scores.shape} scores do not fit {len(queries)} queries of {len(product_ids)} products")
    missing = np.isnan(scores)
    if np.any(missing.any(axis=1) & ~missing.all(axis=1)):
        raise ValueError("a row of scores has both numbers and NaN; one that abstains has NaN alone")
    row_of = {product: row for row, product in enumerate(product_ids)}
    top = np.full((len(queries), CUT), -1, dtype=np.int64)
    for number, query in enumerate(queries):
        excluded = [row_of[product] for product in query.excluded if product in row_of]
        first = _first(scores[number], excluded, zlib.crc32(query.query_id.encode()))
        top[number, : len(first)] = first
    return top


def _first(scores: NDArray[np.float32], excluded: Sequence[int], seed: int) -> Rows:
    allowed = np.ones(len(scores), dtype=np.bool_)
    allowed[list(excluded)] = False
    rows = np.flatnonzero(allowed)
    values = np.nan_to_num(scores[rows], nan=0.0)
    if len(rows) > CUT:
        near = values >= np.partition(values, len(rows) - CUT)[len(rows) - CUT]
        rows, values = rows[near], values[near]
    if len(np.unique(values)) == len(values):
        return rows[np.argsort(-values)][:CUT]
    lot = np.random.default_rng(seed).permutation(len(scores))[rows]
    return rows[np.lexsort((lot, -values))][:CUT]


def measure(top: Rows, queries: Sequence[QueryRecord], product_ids: Sequence[str]) -> dict[str, Values]:
    """Every measure of every query, (queries,) each; NaN for queries that no product answers.

    Raises:
        ValueError: A query is answered by a product that is not in the gallery.
    """
    right = [sorted(set(query.relevant) - set(query.excluded)) for query in queries]
    stray = {product for answers in right for product in answers} - set(product_ids)
    if stray:
        raise ValueError(f"product {min(stray)} answers a query and is not in the gallery")
    qrels = {str(row): dict.fromkeys(answers, 1) for row, answers in enumerate(right) if answers}
    runs = {
        row: {product_ids[product]: float(CUT - place) for place, product in enumerate(top[int(row)]) if product >= 0}
        for row in qrels
    }
    found = {name: np.full(len(queries), np.nan) for name in MEASURES}
    names = {wanted: name for name, wanted in MEASURES.items()}
    if qrels:
        for value in ir_measures.iter_calc(list(MEASURES.values()), qrels, runs):
            found[names[value.measure]][int(value.query_id)] = value.value
    return found


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95 % confidence interval; all NaN for nothing."""

    mean: float
    low: float
    high: float


def estimate(values: Values, clusters: Sequence[str], seed: int = 0) -> Estimate:
    """Mean of what was measured, with a percentile bootstrap over clusters of queries.

    Queries about one design family share its difficulty, so whole families are drawn, not queries.

    Args:
        values: (queries,), NaN where there is none.
        clusters: The family that each query is about.
        seed: Equal seeds give equal intervals.

    Source: Efron and Tibshirani 1993, "An introduction to the bootstrap", 8.5 and 13.3.
    """
    known = ~np.isnan(values)
    if not known.any():
        return Estimate(np.nan, np.nan, np.nan)
    _, cluster = np.unique(np.asarray(clusters)[known], return_inverse=True)
    sums, sizes = np.bincount(cluster, weights=values[known]), np.bincount(cluster)
    drawn = _resamples(len(sums), seed)
    low, high = np.percentile((drawn @ sums) / (drawn @ sizes), [2.5, 97.5])
    return Estimate(float(values[known].mean()), float(low), float(high))


@lru_cache(maxsize=4)
def _resamples(clusters: int, seed: int) -> NDArray[np.int64]:
    """How often each cluster is drawn in each resample, (resamples, clusters)."""
    rng = np.random.default_rng(seed)
    return rng.multinomial(clusters, np.full(clusters, 1 / clusters), size=RESAMPLES)


@dataclass(frozen=True)
class Rejection:
    """How well the best score of a photo tells jewellery from anything else.

    Attributes:
        auroc: Chance that a photo of jewellery scores higher than one of something else; ties count half.
        threshold: The 5th percentile of jewellery: a score that 95 % of it passes.
        accepted: Share of the other photos above the threshold.
        accepted_strangers: Share of photos of jewellery that would be above it if no right answer were in the gallery.
    """

    auroc: float
    threshold: float
    accepted: float
    accepted_strangers: float


def rejection(jewellery: Values, others: Values, strangers: Values) -> Rejection | None:
    """Compare the best scores of photos with and without jewellery.

    Args:
        jewellery: Of photos of jewellery, (photos,), NaN where a retriever abstained.
        others: Of photos of something else.
        strangers: Best scores of wrong answers to the photos of jewellery.

    Returns:
        None if either kind is missing or abstained from.
    """
    jewellery, others, strangers = (best[~np.isnan(best)] for best in (jewellery, others, strangers))
    if not len(jewellery) or not len(others):
        return None
    ranks = rankdata(np.concatenate([jewellery, others]))[: len(jewellery)]
    above = ranks.sum() - len(jewellery) * (len(jewellery) + 1) / 2
    threshold = float(np.percentile(jewellery, 5))
    auroc = float(above / (len(jewellery) * len(others)))
    return Rejection(auroc, threshold, float((others > threshold).mean()), float((strangers > threshold).mean()))
