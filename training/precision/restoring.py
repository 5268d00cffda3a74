"""Takes a graph that is served back to full precision: the same weights as it holds them, computed in fp32."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from training.precision.judging import FULL, HALF, INT8
from training.precision.steady_ranges import CONTRIB, FUSED


def precision_of(path: Path) -> str:
    """The precision of a graph's weights: "int8", "fp16" or "fp32"."""
    kinds = {weight.data_type for weight in onnx.load(str(path)).graph.initializer}
    if kinds & {TensorProto.INT8, TensorProto.UINT8}:
        return INT8
    return HALF if TensorProto.FLOAT16 in kinds else FULL


def restore(path: Path, full: Path) -> None:
    """Write a graph in full precision.

    Weights stay what they were rounded to; what is restored of int8 is the precision of activations.

    Args:
        path: A graph with weights in fp16, or quantised to int8, whether activations were measured or not.
        full: Where the new one goes.
    """
    model = restored(path)
    onnx.checker.check_model(model)
    onnx.save(model, str(full))


def restored(path: Path) -> Any:
    """The same, as a model of the package onnx; weights go by the names that they had before."""
    model = onnx.load(str(path))
    _restore_halves(model.graph)
    _restore_products(model.graph)
    _restore_weights(model.graph)
    _pass_through(model.graph)
    _drop_unused(model.graph)
    known = [opset for opset in model.opset_import if opset.domain != CONTRIB]
    del model.opset_import[:]
    model.opset_import.extend(known)
    return model


def _restore_halves(graph: Any) -> None:
    halves = {weight.name: weight for weight in graph.initializer if weight.data_type == TensorProto.FLOAT16}
    kept = []
    for node in graph.node:
        if node.op_type == "Cast" and node.input[0] in halves:
            weight = halves[node.input[0]]
            values = numpy_helper.to_array(weight).astype(np.float32)
            graph.initializer.append(numpy_helper.from_array(values, node.output[0]))
        else:
            kept.append(node)
    _replace_nodes(graph, kept)


def _restore_products(graph: Any) -> None:
    """Turn products of whole numbers with what scales them into `MatMul` with weights in fp32."""
    values = {weight.name: weight for weight in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    users = {name: node for node in graph.node for name in node.input}
    kept: list[Any] = []
    replaced: set[str] = set()

    def multiply(node: Any, weight: str, zero: str, scale: str, result: str) -> None:
        """Multiply what was quantised by the weight in full, which several products may share."""
        whole = f"{weight}.full"
        if whole not in replaced:
            full = (_array(values, weight) - _array(values, zero)) * _array(values, scale)
            graph.initializer.append(numpy_helper.from_array(full.astype(np.float32), whole))
            replaced.add(whole)
        source = makers[node.input[0]].input[0]
        kept.append(helper.make_node("MatMul", [source, whole], [result], name=f"{node.name}.full"))

    for node in graph.node:
        if node.op_type == "MatMulInteger":
            cast = users[node.output[0]]
            scaled = users[cast.output[0]]
            scale = makers[next(name for name in scaled.input if name != cast.output[0])]
            of_weight = next(name for name in scale.input if name in values)
            multiply(node, node.input[1], node.input[3], of_weight, scaled.output[0])
            replaced |= {cast.output[0], scaled.output[0]}
        elif node.op_type == FUSED:
            _, weight, _, of_weight, _, zero, *bias = node.input
            product = f"{node.output[0]}.product" if bias else node.output[0]
            multiply(node, weight, zero, of_weight, product)
            if bias:
                kept.append(helper.make_node("Add", [product, *bias], list(node.output), name=f"{node.name}.bias"))
        elif not replaced.intersection(node.output):
            kept.append(node)
    _replace_nodes(graph, kept)


def _restore_weights(graph: Any) -> None:
    """Turn quantised weights with what dequantises them into weights in fp32."""
    values = {weight.name: weight for weight in graph.initializer}
    kept, names = [], {}
    for node in graph.node:
        if node.op_type != "DequantizeLinear" or node.input[0] not in values:
            kept.append(node)
            continue
        quantised, scale, *zero = (_array(values, name) for name in node.input)
        axis = next((attribute.i for attribute in node.attribute if attribute.name == "axis"), 1)
        shape = [-1 if place == axis else 1 for place in range(quantised.ndim)] if scale.size > 1 else []
        whole = (quantised - (zero[0].reshape(shape) if zero else 0)) * scale.reshape(shape)
        name = node.input[0].removesuffix("_quantized")
        graph.initializer.append(numpy_helper.from_array(whole.astype(np.float32), name))
        if node.output[0] != name:
            names[node.output[0]] = name
    _replace_nodes(graph, kept)
    _rename(graph, names)


def _pass_through(graph: Any) -> None:
    """Leave out activations' way to int8 and back."""
    makers = {name: node for node in graph.node for name in node.output}
    names = {
        node.output[0]: makers[node.input[0]].input[0]
        for node in graph.node
        if node.op_type == "DequantizeLinear"
        and node.input[0] in makers
        and makers[node.input[0]].op_type == "QuantizeLinear"
    }
    results = {output.name for output in graph.output}
    _replace_nodes(graph, [node for node in graph.node if not names.keys() & set(node.output) - results])
    _rename(graph, {name: source for name, source in names.items() if name not in results})


def _rename(graph: Any, names: Mapping[str, str]) -> None:
    for node in graph.node:
        for place, name in enumerate(node.input):
            while name in names:
                name = names[name]
            node.input[place] = name


def _array(values: dict[str, Any], name: str) -> NDArray[np.float32]:
    array: NDArray[np.float32] = numpy_helper.to_array(values[name]).astype(np.float32)
    return array


def _drop_unused(graph: Any) -> None:
    """Remove nodes and weights that no output depends on."""
    needed = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if needed.intersection(node.output):
            kept.append(node)
            needed.update(node.input)
    _replace_nodes(graph, reversed(kept))
    weights = [weight for weight in graph.initializer if weight.name in needed]
    del graph.initializer[:]
    graph.initializer.extend(weights)


def _replace_nodes(graph: Any, nodes: Iterable[Any]) -> None:
    wanted = list(nodes)
    del graph.node[:]
    graph.node.extend(wanted)
