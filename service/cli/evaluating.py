"""`loupe evaluate`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from service.cli.progress import print_json
from service.importing import read_mapping
from service.settings import REPOSITORY, Settings

if TYPE_CHECKING:
    from jewelbench.evaluation.judging import Benchmark
    from jewelbench.evaluation.roster import Roster
    from service.evaluation.merchant import MerchantFiles

SHIPPED = REPOSITORY / "samples" / "jewelbench-s"
LINES_APART = 10.0  # seconds


def evaluate(
    benchmark: Annotated[
        Path, typer.Option(help="A JewelBench folder, whose test split is asked.", exists=True, file_okay=False)
    ] = SHIPPED,
    catalogue: Annotated[
        Path | None,
        typer.Option(help="Your own catalogue instead, as the shop exports it.", exists=True, dir_okay=False),
    ] = None,
    queries: Annotated[
        Path | None,
        typer.Option(
            help="With --catalogue: CSV with the columns photo, text and sku, the right answers parted by “|”.",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    photos: Annotated[
        Path | None,
        typer.Option(help="Folder or zip of the catalogue's photos; its own folder if left out.", exists=True),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="JSON file that says what the catalogue's columns mean.", exists=True, dir_okay=False),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch/--no-fetch", help="Fetch photos that the catalogue names by web address.")
    ] = True,
    bundle: Annotated[
        list[Path] | None,
        typer.Option(help="The bundle to judge, the one in use if left out; again for others to compare it with."),
    ] = None,
    baselines: Annotated[
        bool, typer.Option("--baselines/--no-baselines", help="Compare with simpler ways to search, too.")
    ] = True,
    rivals: Annotated[
        Path | None,
        typer.Option(help="Folder of other fusions that were fitted to the bundle's towers.", exists=True),
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for evaluate.json, evaluate.md and sheets of hits and misses.")] = (
        Path("build")
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print what evaluate.json holds, on one line.")] = False,
) -> None:
    """Judge a bundle: on the benchmark, or on your own catalogue by queries whose right answers you know."""
    if (catalogue is None) != (queries is None):
        raise typer.BadParameter("Give --catalogue and --queries together.", param_hint="--queries")
    settings = Settings()
    bundles = bundle or [settings.bundle]
    try:
        with _telling() as telling:
            if catalogue is not None and queries is not None:
                from service.evaluation.merchant import MerchantFiles

                files = MerchantFiles(catalogue, queries, photos, read_mapping(mapping))
                _judge_merchant(files, settings, bundles, out, telling, fetch=fetch, baselines=baselines)
            else:
                _judge_benchmark(benchmark, bundles, rivals, out, telling, baselines=baselines)
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            f"{error.name} is not installed. Install what judging needs: pip install 'loupe-search[bench]'."
        ) from error
    _tell(out, as_json=as_json)


def _judge_benchmark(
    folder: Path, bundles: list[Path], rivals: Path | None, out: Path, telling: "_Telling", *, baselines: bool
) -> None:
    from jewelbench.evaluation.judging import load_benchmark
    from jewelbench.evaluation.roster import roster, without_baselines
    from jewelbench.release import ReleaseError

    telling.say(f"Reading {folder} …")
    try:
        asked = load_benchmark(folder)
    except ReleaseError as error:
        raise typer.BadParameter(str(error), param_hint="--benchmark") from error
    compared = roster(bundles[0], bundles[1:], rivals) if baselines else without_baselines(bundles[0], bundles[1:])
    _judge(asked, compared, [], out, telling)


def _judge_merchant(
    files: "MerchantFiles",
    settings: Settings,
    bundles: list[Path],
    out: Path,
    telling: "_Telling",
    *,
    fetch: bool,
    baselines: bool,
) -> None:
    from contextlib import ExitStack

    from jewelbench.evaluation.roster import small_roster, without_baselines
    from service.evaluation.merchant import open_merchant_benchmark
    from service.web_photos import FetchedPhotos

    compared = (small_roster if baselines else without_baselines)(bundles[0], bundles[1:])
    with ExitStack() as opened:
        web = None
        if fetch and settings.web_photos:
            web = opened.enter_context(opened.enter_context(FetchedPhotos(settings)).open())
        telling.say(f"Reading {files.catalogue.name} and its photos …")
        merchant = opened.enter_context(open_merchant_benchmark(files, web, telling.row))
        for note in merchant.notes:
            telling.say(note)
        _judge(merchant.benchmark, compared, merchant.notes, out, telling)


def _judge(benchmark: "Benchmark", compared: "Roster", notes: list[str], out: Path, telling: "_Telling") -> None:
    from jewelbench.evaluation.evaluation import evaluate
    from jewelbench.evaluation.report import write_report

    write_report(evaluate(benchmark, compared, telling.say, notes, telling.step), out, telling.say)


def _tell(out: Path, *, as_json: bool) -> None:
    """Print what was written."""
    if as_json:
        import json

        print_json(json.loads((out / "evaluate.json").read_bytes()))
    else:
        from jewelbench.evaluation.report import read_summary

        Console(soft_wrap=True).print(read_summary(out), markup=False, highlight=False)


@contextmanager
def _telling() -> Iterator["_Telling"]:
    """Progress on standard error, so that standard output holds the report alone."""
    console = Console(stderr=True, soft_wrap=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield _Telling(console, bar)


class _Telling:
    """Says how far an evaluation is: a bar on a terminal, lines elsewhere."""

    def __init__(self, console: Console, bar: Progress) -> None:
        self._console = console
        self._bar = bar
        self._task: TaskID | None = None
        self._rows = 0
        self._next = time.monotonic() + LINES_APART

    def say(self, line: str) -> None:
        """A line that stays."""
        self._console.print(line, markup=False, highlight=False)

    def step(self, done: int, total: int) -> None:
        """So many retrievers have answered."""
        if self._task is None:
            self._task = self._bar.add_task("asked", total=total)
        self._bar.update(self._task, completed=done)

    def row(self) -> None:
        """One more row of the catalogue has been read."""
        self._rows += 1
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LINES_APART
            self.say(f"{self._rows:,} rows")
