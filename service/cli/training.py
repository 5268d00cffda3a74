"""`loupe train`."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from service.cli.progress import FACTS_APART, LINES_APART, print_json
from service.importing import read_mapping
from service.settings import Settings

if TYPE_CHECKING:
    from training.merchant.report import FittingReport
    from training.merchant.run import FittingFolders
    from training.progress import Progress as Told

NICENESS = 10  # a service on the same machine answers first


def train(
    catalogue: Annotated[
        Path | None,
        typer.Argument(help="A catalogue file; what was imported, if left out.", exists=True, dir_okay=False),
    ] = None,
    photos: Annotated[
        Path | None,
        typer.Option(help="Folder or zip of the file's photos; its own folder if left out.", exists=True),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option(help="JSON file that says what the file's columns mean.", exists=True, dir_okay=False),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the new bundle; one in the data folder if left out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Facts for machines; the last line is the report.")] = False,
) -> None:
    """Fit the bundle to your own catalogue; a new bundle is written only if it is better on products kept aside."""
    if catalogue is None and (photos or mapping):
        raise typer.BadParameter("--photos and --mapping belong to a catalogue file; name one, or leave them out.")
    try:
        from service.fitting import CatalogueToFit, FittingRunsError, fit_bundle
        from training.merchant.corpus import TooLittleToLearnError
        from training.trainable_graph import CannotBeFittedError
    except ModuleNotFoundError as error:
        raise typer.BadParameter(
            f"{error.name} is not installed. Install what training needs: pip install 'loupe-search[train]'."
        ) from error
    with suppress(OSError, AttributeError):  # where processes have no priority of their own
        os.nice(NICENESS)
    console = Console(soft_wrap=True)
    given = None
    if catalogue is not None:
        given = CatalogueToFit(catalogue, photos or catalogue.parent, read_mapping(mapping))
    try:
        with _progress(console, as_json=as_json) as told:
            report, folders = fit_bundle(Settings(), given, out, told)
    except (TooLittleToLearnError, CannotBeFittedError, FittingRunsError, FileExistsError) as error:
        Console(stderr=True, soft_wrap=True).print(f"Error: {error}", markup=False, highlight=False)
        raise typer.Exit(2) from error
    _tell(console, report, folders, as_json=as_json)
    if not report.decision.better:
        raise typer.Exit(1)


@contextmanager
def _progress(console: Console, *, as_json: bool) -> Iterator["Told"]:
    """What shows how far the work is: a bar on a terminal, plain lines elsewhere, JSON for machines."""
    if as_json:
        yield _Facts()
    elif console.is_terminal:
        columns = (BarColumn(), TextColumn("{task.percentage:>3.0f} %  {task.description}"), TimeRemainingColumn())
        with Progress(*columns, console=console) as bar:
            yield _Bar(bar)
    else:
        yield _Lines(console)


class _Bar:
    """A bar for each stage."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._stage = ""
        self._task = bar.add_task("beginning", total=None)

    def __call__(self, stage: str, done: int, of: int, **figures: float) -> None:
        if stage != self._stage:
            self._bar.remove_task(self._task)
            self._stage, self._task = stage, self._bar.add_task(stage, total=of)
        self._bar.update(self._task, completed=done, total=of, description=_in_words(stage, figures))


class _Sparing:
    """Tells the beginning of each stage, and then something now and then."""

    def __init__(self, apart: float) -> None:
        self._apart = apart
        self._stage, self._next = "", 0.0

    def __call__(self, stage: str, done: int, of: int, **figures: float) -> None:
        now = time.monotonic()
        if stage == self._stage and now < self._next:
            return
        self._stage, self._next = stage, now + self._apart
        self.tell(stage, done, of, figures)

    def tell(self, stage: str, done: int, of: int, figures: dict[str, float]) -> None:
        """Say it."""


class _Lines(_Sparing):
    def __init__(self, console: Console) -> None:
        super().__init__(LINES_APART)
        self._console = console

    def tell(self, stage: str, done: int, of: int, figures: dict[str, float]) -> None:
        self._console.print(f"{_in_words(stage, figures)}: {done:,} of {of:,}", markup=False, highlight=False)


class _Facts(_Sparing):
    def __init__(self) -> None:
        super().__init__(FACTS_APART)

    def tell(self, stage: str, done: int, of: int, figures: dict[str, float]) -> None:
        print_json({"progress": {"stage": stage, "done": done, "of": of, **figures}})


def _in_words(stage: str, figures: dict[str, float]) -> str:
    return " ".join((stage, *(f"({name} {value:.2f})" for name, value in figures.items())))


def _tell(console: Console, report: "FittingReport", folders: "FittingFolders", *, as_json: bool) -> None:
    written = folders.out if report.decision.better else None
    if as_json:
        print_json(report.as_dict() | {"bundle": None if written is None else str(written)})
        return
    console.print(report.as_text(), markup=False, highlight=False)
    console.print(f"The report is in {folders.work / 'report.md'}.", markup=False, highlight=False)
    if written is None:
        console.print(f"{folders.bundle} stays in use; nothing was written.", markup=False, highlight=False)
        return
    console.print(f"The new bundle is in {written}. To use it: loupe reindex {written}", markup=False, highlight=False)
