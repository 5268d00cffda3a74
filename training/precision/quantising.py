"""Writes smaller versions of a graph: weights in half precision, or everything that multiplies in int8."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnxruntime.quantization import (
    CalibrationDataReader,
    QuantFormat,
    QuantType,
    quantize_dynamic,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from training.export import halve_weights
from training.precision.steady_ranges import make_steady
from training.quiet import quietly

CONVOLUTIONAL = 0.5
"""Share of a graph's weights in convolutions from which its activations are measured once, on photos."""
LEFT_WHOLE = 3
"""Convolutions at the beginning that stay as they are: few numbers, whose channels differ most in range."""


def write_half(full: Path, path: Path) -> None:
    """Store large weights as fp16; arithmetic stays in full precision."""
    shutil.copyfile(full, path)
    halve_weights(path)


def write_int8(full: Path, path: Path, batches: Sequence[dict[str, NDArray[np.generic]]]) -> str:
    """Quantise to int8, weights with a scale for each channel.

    The ranges of activations are measured beforehand; of convolutional networks the first few layers stay in full
    precision. Without inputs to measure by, activations are quantised as they come, see `steady_ranges`.

    Args:
        full: The graph in full precision.
        path: Where the new one goes.
        batches: Inputs to measure by.

    Returns:
        "static", or "dynamic" if nothing was measured.
    """
    convolutional = _convolutional_share(full) >= CONVOLUTIONAL
    with tempfile.TemporaryDirectory() as folder:
        prepared = Path(folder) / "prepared.onnx"
        quant_pre_process(str(full), str(prepared), skip_symbolic_shape=True)
        with quietly():  # the quantiser advises to prepare the graph, which was done
            if batches and convolutional:
                quantize_static(
                    str(prepared), str(path), _Batches(batches), quant_format=QuantFormat.QDQ, per_channel=True,
                    activation_type=QuantType.QUInt8, weight_type=QuantType.QInt8,
                    op_types_to_quantize=["Conv", "MatMul", "Gemm"], nodes_to_exclude=_first_convolutions(prepared),
                )  # fmt: skip
            else:
                found = Path(folder) / "dynamic.onnx" if batches else path
                quantize_dynamic(
                    str(prepared), str(found), per_channel=True, weight_type=QuantType.QInt8,
                    op_types_to_quantize=["MatMul", "Gemm", "Gather"],
                )  # fmt: skip
                if batches:
                    make_steady(found, batches, path)
    return "static" if batches else "dynamic"


class _Batches(CalibrationDataReader):  # type: ignore[misc]
    """Hands out batches one by one."""

    def __init__(self, batches: Sequence[dict[str, NDArray[np.generic]]]) -> None:
        self._left: Iterator[dict[str, NDArray[np.generic]]] = iter(batches)

    def get_next(self) -> dict[str, NDArray[np.generic]] | None:
        """The next batch; None after the last."""
        return next(self._left, None)


def _first_convolutions(path: Path) -> list[str]:
    names = [node.name for node in onnx.load(str(path)).graph.node if node.op_type == "Conv"]
    return names[:LEFT_WHOLE]


def _convolutional_share(path: Path) -> float:
    """Share of a graph's weights that convolutions hold."""
    graph: Any = onnx.load(str(path)).graph
    sizes = {weight.name: int(np.prod(weight.dims)) for weight in graph.initializer}
    used = {node.input[1] for node in graph.node if node.op_type == "Conv"}
    return sum(sizes.get(name, 0) for name in used) / max(sum(sizes.values()), 1)
