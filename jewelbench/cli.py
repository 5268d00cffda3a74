"""The command line: make a benchmark, report on it, look at it."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from jewelbench.making.make import SIZES, Work, make
from jewelbench.making.pictures import DiskFullError
from jewelbench.making.workers import RenderingFailedError
from jewelbench.progress import Progress
from jewelbench.release import ReleaseError

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="JewelBench: a benchmark of searching for jewellery."
)
console = Console()


@app.command("make")
def make_command(
    size: Annotated[str, typer.Option(help=f"How much to make: {', '.join(SIZES)}.")] = "s",
    out: Annotated[Path | None, typer.Option(help="Folder to make it in; default .cache/jewelbench/SIZE.")] = None,
    seed: Annotated[int, typer.Option(help="Equal seeds give equal benchmarks.")] = 1,
    workers: Annotated[int, typer.Option(min=1, help="Rendering processes; one for each core.")] = 2,
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
            manifest = make(folder, size, seed, workers, started, lambda _: progress.advance())
    except (ReleaseError, RenderingFailedError, DiskFullError) as error:
        console.print(f"[red]{error}[/red]", highlight=False)
        raise typer.Exit(1) from error
    except KeyboardInterrupt as error:
        console.print("Stopped; run the same command again to go on")
        raise typer.Exit(130) from error
    console.print(f"{manifest.name}: {manifest.products:,} products, {manifest.photos:,} photos in {folder}")


def main() -> None:
    """Run the command line."""
    logging.basicConfig(level=logging.WARNING)
    app()
