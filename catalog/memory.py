"""How much memory this process may still take."""

import re
from pathlib import Path

MACHINE = Path("/proc/meminfo")
CONTAINER = Path("/sys/fs/cgroup")


def available_memory(machine: Path = MACHINE, container: Path = CONTAINER) -> int | None:
    """Bytes that this process may still take, pages of files that may be dropped among them; None if nobody tells.

    It is what the machine has, or what a container's limit leaves, whichever is less.

    Args:
        machine: What Linux says of the machine.
        container: Folder of the control group, version 2, that a container runs in.
    """
    known = [found for found in (_of_machine(machine), _of_container(container)) if found is not None]
    return min(known, default=None)


def _of_machine(machine: Path) -> int | None:
    kilobytes = _number(machine, r"^MemAvailable:\s+(\d+) kB$")
    return None if kilobytes is None else kilobytes * 1024


def _of_container(container: Path) -> int | None:
    limit = _number(container / "memory.max", r"^(\d+)$")  # "max" where there is none
    own = _number(container / "memory.stat", r"^anon (\d+)$")
    return None if limit is None or own is None else max(0, limit - own)


def _number(file: Path, pattern: str) -> int | None:
    try:
        found = re.search(pattern, file.read_text(encoding="ascii"), re.MULTILINE)
    except OSError:
        return None
    return None if found is None else int(found[1])
