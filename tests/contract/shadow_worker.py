"""Replaces an embedded index by its shadow, and kills itself at one step of that.

Each step is tried in a process of its own, forked from this one, which has no index open itself.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from catalog.index import edge_folder
from catalog.index.edge import QdrantEdgeIndex
from catalog.index.edge_folder import _copy_folder as copy_folder
from tests.contract.entries import DIM, collection, entry

KEY = "an import"
PARTS = ("segments", "wal", "payload_index", "vector_storage")  # of a shard, among those whose copying is a step


class Killer:
    """Ends the process at the n-th step, before it is taken."""

    def __init__(self, at: int) -> None:
        self._left = at

    def around(self, owner: Any, name: str) -> None:
        setattr(owner, name, self.counted(getattr(owner, name)))

    def counted(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            if self._left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            self._left -= 1
            return work(*args, **kwargs)

        return step


def open_index(folder: Path) -> QdrantEdgeIndex:
    return QdrantEdgeIndex(folder, dim=DIM, fingerprint="one")


def fill(folder: Path) -> None:
    index = open_index(folder)
    index.upsert(collection(30))
    index.close()


def replace(folder: Path, at: int) -> None:
    killer = Killer(at)
    copy = edge_folder._copy_folder
    counted_copy = killer.counted(copy)
    edge_folder._copy_folder = lambda source, target: (counted_copy if source.name in PARTS else copy)(source, target)
    for owner, name in (
        (edge_folder, "_write_json"),
        (edge_folder, "_load"),
        (Path, "unlink"),
        (Path, "replace"),
        (shutil, "rmtree"),
    ):
        killer.around(owner, name)
    index = open_index(folder)
    shadow = index.shadow(KEY)
    killer.counted(shadow.delete)([f"P-{number}" for number in range(20)])
    for number in range(2):
        killer.counted(shadow.upsert)([entry(f"N-{number}", seed=number)])
    killer.counted(index.upsert)([entry("W", seed=9)])
    shadow.commit()
    index.close()


def look(folder: Path) -> None:
    """Say what the index holds, and what the shadow that was left does."""
    index = open_index(folder)
    left = index._shadow
    shards = sorted(path.name for path in folder.iterdir() if path.name.startswith("shard") and path.is_dir())
    found = {
        "live": sorted(index.skus()),
        "left": None if left is None else [left.key, sorted(left.skus())],
        "shards": len(shards),
    }
    index.close()
    folder.with_suffix(".json").write_text(json.dumps(found))


def forked(work: Callable[..., None], *args: Any) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work(*args)
            status = 0
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main() -> None:
    folder = Path(sys.argv[1])
    os.fsync = lambda file: None  # against power cuts, which nobody tries here, and slow
    base, tried = folder / "base", folder / "tried"
    assert forked(fill, base) == 0
    step, status = 0, -signal.SIGKILL
    while status == -signal.SIGKILL:
        copy_folder(base, tried)
        status = forked(replace, tried, step)
        assert status in (0, -signal.SIGKILL), status
        assert forked(look, tried) == 0
        killed = json.loads(tried.with_suffix(".json").read_text())
        assert forked(replace, tried, -1) == 0  # again, to the end
        assert forked(look, tried) == 0
        print(json.dumps({"killed": killed, "again": json.loads(tried.with_suffix(".json").read_text())}), flush=True)
        shutil.rmtree(tried)
        step += 1


if __name__ == "__main__":
    main()
