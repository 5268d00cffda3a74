"""Gives a transformer in int8 ranges that were measured once, in place of those of whatever it is given at a time.

Quantised as they come, the activations of a batch share one scale: a text's vector then depends on the texts that
happen to be encoded beside it, so neither can queries of several shoppers be encoded together, nor does a product keep
its vector from one import to the next. What sets the ranges of a transformer are a few numbers that are large for every
text, so ranges measured beforehand cost hardly any precision.

Source: Bondarenko et al. 2021, arXiv:2109.12948, section 3 (where the large numbers are).
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bundles import Graph
from training.precision.judging import Feeds

CONTRIB = "com.microsoft"
FUSED = "MatMulIntegerToFloat"
_LEVELS = 255
_AS_THEY_COME = "DynamicQuantizeLinear"


class Range(NamedTuple):
    """The least and the largest of some activations."""

    low: float
    high: float

    def widened(self, low: float, high: float) -> "Range":
        """One that holds these as well."""
        return Range(min(self.low, low), max(self.high, high))


def is_steady(path: Path) -> bool:
    """Whether a graph computes each item of a batch as it would compute it alone, up to rounding in fp32."""
    return all(node.op_type != _AS_THEY_COME for node in onnx.load(str(path)).graph.node)


def make_steady(path: Path, batches: Iterable[Feeds], steady: Path) -> None:
    """Write a graph in int8 whose ranges are those that its activations have on some inputs.

    Args:
        path: As `quantize_dynamic` writes it.
        batches: Inputs to measure by, of the kind that it will be given.
        steady: Where the new one goes.

    Raises:
        ValueError: There are no inputs.
    """
    model = onnx.load(str(path))
    _replace(model.graph, _measured(path, batches, steady.with_suffix(".measuring")))
    model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
    onnx.save(model, str(steady))


def _measured(path: Path, batches: Iterable[Feeds], beside: Path) -> dict[str, Range]:
    """The range of everything that is quantised as it comes, by its name; zero is always within."""
    model = onnx.load(str(path))
    names = list(dict.fromkeys(node.input[0] for node in model.graph.node if node.op_type == _AS_THEY_COME))
    model.graph.output.extend(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in names)
    onnx.save(model, str(beside))
    try:
        graph = Graph(beside)
        ranges = dict.fromkeys(names, Range(0.0, 0.0))
        empty = True
        for feeds in batches:
            empty = False
            read = {name: feeds[name] for name in graph.inputs}
            for name, values in zip(names, graph.run(read, names), strict=True):
                ranges[name] = ranges[name].widened(float(values.min()), float(values.max()))
    finally:
        beside.unlink()
    if empty:
        raise ValueError("Ranges cannot be measured without inputs.")
    return ranges


def _replace(graph: Any, ranges: Mapping[str, Range]) -> None:
    """Quantise by these ranges, and multiply, scale and add in one operator: folded otherwise, it is found by none."""
    weights = {weight.name for weight in graph.initializer}
    biases = {weight.name for weight in graph.initializer if len(weight.dims) == 1}
    users: dict[str, list[Any]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    makers = {name: node for node in graph.node for name in node.output}
    replaced: set[str] = set()
    kept = []
    for node in graph.node:
        if node.op_type == _AS_THEY_COME:
            kept.append(_quantised(graph, node, ranges[node.input[0]]))
        elif node.op_type == "MatMulInteger":
            cast = users[node.output[0]][0]
            scaled = users[cast.output[0]][0]
            scale = makers[next(name for name in scaled.input if name != cast.output[0])]
            last, bias = scaled, []
            following = users.get(scaled.output[0], [])
            if len(following) == 1 and following[0].op_type == "Add" and biases.intersection(following[0].input):
                last, bias = following[0], [next(name for name in following[0].input if name in biases)]
            of_activations, of_weight = sorted(scale.input, key=lambda name: name in weights)
            inputs = [*node.input[:2], of_activations, of_weight, *node.input[2:], *bias]
            kept.append(helper.make_node(FUSED, inputs, list(last.output), name=f"{node.name}.steady", domain=CONTRIB))
            replaced.update((cast.output[0], scaled.output[0], scale.output[0], last.output[0]))
        elif not replaced.intersection(node.output):
            kept.append(node)
    used = {name for node in kept for name in node.input} | {output.name for output in graph.output}
    del graph.node[:]
    graph.node.extend(node for node in kept if used.intersection(node.output))


def _quantised(graph: Any, node: Any, measured: Range) -> Any:
    name, scale_name, zero_name = node.output
    scale = np.float32((measured.high - measured.low) / _LEVELS or 1.0)
    zero = np.uint8(np.clip(round(-measured.low / float(scale)), 0, _LEVELS))
    graph.initializer.append(numpy_helper.from_array(np.array(scale), scale_name))
    graph.initializer.append(numpy_helper.from_array(np.array(zero), zero_name))
    return helper.make_node("QuantizeLinear", [node.input[0], scale_name, zero_name], [name], name=f"{name}.steady")
