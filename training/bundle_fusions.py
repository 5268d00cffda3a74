"""Fits the fusion of a bundle and its rivals alike, each going on from what it was before, and judges them."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import fmean

import torch
from torch import Tensor

from bundles import load_bundle
from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion
from fusion.early import EarlyFusion
from fusion.gated import GatedFusion
from fusion.late import LateFusion
from training.between_runs import SHARES, mixed
from training.evaluation import (
    best_fixed_weight,
    breakdown,
    category_of,
    edit_of,
    fixed_weight,
    recalls,
    trials,
    truth_to_words,
)
from training.fusion_data import FusionData
from training.fusion_fitting import FusionRecipe, fit
from training.fusion_leaning import set_leaning
from training.progress import Log
from training.warm_start import go_on_from_graph

OWN = "attention"
GENTLER = 0.5
"""Share of the learning rate for a fusion that knows something already."""
WITHIN = 0.005
"""R@1 that a fusion between two runs may lack of the best, to keep more of what was known before: decision 23."""
Figures = dict[str, dict[str, dict[str, float]]]


def rivals(towers: Path) -> dict[str, Callable[[], Fusion]]:
    """Every learned fusion, to be fitted alike."""
    manifest = load_bundle(towers).manifest
    image, text = manifest.image, manifest.text
    config = FusionConfig(image.dim, text.dim, image.token_width, text.token_width)
    return {
        "late": lambda: LateFusion(image.dim, text.dim),
        "early": lambda: EarlyFusion(image.dim, text.dim),
        "gated": lambda: GatedFusion(image.dim, text.dim),
        OWN: lambda: AttentionFusion(config),
    }


def fitted_fusion(
    name: str,
    make: Callable[[], Fusion],
    data: FusionData,
    recipe: FusionRecipe,
    work: Path,
    log: Log,
    before: Path | None = None,
) -> Fusion:
    """A fitted fusion, kept in the work folder once it is.

    It goes on from the graph before, if that is one like it, and ends between the two.
    """
    torch.manual_seed(recipe.seed)
    fusion, kept = make(), work / f"fusion-{name}.pt"
    if kept.exists():
        fusion.load_state_dict(torch.load(kept, weights_only=True))
        return fusion.eval()
    known: dict[str, Tensor] = {}
    if before is not None:
        try:
            go_on_from_graph(fusion, before)
            known = copy.deepcopy(fusion.state_dict())
            recipe = replace(recipe, learning_rate=recipe.learning_rate * GENTLER)
        except ValueError as error:
            log.line(fusion=name, begins_anew=str(error))
    log.line(fusion=name, learning_rate=recipe.learning_rate)
    fit(fusion, data, recipe, log)
    if known:
        end_between(fusion, known, data, log)
    partial = kept.with_suffix(".partial")
    torch.save(fusion.state_dict(), partial)
    partial.replace(kept)
    return fusion


def end_between(fusion: Fusion, known: Mapping[str, Tensor], data: FusionData, log: Log) -> float:
    """Give a fusion the weights between those that it began with and its own, as near to the former as finds as much.

    The validation split is worded as training is. What was known before may serve other wordings better; so words that
    the corpus does not have judge as one more kind of query.

    Args:
        fusion: Fitted; its weights are replaced.
        known: What it began with.
        data: Its validation split judges; without one, the fusion stays as it is.
        log: Told what each share finds.

    Returns:
        The share of its own weights.
    """
    new, judged = copy.deepcopy(fusion.state_dict()), trials(data, "validation")
    found: dict[float, float] = {}
    for share in SHARES if judged else ():
        _take_share(fusion, known, new, share, data)
        recalled = [recalls(fusion, data, trial)["R@1"] for trial in judged.values()]
        true = truth_to_words(fusion, data)
        found[share] = fmean(recalled if true is None else [*recalled, true])
        log.line(share_of_the_new=share, split="validation", mean=found[share])
    chosen = min((share for share, mean in found.items() if mean >= max(found.values()) - WITHIN), default=1.0)
    _take_share(fusion, known, new, chosen, data)
    return chosen


def _take_share(
    fusion: Fusion, known: Mapping[str, Tensor], new: Mapping[str, Tensor], share: float, data: FusionData
) -> None:
    fusion.load_state_dict(mixed(known, new, share))
    set_leaning(fusion, data)


def judge(fitted: Mapping[str, Fusion], data: FusionData, log: Log) -> Figures:
    """R@1 and R@10 on the validation split: every way to answer each kind of query, the best ones by part too.

    Returns:
        Kind of query to way to metric to value; and "… by category, R@1" and the like to part to way to value.
    """
    judged = trials(data, "validation")
    weight = best_fixed_weight(data, judged["composed"])
    plain: dict[str, Fusion] = {
        "image only": fixed_weight(data, 1.0),
        "text only": fixed_weight(data, 0.0),
        f"fixed weight {weight:.2f}": fixed_weight(data, weight),
    }
    figures: Figures = {}
    for kind, trial in judged.items():
        figures[kind] = {name: recalls(way, data, trial) for name, way in {**plain, **fitted}.items()}
        for name, metrics in figures[kind].items():
            log.line(judged=kind, way=name, **metrics)
    compared = {**plain, OWN: fitted[OWN]}
    for kind, trial in judged.items():
        if kind in ("photo", "composed"):
            part, part_of = ("category", category_of(data)) if kind == "photo" else ("edit", edit_of)
            for metric, table in breakdown(compared, data, trial, part_of).items():
                figures[f"{kind} by {part}, {metric}"] = table
    return figures
