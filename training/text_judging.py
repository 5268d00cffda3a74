"""How good a text tower is: at finding listings by phrases, and at remembering ordinary English."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.corpus import Corpus, Judge, Split
from training.metrics import recall_at_k
from training.text_lessons import words_of

Encode = Callable[[Sequence[str]], Tensor]
CUT = 10


@dataclass(frozen=True)
class TextTrial:
    """Phrases to find listings with.

    Attributes:
        listings: The first text of each product of a split.
        phrases: Of the same products.
        right: (phrases, listings), True where a listing's product is what a phrase names.
        unseen: (phrases,), True where a phrase holds a word that was kept out of training.
    """

    listings: list[str]
    phrases: list[str]
    right: NDArray[np.bool_]
    unseen: NDArray[np.bool_]


def text_trial(corpus: Corpus, split: Split, unseen: frozenset[str] = frozenset(), most: int = 1000) -> TextTrial:
    """The trial that a corpus makes of one of its splits."""
    rows = corpus.rows(split)
    asked = [query for query in corpus.queries.get(split, {}).get("words", ()) if query.text][:most]
    phrases = [query.text or "" for query in asked]
    return TextTrial(
        [corpus.products[row].texts[0] for row in rows],
        phrases,
        Judge(corpus.products).right(asked, rows),
        np.array([bool(unseen & words_of(phrase)) for phrase in phrases], dtype=np.bool_),
    )


def judge_finding(encode: Encode, trial: TextTrial) -> dict[str, float]:
    """R@1, R@10 and nDCG@10 of a tower, and nDCG@10 over phrases with unseen words where there are any."""
    with torch.inference_mode():
        scores = (encode(trial.phrases) @ encode(trial.listings).T).numpy()
    return figures_of(scores, trial)


def figures_of(scores: NDArray[np.float32], trial: TextTrial) -> dict[str, float]:
    """The figures of some scores, (phrases, listings)."""
    gains = ndcg(scores, trial.right)
    figures = {f"R@{k}": recall_at_k(scores, trial.right, k) for k in (1, CUT)}
    figures |= {"nDCG@10": float(gains.mean())}
    return figures | ({"nDCG@10 unseen": float(gains[trial.unseen].mean())} if trial.unseen.any() else {})


def ndcg(scores: NDArray[np.float32], right: NDArray[np.bool_], cut: int = CUT) -> NDArray[np.float64]:
    """Normalised discounted cumulative gain of the first `cut` answers to each query, (queries,); 0 if none is right.

    Source: Järvelin and Kekäläinen 2002, doi:10.1145/582415.582418, with gains of 0 and 1 as trec_eval has it.
    """
    cut = min(cut, scores.shape[1])
    first = np.argsort(-scores, axis=1, kind="stable")[:, :cut]
    discounts = 1 / np.log2(np.arange(2, cut + 2))
    gained = np.take_along_axis(right, first, axis=1) @ discounts
    best = np.concatenate([[0.0], np.cumsum(discounts)])[np.minimum(right.sum(axis=1), cut)]
    return np.asarray(gained / np.maximum(best, 1e-9))


def judge_memory(before: Tensor, after: Tensor) -> dict[str, float]:
    """What is left of the meaning of ordinary sentences.

    Args:
        before: (sentences, dim), unit vectors by the tower that was started from.
        after: Likewise by the tuned one.

    Returns:
        "cosine" of each sentence to itself, in the mean; "neighbours", the share of the ten nearest other sentences
        that still are among the ten nearest.
    """
    near_before, near_after = _nearest(before), _nearest(after)
    common = [len(set(a) & set(b)) / len(a) for a, b in zip(near_before, near_after, strict=True)]
    return {"cosine": float((before * after).sum(dim=1).mean()), "neighbours": float(np.mean(common))}


def _nearest(vectors: Tensor) -> list[list[int]]:
    similarities = vectors @ vectors.T
    similarities.fill_diagonal_(-2)
    found: list[list[int]] = similarities.topk(min(CUT, len(vectors) - 1), dim=1).indices.tolist()
    return found
