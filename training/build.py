"""Builds a bundle from a folder of renders: image tower, text tower, fusion, figures, model card."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch

from bundles import load_bundle
from bundles.manifest import BundleManifest
from encoders.towers.bert import BertTower
from encoders.towers.resnet import ResNetTower
from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion
from fusion.concatenation import ConcatenationFusion
from fusion.early import EarlyFusion
from fusion.gated import GatedFusion
from fusion.late import LateFusion
from training.bundle_writer import BundleCard, write_fusion, write_image_tower, write_manifest, write_text_tower
from training.evaluation import (
    Trial,
    best_fixed_weight,
    breakdown,
    category_of,
    edit_of,
    fixed_weight,
    recalls,
)
from training.features import encode_photos
from training.fusion_data import gather
from training.fusion_fitting import FusionData, FusionRecipe, fit
from training.image_tower import ImageTowerRecipe
from training.image_tower_fitting import fit_image_tower
from training.model_card import write_model_card
from training.progress import Log
from training.renders import read_products

CARD = BundleCard(
    name="loupe-mini",
    version="0.1.0",
    licence="Apache-2.0",
    description="Jewellery search on a laptop: a small ResNet trained on rendered jewellery, MiniLM-L6 in int8, and "
    "attention fusion.",
)
VERSIONS = 3  # augmented versions of each training photo that the fusion learns from
Figures = dict[str, dict[str, dict[str, float]]]


@dataclass(frozen=True)
class BuildPaths:
    """Where a build reads and writes.

    Attributes:
        renders: Folder with `products.jsonl` and `images/`.
        bert: Folder of a BERT in transformers' format, with its `tokenizer.json`.
        teacher: A TensorFlow Lite network to distil from, or None.
        work: Checkpoints and towers, so that a build that was stopped goes on where it was.
        out: The bundle's folder.
    """

    renders: Path
    bert: Path
    teacher: Path | None
    work: Path
    out: Path


def build(paths: BuildPaths, tower: ImageTowerRecipe, fusion: FusionRecipe, log: Log) -> BundleManifest:
    """Train what is not trained yet, judge it on products held out of training, and write the bundle.

    The same recipes on the same renders give the same bundle, up to the arithmetic of the machine.
    """
    torch.set_num_threads(1)  # two threads in one process are slower than one on a shared machine
    checkpoint = fit_image_tower(tower, paths.renders, paths.bert, paths.teacher, paths.work, log)
    towers = export_towers(checkpoint, tower, paths.bert, paths.work / "towers")
    products = read_products(paths.renders)
    photos = encode_photos(towers, paths.renders, products, VERSIONS, log)
    data, judged = gather(towers, products, photos, log)
    fitted = {name: fit(make(), data, fusion, log) for name, make in rivals(towers).items()}
    figures = judge(fitted, data, judged, log)
    manifest = write_bundle(towers, fitted["attention"], figures, paths.out)
    write_model_card(manifest, figures, tower, fusion, paths.out)
    return manifest


def export_towers(checkpoint: Path, recipe: ImageTowerRecipe, bert: Path, folder: Path) -> Path:
    """Write a bundle of the two towers under plain concatenation, which features are computed with."""
    folder.mkdir(parents=True, exist_ok=True)
    image, text = ResNetTower(recipe.architecture, embed_dim=recipe.embed_dim), BertTower(bert)
    averaged = torch.load(checkpoint, weights_only=True)["average"]
    image.load_state_dict({k.removeprefix("module."): v for k, v in averaged.items() if k.startswith("module.")})
    image_spec = write_image_tower(image, recipe.architecture, recipe.evaluation_size, folder)
    text_spec = write_text_tower(text, "MiniLM-L6", bert / "tokenizer.json", folder)
    fusion_spec = write_fusion(ConcatenationFusion(image.dim, text.dim), image_spec, text_spec, folder)
    write_manifest(CARD, image_spec, text_spec, fusion_spec, {}, folder)
    return folder


def rivals(towers: Path) -> dict[str, Callable[[], Fusion]]:
    """Every learned fusion, to be fitted alike."""
    manifest = load_bundle(towers).manifest
    image, text = manifest.image, manifest.text
    config = FusionConfig(image.dim, text.dim, image.token_width, text.token_width)
    return {
        "late": lambda: LateFusion(image.dim, text.dim),
        "early": lambda: EarlyFusion(image.dim, text.dim),
        "gated": lambda: GatedFusion(image.dim, text.dim),
        "attention": lambda: AttentionFusion(config),
    }


def judge(fitted: dict[str, Fusion], data: FusionData, judged: dict[str, dict[str, Trial]], log: Log) -> Figures:
    """R@1 and R@10 on the test split: every way to answer each kind of query, and the plain ones and attention by part.

    Returns:
        Kind of query to way to metric to value; and "… by category, R@1" and the like to part to way to value.
    """
    weight = best_fixed_weight(data, judged["validation"]["composed"])
    plain = {
        "image only": fixed_weight(data, 1.0),
        "text only": fixed_weight(data, 0.0),
        f"fixed weight {weight:.2f}": fixed_weight(data, weight),
    }
    figures: Figures = {}
    for kind, trial in judged["test"].items():
        figures[kind] = {name: recalls(way, data, trial) for name, way in {**plain, **fitted}.items()}
        for name, metrics in figures[kind].items():
            log.line(test=kind, way=name, **metrics)
    compared = {**plain, "attention": fitted["attention"]}
    for kind, parts, part_of in (
        ("photo", "category", category_of(data)),
        ("composed", "category", category_of(data)),
        ("composed", "edit", edit_of),
    ):
        for metric, table in breakdown(compared, data, judged["test"][kind], part_of).items():
            figures[f"{kind} by {parts}, {metric}"] = table
    return figures


def write_bundle(towers: Path, fusion: Fusion, figures: Figures, out: Path) -> BundleManifest:
    """Put towers, fusion and figures together; the manifest is written last."""
    manifest = load_bundle(towers).manifest
    out.mkdir(parents=True, exist_ok=True)
    for file in (manifest.image, manifest.text, manifest.text.tokenizer):
        shutil.copyfile(towers / file.file, out / file.file)
    spec = write_fusion(fusion, manifest.image, manifest.text, out)
    (out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    metrics = {kind: figures[kind]["attention"] for kind in ("photo", "words", "composed", "both")}
    return write_manifest(CARD, manifest.image, manifest.text, spec, metrics, out)
