"""`loupe models build`: bundles from checkpoints, and the one that ships."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bundles import is_bundle
from service.cli.precision import precision_table
from service.cli.progress import print_json
from service.cli.stages import stage_view

if TYPE_CHECKING:
    from training.precision.recall_gate import Judged
    from training.production.build import Built, Plan

build = typer.Typer(
    help="Build a bundle; needs the packages of the extra “train”.", no_args_is_help=True, rich_markup_mode=None
)

Out = Annotated[Path, typer.Option(help="The bundle's folder, which its name is taken from.")]
Work = Annotated[
    Path | None, typer.Option(help="What is made on the way; a build that was stopped goes on from it. OUT.work.")
]
Photos = Annotated[
    Path | None, typer.Option(help="Photos of jewellery, to judge quantising by; not needed with --corpus.")
]
Corpora = Annotated[
    list[Path] | None,
    typer.Option("--corpus", help="A JewelBench of size m with lessons to fit the fusion to; may be given again."),
]
Overlap = Annotated[
    float, typer.Option(min=0, max=1, help="Share of the ten nearest that int8 or fp16 must keep to be served.")
]
Licence = Annotated[str, typer.Option(help="Of the checkpoints, for the manifest.")]
Json = Annotated[bool, typer.Option("--json", help="Facts for machines; the last line is the result.")]


@build.command()
def clip(
    image: Annotated[str, typer.Option(help="open_clip:MODEL/PRETRAINED, open_clip:FOLDER or transformers:FOLDER.")],
    out: Out,
    text: Annotated[
        str | None, typer.Option(help="Another text network, transformers:FOLDER; the CLIP's own half if left out.")
    ] = None,
    corpus: Corpora = None,
    photos: Photos = None,
    work: Work = None,
    overlap: Overlap = 0.9,
    licence: Licence = "that of the checkpoints",
    as_json: Json = False,
) -> None:
    """From a CLIP or SigLIP: its two halves, or its image half and a BERT."""
    _require_training()
    from training.precision.recall_gate import Gate
    from training.production.build import Plan, clip_sources

    sources = clip_sources(image, text)
    plan = Plan(*sources, out, work or _beside(out), photos, tuple(corpus or ()), licence, Gate(overlap))
    _build(plan, as_json=as_json)


@build.command("resnet-bert")
def resnet_bert(
    out: Out,
    image: Annotated[str, typer.Option(help="timm:NAME, timm:NAME/FILE or timm:FOLDER.")] = "timm:resnet50.a1_in1k",
    text: Annotated[
        str, typer.Option(help="transformers:NAME or transformers:FOLDER.")
    ] = "transformers:bert-base-uncased",
    corpus: Corpora = None,
    photos: Photos = None,
    work: Work = None,
    overlap: Overlap = 0.9,
    licence: Licence = "that of the checkpoints",
    as_json: Json = False,
) -> None:
    """From an image network and a text network: with ResNet-50 and BERT-base, fused vectors of 2816 numbers."""
    _require_training()
    from training.precision.recall_gate import Gate
    from training.production.build import Plan
    from training.production.sources import parse_source

    sources = parse_source(image), parse_source(text)
    plan = Plan(*sources, out, work or _beside(out), photos, tuple(corpus or ()), licence, Gate(overlap))
    _build(plan, as_json=as_json)


@build.command()
def mini(
    benchmark: Annotated[
        list[Path], typer.Option(help="A JewelBench of size m with lessons; may be given again.", exists=True)
    ],
    out: Annotated[Path, typer.Option(help="The bundle's folder.")],
    work: Annotated[Path, typer.Option(help="Checkpoints; a build that was stopped goes on from them.")],
    rivals: Annotated[Path, typer.Option(help="Folder for the fusions that the bundle's own is compared with.")],
    start: Annotated[
        Path | None,
        typer.Option(
            help="A bundle whose image tower and fusion are trained on, or a checkpoint to begin with.", exists=True
        ),
    ] = None,
    text_tower: Annotated[
        Path | None,
        typer.Option(
            help="Folder of a BERT with its tokenizer.json, to tune, or a bundle whose text tower is kept; else "
            "--start's is kept.",
            exists=True,
        ),
    ] = None,
    teacher: Annotated[Path | None, typer.Option(help="A TensorFlow Lite network to distil from.", exists=True)] = None,
    passes: Annotated[
        int | None, typer.Option(min=1, help="Photos to show to the image tower; the recipe's if left out.")
    ] = None,
) -> None:
    """Train the bundle that ships from benchmarks; takes hours."""
    _require_training()
    from training.build import BuildPaths, Recipes
    from training.build import build as train
    from training.image_tower import GOING_ON, ImageTowerRecipe
    from training.kept_memory import keep_memory
    from training.progress import Log

    text = text_tower or start
    if text is None or not text.is_dir():
        raise typer.BadParameter(
            "Where is the text tower to come from? Give --text-tower, or a bundle as --start to keep its own."
        )
    paths = BuildPaths(benchmark, text, teacher, start, work, out, rivals)
    if start is not None and is_bundle(start):
        image = GOING_ON
    else:  # a checkpoint's first layers have settled, random ones have not
        image = ImageTowerRecipe(stem_until=0.0 if start else ImageTowerRecipe.stem_until)
    keep_memory()
    train(paths, Recipes(image=replace(image, passes=passes or image.passes)), Log())


@build.command()
def card(folder: Annotated[Path, typer.Argument(help="The bundle's folder.", exists=True)]) -> None:
    """Write a bundle's model card anew, after its evaluation.json or history.json changed."""
    _require_training()
    from training.model_card import write_model_card

    Console(soft_wrap=True).print(f"Written: {write_model_card(folder)}", highlight=False)


@build.command()
def precision(
    folder: Annotated[Path, typer.Argument(help="The bundle's folder; its manifest is told.", exists=True)],
    benchmark: Annotated[
        list[Path], typer.Option(help="A JewelBench of size m with lessons; may be given again.", exists=True)
    ],
    work: Annotated[Path | None, typer.Option(help="What is made on the way. FOLDER.work.")] = None,
) -> None:
    """Try every part of a finished bundle in every precision, and tell in its manifest what each loses and saves."""
    _require_training()
    from training.benchmark_corpus import read_benchmarks
    from training.precision.choosing import settle_bundle

    console = Console(soft_wrap=True)
    with stage_view(console, as_json=False) as progress:
        told = settle_bundle(folder, read_benchmarks(benchmark), work or _beside(folder), progress)
    console.print(precision_table(told))
    console.print(f"Written: {folder / 'manifest.json'}", markup=False, highlight=False)


@build.command()
def ablation(
    benchmark: Annotated[
        list[Path], typer.Option(help="A JewelBench of size m with lessons; may be given again.", exists=True)
    ],
    work: Annotated[Path, typer.Option(help="What is made on the way; rows that are finished stay.")],
    start: Annotated[
        Path, typer.Option(help="A checkpoint that the runs begin with, or a bundle that they go on from.", exists=True)
    ],
    bundle: Annotated[
        Path,
        typer.Option(
            help="Whose text tower teaches, whose locator cuts, and whose parts the page tells of too.", exists=True
        ),
    ] = Path("models/loupe-mini"),
    teacher: Annotated[Path | None, typer.Option(help="A TensorFlow Lite network to distil from.", exists=True)] = None,
    passes: Annotated[int, typer.Option(min=1, help="Photos shown in each run.")] = 100_000,
    products: Annotated[
        int, typer.Option(min=1, help="Products in a batch; short runs learn more in small ones.")
    ] = 64,
    out: Annotated[Path, typer.Option(help="The page to write.")] = Path("docs/ablation.md"),
) -> None:
    """What each part of the training buys: the same short run with one thing changed, again and again; takes hours."""
    _require_training()
    from training.ablation import ablate, write_ablation
    from training.benchmark_corpus import read_benchmarks
    from training.image_tower import ImageTowerRecipe
    from training.image_tower_fitting import TowerTeachers
    from training.kept_memory import keep_memory
    from training.progress import Log

    keep_memory()
    corpus = read_benchmarks(benchmark)
    recipe = ImageTowerRecipe(passes=passes, products_per_batch=products, stem_until=0.0)
    rows = ablate(recipe, corpus, TowerTeachers(bundle, teacher, start, bundle), work, Log())
    write_ablation(rows, corpus, out, bundle)


def _require_training() -> None:
    try:
        import training.production.build  # noqa: F401
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            f"{error.name} is not installed. Install what training needs: pip install 'loupe-search[train]'."
        ) from error


def _beside(out: Path) -> Path:
    return out.with_name(f"{out.name}.work")


def _build(plan: "Plan", *, as_json: bool) -> None:
    from training.production.build import build as build_bundle

    console = Console(soft_wrap=True)
    with stage_view(console, as_json=as_json) as told:
        built = build_bundle(plan, told)
    if as_json:
        print_json(_facts(built, plan.out))
    else:
        _tell(console, built, plan)


def _facts(built: "Built", out: Path) -> dict[str, object]:
    towers = {
        name: {
            "architecture": tower.facts["architecture"],
            "kept": tower.kept.precision,
            "parity": tower.facts["parity"],
        }
        for name, tower in (("image", built.image), ("text", built.text))
    }
    return {"bundle": str(out), "towers": towers, "fusion": built.manifest.fusion.method, "validation": built.figures}


def _tell(console: Console, built: "Built", plan: "Plan") -> None:
    table = Table("tower", "precision", "file", "one item", "overlap", "least cosine", "", box=None)
    for name, tower in (("image", built.image), ("text", built.text)):
        for judged in tower.judged:
            table.add_row(name, *_row(judged), "served" if judged == tower.kept else "")
    console.print(table)
    for kind, ways in built.figures.items():
        shown = "; ".join(
            f"{way} {', '.join(f'{metric} {value:.3f}' for metric, value in found.items())}"
            for way, found in ways.items()
        )
        console.print(f"{kind}: {shown}", markup=False, highlight=False)
    if not built.figures:
        console.print("Nothing was learned: photo and words are joined by plain concatenation.", highlight=False)
    console.print(f"The bundle is in {plan.out}; {plan.work} is no longer needed.", markup=False, highlight=False)
    console.print(f"To use it: LOUPE_BUNDLE={plan.out}, or loupe reindex {plan.out}", markup=False, highlight=False)


def _row(judged: "Judged") -> tuple[str, ...]:
    return (
        judged.precision,
        f"{judged.megabytes:.1f} MB",
        f"{judged.milliseconds or 0:.1f} ms",
        f"{judged.overlap:.3f}",
        f"{judged.least_cosine:.4f}",
    )
