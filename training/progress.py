"""Says how far long work has come: plain lines, to a terminal or a file."""

import time
from typing import Protocol


class Progress(Protocol):
    """Told how far long work has come, from one to many times a second.

    A stage is called with `done` 0 first and with `done` equal to `of` last.
    """

    def __call__(self, stage: str, done: int, of: int, **figures: float) -> None:
        """Take note that `done` of `of` steps of a stage are done, and of its figures so far, such as a loss."""
        ...


def silent(stage: str, done: int, of: int, **figures: float) -> None:
    """Takes no note."""


class Log:
    """Prints named figures with the seconds since the start; a `Progress` that prints twice a minute at most."""

    def __init__(self, *, interval: float = 30.0) -> None:
        """Leave `interval` seconds between two lines about one stage."""
        self._start = time.monotonic()
        self._interval = interval
        self._told = ("", -interval)

    def line(self, **figures: object) -> None:
        """Print one line at once."""
        shown = " ".join(f"{name}={_short(value)}" for name, value in figures.items())
        print(f"{time.monotonic() - self._start:8.0f}s {shown}", flush=True)

    def __call__(self, stage: str, done: int, of: int, **figures: float) -> None:
        """See `Progress`."""
        now = time.monotonic()
        if self._told[0] != stage or done == of or now - self._told[1] >= self._interval:
            self._told = (stage, now)
            self.line(stage=stage.replace(" ", "-"), done=done, of=of, **figures)


def _short(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
