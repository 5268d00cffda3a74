"""The command line: make a benchmark, report on it, look at it."""

import logging
import os
import random
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from jewelbench.lessons.build import add_lessons
from jewelbench.making.make import SIZES, Work, make
from jewelbench.making.packing import pack
from jewelbench.making.pictures import DiskFullError, write_picture
from jewelbench.making.sample_catalogue import write_sample_catalogue
from jewelbench.making.sheets import write_sheets
from jewelbench.making.workers import RenderingFailedError
from jewelbench.progress import Progress
from jewelbench.release import Release, ReleaseError
from jewelbench.rendering.backend import RendererError
from jewelbench.rendering.packshots import sample_packshot
from jewelbench.rendering.photograph import Photographer
from jewelbench.shapes import layouts_of
from jewelbench.spec_file import read_spec
from jewelbench.specs.extent import extent
from jewelbench.specs.space import InvalidSpecError

CORES = os.cpu_count() or 1
SHIPPED = Path(__file__).parents[1] / "models" / "loupe-mini"

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="JewelBench: a benchmark of searching for jewellery."
)
console = Console()


@app.command("make")
def make_command(
    size: Annotated[str, typer.Option(help=f"How much to make: {', '.join(SIZES)}.")] = "s",
    out: Annotated[Path | None, typer.Option(help="Folder to make it in; default .cache/jewelbench/SIZE.")] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal benchmarks.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Rendering processes.")] = CORES,
    products: Annotated[
        int | None, typer.Option(min=1, help="Only the first so many; more can be added later.")
    ] = None,
    masks: Annotated[bool, typer.Option(help="Also write where each photo shows its piece, to train on.")] = False,
) -> None:
    """Render a benchmark; run again after a stop, it goes on where it was."""
    if size not in SIZES:
        raise typer.BadParameter(f"there is no size {size!r}; choose one of {', '.join(SIZES)}", param_hint="--size")
    folder = out or Path(".cache/jewelbench") / size
    progress = Progress("photos", console)

    def started(work: Work) -> None:
        if work.there:
            console.print(f"{work.there:,} of {work.photos:,} photos are there already")
        progress.start(work.photos - work.there)

    try:
        with progress:
            manifest = make(folder, size, seed, workers, products, masks, started, lambda _: progress.advance())
    except (ReleaseError, RenderingFailedError, DiskFullError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        console.print("Stopped; run the same command again to go on")
        raise typer.Exit(130) from error
    console.print(f"{manifest.name}: {manifest.products:,} products, {manifest.photos:,} photos in {folder}")


@app.command("lessons")
def lessons_command(
    benchmark: Annotated[Path, typer.Argument(help="The benchmark's folder.")],
) -> None:
    """Write anew what training may learn from in words; `make` does so for every benchmark that it completes."""
    try:
        lessons = add_lessons(benchmark)
    except ReleaseError as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error
    counts = f"{len(lessons.texts):,} texts, {len(lessons.phrases):,} phrases, {len(lessons.edits):,} edits"
    console.print(f"{counts} in {benchmark / 'lessons'}", highlight=False)


@app.command("report")
def report_command(
    benchmark: Annotated[Path, typer.Argument(help="The benchmark's folder.")],
    bundle: Annotated[Path, typer.Option(help="The bundle to judge; baselines use its towers.")] = SHIPPED,
    other: Annotated[list[Path] | None, typer.Option(help="Another bundle to compare; may be given again.")] = None,
    rivals: Annotated[Path | None, typer.Option(help="Folder of other fusions fitted to the bundle's towers.")] = None,
    out: Annotated[Path | None, typer.Option(help="Where to write; default .cache/jewelbench/NAME-report.")] = None,
) -> None:
    """Judge a bundle and every baseline on all tasks, as `loupe evaluate` does; writes JSON, Markdown and sheets."""
    # Loaded here, since rendering workers import this module too and have no room for it.
    from bundles.errors import BundleError
    from jewelbench.evaluation.evaluation import evaluate
    from jewelbench.evaluation.judging import load_benchmark
    from jewelbench.evaluation.report import write_report
    from jewelbench.evaluation.roster import roster

    folder = out or Path(".cache/jewelbench") / f"{benchmark.name}-report"

    def say(line: str) -> None:
        console.print(line, highlight=False)

    try:
        asked = load_benchmark(benchmark)
        short = write_report(evaluate(asked, roster(bundle, other or (), rivals), say), folder, say)
    except (ReleaseError, BundleError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error
    console.print(short, highlight=False, markup=False, soft_wrap=True)


@app.command("sheet")
def sheet_command(
    benchmark: Annotated[Path, typer.Argument(help="The benchmark's folder.")],
    out: Annotated[Path, typer.Option(help="Folder for packshots.jpg and queries.jpg.")],
    seed: Annotated[int, typer.Option(help="Chooses the photos.")] = 0,
) -> None:
    """Lay out a hundred packshots and fifty query photos, drawn at random."""
    try:
        for path in write_sheets(Release(benchmark), out, seed):
            console.print(f"Written: {path}", highlight=False)
    except ReleaseError as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error


@app.command("pack")
def pack_command(
    benchmark: Annotated[Path, typer.Argument(help="The benchmark's folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the copy; empty, or not there yet.")],
) -> None:
    """Copy a benchmark with its photos as WebP, in half the space and without masks, to give it away."""
    try:
        size = pack(Release(benchmark), out)
    except ReleaseError as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error
    console.print(f"{size / 1e6:,.1f} MB in {out}", highlight=False)


@app.command("picture")
def picture_command(
    design: Annotated[Path, typer.Argument(help="A design as JSON; products.jsonl holds thousands in `spec`.")],
    out: Annotated[Path, typer.Argument(help="The JPEG to write.")],
    side: Annotated[int, typer.Option(min=16, max=2048, help="Its side, pixels.")] = 400,
    samples: Annotated[int, typer.Option(min=1, max=1024, help="Light paths for each pixel.")] = 24,
    seed: Annotated[int, typer.Option(help="Chooses layout, light and camera.")] = 0,
) -> None:
    """Take a packshot of one design."""
    try:
        spec = read_spec(design)
        scene = sample_packshot(random.Random(seed), spec, layouts_of(spec), held_out=False)
        write_picture(out, Photographer(side, samples, threads=CORES).take(spec, scene))
    except (InvalidSpecError, RendererError, OSError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error


@app.command("samples")
def samples_command(
    out: Annotated[Path, typer.Option(help="Folder of the sample catalogue.")] = Path("samples"),
    seed: Annotated[int, typer.Option(help="The benchmark's seed.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Rendering processes.")] = CORES,
) -> None:
    """Renew the sample catalogue that `make run` serves."""
    progress = Progress("photos", console)
    try:
        with progress:
            write_sample_catalogue(out, seed, workers, progress.start, lambda _: progress.advance())
    except (RenderingFailedError, DiskFullError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error


@app.command("extent")
def extent_command(
    draws: Annotated[int, typer.Option(min=2, help="Designs to draw.")] = 100_000,
) -> None:
    """Estimate how many designs there are that look different."""
    found = extent(draws)
    console.print(
        f"{found.looks:,} different looks among {found.draws:,} designs drawn; at least {found.at_least:,.0f} in all "
        f"(Chao's lower bound), of which these cover {found.coverage:.0%} of what is drawn next",
        highlight=False,
    )


def main() -> None:
    """Run the command line."""
    logging.basicConfig(level=logging.WARNING)
    app()
