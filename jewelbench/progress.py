"""Progress of long work: a bar on a terminal, a line now and then elsewhere, both with the time left."""

import time
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress

LINE_EVERY_S = 20.0


class Progress:
    """Counts things that get done.

    Args:
        what: What is counted, in the plural.
        console: Where to show it.
    """

    def __init__(self, what: str, console: Console) -> None:
        self._what = what
        self._console = console
        self._bar: RichProgress | None = None
        self._total = self._done = 0
        self._started = self._shown = time.monotonic()

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def start(self, total: int) -> None:
        """Begin counting to a total."""
        self._total = total
        self._started = self._shown = time.monotonic()
        if total and self._console.is_terminal:
            columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
            self._bar = RichProgress(*columns, console=self._console)
            self._bar.add_task(self._what, total=total)
            self._bar.start()

    def advance(self) -> None:
        """One more is done."""
        self._done += 1
        if self._bar is not None:
            self._bar.advance(self._bar.task_ids[0])
        elif time.monotonic() - self._shown > LINE_EVERY_S:
            self._shown = time.monotonic()
            self._console.print(self.line(), highlight=False)

    def line(self) -> str:
        """The state as a line."""
        spent = time.monotonic() - self._started
        left = spent / max(self._done, 1) * (self._total - self._done)
        rate = self._done / max(spent, 1e-9) * 3600
        return (
            f"{self._done:,} of {self._total:,} {self._what}, {rate:,.0f} an hour, "
            f"{int(left // 60)} min {int(left % 60):02d} s left"
        )
