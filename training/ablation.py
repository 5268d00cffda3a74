"""What each part of the image tower's training buys: the same short run again and again, with one thing changed."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bundles import is_bundle, load_bundle
from encoders.towers.architectures import image_tower
from training.between_runs import trained_state
from training.corpus import Corpus, thinned
from training.image_tower import ImageTowerRecipe
from training.image_tower_fitting import TowerTeachers, fit_image_tower
from training.locator import opened_locator
from training.model_card import precision_section
from training.photo_to_product import PhotoToProduct
from training.progress import Log


@dataclass(frozen=True)
class Variant:
    """One row of the table.

    Attributes:
        name: What differs from the first row.
        changes: Fields of `ImageTowerRecipe` with other values.
        share: Share of the design families that are learned from.
        passes: Photos shown, as a multiple of those of the first row.
        from_start: Whether training goes on from the bundle that is given.
    """

    name: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    share: float = 1.0
    passes: float = 1.0
    from_start: bool = True


VARIANTS = (
    Variant("everything"),
    Variant("from random weights", {"stem_until": 1.0}, from_start=False),
    Variant("no memory of other pieces", {"memory": 0}),
    Variant("no attributes", {"attribute_weight": 0.0}),
    Variant("no words", {"text_weight": 0.0}),
    Variant("no ImageNet teacher", {"teacher_weight": 0.0}),
    Variant("no augmentation", {"augmented": False}),
    Variant("no other grounds", {"ground_share": 0.0}),
    Variant("a quarter of the families", share=0.25),
    Variant("half of the families", share=0.5),
    Variant("half the passes", passes=0.5),
    Variant("twice the passes", passes=2.0),
    Variant("larger pictures", {"sizes": ((0.0, 128),)}),
    Variant("resnet10t from random weights", {"architecture": "resnet10t", "stem_until": 1.0}, from_start=False),
)


def ablate(
    recipe: ImageTowerRecipe,
    corpus: Corpus,
    teachers: TowerTeachers,
    work: Path,
    log: Log,
    variants: Sequence[Variant] = VARIANTS,
) -> dict[str, dict[str, float]]:
    """Train and judge every variant; rows that a run that was stopped has finished are read from `work`.

    Args:
        recipe: Of the first row.
        corpus: What is learned from, and the validation split that every tower is judged on.
        teachers: As for the tower that ships.
        work: Checkpoints, and `ablation.json` with what is known so far.
        log: Told the progress.
        variants: The rows.

    Returns:
        Variant to "passes", "products", "R@1" and "R@10": photos of the validation split find their product.
    """
    known = work / "ablation.json"
    rows: dict[str, dict[str, float]] = json.loads(known.read_text("utf-8")) if known.exists() else {}
    for variant in variants:
        if variant.name not in rows:
            log.line(variant=variant.name)
            rows[variant.name] = _row(variant, recipe, corpus, teachers, work, log)
            known.write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
            log.line(variant=variant.name, **rows[variant.name])
    return {variant.name: rows[variant.name] for variant in variants}


def _row(
    variant: Variant, recipe: ImageTowerRecipe, corpus: Corpus, teachers: TowerTeachers, work: Path, log: Log
) -> dict[str, float]:
    part = thinned(corpus, variant.share)
    changed = replace(recipe, passes=round(recipe.passes * variant.passes), **variant.changes)
    taught_by = teachers if variant.from_start else replace(teachers, start=None)
    checkpoint = work / f"{variant.name.replace(' ', '-')}.pt"
    fit_image_tower(changed, part, taught_by, work, log, checkpoint=checkpoint, between=False)
    tower = image_tower(changed.architecture, changed.embed_dim)
    tower.load_state_dict(trained_state(checkpoint))
    judged = [corpus.products[row] for row in corpus.rows("validation")]
    judge = PhotoToProduct(judged, work, log, locator=opened_locator(teachers.locator))
    found = judge(tower, changed.evaluation_size)
    return {"passes": changed.passes, "products": len(part.rows("train")), **found}


ABOUT = """\
# What each part buys

`loupe models build ablation` makes this page. Rows of the first table are short runs that differ from the first one in
one thing each and are judged alike: shoppers' photos of the validation split, a gallery of {gallery} products, against
their packshots, by the image tower alone. {queries} queries: differences below some {noise:.2f} may be chance. Short
runs favour what learns fast, so read what they say of data and passes as a lower bound; what the versions of the
bundle reached after longer ones is in [jewelbench.md](jewelbench.md)."""


def write_ablation(rows: Mapping[str, Mapping[str, float]], corpus: Corpus, path: Path, bundle: Path) -> None:
    """Write the page of an ablation.

    Args:
        rows: What `ablate` returned.
        corpus: What was judged on.
        path: The page.
        bundle: A bundle; what its `figures.json` says of fusions and its manifest of precisions is told too.
    """
    judged = [corpus.products[row] for row in corpus.rows("validation")]
    queries = sum(len(product.photos) for product in judged)
    told = ABOUT.format(gallery=len(judged), queries=f"{queries:,}", noise=(1 / queries) ** 0.5)
    sections = [told, "## The image tower", _table(rows)]
    known = bundle / "figures.json"
    if known.is_file():
        figures = json.loads(known.read_text(encoding="utf-8"))
        ways = {kind: figures[kind] for kind in ("photo", "words", "composed", "both") if kind in figures}
        sections += ["## The fusion", "R@1 on the validation split, every fusion fitted alike.", _fusions(ways)]
    precision = load_bundle(bundle).manifest.precision if is_bundle(bundle) else None
    if precision is not None:
        sections.append(precision_section(precision))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join(sections) + "\n", encoding="utf-8")


def _table(rows: Mapping[str, Mapping[str, float]]) -> str:
    lines = ["| | products | photos shown | R@1 | R@10 |", "|---|---:|---:|---:|---:|"]
    lines += [
        f"| {name} | {row['products']:,.0f} | {row['passes']:,.0f} | {row['R@1']:.3f} | {row['R@10']:.3f} |"
        for name, row in rows.items()
    ]
    return "\n".join(lines)


def _fusions(ways: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    names = list(dict.fromkeys(name for found in ways.values() for name in found))
    lines = [f"| | {' | '.join(ways)} |", "|---|" + "---:|" * len(ways)]
    lines += [f"| {name} | {' | '.join(_first(found[name]) for found in ways.values())} |" for name in names]
    return "\n".join(lines)


def _first(metrics: Mapping[str, float]) -> str:
    return f"{metrics['R@1']:.3f}"
