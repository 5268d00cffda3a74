"""Carries the score below which a photo may show no jewellery over to a fusion whose scores run higher or lower."""

import numpy as np
import torch
from numpy.typing import NDArray

from fusion.base import Fusion
from training.evaluation import CHUNK, Trial, embed_gallery
from training.fusion_batches import QUERY, query_modalities
from training.fusion_data import FusionData


@torch.inference_mode()
def best_matches(fusion: Fusion, data: FusionData, trial: Trial) -> NDArray[np.float32]:
    """Score of the best match of each query, (queries,)."""
    gallery, best = embed_gallery(fusion, data, trial.gallery), []
    for start in range(0, len(trial.queries), CHUNK):
        said = [query.text for query in trial.queries[start : start + CHUNK]]
        image, text = query_modalities(data, said, trial.photo_rows[start : start + CHUNK])
        best.append(gallery.scores(fusion.embed(image, text, QUERY).numpy()).max(axis=1))
    return np.concatenate(best)


def carried_over(score: float, before: NDArray[np.float32], after: NDArray[np.float32]) -> float:
    """The score that as many best matches lie below with the fitted fusion as lie below `score` with the present one.

    Args:
        score: Of the present fusion.
        before: Scores of the best matches of some photos with the present fusion.
        after: The same photos' with the fitted one.
    """
    below = float((before < score).mean())
    if below == 0:
        return score + float(after.min() - before.min())
    if below == 1:
        return score + float(after.max() - before.max())
    return float(np.quantile(after, below))
