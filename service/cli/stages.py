"""How long work in stages is shown: a bar on a terminal, lines elsewhere, JSON for machines."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from service.cli.progress import FACTS_APART, LINES_APART, print_json


class StageView(Protocol):
    """Shows how far a stage is; it is a `training.progress.Progress`, which may not be imported before it is needed."""

    def __call__(self, stage: str, done: int, of: int, **figures: float) -> None:
        """Show it, if it is time to."""
        ...


@contextmanager
def stage_view(console: Console, *, as_json: bool) -> Iterator[StageView]:
    """The view that suits where the output goes."""
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
