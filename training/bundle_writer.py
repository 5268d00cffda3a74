"""Writes a bundle: graphs, tokenizer, manifest."""

import hashlib
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from torch import nn

from bundles.manifest import (
    FORMAT_VERSION,
    AttributesSpec,
    BundleFile,
    BundleManifest,
    FusionSpec,
    ImageTowerSpec,
    LocatorSpec,
    ShorteningSpec,
    TextTowerSpec,
    written,
)
from bundles.precision import PrecisionSpec
from catalog.index.shortening import Shortening
from encoders.towers.bert import BertTower
from encoders.towers.pooled import PooledTower
from fusion.base import Fusion
from training.export import export_fusion, export_image_tower, export_locator, export_text_tower
from training.precision.steady_ranges import is_steady

Part = Literal["image", "text", "fusion"]


@dataclass(frozen=True)
class BundleCard:
    """What a bundle says of itself beside its graphs."""

    name: str
    version: str
    licence: str
    description: str


class Cutting(NamedTuple):
    """How far photos are cut; see `LocatorSpec`."""

    threshold: float
    margin: float
    smallest: float


def write_locator(net: nn.Module, size: int, cutting: Cutting, folder: Path) -> LocatorSpec:
    """Export a locator into a folder."""
    path = folder / "locator.onnx"
    export_locator(net, size, path)
    return LocatorSpec(**named_file(path), size=size, **cutting._asdict(), parameters=_count(net))


def write_image_tower(
    tower: PooledTower, architecture: str, size: int, folder: Path, locator: LocatorSpec | None = None
) -> ImageTowerSpec:
    """Export the image tower into a bundle's folder; a locator's graph is there already."""
    path = folder / "image.onnx"
    export_image_tower(tower, size, path)
    return ImageTowerSpec(
        **named_file(path), architecture=architecture, dim=tower.dim, token_width=tower.token_width, size=size,
        locator=locator, parameters=_count(tower),
    )  # fmt: skip


def write_text_tower(
    tower: BertTower, architecture: str, tokenizer: Path, folder: Path, max_pieces: int = 128
) -> TextTowerSpec:
    """Export the text tower and its tokenizer into a bundle's folder."""
    path, kept = folder / "text.onnx", folder / "tokenizer.json"
    export_text_tower(tower, path)
    shutil.copyfile(tokenizer, kept)
    return TextTowerSpec(
        **named_file(path), architecture=architecture, dim=tower.dim, token_width=tower.token_width,
        tokenizer=BundleFile.model_validate(named_file(kept)), max_pieces=max_pieces, parameters=_count(tower),
        steady=is_steady(path),
    )  # fmt: skip


def write_fusion(fusion: Fusion, image: ImageTowerSpec, text: TextTowerSpec, folder: Path) -> FusionSpec:
    """Export the fusion into a bundle's folder."""
    path = folder / "fusion.onnx"
    export_fusion(fusion, image.token_width, text.token_width, path)
    return FusionSpec(**named_file(path), method=_method(fusion), dim=fusion.dim, parameters=_count(fusion))


def write_manifest(
    card: BundleCard,
    image: ImageTowerSpec,
    text: TextTowerSpec,
    fusion: FusionSpec,
    metrics: dict[str, dict[str, float]],
    folder: Path,
    *,
    shared_space: bool = False,
) -> BundleManifest:
    """Write `manifest.json`, last of all: a folder without it is no bundle."""
    manifest = BundleManifest(
        format_version=FORMAT_VERSION, name=card.name, version=card.version, licence=card.licence,
        description=card.description, image=image, text=text, fusion=fusion, metrics=metrics,
        shared_space=shared_space,
    )  # fmt: skip
    _keep_manifest(manifest, folder)
    return manifest


def replace_attributes(
    folder: Path,
    graph: Path,
    labels: Mapping[str, list[str]],
    thresholds: Mapping[str, float],
    calibration_errors: Mapping[str, float],
) -> AttributesSpec:
    """Make a graph of attribute heads part of a bundle; it becomes another bundle by that.

    Args:
        folder: The bundle's.
        graph: The graph, in that folder.
        labels: See `AttributesSpec`.
        thresholds: Likewise.
        calibration_errors: Likewise.
    """
    spec = AttributesSpec(
        **named_file(graph),
        labels=dict(labels),
        thresholds=dict(thresholds),
        calibration_errors=dict(calibration_errors),
    )
    manifest = BundleManifest.model_validate_json((folder / "manifest.json").read_bytes())
    _keep_manifest(manifest.model_copy(update={"attributes": spec}), folder)
    return spec


def replace_jewellery_score(folder: Path, score: float) -> None:
    """Write into a bundle what the best match of a photo of jewellery scores; it becomes another bundle by that."""
    manifest = BundleManifest.model_validate_json((folder / "manifest.json").read_bytes())
    _keep_manifest(manifest.model_copy(update={"jewellery_score": score}), folder)


def replace_graph(folder: Path, part: Part) -> BundleManifest:
    """Take note of another graph in the place of a part's; it becomes another bundle by that."""
    manifest = BundleManifest.model_validate_json((folder / "manifest.json").read_bytes())
    specs = {"image": manifest.image, "text": manifest.text, "fusion": manifest.fusion}
    spec = specs[part]
    update = named_file(folder / spec.file) | ({"steady": is_steady(folder / spec.file)} if part == "text" else {})
    changed = manifest.model_copy(update={part: spec.model_copy(update=update)})
    _keep_manifest(changed, folder)
    return changed


def replace_shortening(folder: Path, shortening: Shortening | None) -> BundleManifest:
    """Make a shortening part of a bundle, or take out the one it has; it becomes another bundle by that."""
    manifest = BundleManifest.model_validate_json((folder / "manifest.json").read_bytes())
    path, spec = folder / "shortening.npy", None
    path.unlink(missing_ok=True)
    if shortening is not None:
        shortening.save(path)
        spec = ShorteningSpec(**named_file(path), dim=shortening.short_dim)
    changed = manifest.model_copy(update={"shortening": spec})
    _keep_manifest(changed, folder)
    return changed


def replace_precision(folder: Path, precision: PrecisionSpec | None) -> BundleManifest:
    """Tell in a bundle how its precisions were chosen; it stays the bundle that it was."""
    manifest = BundleManifest.model_validate_json((folder / "manifest.json").read_bytes())
    changed = manifest.model_copy(update={"precision": precision})
    _keep_manifest(changed, folder)
    return changed


def _keep_manifest(manifest: BundleManifest, folder: Path) -> None:
    partial = folder / "manifest.partial"
    partial.write_bytes(written(manifest.model_dump(exclude_none=True)))
    partial.replace(folder / "manifest.json")


def named_file(path: Path) -> dict[str, Any]:
    """What a manifest says of any file of a bundle: its name and its sha256."""
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}


def _method(fusion: Fusion) -> str:
    """The name of a fusion's kind; of one that stands in front of another, both."""
    inner = getattr(fusion, "inner", None)
    return type(fusion).__name__ if inner is None else f"{type(fusion).__name__}({type(inner).__name__})"


def _count(module: nn.Module) -> int:
    return sum(parameter.numel() for parameter in module.parameters())
