"""Writes a fitted bundle: the towers of the one it comes from, a fusion of its own, and what it gained."""

import hashlib
import re
import shutil
from pathlib import Path

from bundles import Bundle
from bundles.manifest import BundleManifest, FusionSpec, written
from bundles.precision import PrecisionSpec
from catalog.index.shortening import Shortening
from fusion.base import Fusion
from training.bundle_writer import replace_shortening
from training.export import export_fusion
from training.merchant.judging import OVERALL
from training.merchant.report import FittingReport, write_report
from training.trainable_graph import GraphFusionModule

FITTED = "-fitted"
_TIMES = re.compile(r"\+fitted\.(\d+)$")
_DESCRIBED = "; its fusion fitted"
_PICTURES = (".png", ".jpg", ".svg")  # that a model card may show
_SECTION = "## Fitted to a catalogue"


def fitted_name(manifest: BundleManifest) -> tuple[str, str]:
    """Name and version of a bundle that is fitted from another: "loupe-mini-fitted", "0.1.0+fitted.1"."""
    name = manifest.name if manifest.name.endswith(FITTED) else manifest.name + FITTED
    known = _TIMES.search(manifest.version)
    times = int(known[1]) + 1 if known else 1
    return name, f"{_TIMES.sub('', manifest.version)}+fitted.{times}"


def free_folder(parent: Path, manifest: BundleManifest) -> Path:
    """A folder in `parent`, not there yet, for the bundle that is fitted from one with this manifest."""
    name, version = fitted_name(manifest)
    wanted = f"{name}-{version.rpartition('.')[2]}"
    candidates = [wanted, *(f"{wanted}-{number}" for number in range(2, 1000))]
    return next(parent / each for each in candidates if not (parent / each).exists())


def write_fitted_bundle(
    present: Bundle,
    fusion: Fusion,
    report: FittingReport,
    jewellery_score: float | None,
    shortening: Shortening | None,
    out: Path,
) -> BundleManifest:
    """Write a bundle, whole or not at all.

    Args:
        present: The bundle that was fitted.
        fusion: What became of its fusion.
        report: What that gained.
        jewellery_score: See `BundleManifest`; None if that is not known.
        shortening: How large indexes shorten what that makes of products and queries; None if they do not.
        out: The new bundle's folder, which must not be there yet.

    Raises:
        FileExistsError: It is.
    """
    if out.exists():
        raise FileExistsError(f"{out} is there already; name another folder.")
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for file in present.manifest.files:
        shutil.copyfile(present.path(file), partial / file.file)
    _copy_pictures(present.folder, partial)
    spec = _write_fusion(present.manifest, fusion, partial)
    manifest = _manifest(present.manifest, spec, report, jewellery_score)
    _write_card(present, manifest, report, partial)
    write_report(report, partial)
    (partial / "manifest.json").write_bytes(written(manifest.model_dump(exclude_none=True)))
    manifest = replace_shortening(partial, shortening)
    partial.replace(out)
    return manifest


def _copy_pictures(present: Path, folder: Path) -> None:
    for picture in sorted(present.rglob("*")):
        if picture.suffix in _PICTURES:
            kept = folder / picture.relative_to(present)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(picture, kept)


def _write_fusion(present: BundleManifest, fusion: Fusion, folder: Path) -> FusionSpec:
    path = folder / present.fusion.file
    if isinstance(fusion, GraphFusionModule):
        fusion.save(path)
        method = present.fusion.method
    else:
        export_fusion(fusion, present.image.token_width, present.text.token_width, path)
        method = type(fusion).__name__
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    parameters = sum(parameter.numel() for parameter in fusion.parameters())
    return present.fusion.model_copy(update={"sha256": digest, "method": method, "parameters": parameters})


def _manifest(
    present: BundleManifest, fusion: FusionSpec, report: FittingReport, jewellery_score: float | None
) -> BundleManifest:
    name, version = fitted_name(present)
    metrics = {
        kind: {f"R@{k}": round(comparison.after.value, 4) for k, comparison in each.items()}
        for kind, each in report.comparisons.items()
        if kind != OVERALL
    }
    origin = present.description.partition(_DESCRIBED)[0].rstrip(".")
    described = f"{origin}{_DESCRIBED} to a catalogue of {report.products:,} products."
    return present.model_copy(
        update={
            "name": name,
            "version": version,
            "description": described,
            "fusion": fusion,
            "jewellery_score": jewellery_score,
            "metrics": metrics,
            "precision": _of_towers(present.precision),
        }
    )


def _of_towers(precision: PrecisionSpec | None) -> PrecisionSpec | None:
    """What is known of the towers, which stay; the new fusion and its vectors were not judged in other precisions."""
    return precision and precision.model_copy(update={"fusion": None, "vectors": None})


def _write_card(present: Bundle, manifest: BundleManifest, report: FittingReport, folder: Path) -> None:
    """The card of the bundle that it comes from, under a section on the fitting; an older such section goes."""
    known = present.folder / "MODEL_CARD.md"
    card = known.read_text(encoding="utf-8") if known.is_file() else ""
    before = re.sub(rf"^# .*?(?={re.escape('## What it was fitted from')}\n)", "", card, flags=re.DOTALL)
    body = before if before != card else f"## What it was fitted from\n\n{_lowered(card)}"
    text = f"# {manifest.name} {manifest.version}\n\n{manifest.description}\n\n{_section(report)}\n\n{body}"
    (folder / "MODEL_CARD.md").write_text(text.rstrip() + "\n", encoding="utf-8")


def _section(report: FittingReport) -> str:
    page = report.as_markdown().partition("\n\n")[2]
    return f"{_SECTION}\n\n" + page.replace("\n## ", "\n### ")


def _lowered(card: str) -> str:
    """A card whose headings are one level lower."""
    return re.sub(r"^#", "##", card, flags=re.MULTILINE)
