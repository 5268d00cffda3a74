"""The pool over workers that write a letter instead of rendering; some die, some fail."""

import os
import subprocess
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from jewelbench.making.workers import Job, RenderingFailedError, RenderSettings, Shot, render_all, write_shot
from jewelbench.rendering.scene import Camera, Scene
from jewelbench.specs.spec import Spec

SETTINGS = RenderSettings(resolution=16, samples=1)
SCENE = Scene("packshot", "front", Camera(30, -90))


def scribble(connection: Connection, settings: RenderSettings) -> None:
    """Write each photo; die in the middle of one named "deadly", once for every sign not yet left beside it."""
    try:
        while True:
            job: Job = connection.recv()
            for shot in job:
                sign = shot.path.with_suffix(f".{os.getpid()}")
                if "always" in shot.photo_id or (
                    "once" in shot.photo_id and not list(shot.path.parent.glob("*.[0-9]*"))
                ):
                    sign.touch()
                    os._exit(9)
                if "broken" in shot.photo_id:
                    connection.send(RuntimeError("No LLVM"))
                    return
                shot.path.write_text("x")
                connection.send(shot.photo_id)
            connection.send(None)
    except EOFError:
        return


def jobs(folder: Path, *names: str) -> list[Job]:
    return [tuple(Shot(f"{name}-{k}", None, SCENE, folder / f"{name}-{k}") for k in range(2)) for name in names]


def test_every_photo_is_rendered_once_and_told(tmp_path: Path) -> None:
    done: list[str] = []
    render_all(jobs(tmp_path, *"abcde"), SETTINGS, workers=2, on_photo=done.append, serve=scribble)
    assert sorted(done) == sorted(path.name for path in tmp_path.iterdir())
    assert len(done) == 10


class Camera2x2:
    """Takes pictures of two pixels a side."""

    def take(self, spec: Spec | None, scene: Scene) -> NDArray[np.uint8]:
        return np.full((2, 2, 3), 90, np.uint8)

    def take_with_mask(self, spec: Spec | None, scene: Scene) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        return self.take(spec, scene), np.full((2, 2), 255, np.uint8)


def test_a_mask_lies_where_it_was_asked_for(tmp_path: Path) -> None:
    plain = Shot("a", None, SCENE, tmp_path / "a.jpg")
    masked = Shot("b", None, SCENE, tmp_path / "b.jpg", tmp_path / "masks" / "b.png")
    for shot in (plain, masked):
        write_shot(Camera2x2(), shot)
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")) == [
        "a.jpg", "b.jpg", "masks/b.png",
    ]  # fmt: skip
    with Image.open(tmp_path / "masks" / "b.png") as mask:
        assert mask.getextrema() == (255, 255)


def test_a_worker_that_dies_is_replaced_and_nothing_is_lost(tmp_path: Path) -> None:
    done: list[str] = []
    render_all(jobs(tmp_path, "a", "once", "b"), SETTINGS, workers=1, on_photo=done.append, serve=scribble)
    assert sorted(done) == ["a-0", "a-1", "b-0", "b-1", "once-0", "once-1"]


def test_a_photo_that_ends_several_workers_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderingFailedError, match=r"3 workers died on photo always-0 \(exit code 9"):
        render_all(jobs(tmp_path, "always", "a"), SETTINGS, workers=2, serve=scribble)


def test_a_renderer_that_cannot_start_says_why(tmp_path: Path) -> None:
    with pytest.raises(RenderingFailedError, match="No LLVM"):
        render_all(jobs(tmp_path, "broken", "a", "b"), SETTINGS, workers=2, serve=scribble)


def test_no_jobs_need_no_workers(tmp_path: Path) -> None:
    done: list[str] = []
    render_all([], SETTINGS, workers=2, on_photo=done.append, serve=scribble)
    assert done == []


def test_a_worker_loads_nothing_that_it_does_not_need() -> None:
    """Workers import the module that was started, and each of them pays for what it brings."""
    code = "import sys, jewelbench.cli; print({'onnxruntime', 'cv2', 'torch', 'ir_measures'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
