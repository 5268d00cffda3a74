"""Writes the model card of a bundle for production from what was measured while it was built."""

from pathlib import Path

from bundles.manifest import BundleManifest
from training.precision.recall_gate import Gate, Judged
from training.production.fitting import Figures
from training.production.towers import BuiltTower

ABOUT_PRECISION = """\
## What the precisions lose

Each tower was exported in full precision (fp32), with its weights in half precision (fp16; computed in fp32), and in
int8, and the three were run on the same {photos} photos and {texts} texts. *Overlap* is the share of the ten nearest
neighbours that stay those of full precision. The smallest precision is served whose overlap is at least {overlap:.2f}
and whose R@1 and R@10, where right answers are known, fall by at most {lost:.3f}."""

NO_CORPUS = """\
## Fusion

Nothing was learned: photo and words are joined by plain weighted concatenation, each counting half. `loupe train` fits
the fusion to a catalogue; a build with `--corpus` fits it to a benchmark."""

SHARED = """\
Photos and words come from the two halves of one network and lie in one space, so that where one is missing the other
stands in for it: words are compared with a product's photo as well as with its text."""

LIMITS = """\
## Limits

- What the checkpoints do not know, this bundle does not know; see the cards that came with them.
- Neither tower was tuned on jewellery.
- It has no attribute heads: nothing is guessed from a photo. `loupe models heads` adds them."""


def write_card(
    manifest: BundleManifest, image: BuiltTower, text: BuiltTower, figures: Figures, gate: Gate, folder: Path
) -> None:
    """Write `MODEL_CARD.md`.

    Args:
        manifest: Of the bundle.
        image: Its image tower.
        text: Its text tower.
        figures: Of its fusion, by kind of query and way; empty if nothing was fitted.
        gate: What decided the precisions.
        folder: The bundle's.
    """
    precision = ABOUT_PRECISION.format(
        photos=image.facts["compared"], texts=text.facts["compared"], overlap=gate.overlap, lost=gate.lost
    )
    sections = [
        _summary(manifest, folder),
        _exports(image, text),
        precision,
        _precisions("Image tower", image),
        _precisions("Text tower", text),
        _fusion(manifest, figures),
        LIMITS,
    ]
    (folder / "MODEL_CARD.md").write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def _summary(manifest: BundleManifest, folder: Path) -> str:
    image, text, fusion = manifest.image, manifest.text, manifest.fusion
    rows = [
        ("image tower", image.architecture, image.parameters, image.file),
        ("text tower", text.architecture, text.parameters, text.file),
        ("fusion", fusion.method, fusion.parameters, fusion.file),
    ]
    lines = [
        f"| {part} | {name} | {count / 1e6:.1f} M | {(folder / file).stat().st_size / 1e6:.1f} MB |"
        for part, name, count, file in rows
    ]
    fitted = {"pad": "whole, on the colour of their border", "crop": "their middle", "squash": "squashed to a square"}
    return "\n".join(
        [
            f"# {manifest.name} {manifest.version}", "", manifest.description, "",
            f"Licence: {manifest.licence}. Photos are read at {image.size} × {image.size} pixels "
            f"({fitted[image.fitting.way]}), texts up to {text.max_pieces} word pieces; a fused vector has "
            f"{image.dim} + {text.dim} = {fusion.dim} numbers. `loupe models build` made this bundle.", "",
            "| part | architecture | parameters | file |", "|---|---|---|---|", *lines,
        ]
    )  # fmt: skip


def _exports(image: BuiltTower, text: BuiltTower) -> str:
    lines = []
    for name, tower in (("image tower", image), ("text tower", text)):
        parity = tower.facts["parity"]
        lines.append(
            f"| {name} | {parity['items']} | {parity['cosine']:.6f} | {parity['difference']:.1e} | "
            f"{parity['tokens']:.1e} |"
        )
    return "\n".join(
        [
            "## How the graphs compare with the networks", "",
            "| | items | least cosine | greatest difference, vectors | the same, tokens |", "|---|---|---|---|---|",
            *lines, "",
            f"The tokenizer cuts {text.facts['texts_cut_alike']} texts in many scripts just as the network's own does.",
        ]
    )  # fmt: skip


def _precisions(title: str, tower: BuiltTower) -> str:
    known = bool(tower.kept.full_recalls)
    heads = [
        "precision",
        "file",
        "one item",
        "overlap",
        "mean cosine",
        "least cosine",
        *(("R@1", "R@10") if known else ()),
    ]
    lines = [f"| {' | '.join(_row(each, served=each == tower.kept))} |" for each in tower.judged]
    note = tower.facts["int8"]
    about = f"int8 {note}." if note.startswith("could") else f"Activations of int8 are quantised in the {note} way."
    return "\n".join([f"### {title}", "", f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *lines, "", about])


def _row(judged: Judged, *, served: bool) -> list[str]:
    name = f"**{judged.precision}**, served" if served else judged.precision
    cells = [name, f"{judged.megabytes:.1f} MB", f"{judged.milliseconds:.1f} ms", f"{judged.overlap:.3f}"]
    cells += [f"{judged.mean_cosine:.4f}", f"{judged.least_cosine:.4f}"]
    return cells + [f"{judged.recalls[name]:.3f}" for name in judged.recalls]


def _fusion(manifest: BundleManifest, figures: Figures) -> str:
    shared = f"\n\n{SHARED}" if manifest.shared_space else ""
    if not figures:
        return NO_CORPUS + shared
    ways = list(next(iter(figures.values())))
    heads = [f"{way}, {metric}" for way in ways for metric in ("R@1", "R@10")]
    lines = [
        f"| {kind} | {' | '.join(f'{value:.3f}' for way in ways for value in table[way].values())} |"
        for kind, table in figures.items()
    ]
    told = (
        "An attention fusion was fitted to the training split of the corpus and is served."
        if manifest.fusion.parameters
        else "An attention fusion was fitted to the training split of the corpus, but plain weighted concatenation did "
        "as well on the validation split and is served."
    )
    table = "\n".join([f"| query | {' | '.join(heads)} |", "|---" * (len(heads) + 1) + "|", *lines])
    return f"## Fusion\n\n{told} On the validation split, which it was not fitted to:\n\n{table}{shared}"
