from pathlib import Path

import pytest

from training.production.steps import Steps


def test_a_step_that_is_done_is_not_done_again(tmp_path: Path) -> None:
    asked: list[str] = []

    def make(folder: Path) -> dict[str, int]:
        asked.append(folder.name)
        (folder / "graph.onnx").write_text("graph")
        return {"dim": 8}

    for _ in range(2):
        folder, made = Steps(tmp_path).run("image", {"source": "a"}, make)
        assert made == {"dim": 8}
        assert (folder / "graph.onnx").read_text() == "graph"
    assert asked == ["image"]


def test_another_input_does_it_again_in_an_empty_folder(tmp_path: Path) -> None:
    def make(folder: Path) -> list[str]:
        left = [path.name for path in folder.iterdir()]
        (folder / "old.onnx").write_text("")
        return left

    Steps(tmp_path).run("image", {"source": "a"}, make)
    assert Steps(tmp_path).run("image", {"source": "b"}, make)[1] == []


def test_a_step_that_failed_is_done_again(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        (folder / "half.onnx").write_text("half")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        Steps(tmp_path).run("image", {}, fail)
    folder, _ = Steps(tmp_path).run("image", {}, lambda _: None)
    assert not (folder / "half.onnx").exists()
