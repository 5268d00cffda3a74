"""From the start of the process to the first answer as the catalogue grows; and what serving takes on the disk."""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.report import write
from benchmarks.search import fill, save_base
from benchmarks.served import serve
from bundles import load_bundle
from service.settings import REPOSITORY, Settings


def main() -> None:
    """Start the service again and again on each size, and install what serving needs once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    fingerprint = load_bundle(Settings().bundle).fingerprint
    figures: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        save_base(Path(folder))
        for count in arguments.products:
            data = Path(folder) / f"data-{count}"
            data.mkdir()
            fill(Path(folder), count, data / "index", fingerprint)
            started = [_started(data) for _ in range(arguments.rounds)]
            ready, answered = (statistics.median(each) for each in zip(*started, strict=True))
            figures[f"{count:,} products"] = {"ready, s": ready, "first answer, s": answered}
        figures["install"] = {"disk, MB": _installed_mb(Path(folder) / "environment")}
    write(
        "start",
        figures,
        f"Medians of {arguments.rounds} starts of `loupe serve`, from the start of the process until /readyz says yes, "
        "and until a search by words is answered. The install is `pip install .` in a new environment, without pip.",
    )


def _started(data: Path) -> tuple[float, float]:
    began = time.perf_counter()
    with serve(data, sample=False) as service:
        body = b'{"text": "a ring in rose gold"}'
        asked = urllib.request.Request(f"{service.url}/v1/search", body, {"Content-Type": "application/json"})
        with urllib.request.urlopen(asked) as answer:
            answer.read()
        return service.ready_after, time.perf_counter() - began


def _installed_mb(folder: Path) -> float:
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    before = _size_mb(folder)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    constraints = ["--constraint", str(REPOSITORY / "constraints.txt")]
    subprocess.run([*pip, *constraints, str(REPOSITORY)], check=True)
    return _size_mb(folder) - before


def _size_mb(folder: Path) -> float:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_blocks * 512 for path in files) / 1e6


if __name__ == "__main__":
    main()
