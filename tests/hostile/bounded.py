"""Imports giants with little memory; `python -m tests.hostile.bounded` prints as JSON which of them failed."""

import json
import resource
import tempfile
from pathlib import Path

from tests.hostile import giants, rows
from tests.integration.test_hostile_corpus import World, try_out

ROOM = 400_000_000  # bytes beyond what a small import has taken


def main() -> None:
    """Check all giants in an address space that is as good as full."""
    failures = {}
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        for number, case in enumerate((rows.CASES[0], *giants.CASES)):
            place = Path(folder, str(number))
            place.mkdir()
            try:
                try_out(case, world, place)
            except BaseException as error:  # such as pytest's own
                failures[case.name] = f"{type(error).__name__}: {error}"[:1000]
            if number == 0:
                resource.setrlimit(resource.RLIMIT_AS, (_taken() + ROOM, resource.RLIM_INFINITY))
        world.index.close()
    print(json.dumps(failures))


def _taken() -> int:
    """The size of this process's address space, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()


if __name__ == "__main__":
    main()
