"""What became of an import, in words."""

import shlex
from pathlib import Path
from typing import Any

from rich.console import Console

from service.jobs import ImportTask, Job

SHOWN_ROWS = 10  # rejected rows shown; the file has all of them
COUNTS = ("added", "changed", "unchanged", "removed", "rejected")

STOPPED = "The import was stopped. The same command goes on where it stopped."


def tell_report(
    console: Console, report: dict[str, Any], task: ImportTask, rejected: Path | None = None, *, dry_run: bool = False
) -> None:
    """Show what an import did, or would do; `rejected` is the file that holds the rejected rows."""

    def tell(line: str) -> None:
        console.print(line, markup=False, highlight=False)

    done = ", ".join(
        f"{report[count]:,} {count}" for count in COUNTS if report[count] or count in ("added", "rejected")
    )
    verb = "Stopped importing" if report["cancelled"] else "Would import" if dry_run else "Imported"
    tell(f"{verb} {task.catalog.name}: {done}.")
    for row in report["rejected_rows"][:SHOWN_ROWS]:
        place = f"line {row['line']}" + (f", {row['column']}" if row["column"] else "")
        tell(f"  {place}: {row['reason']}")
    if report["rejected"] > SHOWN_ROWS:
        tell(f"  … and {report['rejected'] - SHOWN_ROWS:,} more")
    if report["rejected"] and rejected is not None:
        tell(f"All rejected rows are in {rejected}. Correct them there, then: {_again(task, rejected)}")
    if report["near_duplicates"]:
        tell(f"Pairs of products whose photos look the same: {report['near_duplicates']:,}; see: loupe health")
    for warning in report["warnings"]:
        if warning["line"] == 0:  # about the catalogue as a whole
            tell(f"Warning: {warning['reason']}")
    if report["warned"]:
        tell(f"Warnings: {report['warned']:,}; --json lists them.")


def tell_failure(job: Job | None) -> None:
    """Show why there is no report."""
    message = STOPPED if job is None or not job.ended else job.error or "The import was cancelled before its turn came."
    Console(stderr=True, soft_wrap=True).print(f"Error: {message}", markup=False, highlight=False)


def _again(task: ImportTask, rejected: Path) -> str:
    """The command that imports corrected rows, with the photos of the catalogue they come from."""
    photos = [] if task.photos is None else ["--photos", str(task.photos)]
    return shlex.join(["loupe", "import", str(rejected), *photos])
