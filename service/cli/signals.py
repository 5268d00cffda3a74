"""What Ctrl+C and SIGTERM ask of a command that takes long."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Asked:
    """What signals have asked for: to cancel the work, or to stop it for now."""

    cancel: threading.Event = field(default_factory=threading.Event)
    stop: threading.Event = field(default_factory=threading.Event)


@contextmanager
def signals() -> Iterator[Asked]:
    """Let Ctrl+C cancel the work and SIGTERM stop it, either after the rows it is at."""
    asked = Asked()
    before = {
        signal.SIGINT: signal.signal(signal.SIGINT, lambda *_: asked.cancel.set()),
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda *_: asked.stop.set()),
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
