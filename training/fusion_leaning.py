"""Sets how far a fitted fusion's queries lean to their image block, on products that it was not fitted to."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from fusion.base import Fusion
from training.corpus import Judge, Kind, Split
from training.evaluation import Trial, embed_gallery, embed_queries, trials
from training.fusion_data import FusionData
from training.metrics import reciprocal_ranks

LEANINGS = tuple(float(lean) for lean in np.arange(-4.0, 8.5, 0.5))
GIVEN: tuple[tuple[Kind, ...], ...] = (("photo",), ("words",), ("composed", "both"))
"""Kinds of query by what is given, in the order of `Fusion.leaning`."""
MOST = 1000
"""Queries of a kind that are looked at."""
WITHIN = 0.003
"""Mean reciprocal rank that a leaning may lack of the best."""


def set_leaning(fusion: Fusion, data: FusionData, split: Split = "validation", *, whole_gallery: bool = False) -> None:
    """Let queries lean as is best for products that the fusion has not seen; what cannot be judged stays as it is.

    A fusion knows the products that it was fitted to: what it predicts of their texts from a photo, and of their photos
    from words, is better than what it will predict of others, so it counts on predictions too much. How much the two
    blocks of a query should count is one number for each way of asking, and a few hundred queries tell it.

    Args:
        fusion: The fitted fusion; its `leaning` is replaced.
        data: Where the queries are.
        split: Their split; nothing should have been fitted to it.
        whole_gallery: Rank all products, not only those of the split.
    """
    fusion.leaning.zero_()
    judged = trials(data, split, whole_gallery=whole_gallery, most=MOST)
    for place, kinds in enumerate(GIVEN):
        found = [mean_ranks(fusion, data, judged[kind]) for kind in kinds if kind in judged]
        if found:
            fusion.leaning[place] = _best(np.mean(found, axis=0))


def mean_ranks(fusion: Fusion, data: FusionData, trial: Trial) -> NDArray[np.float64]:
    """Mean reciprocal rank of a trial under each of `LEANINGS`.

    The blocks of query and product are compared once: to lean only weighs the two cosines.
    """
    gallery, asked = embed_gallery(fusion, data, trial.gallery), embed_queries(fusion, data, trial)
    right = Judge(data.products).right(trial.queries, trial.gallery)
    dim = fusion.image_dim
    looks = asked[:, :dim] @ gallery.vectors[:, :dim].T
    words = asked[:, dim:] @ gallery.vectors[:, dim:].T
    weighed = (gallery.best(np.exp(lean / 4) * looks + np.exp(-lean / 4) * words) for lean in LEANINGS)
    return np.array([reciprocal_ranks(scores.astype(np.float32), right).mean() for scores in weighed])


def _best(ranks: Sequence[float] | NDArray[np.float64]) -> torch.Tensor:
    """The least leaning of those that rank about as high as any: photos and words of others may want it less."""
    good = [lean for lean, rank in zip(LEANINGS, ranks, strict=True) if rank >= max(ranks) - WITHIN]
    return torch.tensor(min(good, key=abs))
