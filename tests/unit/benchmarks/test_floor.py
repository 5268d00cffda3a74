"""Arithmetic of a graph is counted by the shapes that it makes."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from benchmarks.floor import Cost, macs


def test_convolutions_and_products_are_counted_one_multiplication_at_a_time(tmp_path: Path) -> None:
    weights = [
        numpy_helper.from_array(np.ones((6, 1, 3, 3), dtype=np.float32), "grouped"),
        numpy_helper.from_array(np.ones((5, 4), dtype=np.float32), "matrix"),
    ]
    nodes = [
        helper.make_node("Conv", ["x", "grouped"], ["seen"], group=3, kernel_shape=[3, 3]),
        helper.make_node("MatMul", ["seen", "matrix"], ["y"]),
    ]
    graph = helper.make_graph(
        nodes, "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 3, 7, 7])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)], weights,
    )  # fmt: skip
    path = tmp_path / "g.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    found = macs(path, {"x": np.ones((2, 3, 7, 7), dtype=np.float32)})
    assert found == {"fp32": 2 * 6 * 5 * 5 * 9 + 2 * 6 * 5 * 4 * 5}


def test_each_kind_of_number_has_its_own_peak() -> None:
    assert Cost({"fp32": 10, "int8": 40}, 1.0).at_peak({"fp32": 100, "int8": 400}) == 200
