"""The embedded indexes of one data folder: `index`, and `index-<name>` for each bundle that came later."""

import json
import re
import shutil
from pathlib import Path

from catalog.index.edge import QdrantEdgeIndex
from catalog.index.edge_folder import DESCRIPTION, hold
from catalog.index.indexes import FIRST, Filling
from catalog.index.port import IndexUnavailableError

_FOLDER = re.compile(r"index(?:-([0-9a-f]{12}))?")


class EdgeIndexes:
    """Implements `Indexes`; each index is a folder of its own.

    Args:
        folder: Where they are; made with the first of them.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, name: str) -> Path:
        """The folder of an index, whether or not it is there."""
        return self._folder / (f"index-{name}" if name != FIRST else "index")

    def names(self) -> list[str]:
        """See `Indexes`; a folder in which an index was never finished is none."""
        found = (_FOLDER.fullmatch(path.parent.name) for path in self._folder.glob(f"index*/{DESCRIPTION}"))
        return sorted(match[1] or FIRST for match in found if match)

    def filling(self, name: str) -> Filling | None:
        """See `Indexes`."""
        path = self.path(name) / DESCRIPTION
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            return Filling(str(held["fingerprint"]), int(held["dim"]))
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise IndexUnavailableError(
                f"{path} cannot be read: {error}. Move {path.parent} away and import the catalogue again, or restore "
                "it from a backup."
            ) from error

    def open(self, name: str, filling: Filling) -> QdrantEdgeIndex:
        """See `Indexes`."""
        return QdrantEdgeIndex(
            self.path(name), dim=filling.dim, fingerprint=filling.fingerprint, shortening=filling.shortening
        )

    def size(self, name: str) -> int | None:
        """See `Indexes`; holes in files take no room."""
        folder = self.path(name)
        if not folder.is_dir():
            return None
        return sum(path.stat().st_blocks * 512 for path in folder.rglob("*") if path.is_file())

    def remove(self, name: str) -> None:
        """See `Indexes`."""
        folder = self.path(name)
        if not folder.is_dir():
            return
        with hold(folder):
            (folder / DESCRIPTION).unlink(missing_ok=True)  # without it, what a killed process leaves is no index
            shutil.rmtree(folder)
