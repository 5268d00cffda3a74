"""Builds a bundle for production from an image checkpoint and a text checkpoint."""

import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bundles import BundleManifest, FusionSpec, ImageTowerSpec, PhotoFitting, TextTowerSpec, load_bundle
from bundles.manifest import BundleFile
from bundles.precision import PartPrecision, PrecisionSpec
from catalog.index.shortening import Shortening
from encoders.photo import PhotoError
from training.benchmark_corpus import BenchmarkError, read_benchmarks
from training.bundle_writer import (
    BundleCard,
    named_file,
    replace_precision,
    replace_shortening,
    write_fusion,
    write_manifest,
)
from training.corpus import Corpus
from training.export import export_full_fusion
from training.fusion_data import FusionData, gather
from training.fusion_fitting import FusionRecipe
from training.precision.choosing import settle_fused, tell_tower
from training.precision.recall_gate import Gate
from training.precision.steady_ranges import is_steady
from training.production.card import write_card
from training.production.checkpoints import is_clip
from training.production.errors import BundleBuildError, MaterialError, SourceError
from training.production.fitting import Figures, fit_fusion, plain_fusion
from training.production.material import Material, from_corpus, from_folder
from training.production.sources import Source, check_name, parse_source
from training.production.steps import Steps
from training.production.towers import BuiltTower, build_image_tower, build_text_tower
from training.progress import Progress, silent
from training.quiet import quietly

SHORTENING, FULL_FUSION = "shortening.npy", "full.onnx"


@dataclass(frozen=True)
class Plan:
    """What to build.

    Attributes:
        image: Where the image tower comes from.
        text: Where the text tower comes from.
        out: The bundle's folder, which must hold no bundle yet.
        work: What is made on the way, so that a build that was stopped goes on where it was.
        photos: Folder of photos to judge by, where there is no corpus.
        corpus: Benchmarks with lessons to fit the fusion to; without any it is plain concatenation.
        licence: Of the checkpoints.
        gate: What a smaller tower may lose.
        recipe: How the fusion is fitted.
    """

    image: Source
    text: Source
    out: Path
    work: Path
    photos: Path | None = None
    corpus: tuple[Path, ...] = ()
    licence: str = "that of the checkpoints"
    gate: Gate = field(default_factory=Gate)
    recipe: FusionRecipe = field(default_factory=FusionRecipe)


class Built(NamedTuple):
    """A bundle, and what was found on the way."""

    manifest: BundleManifest
    image: BuiltTower
    text: BuiltTower
    figures: Figures


def clip_sources(image: str, text: str | None) -> tuple[Source, Source]:
    """The sources of a CLIP bundle; its own text half where none is named.

    Raises:
        SourceError: One is no checkpoint, or there is no text half.
    """
    photo = parse_source(image)
    if text is not None:
        return photo, parse_source(text)
    if not is_clip(photo):
        raise SourceError(f"{image} has no text half of its own; name a text network with --text.")
    return photo, photo


def build(plan: Plan, progress: Progress = silent) -> Built:
    """Build a bundle, doing only what was not done before.

    Raises:
        BundleBuildError: It cannot be built; the message says why and what to do.
    """
    if (plan.out / "manifest.json").exists():
        raise BundleBuildError(f"{plan.out} holds a bundle already. Name another folder, or remove that one.")
    for source in (plan.image, plan.text):
        check_name(source)  # both before anything that takes long
    corpus = _read_corpus(plan.corpus)
    material = _material(plan, corpus)
    steps = Steps(plan.work)
    image = build_image_tower(plan.image, material, plan.gate, steps, progress)
    text = build_text_tower(plan.text, material, plan.gate, steps, progress)
    towers = _write_towers(plan, image, text)
    fusion, figures = _fuse(plan, towers, corpus, steps, progress)
    data = None
    if corpus is not None:
        judged = corpus.only("validation")
        data = gather(towers, judged, plan.work / "features", versions=0, progress=progress)
    manifest = _write_bundle(plan, towers, fusion, image, text, figures, data)
    return Built(manifest, image, text, figures)


def _read_corpus(folders: Sequence[Path]) -> Corpus | None:
    try:
        return read_benchmarks(folders) if folders else None
    except BenchmarkError as error:
        raise MaterialError(str(error)) from error


def _material(plan: Plan, corpus: Corpus | None) -> Material:
    if corpus is not None:
        return from_corpus(corpus)
    if plan.photos is None:
        raise MaterialError(
            "There are no photos to judge by. Name a folder with photos of jewellery with --photos, or a benchmark to "
            "learn from with --corpus."
        )
    return from_folder(plan.photos)


def _write_towers(plan: Plan, image: BuiltTower, text: BuiltTower) -> Path:
    """Put both towers under plain concatenation: a bundle that the corpus is encoded with."""
    folder = plan.work / "towers"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copyfile(image.graph, folder / "image.onnx")
    shutil.copyfile(text.graph, folder / "text.onnx")
    if text.tokenizer is not None:
        shutil.copyfile(text.tokenizer, folder / "tokenizer.json")
    image_spec = ImageTowerSpec(
        **named_file(folder / "image.onnx"),
        **_some(image.facts, ("architecture", "dim", "token_width", "size", "parameters")),
        fitting=PhotoFitting.model_validate(image.facts["fitting"]),
    )
    text_spec = TextTowerSpec(
        **named_file(folder / "text.onnx"),
        **_some(text.facts, ("architecture", "dim", "token_width", "max_pieces", "pad_id", "pad_to", "parameters")),
        steady=is_steady(folder / "text.onnx"),
        tokenizer=BundleFile.model_validate(named_file(folder / "tokenizer.json")),
    )
    shared = plan.image == plan.text
    plain = plain_fusion(image_spec.dim, text_spec.dim, shared_space=shared)
    with quietly():
        fusion = write_fusion(plain, image_spec, text_spec, folder)
    write_manifest(_bundle_card(plan), image_spec, text_spec, fusion, {}, folder, shared_space=shared)
    return folder


def _fuse(plan: Plan, towers: Path, corpus: Corpus | None, steps: Steps, progress: Progress) -> tuple[Path, Figures]:
    """Where the graph of the fusion to serve is, and its figures."""
    if corpus is None:
        return towers, {}
    manifest = load_bundle(towers).manifest
    inputs = {
        "towers": [file.sha256 for file in manifest.files],
        "corpus": [[str(path), path.stat().st_size, path.stat().st_mtime_ns] for path in _lists(plan.corpus)],
        "recipe": asdict(plan.recipe),
    }

    def make(folder: Path) -> dict[str, Any]:
        try:
            fitted = fit_fusion(towers, corpus, plan.recipe, plan.work / "features", progress)
        except (PhotoError, ValueError) as error:
            raise MaterialError(f"The corpus cannot be learned from: {error}") from error
        with quietly():
            spec = write_fusion(fitted.fusion, manifest.image, manifest.text, folder)
            widths = (manifest.image.token_width, manifest.text.token_width)
            export_full_fusion(fitted.fusion, *widths, folder / FULL_FUSION)
        if fitted.shortening is not None:
            fitted.shortening.save(folder / SHORTENING)
        return {"spec": spec.model_dump(), "figures": fitted.figures}

    folder, made = steps.run("fusion", inputs, make)
    (folder / "spec.json").write_text(json.dumps(made["spec"]), encoding="utf-8")
    return folder, made["figures"]


def _lists(folders: Sequence[Path]) -> list[Path]:
    return sorted(path for folder in folders for path in (*folder.glob("*.jsonl"), *folder.glob("lessons/*.jsonl")))


def _write_bundle(
    plan: Plan,
    towers: Path,
    fusion: Path,
    image: BuiltTower,
    text: BuiltTower,
    figures: Figures,
    data: FusionData | None,
) -> BundleManifest:
    """Write the bundle, whole or not at all; precisions of fusion and vectors are judged where there are `data`."""
    draft = load_bundle(towers).manifest
    spec = draft.fusion
    if fusion != towers:
        spec = FusionSpec.model_validate_json((fusion / "spec.json").read_bytes())
    partial = plan.out.with_name(f"{plan.out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for file in (draft.image, draft.text, draft.text.tokenizer):
        shutil.copyfile(towers / file.file, partial / file.file)
    shutil.copyfile(fusion / spec.file, partial / spec.file)
    way = "attention" if spec.parameters else None
    metrics = {kind: ways[way or next(iter(ways))] for kind, ways in figures.items()}
    card = _bundle_card(plan)
    write_manifest(card, draft.image, draft.text, spec, metrics, partial, shared_space=draft.shared_space)
    learned = fusion / SHORTENING
    replace_shortening(partial, Shortening.load(learned) if learned.is_file() else None)
    precision = PrecisionSpec(most_lost=plan.gate.lost, image=_told(image, plan.gate), text=_told(text, plan.gate))
    manifest = replace_precision(partial, precision)
    if data is not None:
        settle_fused(partial, data, gate=plan.gate, full=fusion / FULL_FUSION, replace=True)
        manifest = load_bundle(partial).manifest
    _write_figures(image, text, figures, partial)
    write_card(manifest, image, text, figures, plan.gate, partial)
    if plan.out.exists():
        plan.out.rmdir()  # an empty folder; one that is not stops it here
    partial.replace(plan.out)
    return manifest


def _told(tower: BuiltTower, gate: Gate) -> PartPrecision:
    return tell_tower(tower.judged, tower.kept, tower.facts["int8"], gate)


def _write_figures(image: BuiltTower, text: BuiltTower, figures: Figures, folder: Path) -> None:
    towers = {
        name: {
            "kept": tower.kept.precision,
            "parity": tower.facts["parity"],
            "precisions": [asdict(each) for each in tower.judged],
        }
        for name, tower in (("image", image), ("text", text))
    }
    content = {"towers": towers, "validation": figures}
    (folder / "figures.json").write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _bundle_card(plan: Plan) -> BundleCard:
    words = "its own words" if plan.image == plan.text else plan.text.title
    return BundleCard(
        name=plan.out.name,
        version="1.0.0",
        licence=plan.licence,
        description=f"Photos by {plan.image.title}, words by {words}.",
    )


def _some(facts: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: facts[name] for name in names}
