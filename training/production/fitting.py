"""Fits the fusion of a bundle to a corpus, and keeps it only where it beats plain weighted concatenation."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from bundles import BundleManifest, load_bundle
from catalog.index.shortening import Shortening
from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion
from fusion.concatenation import ConcatenationFusion
from fusion.shared_space import SharedSpaceFusion
from training.corpus import Corpus, Kind
from training.evaluation import Trial, recalls, trials
from training.fusion_data import FusionData, gather
from training.fusion_fitting import FusionRecipe, fit
from training.progress import Progress
from training.shortening import fitted_shortening

WEIGHTS = tuple(round(0.1 * step, 1) for step in range(1, 10))
"""Shares of the photo that plain concatenation is tried with."""
QUERIES = 300
"""Of a kind, by which fusions are compared."""
HALVES = 0.5
"""The photo's share where there is nothing to choose it by."""

Figures = dict[str, dict[str, dict[str, float]]]


class Fitted(NamedTuple):
    """The fusion of a bundle.

    Attributes:
        fusion: The one to serve.
        figures: Kind of query to way to R@1 and R@10, on the validation split; empty without a corpus.
        learned: Whether it is the fitted one; if not, plain concatenation did as well.
        shortening: How large indexes shorten what it makes of products and queries; None if they do not.
    """

    fusion: Fusion
    figures: Figures
    learned: bool
    shortening: Shortening | None


def plain_fusion(image_dim: int, text_dim: int, *, shared_space: bool, weight: float = HALVES) -> Fusion:
    """Weighted concatenation; photos and words stand in for one another in a shared space."""
    plain = ConcatenationFusion(image_dim, text_dim, image_weight=weight)
    return SharedSpaceFusion(plain) if shared_space else plain


def fit_fusion(towers: Path, corpus: Corpus, recipe: FusionRecipe, work: Path, progress: Progress) -> Fitted:
    """Fit an attention fusion to the training split, and compare it on the validation split with plain ones.

    Args:
        towers: A bundle with the towers.
        corpus: What to learn from.
        recipe: How.
        work: Folder that keeps what the towers see.
        progress: Told the progress.
    """
    manifest = load_bundle(towers).manifest
    data = gather(towers, corpus, work, progress=progress)
    judged = trials(data, "validation", whole_gallery=True, most=QUERIES)
    found: dict[float, Mapping[Kind, Mapping[str, float]]] = {}
    for number, weight in enumerate(WEIGHTS):
        progress("weighing photo and words", number, len(WEIGHTS))
        found[weight] = _figures(_plain(manifest, weight), data, judged)
    progress("weighing photo and words", len(WEIGHTS), len(WEIGHTS))
    best = max(WEIGHTS, key=lambda weight: _mean(found[weight]))
    fitted = fit(_fresh(manifest, best), data, recipe, progress)
    learned = _figures(fitted, data, judged)
    figures: Figures = {
        kind: {f"plain, photo {best:.1f}": dict(found[best][kind]), "attention": dict(learned[kind])} for kind in judged
    }
    better = _mean(learned) > _mean(found[best])
    served = fitted if better else _plain(manifest, best)
    return Fitted(served, figures, better, fitted_shortening(served, data))


def _plain(manifest: BundleManifest, weight: float) -> Fusion:
    return plain_fusion(manifest.image.dim, manifest.text.dim, shared_space=manifest.shared_space, weight=weight)


def _fresh(manifest: BundleManifest, weight: float) -> Fusion:
    image, text = manifest.image, manifest.text
    config = FusionConfig(image.dim, text.dim, image.token_width, text.token_width, image_weight=weight)
    attention = AttentionFusion(config)
    return SharedSpaceFusion(attention) if manifest.shared_space else attention


def _figures(fusion: Fusion, data: FusionData, judged: Mapping[Kind, Trial]) -> Mapping[Kind, Mapping[str, float]]:
    return {kind: recalls(fusion, data, trial) for kind, trial in judged.items()}


def _mean(figures: Mapping[Kind, Mapping[str, float]]) -> float:
    values = [value for metrics in figures.values() for value in metrics.values()]
    return sum(values) / max(len(values), 1)
