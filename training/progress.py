"""Plain lines about long work, to a terminal or a file."""

import time


class Log:
    """Prints named figures with the seconds since the start."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def line(self, **figures: object) -> None:
        """Print one line at once."""
        shown = " ".join(f"{name}={_short(value)}" for name, value in figures.items())
        print(f"{time.monotonic() - self._start:8.0f}s {shown}", flush=True)


def _short(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)
