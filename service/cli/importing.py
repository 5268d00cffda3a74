"""`loupe import`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from catalog.photo_source import open_photos
from service.cli.outcome import tell_failure, tell_report
from service.cli.preview import save_mapping, tell_preview
from service.cli.progress import ProgressView, print_json, progress_view
from service.cli.signals import Asked, signals
from service.importing import open_catalog, read_mapping
from service.jobs import ImportTask, Job
from service.remote import RunningService, find_running
from service.settings import Settings

POLL = 0.3  # seconds between looks at an import that the service runs


def import_catalog(
    file: Annotated[
        Path,
        typer.Argument(
            help="The catalogue as the shop exports it: CSV, TSV or an XML feed; plain, gzip or zip.",
            exists=True,
            dir_okay=False,
        ),
    ],
    photos: Annotated[
        Path | None,
        typer.Option(help="Folder or zip of the photos; the catalogue's own folder if left out.", exists=True),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make the index equal to the file: remove what it does not have.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read everything, write nothing.")] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(help="JSON file that says what the columns mean.", exists=True, dir_okay=False),
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save-mapping", help="With --dry-run: write what was found out as a mapping file."),
    ] = None,
    fetch: Annotated[
        bool, typer.Option("--fetch/--no-fetch", help="Fetch photos that the catalogue names by web address.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Facts for machines; the last line is the report.")] = False,
) -> None:
    """Bring a catalogue into the index; importing it again changes only what has changed."""
    if save is not None and not dry_run:
        raise typer.BadParameter("A mapping is saved by a dry run only; add --dry-run.", param_hint="--save-mapping")
    settings, console = Settings(), Console(soft_wrap=True)
    task = ImportTask(file, photos or file.parent, read_mapping(mapping), fetch=fetch)
    _check(task)
    if dry_run:
        _try(settings, task, console, save, as_json=as_json)
        return
    rejected = settings.data_dir / "rejected" / f"{file.stem}.csv"
    with progress_view(console, as_json=as_json) as view, signals() as asked:
        running = find_running(settings)
        job: Job | None
        if running is not None:
            job = _send(running, task, rejected, view, asked, replace=replace)
        else:
            job = _import(settings, task, rejected, view, asked, replace=replace)
    _tell(console, job, task, rejected, as_json=as_json)


def _check(task: ImportTask) -> None:
    """Find out what cannot be imported at all before anything is opened, sent or written.

    Raises:
        CatalogError: The message says what to do.
    """
    open_catalog(task.catalog, task.mapping)
    if task.photos is not None:
        with open_photos(task.photos):
            pass


def _try(settings: Settings, task: ImportTask, console: Console, save: Path | None, *, as_json: bool) -> None:
    from service.bootstrap import open_models
    from service.importing import dry_run, preview_catalog

    preview = preview_catalog(task.catalog, task.mapping)
    report = dry_run(task.catalog, task.photos, open_models(settings), task.mapping).as_dict()
    if save is not None:
        save_mapping(save, preview, task.mapping)
    if as_json:
        print_json({"preview": preview})
        print_json(report)
        return
    tell_preview(console, preview)
    tell_report(console, report, task, dry_run=True)
    if save is not None:
        console.print(f"What was found out is in {save}; change it, and give it with --mapping.", markup=False)


def _import(
    settings: Settings, task: ImportTask, rejected: Path, view: ProgressView, asked: Asked, *, replace: bool
) -> Job | None:
    from service.local_import import import_here, rejected_rows

    job = import_here(
        settings, task, replace=replace, show=view.show, cancelled=asked.cancel.is_set, stopping=asked.stop.is_set
    )
    if job is not None and job.ended:
        found = rejected_rows(settings, job)
        _keep_rejected(found.read_bytes() if found else None, rejected, task.catalog)
    return job


def _send(
    service: RunningService, task: ImportTask, rejected: Path, view: ProgressView, asked: Asked, *, replace: bool
) -> Job:
    job = service.start_import(task, replace=replace)
    while not job.ended:
        asked.cancel.wait(POLL)
        if asked.cancel.is_set() or asked.stop.is_set():
            service.cancel(job.id)
        job = service.job(job.id)
        view.show(job.progress)
    if job.report is not None:
        has_rejected = bool(job.report["rejected"])
        _keep_rejected(service.rejected_rows(job.id) if has_rejected else None, rejected, task.catalog)
    return job


def _keep_rejected(content: bytes | None, path: Path, catalog: Path) -> None:
    """Leave the rejected rows where the merchant finds them; a list of an earlier import goes."""
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    elif path.resolve() != catalog.resolve():  # which may be that very list, corrected
        path.unlink(missing_ok=True)


def _tell(console: Console, job: Job | None, task: ImportTask, rejected: Path, *, as_json: bool) -> None:
    if job is None or job.report is None:
        tell_failure(job)
        raise typer.Exit(1)
    report: dict[str, Any] = job.report
    if as_json:
        print_json(report)
    else:
        tell_report(console, report, task, rejected)
    if report["cancelled"]:
        raise typer.Exit(1)
