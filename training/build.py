"""Builds the bundle that ships from benchmarks: both towers, fusion and its rivals, attribute heads, model card."""

import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch

from bundles import is_bundle, load_bundle
from bundles.manifest import BundleManifest, TextTowerSpec
from encoders.towers.architectures import image_tower
from encoders.towers.bert import BertTower
from fusion.base import Fusion
from fusion.concatenation import ConcatenationFusion
from training.attribute_heads import fit_attribute_heads
from training.benchmark_corpus import read_benchmarks
from training.between_runs import trained_state
from training.bundle_fusions import OWN, Figures, fitted_fusion, judge, rivals
from training.bundle_writer import (
    BundleCard,
    Part,
    replace_precision,
    replace_shortening,
    write_fusion,
    write_image_tower,
    write_manifest,
    write_text_tower,
)
from training.corpus import Corpus, parted
from training.evaluation import KINDS
from training.export import export_full_fusion, export_full_image_tower, export_full_text_tower
from training.fusion_data import gather
from training.fusion_fitting import FusionRecipe
from training.history import Stage, written_history
from training.image_tower import ImageTowerRecipe
from training.image_tower_fitting import TowerTeachers, fit_image_tower
from training.locator import LocatorRecipe, locator_spec, settled_locator
from training.model_card import write_model_card
from training.precision.choosing import settle_fused, settle_towers
from training.production.errors import MaterialError
from training.progress import Log
from training.projection import ProjectionRecipe
from training.rivals import write_rivals
from training.shortening import fitted_shortening
from training.text_tower import TextTowerRecipe
from training.text_tower_fitting import fit_text_tower

CARD = BundleCard(
    name="loupe-mini",
    version="0.13.0",
    licence="Apache-2.0",
    description="Jewellery search on a laptop: an EfficientNet-Lite0 that went from ImageNet to rendered jewellery, a "
    "MiniLM-L6 that knows the trade in int8, and attention fusion.",
)


@dataclass(frozen=True)
class BuildPaths:
    """Where a build reads and writes.

    Attributes:
        benchmarks: JewelBench folders with lessons; heads are fitted on the first.
        text: Folder of a BERT in transformers' format with its `tokenizer.json`, which is tuned; or a bundle whose text
            tower is kept as it is.
        teacher: A TensorFlow Lite network to distil from, or None.
        start: A bundle whose image tower and fusion are trained on, or a checkpoint that the tower begins with; None
            for random weights.
        work: Checkpoints, features and towers, so that a build that was stopped goes on where it was.
        out: The bundle's folder.
        rivals: Folder for the fusions that the bundle's own is compared with; like it, they go on from those there.
    """

    benchmarks: Sequence[Path]
    text: Path
    teacher: Path | None
    start: Path | None
    work: Path
    out: Path
    rivals: Path


@dataclass(frozen=True)
class Recipes:
    """How each part is made.

    `set_aside` is the share of the training families that the image tower does not learn: fusions are fitted to those,
    since what a tower has learned it sees more clearly than what a catalogue will show it.
    """

    text: TextTowerRecipe = field(default_factory=TextTowerRecipe)
    locator: LocatorRecipe = field(default_factory=LocatorRecipe)
    image: ImageTowerRecipe = field(default_factory=ImageTowerRecipe)
    projection: ProjectionRecipe = field(default_factory=ProjectionRecipe)
    fusion: FusionRecipe = field(default_factory=FusionRecipe)
    set_aside: float = 0.35


def build(paths: BuildPaths, recipes: Recipes, log: Log) -> BundleManifest:
    """Train what is not trained yet, judge it on products held out of training, and write the bundle.

    The same recipes on the same benchmarks give the same bundle, up to the arithmetic of the machine.

    Raises:
        BenchmarkError: A folder is no benchmark that can be learned from.
        BundleError: The bundle named by `start` or `text` is broken.
        ValueError: The image tower or checkpoint named by `start` is of another kind.
    """
    torch.set_num_threads(1)  # two threads in one layer are slower than one on a shared machine
    began = time.monotonic()
    corpus = read_benchmarks(paths.benchmarks)
    learned, aside = parted(corpus, recipes.set_aside)
    text = _text_tower(recipes.text, paths, log)
    locator = settled_locator(recipes.locator, learned, paths.start, paths.work, log)
    teachers = TowerTeachers(text, paths.teacher, paths.start, locator)
    checkpoint = fit_image_tower(recipes.image, learned, teachers, paths.work, log, projection=recipes.projection)
    full = paths.work / "full"
    towers = export_towers(checkpoint, recipes.image, text, paths.work / "towers", full, locator)
    _settle(towers, full, corpus, paths.work / "precision", log)
    data = gather(towers, aside, paths.work / "features", progress=log)
    fitted = {
        name: fitted_fusion(name, make, data, recipes.fusion, paths.work, log, _graph_before(name, paths))
        for name, make in rivals(towers).items()
    }
    figures = judge(fitted, data, log)
    stage = Stage.of(learned, recipes.image, recipes.fusion, paths.start, time.monotonic() - began)
    manifest = write_bundle(towers, fitted[OWN], figures, paths.out)
    replace_shortening(paths.out, fitted_shortening(fitted[OWN], data))
    settle_fused(paths.out, data, full=_full_fusion(fitted[OWN], manifest, paths.work), replace=True)
    written_history(paths.out, paths.start, stage)
    fit_attribute_heads(paths.benchmarks[0], paths.out, log)
    write_rivals({name: fusion for name, fusion in fitted.items() if name != OWN}, load_bundle(paths.out), paths.rivals)
    write_model_card(paths.out)
    return manifest


def _text_tower(recipe: TextTowerRecipe, paths: BuildPaths, log: Log) -> Path:
    """A bundle with the text tower that is kept, or the tuned tower's folder, tuned now unless it was before."""
    if is_bundle(paths.text):
        return paths.text
    folder = paths.work / "text-tower"
    if (paths.work / "text_tower.json").exists():  # written last
        return folder
    return fit_text_tower(recipe, [read_benchmarks(paths.benchmarks)], paths.text, paths.work, log)


def _settle(towers: Path, full: Path, corpus: Corpus, work: Path, log: Log) -> None:
    """Choose the precisions of the towers that were trained, before anything is fitted to what they see."""
    at_hand = {path.stem: path for path in full.glob("*.onnx")}
    trained: tuple[Part, ...] = ("image", "text") if "text" in at_hand else ("image",)
    try:
        precision = settle_towers(towers, corpus, work, log, full=at_hand, replace=trained)
    except MaterialError as error:  # a benchmark too small to tell
        log.line(precision=str(error))
        return
    log.line(**{name: part.chosen for name, part in precision.parts.items()})


def _full_fusion(fusion: Fusion, manifest: BundleManifest, work: Path) -> Path:
    """The fusion's graph in full precision."""
    path = work / "fusion.full.onnx"
    export_full_fusion(fusion, manifest.image.token_width, manifest.text.token_width, path)
    return path


def export_towers(
    checkpoint: Path, recipe: ImageTowerRecipe, text: Path, folder: Path, full: Path, locator: Path | None = None
) -> Path:
    """Write a bundle of the two towers under plain concatenation, which features are computed with.

    Args:
        checkpoint: Of the image tower's training.
        recipe: The image tower's.
        text: A BERT's folder, or a bundle whose text tower is taken over.
        folder: The bundle's.
        full: Folder for the same graphs in full precision, of towers that were trained here.
        locator: Folder of the locator that photos are cut by, see `settled_locator`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    full.mkdir(parents=True, exist_ok=True)
    image = image_tower(recipe.architecture, recipe.embed_dim)
    image.load_state_dict(trained_state(checkpoint))
    cutting = locator_spec(locator)
    if locator is not None and cutting is not None:
        shutil.copyfile(locator / cutting.file, folder / cutting.file)
    image_spec = write_image_tower(image, recipe.architecture, recipe.evaluation_size, folder, cutting)
    export_full_image_tower(image, recipe.evaluation_size, full / "image.onnx")
    if not is_bundle(text):
        export_full_text_tower(BertTower(text), full / "text.onnx")
    text_spec = _text_tower_into(folder, text)
    fusion_spec = write_fusion(ConcatenationFusion(image.dim, text_spec.dim), image_spec, text_spec, folder)
    write_manifest(CARD, image_spec, text_spec, fusion_spec, {}, folder)
    return folder


def _text_tower_into(folder: Path, text: Path) -> TextTowerSpec:
    if not is_bundle(text):
        return write_text_tower(BertTower(text), "MiniLM-L6", text / "tokenizer.json", folder)
    spec = load_bundle(text).manifest.text
    for file in (spec, spec.tokenizer):
        shutil.copyfile(text / file.file, folder / file.file)
    return spec


def _graph_before(name: str, paths: BuildPaths) -> Path | None:
    """The graph of a fusion as it was before, if a bundle is gone on from and it is there."""
    if paths.start is None or not is_bundle(paths.start):
        return None
    before = load_bundle(paths.start)
    graph = before.path(before.manifest.fusion) if name == OWN else paths.rivals / f"{name}.onnx"
    return graph if graph.is_file() else None


def write_bundle(towers: Path, fusion: Fusion, figures: Figures, out: Path) -> BundleManifest:
    """Put towers, fusion and figures together; the manifest is written last."""
    manifest = load_bundle(towers).manifest
    out.mkdir(parents=True, exist_ok=True)
    for file in (*manifest.image.files, manifest.text, manifest.text.tokenizer):
        shutil.copyfile(towers / file.file, out / file.file)
    spec = write_fusion(fusion, manifest.image, manifest.text, out)
    (out / "figures.json").write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    metrics = {str(kind): figures[kind][OWN] for kind in KINDS if kind in figures}
    write_manifest(CARD, manifest.image, manifest.text, spec, metrics, out)
    return replace_precision(out, manifest.precision)
