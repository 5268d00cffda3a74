"""A graph that is served, taken back to full precision."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from bundles import Graph
from training.export import OPSET, halve_weights
from training.precision.quantising import LEFT_WHOLE, write_int8
from training.precision.restoring import precision_of, restore
from training.precision.steady_ranges import make_steady

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about its own internals

ITEMS = np.random.default_rng(0).normal(size=(6, 48)).astype(np.float32)


@pytest.fixture
def full(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(48, 64, bias=False), nn.Tanh(), nn.Linear(64, 40, bias=False))
    path = tmp_path / "full.onnx"
    torch.onnx.export(
        network, (torch.zeros(2, 5, 48),), str(path), input_names=["x"], output_names=["vector"], opset_version=OPSET,
        dynamic_axes={"x": {0: "batch"}, "vector": {0: "batch"}}, dynamo=False,
    )  # fmt: skip
    return path


def vectors(path: Path) -> np.ndarray:
    return Graph(path, threads=1).run({"x": np.repeat(ITEMS[:, None], 5, axis=1)}, ("vector",))[0]


def test_weights_in_half_precision_compute_the_same_without_their_casts(full: Path, tmp_path: Path) -> None:
    half, restored = tmp_path / "half.onnx", tmp_path / "restored.onnx"
    half.write_bytes(full.read_bytes())
    halve_weights(half)
    restore(half, restored)
    assert [precision_of(path) for path in (full, half, restored)] == ["fp32", "fp16", "fp32"]
    np.testing.assert_allclose(vectors(restored), vectors(half), atol=1e-6)
    assert not [node for node in onnx.load(str(restored)).graph.node if node.op_type == "Cast"]


def test_weights_in_int8_are_kept_and_activations_are_whole_again(full: Path, tmp_path: Path) -> None:
    small, restored = tmp_path / "int8.onnx", tmp_path / "restored.onnx"
    quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
    restore(small, restored)
    assert [precision_of(path) for path in (small, restored)] == ["int8", "fp32"]
    assert {node.op_type for node in onnx.load(str(restored)).graph.node} == {"MatMul", "Tanh"}
    whole, rounded = vectors(full), vectors(small)
    assert 0 < np.abs(vectors(restored) - whole).max() < 0.02
    assert np.abs(vectors(restored) - whole).mean() < np.abs(rounded - whole).mean()


def test_a_graph_with_ranges_of_its_own_is_whole_again_too(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Linear(48, 64), nn.Tanh(), nn.Linear(64, 40, bias=False))
    full, dynamic, steady, whole = (tmp_path / f"{name}.onnx" for name in ("full", "dynamic", "steady", "whole"))
    torch.onnx.export(
        network, (torch.zeros(2, 5, 48),), str(full), input_names=["x"], output_names=["vector"], opset_version=OPSET,
        dynamic_axes={"x": {0: "batch"}, "vector": {0: "batch"}}, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(full, dynamic, weight_type=QuantType.QInt8, per_channel=True)
    make_steady(dynamic, [{"x": np.repeat(ITEMS[:, None], 5, axis=1)}], steady)
    restore(steady, whole)
    assert [precision_of(path) for path in (steady, whole)] == ["int8", "fp32"]
    assert {node.op_type for node in onnx.load(str(whole)).graph.node} == {"MatMul", "Add", "Tanh"}
    assert not [opset for opset in onnx.load(str(whole)).opset_import if opset.domain]
    assert 0 < np.abs(vectors(whole) - vectors(full)).max() < 0.02
    assert np.abs(vectors(steady) - vectors(full)).max() < 0.05


def test_a_graph_whose_activations_were_measured_is_whole_again_under_the_old_names(tmp_path: Path) -> None:
    torch.manual_seed(0)
    layers = [nn.Conv2d(3 if not at else 8, 8, 3, padding=1) for at in range(5)]
    network = nn.Sequential(*(part for layer in layers for part in (layer, nn.ReLU6())))
    full, small, whole = (tmp_path / name for name in ("full.onnx", "int8.onnx", "restored.onnx"))
    pixels = torch.rand(2, 3, 16, 16)
    torch.onnx.export(
        network, (pixels,), str(full), input_names=["x"], output_names=["vector"], opset_version=OPSET, dynamo=False
    )
    assert write_int8(full, small, [{"x": pixels.numpy()}]) == "static"
    restore(small, whole)
    assert [precision_of(path) for path in (small, whole)] == ["int8", "fp32"]
    of_full, of_whole = ({each.name: each for each in onnx.load(str(path)).graph.initializer} for path in (full, whole))
    assert of_full.keys() <= of_whole.keys()
    kept = [np.array_equal(*(numpy_helper.to_array(each[name]) for each in (of_full, of_whole))) for name in of_full]
    assert sum(kept) == 2 * LEFT_WHOLE
    assert {node.op_type for node in onnx.load(str(whole)).graph.node} == {"Conv", "Clip"}
    (first,), (second,) = (Graph(path).run({"x": pixels.numpy()}, ("vector",)) for path in (full, whole))
    assert 0 < np.abs(first - second).max() < 0.05
