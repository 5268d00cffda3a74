"""`loupe reindex`."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from service.cli.outcome import tell_failure
from service.cli.progress import ProgressView, print_json, progress_view
from service.cli.signals import Asked, signals
from service.jobs import Job
from service.remote import RunningService, find_running
from service.settings import Settings

POLL = 0.3  # seconds between looks at a change that the service makes
MEGABYTE = 1_000_000
SHOWN_PRODUCTS = 10  # of which something is told; --json lists a thousand


def reindex(
    bundle: Annotated[
        Path | None,
        typer.Argument(help="Folder of the bundle to go over to; LOUPE_BUNDLE, or the one that ships.", exists=True),
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="Go back to the bundle before.")] = False,
    drop_old: Annotated[
        bool, typer.Option("--drop-old", help="Remove the index of the bundle before; there is no going back then.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Facts for machines; the last line is the report.")] = False,
) -> None:
    """Go over to another bundle: embed all products anew while searches are answered with the old one, then swap."""
    if (bundle is not None) + back + drop_old > 1:
        raise typer.BadParameter("Name a bundle, or go back, or drop the old index: one of them.")
    settings, console = Settings(), Console(soft_wrap=True)
    running = find_running(settings)
    if drop_old:
        _drop(settings, running, console, as_json=as_json)
        return
    folder = None if back else bundle or settings.bundle
    with progress_view(console, as_json=as_json, counted="products") as view, signals() as asked:
        job = _send(running, folder, view, asked) if running else _run(settings, folder, view, asked)
    if job is None or job.report is None:
        tell_failure(job)
        raise typer.Exit(1)
    if as_json:
        print_json(job.report)
    else:
        _tell(console, job, job.report, _kept(settings, running))
    if job.report["cancelled"]:
        raise typer.Exit(1)


def _send(service: RunningService, folder: Path | None, view: ProgressView, asked: Asked) -> Job:
    job = service.start_reindex(folder)
    while not job.ended:
        asked.cancel.wait(POLL)
        if asked.cancel.is_set() or asked.stop.is_set():
            service.cancel(job.id)
        job = service.job(job.id)
        view.show(job.progress)
    return job


def _run(settings: Settings, folder: Path | None, view: ProgressView, asked: Asked) -> Job | None:
    from service.local_reindex import reindex_here

    return reindex_here(settings, folder, show=view.show, cancelled=asked.cancel.is_set, stopping=asked.stop.is_set)


def _drop(settings: Settings, running: RunningService | None, console: Console, *, as_json: bool) -> None:
    from service.local_reindex import drop_previous_here

    removed = running.drop_previous() if running else drop_previous_here(settings)._asdict()
    if as_json:
        print_json(removed)
    elif removed["indexes"]:
        freed = f"; {removed['bytes'] // MEGABYTE:,} MB are free" if removed["bytes"] else ""
        console.print(f"The index of the bundle before is removed{freed}.", markup=False, highlight=False)
    else:
        console.print("There was no index of an earlier bundle.", markup=False, highlight=False)


def _kept(settings: Settings, running: RunningService | None) -> dict[str, Any] | None:
    """The bundle before, as the API tells it."""
    if running is not None:
        kept: dict[str, Any] | None = running.bundles()["previous"]
        return kept
    from service.bootstrap import open_indexes
    from service.generations import Generations

    generations = Generations(settings, open_indexes(settings))
    before = generations.previous
    return None if before is None else {"title": before.title, "bytes": generations.size(before)}


def _tell(console: Console, job: Job, report: dict[str, Any], kept: dict[str, Any] | None) -> None:
    def tell(line: str) -> None:
        console.print(line, markup=False, highlight=False)

    if report["cancelled"]:
        tell("Cancelled. Searches are answered with the bundle that was in use before.")
        return
    again = report["added"] + report["changed"]
    tell(
        f"Searches are answered with {job.catalog} now. {again:,} products were embedded anew, {report['unchanged']:,} "
        f"stood already, {report['removed']:,} were removed, {report['rejected']:,} could not be embedded."
    )
    for row in report["rejected_rows"][:SHOWN_PRODUCTS]:
        tell(f"  {row['sku']}: {row['reason']}")
    for warning in report["warnings"][:SHOWN_PRODUCTS]:
        tell(f"  {warning['column'] or warning['value']}: {warning['reason']}")
    if max(report["warned"], report["rejected"]) > SHOWN_PRODUCTS:
        tell("  … and more; --json lists them.")
    if kept is not None:
        size = f" ({kept['bytes'] // MEGABYTE:,} MB)" if kept["bytes"] else ""
        tell(
            f"The index of {kept['title']}{size} is kept: `loupe reindex --back` goes back to it, "
            "`loupe reindex --drop-old` removes it."
        )
