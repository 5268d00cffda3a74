import hashlib
import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from bundles import BundleCorruptError, BundleNotFoundError, Graph, load_bundle
from bundles.manifest import written


def tiny_graph(path: Path) -> None:
    """y = x + x."""
    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 2]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "double", [x], [y])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


def described(path: Path, **more: object) -> dict[str, object]:
    return {"file": path.name, "sha256": hashlib.sha256(path.read_bytes()).hexdigest(), **more}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bundle whose every graph doubles its input."""
    for name in ("image", "text", "fusion"):
        tiny_graph(tmp_path / f"{name}.onnx")
    (tmp_path / "tokenizer.json").write_text("{}")
    tower = {"architecture": "a", "dim": 2, "token_width": 2, "parameters": 1}
    tokenizer = described(tmp_path / "tokenizer.json")
    manifest = {
        "format_version": 1,
        "name": "tiny",
        "version": "1",
        "licence": "Apache-2.0",
        "description": "doubles",
        "image": described(tmp_path / "image.onnx", **tower, size=32),
        "text": described(tmp_path / "text.onnx", **tower, tokenizer=tokenizer, max_pieces=8),
        "fusion": described(tmp_path / "fusion.onnx", method="m", dim=4, parameters=0),
        "metrics": {},
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return tmp_path


def test_a_whole_bundle_loads_and_its_graphs_run(folder: Path) -> None:
    bundle = load_bundle(folder)
    x = np.array([[1.0, 2.0]], dtype=np.float32)
    (y,) = bundle.graph(bundle.manifest.image).run({"x": x}, ("y",))
    np.testing.assert_array_equal(y, 2 * x)
    assert bundle.fingerprint == hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()


def test_what_an_older_manifest_does_not_say_means_what_it_always_meant(folder: Path) -> None:
    manifest = load_bundle(folder).manifest
    assert (manifest.image.fitting.way, manifest.image.fitting.scaled_to) == ("pad", None)
    assert (manifest.text.pad_id, manifest.text.pad_to) == (0, None)
    assert not manifest.shared_space


@pytest.mark.parametrize("file", ["image.onnx", "text.onnx", "fusion.onnx", "tokenizer.json"])
def test_one_altered_byte_in_any_file_is_noticed(folder: Path, file: str) -> None:
    raw = bytearray((folder / file).read_bytes())
    raw[-1] ^= 1
    (folder / file).write_bytes(raw)
    with pytest.raises(BundleCorruptError, match=file):
        load_bundle(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "text.onnx").unlink()
    with pytest.raises(BundleCorruptError, match=r"text\.onnx is missing"):
        load_bundle(folder)


def test_a_folder_without_manifest_is_no_bundle(tmp_path: Path) -> None:
    with pytest.raises(BundleNotFoundError, match=r"manifest\.json is missing\.$"):
        load_bundle(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        {"format_version": 2},
        {"surprise": True},
        {"image": {"file": "../image.onnx", "sha256": "0" * 64}},
    ],
)
def test_a_manifest_of_another_kind_is_refused(folder: Path, change: dict[str, object]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    for name, value in change.items():
        manifest[name] = {**manifest[name], **value} if isinstance(value, dict) else value
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(BundleCorruptError, match=r"manifest\.json"):
        load_bundle(folder)


def test_a_file_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.onnx").write_bytes(b"not a graph")
    with pytest.raises(BundleCorruptError, match=r"x\.onnx"):
        Graph(tmp_path / "x.onnx")


def test_what_is_told_of_precisions_makes_no_other_bundle_of_it(folder: Path) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    path.write_bytes(written(content))
    before = load_bundle(folder)
    tried = {"fp32": {"megabytes": 1.0, "passed": True}}
    part = {"chosen": "fp32", "reference": "the network", "tried": tried}
    path.write_bytes(written({"precision": {"most_lost": 0.005, "image": part}, **content}))
    told = load_bundle(folder)
    assert told.fingerprint == before.fingerprint
    assert told.manifest.precision is not None
    assert list(told.manifest.precision.parts) == ["image"]
    path.write_bytes(written({**content, "version": "2"}))
    assert load_bundle(folder).fingerprint != before.fingerprint
