"""The versions in constraints.txt are those pyproject.toml asks for."""

from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version


@pytest.fixture
def pins(repository: Path) -> dict[str, Version]:
    lines = (repository / "constraints.txt").read_text().splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(r.name): Version(str(r.specifier).removeprefix("==")) for r in requirements}


def test_every_dependency_is_pinned_to_a_version_that_pyproject_allows(
    pyproject: dict[str, Any], pins: dict[str, Version]
) -> None:
    project = pyproject["project"]
    asked = project["dependencies"] + [r for extra in project["optional-dependencies"].values() for r in extra]
    refused = {
        str(requirement): pins.get(canonicalize_name(requirement.name))
        for requirement in map(Requirement, asked)
        if pins.get(canonicalize_name(requirement.name)) not in requirement.specifier
    }
    assert refused == {}


def test_pins_name_no_local_build_which_another_index_would_lack(pins: dict[str, Version]) -> None:
    assert [name for name, version in pins.items() if version.local] == []


def test_make_installs_the_pinned_torch(repository: Path, pins: dict[str, Version]) -> None:
    assert f"TORCH := torch=={pins['torch']}\n" in (repository / "Makefile").read_text()
