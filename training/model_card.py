"""Writes a bundle's model card from what was measured."""

from collections.abc import Mapping
from pathlib import Path

from bundles.manifest import BundleManifest
from training.fusion_fitting import FusionRecipe
from training.image_tower import ImageTowerRecipe

Table = Mapping[str, Mapping[str, float]]

ABOUT_FIGURES = """\
## Figures

Queries come from the design groups of the test split, which neither training nor any choice has seen. The gallery is
every product of the renders, each by its packshot and its title. A query photo shows the product under another camera,
light and backdrop; a composed query adds words that change it ("same but in rose gold") and must find the changed
product. R@k is the share of queries with a right product among the first k. Products that look the same are all right;
where words name a metal, it must be that metal.

The fixed weight is the one of 21 with the best R@1 for composed queries on the validation groups. Late, early and gated
fusion were fitted exactly as the attention fusion was."""

LIMITS = """\
## Limits

- Trained on rendered pictures alone. Photos of real pieces, worn, in a box or under shop glass, look different, and how
  well they are told apart has not been measured.
- Known kinds: rings, earrings, necklaces and bracelets of the shapes that the renderer draws. No watches, brooches,
  layered necklaces, engraving or filigree.
- White gold, platinum and silver look alike in the renders as in life; only words tell them apart.
- Words were English. The phrases that it was judged by are other draws from the grammar it was trained with, so wording
  itself was not held out; those of the composed queries have the fixed forms of the renderer, which training saw too.
- No pictures of people were used, and nothing it was trained on came from a shop."""


def write_model_card(
    manifest: BundleManifest,
    figures: Mapping[str, Table],
    tower: ImageTowerRecipe,
    fusion: FusionRecipe,
    folder: Path,
) -> None:
    """Write `MODEL_CARD.md`: what the bundle is, how it was made, and its figures on held-out designs."""
    sections = [_summary(manifest, folder), _making(manifest, tower, fusion), ABOUT_FIGURES]
    sections += [f"### {title[0].upper()}{title[1:]}\n\n{_table(table)}" for title, table in figures.items()]
    (folder / "MODEL_CARD.md").write_text("\n\n".join([*sections, LIMITS]) + "\n", encoding="utf-8")


def _summary(manifest: BundleManifest, folder: Path) -> str:
    rows = [
        ("image tower", manifest.image.architecture, manifest.image.parameters, manifest.image.file),
        ("text tower", manifest.text.architecture, manifest.text.parameters, manifest.text.file),
        ("fusion", manifest.fusion.method, manifest.fusion.parameters, manifest.fusion.file),
    ]
    lines = [
        f"| {part} | {name} | {count / 1e6:.1f} M | {(folder / file).stat().st_size / 1e6:.1f} MB |"
        for part, name, count, file in rows
    ]
    return "\n".join(
        [
            f"# {manifest.name} {manifest.version}", "", manifest.description, "",
            f"Licence {manifest.licence}. Photos are read at {manifest.image.size} × {manifest.image.size} pixels; "
            f"a fused vector has {manifest.image.dim} + {manifest.text.dim} = {manifest.fusion.dim} numbers.", "",
            "| part | architecture | parameters | file |", "|---|---|---|---|", *lines,
        ]
    )  # fmt: skip


def _making(manifest: BundleManifest, tower: ImageTowerRecipe, fusion: FusionRecipe) -> str:
    sizes = ", then ".join(f"{size} px" for _, size in tower.sizes)
    return f"""\
## How it was made

`loupe models build` made it; `--help` tells what it needs. Everything below is a default of that command.

- **Image tower**: {manifest.image.architecture} from random weights, {tower.passes:,} photos shown at {sizes}, in
  batches of {tower.products_per_batch} products by two photos, half of them whole families that differ in one thing.
  Losses: telling pieces apart, naming their visible attributes, agreeing with the text tower's vector of the title, and
  agreeing with a MobileNetV2 taught on ImageNet (Apache-2.0; its weights are not in here). Weights are averaged over
  the last steps, stored as fp16 and computed with in fp32.
- **Text tower**: all-MiniLM-L6-v2 (Apache-2.0) as it is, its weights in int8 with a scale for each channel.
- **Fusion**: {fusion.steps:,} batches of {fusion.queries} queries, with what the exported towers really give. Composed
  queries are drawn both ways between products that differ in one thing, worded by a grammar; the photo's own product is
  always among the wrong answers.
- **Data**: rendered jewellery, split by groups of related designs: no product, and no relative of one, is in two
  splits."""


def _table(table: Table) -> str:
    metrics = list(dict.fromkeys(name for row in table.values() for name in row))
    lines = [f"| | {' | '.join(metrics)} |", "|---|" + "---|" * len(metrics)]
    lines += [
        f"| {name} | {' | '.join(_number(metric, row[metric]) for metric in metrics)} |" for name, row in table.items()
    ]
    return "\n".join(lines)


def _number(metric: str, value: float) -> str:
    return f"{value:,.0f}" if metric == "queries" else f"{value:.3f}"
