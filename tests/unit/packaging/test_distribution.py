"""What gets installed: the packages, the command, and serving without the training stack."""

import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution, entry_points, packages_distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

IMPORT_THE_SERVICE_WITHOUT = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in refused:
            raise ModuleNotFoundError(f"{name} is no serving dependency", name=name)

refused = set(sys.argv[1:])
sys.meta_path.insert(0, Refuse())
import service.cli
"""


def _packages(repository: Path) -> set[str]:
    return {
        init.parent.name for init in repository.glob("*/__init__.py") if not init.parent.name.startswith((".", "test"))
    }


def _serving_distributions() -> set[str]:
    """Names of everything `pip install loupe-search`, without extras, brings along."""
    found, waiting = set[str](), [("loupe-search", "")]
    seen = set(waiting)
    while waiting:
        name, extra = waiting.pop()
        try:
            requirements = distribution(name).requires or []
        except PackageNotFoundError:
            continue
        found.add(canonicalize_name(name))
        for requirement in map(Requirement, requirements):
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                wanted = {(requirement.name, e) for e in ("", *requirement.extras)} - seen
                seen |= wanted
                waiting += wanted
    return found


def test_every_package_is_distributed_typed_and_layered(repository: Path, pyproject: dict[str, Any]) -> None:
    packages = _packages(repository)
    included = {pattern.removesuffix("*") for pattern in pyproject["tool"]["setuptools"]["packages"]["find"]["include"]}
    assert {"bundles", "catalog", "encoders", "fusion", "service", "training"} <= packages
    assert packages <= included
    assert packages <= set(pyproject["tool"]["mypy"]["packages"])
    assert packages - {"benchmarks"} <= set(pyproject["tool"]["importlinter"]["root_packages"])


def test_the_command_can_be_called() -> None:
    (command,) = entry_points(group="console_scripts", name="loupe")
    assert callable(command.load())


def test_the_service_needs_no_more_than_its_serving_dependencies(repository: Path) -> None:
    serving = _serving_distributions()
    refused = {
        module
        for module, owners in packages_distributions().items()
        if not any(canonicalize_name(owner) in serving for owner in owners)
    }
    assert {"torch", "transformers", "qdrant_client", "pytest"} <= refused
    outcome = subprocess.run(
        [sys.executable, "-c", IMPORT_THE_SERVICE_WITHOUT, *refused],
        cwd=repository,
        capture_output=True,
        text=True,
        check=False,
    )
    assert outcome.returncode == 0, outcome.stderr
