"""The ONNX operators that our fusion graphs are made of, computed by torch so that gradients flow through them."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
import torch.nn.functional as F
from onnx import NodeProto, TensorProto, helper, numpy_helper
from torch import Tensor

Attributes = Mapping[str, Any]
Operator = Callable[..., Tensor]

_DTYPES = {
    TensorProto.FLOAT: torch.float32,
    TensorProto.FLOAT16: torch.float32,  # weights are stored in half precision and fitted in full
    TensorProto.INT64: torch.int64,
    TensorProto.INT32: torch.int64,
    TensorProto.BOOL: torch.bool,
}


class UnknownOperatorError(ValueError):
    """A graph holds an operator that is not known here."""


def operator(node: NodeProto) -> Callable[..., Tensor]:
    """What computes a node from its inputs, an absent one being None.

    Raises:
        UnknownOperatorError: Nothing here does.
    """
    attributes = {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
    if node.op_type in _ELEMENTWISE and not attributes:
        return _ELEMENTWISE[node.op_type]
    if node.op_type in _WITH_ATTRIBUTES:
        compute = _WITH_ATTRIBUTES[node.op_type]
        return lambda *inputs: compute(attributes, *inputs)
    raise UnknownOperatorError(f"{node.op_type} is no operator that fitting knows")


def _constant(a: Attributes) -> Tensor:
    return torch.from_numpy(numpy_helper.to_array(a["value"]).copy())


def _gemm(a: Attributes, left: Tensor, right: Tensor, bias: Tensor | None = None) -> Tensor:
    left = left.T if a.get("transA") else left
    right = right.T if a.get("transB") else right
    product = (left @ right) * float(a.get("alpha", 1.0))
    return product if bias is None else product + bias * float(a.get("beta", 1.0))


def _slice(_: Attributes, x: Tensor, starts: Tensor, ends: Tensor, axes: Tensor, steps: Tensor | None = None) -> Tensor:
    each = zip(starts.tolist(), ends.tolist(), axes.tolist(), [1] * len(axes) if steps is None else steps, strict=True)
    for start, end, axis, step in each:
        length = x.shape[axis]
        low, high = (min(place + length if place < 0 else place, length) for place in (start, end))
        x = x.narrow(axis, low, max(high - low, 0))
        if step != 1:
            x = x.index_select(axis, torch.arange(0, x.shape[axis], int(step)))
    return x


def _gather(a: Attributes, x: Tensor, places: Tensor) -> Tensor:
    axis = a.get("axis", 0)
    flat = places.reshape(-1) % x.shape[axis]
    found = x.index_select(axis, flat)
    axis %= x.ndim
    return found.reshape([*x.shape[:axis], *places.shape, *x.shape[axis + 1 :]])


def _reshape(_: Attributes, x: Tensor, shape: Tensor) -> Tensor:
    return x.reshape([x.shape[axis] if size == 0 else size for axis, size in enumerate(shape.tolist())])


def _expand(_: Attributes, x: Tensor, shape: Tensor) -> Tensor:
    return torch.where(torch.ones(shape.tolist(), dtype=torch.bool), x, x)  # ONNX broadcasts either way


def _unsqueeze(_: Attributes, x: Tensor, axes: Tensor) -> Tensor:
    rank = x.ndim + len(axes)
    for axis in sorted(axis % rank for axis in axes.tolist()):
        x = x.unsqueeze(axis)
    return x


def _squeeze(_: Attributes, x: Tensor, axes: Tensor) -> Tensor:
    return x.squeeze(tuple(axes.tolist()))


def _filled(a: Attributes, shape: Tensor) -> Tensor:
    value = torch.from_numpy(numpy_helper.to_array(a["value"]).copy()) if "value" in a else torch.zeros(1)
    return value.expand(shape.tolist())


def _clip(_: Attributes, x: Tensor, least: Tensor | None = None, most: Tensor | None = None) -> Tensor:
    return torch.clamp(x, min=least, max=most)


def _layer_norm(a: Attributes, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    return F.layer_norm(x, x.shape[a.get("axis", -1) % x.ndim :], weight, bias, a.get("epsilon", 1e-5))


def _reduced(reduce: Callable[[Tensor, tuple[int, ...], bool], Tensor]) -> Operator:
    """A reduction whose axes stand in an attribute or an input, as the version of the operator has it."""

    def compute(a: Attributes, x: Tensor, axes: Tensor | None = None) -> Tensor:
        chosen = tuple(a.get("axes", range(x.ndim))) if axes is None else tuple(axes.tolist())
        return reduce(x, chosen, bool(a.get("keepdims", 1)))

    return compute


def _cast(a: Attributes, x: Tensor) -> Tensor:
    return x.to(_DTYPES[a["to"]])


def _divide(left: Tensor, right: Tensor) -> Tensor:
    whole = not left.is_floating_point() and not right.is_floating_point()
    return torch.div(left, right, rounding_mode="trunc") if whole else left / right


_ELEMENTWISE: Mapping[str, Operator] = {
    "Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": _divide, "MatMul": torch.matmul, "Neg": torch.neg,
    "Sqrt": torch.sqrt, "Erf": torch.erf, "Sigmoid": torch.sigmoid, "Tanh": torch.tanh, "Relu": torch.relu,
    "Exp": torch.exp, "Log": torch.log, "Pow": torch.pow, "Not": torch.logical_not, "And": torch.logical_and,
    "Or": torch.logical_or, "Equal": torch.eq, "Greater": torch.gt, "Less": torch.lt, "Where": torch.where,
    "Identity": torch.clone, "Min": torch.minimum, "Max": torch.maximum,
}  # fmt: skip
_WITH_ATTRIBUTES: Mapping[str, Operator] = {
    "Constant": _constant, "Gemm": _gemm, "Slice": _slice, "Gather": _gather, "Reshape": _reshape, "Expand": _expand,
    "Unsqueeze": _unsqueeze, "Squeeze": _squeeze, "ConstantOfShape": _filled, "Clip": _clip, "Cast": _cast,
    "LayerNormalization": _layer_norm,
    "Softmax": lambda a, x: torch.softmax(x, dim=a.get("axis", -1)),
    "Concat": lambda a, *parts: torch.cat(parts, dim=a["axis"]),
    "Transpose": lambda a, x: x.permute(*a["perm"]),
    "Tile": lambda _, x, times: x.repeat(times.tolist()),
    "Shape": lambda _, x: torch.tensor(x.shape),
    "ReduceSum": _reduced(lambda x, axes, keep: x.sum(dim=axes, keepdim=keep)),
    "ReduceMean": _reduced(lambda x, axes, keep: x.mean(dim=axes, keepdim=keep)),
    "ReduceMax": _reduced(lambda x, axes, keep: x.amax(dim=axes, keepdim=keep)),
    "ReduceL2": _reduced(lambda x, axes, keep: torch.linalg.vector_norm(x, dim=axes, keepdim=keep)),
}  # fmt: skip
