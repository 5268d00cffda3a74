"""Runs every benchmark, one after another, and puts their results together: `make bench`."""

import subprocess
import sys
import time

from benchmarks.report import write_whole

RUNS: dict[str, tuple[str, ...]] = {
    "query": (),
    "search": (),
    "compaction": (),
    "start": (),
    "import_speed": (),
    "import_memory": ("--rows", "200000"),
    "parse_speed": (),
    "sample_queries": (),
    "shop_questions": (),
    "peers": (),
}
"""Name to arguments."""
WRITTEN = {"peers": ("peers", "peer_ratios")}
"""What a benchmark writes, where that is not its name."""


def main() -> None:
    """Run them; the first one that fails ends it."""
    for number, (name, arguments) in enumerate(RUNS.items(), start=1):
        print(f"\n{number} of {len(RUNS)}: {name}", flush=True)
        started = time.monotonic()
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}", *arguments], check=True)
        print(f"{name} took {time.monotonic() - started:.0f} s", flush=True)
    write_whole([part for name in RUNS for part in WRITTEN.get(name, (name,))])


if __name__ == "__main__":
    main()
