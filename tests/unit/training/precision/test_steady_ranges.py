"""A text's vector does not depend on the texts beside it."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from bundles import Graph
from training.export import OPSET
from training.precision.quantising import write_int8
from training.precision.steady_ranges import is_steady, make_steady

pytestmark = pytest.mark.filterwarnings("ignore")  # torch's exporter warns about its own internals

DRAWN = np.random.default_rng(0).normal(size=(8, 48)).astype(np.float32)
LOUD = 20 * DRAWN[:1]


class Residual(nn.Module):
    """Two layers, of which one is added to without being a bias."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = nn.Linear(48, 64), nn.Linear(64, 48)
        self.table = nn.Parameter(torch.randn(1, 48))

    def forward(self, x: Tensor) -> Tensor:
        """(batch, 48) to (batch, 48)."""
        return x @ self.first.weight.T[:, :48] + self.table + self.second(torch.relu(self.first(x)))


@pytest.fixture
def full(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    path = tmp_path / "full.onnx"
    torch.onnx.export(
        Residual(), (torch.zeros(2, 48),), str(path), input_names=["x"], output_names=["vector"], opset_version=OPSET,
        dynamic_axes={"x": {0: "batch"}, "vector": {0: "batch"}}, dynamo=False,
    )  # fmt: skip
    return path


@pytest.fixture
def dynamic(full: Path, tmp_path: Path) -> Path:
    path = tmp_path / "dynamic.onnx"
    quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)
    return path


def vectors(path: Path, items: np.ndarray) -> np.ndarray:
    return Graph(path, threads=1).run({"x": items}, ("vector",))[0]


def test_each_item_is_computed_as_it_is_alone(full: Path, dynamic: Path, tmp_path: Path) -> None:
    steady = tmp_path / "steady.onnx"
    make_steady(dynamic, [{"x": DRAWN}, {"x": LOUD}], steady)
    assert (is_steady(full), is_steady(dynamic), is_steady(steady)) == (True, False, True)
    beside_a_loud_one = np.concatenate([DRAWN[:3], LOUD])
    np.testing.assert_allclose(vectors(steady, beside_a_loud_one)[:3], vectors(steady, DRAWN[:3]), atol=1e-5)
    assert np.abs(vectors(dynamic, beside_a_loud_one)[:3] - vectors(dynamic, DRAWN[:3])).max() > 1e-3


def test_it_is_near_what_full_precision_computes(full: Path, dynamic: Path, tmp_path: Path) -> None:
    steady = tmp_path / "steady.onnx"
    make_steady(dynamic, [{"x": DRAWN}], steady)
    exact = vectors(full, DRAWN)
    assert 0 < np.abs(vectors(steady, DRAWN) - exact).max() < 0.05 * np.abs(exact).max()
    kinds = [node.op_type for node in onnx.load(str(steady)).graph.node]
    assert kinds.count("MatMulIntegerToFloat") == 3
    assert kinds.count("Add") == 2  # the biases are in the products


def test_what_is_beyond_the_ranges_is_cut_off_not_wrapped_around(dynamic: Path, tmp_path: Path) -> None:
    steady = tmp_path / "steady.onnx"
    make_steady(dynamic, [{"x": DRAWN}], steady)
    assert np.abs(vectors(steady, 1000 * DRAWN)).max() < 20 * np.abs(vectors(steady, DRAWN)).max()


def test_nothing_can_be_measured_without_inputs(dynamic: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="without inputs"):
        make_steady(dynamic, [], tmp_path / "steady.onnx")
    assert not list(tmp_path.glob("*measuring*"))


def test_a_transformer_is_quantised_so_where_there_is_something_to_measure_by(full: Path, tmp_path: Path) -> None:
    path = tmp_path / "int8.onnx"
    assert write_int8(full, path, [{"x": DRAWN}]) == "static"
    assert is_steady(path)
    assert write_int8(full, path, []) == "dynamic"
    assert not is_steady(path)
