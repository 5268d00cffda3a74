"""`loupe imports`."""

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from service.cli.progress import print_json
from service.jobs import Job, JobStore
from service.settings import Settings


def imports(
    limit: Annotated[int, typer.Option(help="How many.", min=1, max=100)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="Facts for machines.")] = False,
) -> None:
    """List the latest imports, newest first."""
    folder = Settings().data_dir / "imports"
    jobs = [record.job for record in JobStore(folder).read_all()] if folder.is_dir() else []
    jobs = sorted(jobs, key=lambda job: job.created_at, reverse=True)[:limit]
    if as_json:
        print_json({"imports": [job.model_dump(mode="json", exclude={"preview"}) for job in jobs]})
        return
    if not jobs:
        Console().print("Nothing was imported yet.")
        return
    table = Table("when (UTC)", "file", "state", "what", box=None)
    for job in jobs:
        table.add_row(f"{job.created_at:%Y-%m-%d %H:%M}", job.catalog, job.state, _what(job))
    Console(soft_wrap=True).print(table, markup=False)


def _what(job: Job) -> str:
    if job.error:
        return job.error
    counts = job.report or job.progress.model_dump()
    names = ("added", "changed", "unchanged", "removed", "rejected") if job.report else ("rows_done", "rejected")
    return ", ".join(f"{counts[name]:,} {name.replace('_', ' ')}" for name in names if counts[name])
