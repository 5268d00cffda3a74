"""How an import's progress is shown: a bar on a terminal, lines elsewhere, JSON for machines."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from service.jobs import JobProgress

LINES_APART = 5.0  # seconds
FACTS_APART = 1.0


class ProgressView(Protocol):
    """Shows how far an import is."""

    def show(self, progress: JobProgress) -> None:
        """Show it, if it is time to."""
        ...


@contextmanager
def progress_view(console: Console, *, as_json: bool, counted: str = "rows") -> Iterator[ProgressView]:
    """The view that suits where the output goes; `counted` says what a step of the progress is."""
    if as_json:
        yield _Facts()
    elif console.is_terminal:
        with Progress(BarColumn(), TextColumn("{task.percentage:>3.0f} %  {task.description}"), console=console) as bar:
            yield _Bar(bar, counted)
    else:
        yield _Lines(console, counted)


def in_words(progress: JobProgress, counted: str = "rows") -> str:
    """Progress as a person reads it."""
    parts = [f"{progress.rows_done:,} {counted}", f"{progress.photos_per_second:.0f} photos/s"]
    if progress.rejected:
        parts.append(f"{progress.rejected:,} rejected")
    if progress.waiting:
        parts.append(progress.waiting)
    elif progress.seconds_left is not None:
        minutes, seconds = divmod(round(progress.seconds_left), 60)
        parts.append(f"{minutes}:{seconds:02} left")
    return ", ".join(parts)


class _Bar:
    def __init__(self, bar: Progress, counted: str) -> None:
        self._bar = bar
        self._counted = counted
        self._task = bar.add_task("reading", total=1.0)

    def show(self, progress: JobProgress) -> None:
        self._bar.update(self._task, completed=progress.fraction or 0.0, description=in_words(progress, self._counted))


class _Lines:
    def __init__(self, console: Console, counted: str) -> None:
        self._console = console
        self._counted = counted
        self._next = time.monotonic() + LINES_APART

    def show(self, progress: JobProgress) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + LINES_APART
            self._console.print(in_words(progress, self._counted), highlight=False)


class _Facts:
    def __init__(self) -> None:
        self._next = time.monotonic() + FACTS_APART

    def show(self, progress: JobProgress) -> None:
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + FACTS_APART
            print_json({"progress": progress.model_dump()})


def print_json(facts: object) -> None:
    """One line of JSON on standard output."""
    Console(soft_wrap=True).print(json.dumps(facts, ensure_ascii=False), markup=False, highlight=False, emoji=False)
