"""`make`, as a newcomer and CI call it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")

SERVER = """#!/usr/bin/env bash
trap 'echo stopped >> "$LOUPE_DATA_DIR/log"; kill $!; exit 0' TERM
sleep 60 &
echo "$@" >> "$LOUPE_DATA_DIR/log"
wait
"""


@pytest.fixture(autouse=True)
def _called_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget that `make test` may be what runs these tests: make talks differently when it runs inside make."""
    for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
        monkeypatch.delenv(name, raising=False)


def _make(repository: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", *arguments], cwd=repository, capture_output=True, text=True, check=False)


def _wait_until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "still waiting"
        os.sched_yield()


def _executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return path


def _targets(repository: Path) -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (repository / "Makefile").read_text(), re.MULTILINE))


def test_make_alone_lists_the_targets(repository: Path) -> None:
    outcome = _make(repository)
    assert outcome.returncode == 0
    assert {line.split()[1] for line in outcome.stdout.splitlines()} == _targets(repository)


def test_every_make_target_named_in_the_guides_exists(repository: Path) -> None:
    guides = [*repository.glob("*.md"), *repository.glob("docs/**/*.md")]
    named = {target for guide in guides for target in re.findall(r"(?m)(?:^|`)make ([a-z-]+)", guide.read_text())}
    assert {"test", "format"} <= named <= _targets(repository)


def test_ci_runs_what_a_contributor_runs(repository: Path) -> None:
    workflow = yaml.safe_load((repository / ".github/workflows/ci.yml").read_text())
    assert ".ci/run" in [step.get("run") for step in workflow["jobs"]["test"]["steps"]]
    assert (repository / ".ci/run").read_text().rstrip().endswith("exec make test")
    assert os.access(repository / ".ci/run", os.X_OK)


def test_an_old_python_is_refused_with_what_to_do(repository: Path, tmp_path: Path) -> None:
    pretend = f'exec "{sys.executable}" -c "import sys; sys.version_info = (3, 9, 7); exec(sys.argv[1])" "$2"\n'
    old = _executable(tmp_path / "python3.9", f"#!/bin/sh\n{pretend}")
    outcome = _make(repository, "setup", f"PYTHON={old}", f"VENV={tmp_path / 'venv'}")
    assert outcome.returncode != 0
    assert f"Loupe needs Python 3.11 or newer; {old} is 3.9.7. Name another: make PYTHON=" in outcome.stderr
    assert not (tmp_path / "venv").exists()


def test_a_missing_python_is_refused_with_what_to_do(repository: Path, tmp_path: Path) -> None:
    outcome = _make(repository, "setup", "PYTHON=no-such-python", f"VENV={tmp_path / 'venv'}")
    assert outcome.returncode != 0
    assert "no-such-python was not found. Install Python 3.11 or newer" in outcome.stderr


def test_run_serves_the_sample_until_it_is_told_to_stop(repository: Path, tmp_path: Path) -> None:
    venv, log = tmp_path / "venv", tmp_path / "log"
    _executable(venv / "bin" / "loupe", SERVER)
    (venv / ".installed").touch()
    server = subprocess.Popen(
        ["make", "run", f"VENV={venv}", f"LOUPE_DATA_DIR={tmp_path}"],
        cwd=repository,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_until(log.exists)
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=10)
    finally:
        server.kill()
        server.wait()
    assert log.read_text().splitlines() == ["serve --sample", "stopped"]


def test_setup_does_nothing_while_the_dependencies_stay(repository: Path, tmp_path: Path) -> None:
    (tmp_path / ".installed").touch()
    assert _make(repository, "--question", "setup", f"VENV={tmp_path}").returncode == 0
    os.utime(tmp_path / ".installed", (0, 0))
    assert _make(repository, "--question", "setup", f"VENV={tmp_path}").returncode == 1
