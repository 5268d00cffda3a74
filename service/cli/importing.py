"""`loupe import`."""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from catalog.report import ImportReport
from service.cli.progress import ProgressView, print_json, progress_view
from service.jobs import job_progress
from service.remote import RemoteError, RunningService, find_running
from service.settings import Settings

SHOWN_ROWS = 10  # rejected rows shown; the file has all of them
POLL = 0.3  # seconds between looks at an import that the service runs

Report = dict[str, object]


def import_catalog(
    file: Annotated[Path, typer.Argument(help="The catalogue, CSV or TSV.", exists=True, dir_okay=False)],
    photos: Annotated[
        Path | None,
        typer.Option(help="Folder or zip of the photos; the catalogue's own folder if left out.", exists=True),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read everything, write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Facts for machines; the last line is the report.")] = False,
) -> None:
    """Bring a catalogue into the index; importing it again changes only what has changed."""
    settings, console = Settings(), Console(soft_wrap=True)
    source = photos or file.parent
    rejected = settings.data_dir / "rejected" / f"{file.stem}.csv"
    running = None if dry_run else find_running(settings)
    with progress_view(console, as_json=as_json) as view:
        if dry_run:
            report = _try(settings, file, source)
        elif running is not None:
            report = _send(running, file, source, rejected, view)
        else:
            report = _import(settings, file, source, rejected, view)
    if as_json:
        print_json(report)
    else:
        _tell(console, report, rejected, file.name, dry_run=dry_run)
    if report["cancelled"]:
        raise typer.Exit(1)


def _try(settings: Settings, file: Path, photos: Path) -> Report:
    from service.bootstrap import open_models
    from service.importing import dry_run

    return dry_run(file, photos, open_models(settings)).as_dict()


def _import(settings: Settings, file: Path, photos: Path, rejected: Path, view: ProgressView) -> Report:
    from service.bootstrap import open_services

    started = time.monotonic()
    with open_services(settings) as services, _stop_signal() as stopped:
        report: ImportReport = services.import_catalog(
            file,
            photos,
            rejected=rejected,
            on_progress=lambda progress: view.show(job_progress(progress, time.monotonic() - started)),
            cancelled=stopped.is_set,
        )
    return report.as_dict()


def _send(service: RunningService, file: Path, photos: Path, rejected: Path, view: ProgressView) -> Report:
    with _stop_signal() as stopped:
        job = service.start_import(file, photos)
        while not job.ended:
            stopped.wait(POLL)
            if stopped.is_set():
                service.cancel(job.id)
            job = service.job(job.id)
            view.show(job.progress)
    if job.report is None:
        raise RemoteError(job.error or "The import ended without a report.")
    if job.report["rejected"]:
        rejected.parent.mkdir(parents=True, exist_ok=True)
        rejected.write_bytes(service.rejected_rows(job.id))
    return job.report


@contextmanager
def _stop_signal() -> Iterator[threading.Event]:
    """An event that Ctrl+C and SIGTERM set, so that the import ends after the rows it is at."""
    stopped = threading.Event()
    before = {number: signal.signal(number, lambda *_: stopped.set()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _tell(console: Console, report: Report, rejected: Path, name: str, *, dry_run: bool) -> None:
    counts = ("added", "changed", "unchanged", "rejected")
    done = ", ".join(
        f"{report[count]:,} {count}" for count in counts if report[count] or count in ("added", "rejected")
    )
    verb = "Stopped importing" if report["cancelled"] else "Would import" if dry_run else "Imported"
    console.print(f"{verb} {name}: {done}.", markup=False, highlight=False)
    rows = report["rejected_rows"]
    assert isinstance(rows, list)
    for row in rows[:SHOWN_ROWS]:
        place = f"line {row['line']}" + (f", {row['column']}" if row["column"] else "")
        console.print(f"  {place}: {row['reason']}", markup=False, highlight=False)
    if rows and not dry_run:
        console.print(
            f"All rejected rows, to be corrected and imported again: {rejected}", markup=False, highlight=False
        )
    if report["warned"]:
        console.print(f"{report['warned']:,} warnings; --json lists them.", markup=False, highlight=False)
