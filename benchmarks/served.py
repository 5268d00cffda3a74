"""The real service, started as a user would start it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalog.photo_store import PhotoStore

PATIENCE = 300  # seconds


@dataclass(frozen=True)
class Served:
    """A running service.

    Attributes:
        url: Without a slash at the end.
        pid: Of the process.
        ready_after: Seconds from its start until /readyz said yes.
    """

    url: str
    pid: int
    ready_after: float

    def resident_mb(self) -> float:
        """Memory that the process and those it has started hold now, MB (10^6 bytes); libraries are counted in each."""
        started = [
            pid for listed in Path(f"/proc/{self.pid}/task").glob("*/children") for pid in listed.read_text().split()
        ]
        pages = sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in (self.pid, *started))
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextmanager
def serve(data_dir: Path, *, sample: bool) -> Iterator[Served]:
    """Run `loupe serve` on a free loopback port until the block ends.

    Raises:
        RuntimeError: The service ended, or did not get ready in time.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "LOUPE_DATA_DIR": str(data_dir), "PORT": str(port)}
    command = [str(Path(sys.executable).with_name("loupe")), "serve", *(["--sample"] if sample else [])]
    started = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        url = f"http://127.0.0.1:{port}"
        try:
            _wait(url, process)
            yield Served(url, process.pid, time.perf_counter() - started)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def await_photos(data_dir: Path) -> None:
    """Wait until a service has made all photos of its data folder ready, which it does beside all else."""
    photos = PhotoStore(data_dir / "photos")
    while next(photos.unfinished(), None) is not None:
        time.sleep(0.1)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"The service ended with code {process.returncode}.")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.02)
    raise RuntimeError("The service did not get ready.")
