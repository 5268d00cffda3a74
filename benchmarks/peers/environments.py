"""An environment for each system, with the packages that it names, and with what several use in one version in all."""

import ast
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from service.settings import REPOSITORY

ALIKE = ("numpy", "onnxruntime", "pillow", "tokenizers", "torch", "torchvision", "transformers")
"""Packages that decide how fast a system is: Loupe's versions of them, unless a system cannot do without another."""

ABSENT = {
    "clip-as-service (clip-server 0.8.3)": "it does not install: of what its framework jina asks for, pip finds no "
    "versions that go together within five minutes"
}
"""Systems that were tried and are not measured, and why."""


class DoesNotInstallError(Exception):
    """A system's packages cannot be installed; the message says why."""


def python_of(system: Path, kept: Path) -> Path:
    """The Python of the environment that a system asks for, made if there is none yet; ours if it asks for none.

    Args:
        system: The system's file.
        kept: The folder that environments are kept in.

    Raises:
        DoesNotInstallError: It cannot be made.
    """
    wanted = constant(system, "REQUIRES", ())
    if not wanted:
        return Path(sys.executable)
    folder = kept / system.stem
    ready, python = folder / "ready", folder / "bin" / "python"
    if ready.is_file() and ready.read_text(encoding="utf-8") == "\n".join(wanted):
        return python
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
    constraints = folder / "constraints.txt"
    known = (REPOSITORY / "constraints.txt").read_text(encoding="utf-8")
    constraints.write_text("\n".join(alike(known, wanted)), encoding="utf-8")
    quiet = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for packages in (wanted[:1], wanted):  # torch alone first: an index with CPU builds then gives no other
        command = [*quiet, "--constraint", str(constraints), *packages]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise DoesNotInstallError(f"does not install: {last_line(done.stderr)}")
    ready.write_text("\n".join(wanted), encoding="utf-8")
    return python


def alike(constraints: str, wanted: Sequence[str]) -> list[str]:
    """The lines of a file of constraints that a system has to keep.

    Args:
        constraints: Such a file's text, `name==version` a line.
        wanted: What the system asks for; what it names itself is left to it.
    """
    own = {_name(each) for each in wanted}
    return [line for line in constraints.splitlines() if _name(line) in ALIKE and _name(line) not in own]


def constant(system: Path, name: str, default: Sequence[str]) -> Sequence[str]:
    """What a system's file says under a name, read without importing it."""
    for node in ast.parse(system.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            found: Sequence[str] = ast.literal_eval(node.value)
            return found
    return default


def last_line(text: str) -> str:
    """What an error ends with."""
    lines = text.strip().splitlines()
    return lines[-1] if lines else "it ended without a word"


def _name(requirement: str) -> str:
    """The package that a requirement names, as indexes write it."""
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-")
