"""Long work in steps that are done once: stopped and started again, it goes on where it was."""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

NOTE = "done.json"


class Steps:
    """Keeps what each step made, under what it was made from.

    Args:
        folder: A folder for each step is made in it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def run(self, name: str, inputs: Mapping[str, Any], make: Callable[[Path], Any]) -> tuple[Path, Any]:
        """Do a step, unless it is done from the same inputs.

        Args:
            name: Of the step and its folder.
            inputs: What decides what comes out, as JSON knows it.
            make: Fills an empty folder and returns what else is to be kept, as JSON knows it.

        Returns:
            The folder, and what `make` returned.
        """
        folder, digest = self._folder / name, _digest(inputs)
        note = folder / NOTE
        if note.is_file():
            known = json.loads(note.read_text(encoding="utf-8"))
            if known["inputs"] == digest:
                return folder, known["made"]
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        made = make(folder)
        partial = folder / "done.partial"
        partial.write_text(json.dumps({"inputs": digest, "made": made}, indent=2) + "\n", encoding="utf-8")
        partial.replace(note)
        return folder, json.loads(note.read_text(encoding="utf-8"))["made"]


def _digest(inputs: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
