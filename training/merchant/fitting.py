"""Fits a bundle's fusion further, from the weights it has, and goes no further from them than proves worth while."""

import copy
from collections.abc import Mapping

import torch
from torch import Tensor

from bundles import Bundle
from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion
from fusion.shared_space import SharedSpaceFusion
from training.corpus import Kind
from training.evaluation import Trial, recalls, trials
from training.fusion_data import FusionData
from training.fusion_fitting import FusionRecipe, fit
from training.progress import Progress, silent
from training.trainable_graph import GraphFusionModule

RECIPE = FusionRecipe(steps=700, queries=128, distractors=256, learning_rate=1e-3, warmup=0.1)
SHARES = (1.0, 0.75, 0.5, 0.25)  # of the way from the present weights to the fitted ones
VERSIONS = 2  # augmented ones of each photo that is learned from


def present_fusion(bundle: Bundle) -> Fusion:
    """The fusion of a bundle, as a module that can be fitted.

    A bundle that weighs photo and words by fixed shares holds nothing to be fitted; a fresh attention fusion, which
    equals such shares until it is fitted, stands in, and in a shared space photo and words go on standing in for one
    another.

    Raises:
        CannotBeFittedError: Its graph is of an unknown kind.
    """
    image, text, fusion = bundle.manifest.image, bundle.manifest.text, bundle.manifest.fusion
    if fusion.parameters == 0:
        fresh = AttentionFusion(FusionConfig(image.dim, text.dim, image.token_width, text.token_width))
        return (SharedSpaceFusion(fresh) if bundle.manifest.shared_space else fresh).eval()
    return GraphFusionModule(bundle.path(fusion), image.dim, text.dim).eval()


def fit_further(
    present: Fusion, data: FusionData, recipe: FusionRecipe = RECIPE, progress: Progress = silent
) -> tuple[Fusion, float]:
    """Fit a copy of a fusion, then choose on the validation split how far to go from the present weights to its own.

    A small catalogue does not hold all that shoppers may say; weights between the two keep more of what the present
    ones know.

    Returns:
        The fusion, and the share of the way that was gone.

    Source: WiSE-FT, Wortsman et al. 2022, arXiv:2109.01903, eq. 1.
    """
    fitted = fit(copy.deepcopy(present), data, recipe, progress)
    start = present.state_dict()
    end = {name: value.clone() for name, value in fitted.state_dict().items()}  # loading below writes into the module's
    judged = trials(data, "validation", whole_gallery=True)
    found: dict[float, float] = {}
    for number, share in enumerate(SHARES):
        progress("choosing", number, len(SHARES))
        fitted.load_state_dict(_between(start, end, share))
        found[share] = _mean_recall(fitted, data, judged)
    progress("choosing", len(SHARES), len(SHARES))
    best = max(SHARES, key=lambda share: found[share])
    fitted.load_state_dict(_between(start, end, best))
    return fitted, best


def _between(start: Mapping[str, Tensor], end: Mapping[str, Tensor], share: float) -> dict[str, Tensor]:
    return {name: torch.lerp(start[name].float(), value.float(), share) for name, value in end.items()}


def _mean_recall(fusion: Fusion, data: FusionData, judged: Mapping[Kind, Trial]) -> float:
    figures = [value for trial in judged.values() for value in recalls(fusion, data, trial).values()]
    return sum(figures) / max(len(figures), 1)
