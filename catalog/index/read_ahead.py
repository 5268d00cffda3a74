"""Brings an index's files into the system's cache before searches ask for their pages one by one.

The engine drops what it keeps "cold" from that cache when it opens a shard, and maps it for random access: each page
that a search touches first is then a read of its own from the disk, some 300 of them for a search among 100,000
products. Read from one end to the other, the same files take half a second.
"""

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from catalog.index.sparse_file import filled_parts
from catalog.memory import available_memory

SHARE = 0.5  # of the memory that is left: files that take more stay where they are
LOG = "wal"  # what the engine reads only when it opens
_BLOCK = 8 * 1024 * 1024  # bytes; between two of them it waits for the lock of the interpreter, which searches hold


class ReadAhead:
    """Reads one folder at a time, in a thread that ends with the process.

    Args:
        memory: How many bytes may still be taken; None if nobody knows, and then nothing is read.
    """

    def __init__(self, memory: Callable[[], int | None] = available_memory) -> None:
        self._memory = memory
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def begin(self, folder: Path) -> None:
        """Read what lies in a folder, if memory is left for it; another folder is left as far as it was read."""
        self.stop()
        self._stop = stop = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(folder, stop), name="read-ahead", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Read no further; what is in the cache stays."""
        self._stop.set()
        self.wait()

    def wait(self) -> None:
        """Wait until what was begun has been read."""
        if self._thread is not None:
            self._thread.join()

    def _read(self, folder: Path, stop: threading.Event) -> None:
        with contextlib.suppress(OSError):  # the folder may go meanwhile, and nothing depends on this
            files = [path for path in folder.rglob("*") if path.is_file() and LOG not in path.parts]
            memory = self._memory()
            if memory is None or sum(path.stat().st_blocks * 512 for path in files) > SHARE * memory:
                return
            block = bytearray(_BLOCK)
            for path in files:
                _read_file(path, block, stop)


def _read_file(path: Path, block: bytearray, stop: threading.Event) -> None:
    with path.open("rb", buffering=0) as file:
        for start, end in filled_parts(file.fileno()):
            while start < end and not stop.is_set():
                start += os.preadv(file.fileno(), [memoryview(block)[: min(end - start, len(block))]], start) or end
