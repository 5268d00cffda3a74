"""The benchmark's commands, really rendering: made, killed and gone on with, reported on."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jewelbench.rendering.backend import RendererError, find_llvm

pytest.importorskip("mitsuba")
COMMAND = [sys.executable, "-c", "from jewelbench.cli import main; main()"]


@pytest.fixture(autouse=True, scope="module")
def llvm() -> None:
    try:
        find_llvm()
    except RendererError as error:
        pytest.skip(str(error))


def jewelbench(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables}, timeout=600)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A benchmark that was killed once while it was made."""
    out = tmp_path_factory.mktemp("bench") / "xs"
    running = subprocess.Popen([*COMMAND, "make", "--size", "xs", "--out", str(out)], start_new_session=True)
    deadline = time.monotonic() + 500
    while len(pictures(out)) < 5:
        assert running.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGKILL)
    running.wait()
    assert not (out / "benchmark.json").exists()
    before = {path: path.stat().st_mtime_ns for path in pictures(out)}
    again = jewelbench("make", "--size", "xs", "--out", out)
    assert again.returncode == 0, again.stdout + again.stderr
    assert "photos are there already" in again.stdout
    assert all(path.stat().st_mtime_ns == changed for path, changed in before.items())
    return out


def pictures(folder: Path) -> list[Path]:
    return sorted(folder.glob("photos/*/*.jpg"))


def test_a_benchmark_that_was_killed_is_completed(made: Path) -> None:
    manifest = json.loads((made / "benchmark.json").read_text())
    assert manifest["photos"] == len(pictures(made)) == len((made / "photos.jsonl").read_text().splitlines())
    assert manifest["products"] == len((made / "products.jsonl").read_text().splitlines())


def test_equal_seeds_give_equal_pictures(made: Path, tmp_path: Path) -> None:
    again = jewelbench("make", "--size", "xs", "--out", tmp_path / "again", "--workers", "1")
    assert again.returncode == 0, again.stdout + again.stderr
    for path in pictures(made):
        assert path.read_bytes() == (tmp_path / "again" / path.relative_to(made)).read_bytes(), path.name


def test_a_benchmark_can_grow(tmp_path: Path) -> None:
    few = jewelbench("make", "--size", "xs", "--out", tmp_path / "xs", "--products", "5")
    assert few.returncode == 0, few.stdout + few.stderr
    count = json.loads((tmp_path / "xs" / "benchmark.json").read_text())["products"]
    assert 0 < count <= 5
    first = (tmp_path / "xs" / "products.jsonl").read_text()
    more = jewelbench("make", "--size", "xs", "--out", tmp_path / "xs", "--products", "9", "--masks")
    assert more.returncode == 0, more.stdout + more.stderr
    assert (tmp_path / "xs" / "products.jsonl").read_text().startswith(first)
    assert json.loads((tmp_path / "xs" / "benchmark.json").read_text())["products"] > count
    photos = [json.loads(line) for line in (tmp_path / "xs" / "photos.jsonl").read_text().splitlines()]
    assert all((tmp_path / "xs" / photo["mask"]).is_file() for photo in photos if photo.get("product_id"))


def test_another_seed_in_the_same_folder_is_refused(made: Path) -> None:
    refused = jewelbench("make", "--size", "xs", "--out", made, "--seed", "2")
    assert refused.returncode == 1
    assert "another seed" in " ".join(refused.stdout.split())


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    refused = jewelbench("make", "--size", "xs", "--out", tmp_path)
    assert refused.returncode == 1
    assert "is not empty" in " ".join(refused.stdout.split())


def test_a_missing_llvm_is_named(tmp_path: Path) -> None:
    refused = jewelbench("make", "--size", "xs", "--out", tmp_path / "xs", DRJIT_LIBLLVM_PATH="/nowhere/libLLVM.so")
    assert refused.returncode == 1
    assert "LLVM" in refused.stdout


def test_a_sheet_shows_the_photos(made: Path, tmp_path: Path) -> None:
    shown = jewelbench("sheet", made, "--out", tmp_path)
    assert shown.returncode == 0, shown.stdout + shown.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"packshots.jpg", "queries.jpg"}


def test_a_report_judges_the_shipped_bundle_and_the_baselines(made: Path, tmp_path: Path) -> None:
    told = jewelbench("report", made, "--out", tmp_path)
    assert told.returncode == 0, told.stdout + told.stderr
    report = json.loads((tmp_path / "evaluate.json").read_text())
    assert report["benchmark"]["gallery"] == 12
    assert report["tasks"]["photo_to_product"]["queries"] == 12
    assert "BASIC" in report["baselines"]
    assert report["attributes"]["metal"]["photos"] == 24
    assert report["near_identical"]["photos"] > 0
    assert "loupe-mini" in (tmp_path / "evaluate.md").read_text()
    assert list((tmp_path / "evaluate-sheets").glob("photo-to-product.*"))


def test_a_folder_without_a_benchmark_is_named(tmp_path: Path) -> None:
    told = jewelbench("report", tmp_path)
    assert told.returncode == 1
    assert "holds no benchmark" in " ".join(told.stdout.split())
