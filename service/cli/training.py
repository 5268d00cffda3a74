"""`loupe train`."""

import os
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from service.cli.progress import print_json
from service.cli.stages import stage_view
from service.importing import read_mapping
from service.settings import Settings

if TYPE_CHECKING:
    from training.merchant.report import FittingReport
    from training.merchant.run import FittingFolders

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
        with stage_view(console, as_json=as_json) as told:
            report, folders = fit_bundle(Settings(), given, out, told)
    except (TooLittleToLearnError, CannotBeFittedError, FittingRunsError, FileExistsError) as error:
        Console(stderr=True, soft_wrap=True).print(f"Error: {error}", markup=False, highlight=False)
        raise typer.Exit(2) from error
    _tell(console, report, folders, as_json=as_json)
    if not report.decision.better:
        raise typer.Exit(1)


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
