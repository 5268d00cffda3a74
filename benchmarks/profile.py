"""Where the time of a query and of an import goes, as flame graphs and by part; and how far a query is from its floor.

`python -m benchmarks.profile` samples the real service with py-spy while it is asked, and a real import. It writes
`docs/images/flame-query.svg` and `flame-import.svg`, and `results/profile.md` and `results/floor.md`.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from benchmarks.floor import costs, decoding, peaks
from benchmarks.http_load import Load, put_load
from benchmarks.import_speed import noisy_copies
from benchmarks.query import Questions, sample_questions
from benchmarks.report import write
from benchmarks.served import Served, await_photos, serve
from benchmarks.stacks import PARTS, Stacks, flame_graph, read_stacks, shares
from bundles import load_bundle
from service.settings import REPOSITORY, Settings

IMAGES = REPOSITORY / "docs" / "images"
CORES = len(os.sched_getaffinity(0))
SIDE = 1000  # pixels of a photo that is imported
TEXT = "like this but in rose gold"


class Profile(NamedTuple):
    """What was sampled: stacks, and the share of all cores' time in which the process computed nothing."""

    stacks: Stacks
    idle: float


def main() -> None:
    """Sample queries and an import, then measure the floor."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--queries", type=int, default=1500, help="asked while the service is sampled")
    parser.add_argument("--clients", type=int, default=1, help="that ask at once")
    parser.add_argument("--products", type=int, default=1000, help="imported")
    parser.add_argument("--rate", type=int, default=50, help="samples a second")
    parser.add_argument("--native", action="store_true", help="frames of C too; the sampler may fall behind")
    arguments = parser.parse_args()
    sampler = Sampler(arguments.rate, native=arguments.native)
    with tempfile.TemporaryDirectory() as folder:
        queried, alone = _queries(Path(folder), sampler, arguments.queries, arguments.clients)
        imported = _import(Path(folder), sampler, arguments.products)
    profiles = {"query": queried, "import": imported}
    for name, profile in profiles.items():
        asked = f"{arguments.queries:,} searches by photo and words, {arguments.clients} at once"
        title = asked if name == "query" else f"An import of {arguments.products:,} products, photos of {SIDE} px"
        (IMAGES / f"flame-{name}.svg").write_text(flame_graph(profile.stacks, title), encoding="utf-8")
    found = {name: shares(profile.stacks) for name, profile in profiles.items()}
    parts = [part for part in (*PARTS, "other") if any(part in each for each in found.values())]
    table = {part: {name: found[name].get(part, 0.0) for name in profiles} for part in parts}
    table["cores idle"] = {name: profile.idle for name, profile in profiles.items()}
    write(
        "profile",
        table,
        f"Share of the samples, {arguments.rate} a second, of every Python thread that runs; the innermost frame with "
        "a known place decides the part. Threads that the runtime of the graphs starts itself are not seen. “Cores "
        f"idle” is the share of {CORES} cores' time that the process did not use.",
    )
    _floor(alone)


class Sampler:
    """py-spy, recording a process that runs."""

    def __init__(self, rate: int, *, native: bool) -> None:
        """Take `rate` samples a second; with `native`, frames of C too."""
        # Stopping the process for each sample would slow it down, and with it what is measured.
        self._options = ["--rate", str(rate), *(["--native"] if native else ["--nonblocking"])]

    def of(self, pid: int, out: Path) -> "subprocess.Popen[bytes]":
        """Begin to sample a process; its end, or a SIGINT to what this returns, writes the file."""
        program = Path(sys.executable).with_name("py-spy")
        command = [str(program), "record", "--format", "raw", "--output", str(out), *self._options, "--pid", str(pid)]
        return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _queries(folder: Path, sampler: Sampler, queries: int, clients: int) -> tuple[Profile, float]:
    """The service while it is asked, and the median latency when it is asked without a sampler, ms."""
    questions, out = sample_questions(), folder / "query.raw"
    with serve(folder / "data", sample=True) as service:
        await_photos(folder / "data")
        alone = put_load(_load(service, questions, max(queries // 4, 20), 1))
        recording = sampler.of(service.pid, out)
        time.sleep(1)
        started, used = time.perf_counter(), _cpu_seconds(service.pid)
        put_load(_load(service, questions, queries, clients))
        seconds, used = time.perf_counter() - started, _cpu_seconds(service.pid) - used
        recording.send_signal(signal.SIGINT)
        recording.wait(timeout=120)
    return Profile(read_stacks(out), max(0.0, 1 - used / (seconds * CORES))), alone.percentile(0.5)


def _import(folder: Path, sampler: Sampler, products: int) -> Profile:
    """`loupe import` from its start to its end."""
    shop, out = noisy_copies(folder / "shop", products, SIDE), folder / "import.raw"
    environment = {**os.environ, "LOUPE_DATA_DIR": str(folder / "imported")}
    loupe = str(Path(sys.executable).with_name("loupe"))
    command = [sys.executable, loupe, "import", str(shop / "catalogue.csv"), "--photos", str(shop / "photos")]
    started = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    recording = sampler.of(process.pid, out)
    _, failed, usage = os.wait4(process.pid, 0)
    seconds, used = time.perf_counter() - started, usage.ru_utime + usage.ru_stime
    recording.wait(timeout=120)
    if failed:
        raise RuntimeError("The import failed.")
    return Profile(read_stacks(out), max(0.0, 1 - used / (seconds * CORES)))


def _load(service: Served, questions: Questions, queries: int, clients: int) -> Load:
    address = urlsplit(service.url)
    requests = questions.requests("both", queries + 8, "/v1/search", address.netloc)
    return Load(str(address.hostname), int(address.port or 0), requests, clients, 8, queries)


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _floor(alone: float) -> None:
    """Compare what a query takes with what it would at the peak of one core."""
    bundle, photo = load_bundle(Settings().bundle), sample_questions().photos[0]
    with tempfile.TemporaryDirectory() as folder:
        peak = peaks(Path(folder))
    rows: dict[str, dict[str, float]] = {}
    for name, cost in costs(bundle, photo, TEXT).items():
        rows[name] = {
            "million MACs": sum(cost.macs.values()) / 1e6,
            "at the peak, ms": cost.at_peak(peak),
            "measured, ms": cost.milliseconds,
        }
    decoded = decoding(bundle, photo)
    rows["decoding the photo"] = {"at the peak, ms": decoded["bare"], "measured, ms": decoded["whole"]}
    total = {name: sum(row.get(name, 0.0) for row in rows.values()) for name in ("at the peak, ms", "measured, ms")}
    rows["all of them, one core"] = total
    rows["a query over HTTP, alone, every core"] = {"measured, ms": alone}
    for row in rows.values():
        least = row.get("at the peak, ms", total["at the peak, ms"])
        row["times the floor"] = row["measured, ms"] / least
    write(
        "floor",
        rows,
        "CPU time of one thread, medians. The peak is what the runtime's own products of large matrices reach on one "
        f"core: {peak['fp32'] / 1e9:.0f} billion MACs a second in fp32, {peak['int8'] / 1e9:.0f} in int8. For the "
        "photo, the floor is the library's decoder alone, at the smallest scale that is large enough for the tower.",
    )


if __name__ == "__main__":
    main()
