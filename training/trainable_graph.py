"""A bundle's fusion graph as a torch module: fitting goes on from the very weights that serve, whatever made them."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import onnx
import torch
from onnx import NodeProto, TensorProto, numpy_helper
from torch import Tensor, nn

from fusion.base import FusedEmbedding, Fusion, Modality
from training.graph_operators import UnknownOperatorError, operator

_INPUTS = tuple(f"{modality}_{part}" for modality in ("image", "text") for part in Modality._fields)
_WEIGHTS = (TensorProto.FLOAT, TensorProto.FLOAT16)


class CannotBeFittedError(ValueError):
    """A fusion graph cannot be fitted further; the message says why."""


class GraphFusionModule(Fusion):
    """Computes a fusion graph node by node; its weights are the module's parameters.

    A graph names its weights as the exporter saw fit and folds some of them together, so the module that it came from
    cannot be had back. Fitted, folded weights move on their own; what they were folded from is of no more use.
    """

    def __init__(self, graph: Path, image_dim: int, text_dim: int) -> None:
        """Read a graph as `training.export.export_fusion` writes it.

        Args:
            graph: The file.
            image_dim: Length of an image vector.
            text_dim: Length of a text vector.

        Raises:
            CannotBeFittedError: It holds an operator that is not known.
        """
        super().__init__(image_dim, text_dim)
        self._model = onnx.load(str(graph))
        self.weights = nn.ParameterDict()
        self._constants: dict[str, Tensor] = {}
        for value in self._model.graph.initializer:
            self._take(value.name, torch.from_numpy(numpy_helper.to_array(value).copy()), value.data_type)
        try:
            self._steps = [_Step(node, operator(node)) for node in self._model.graph.node]
        except UnknownOperatorError as error:
            raise CannotBeFittedError(f"{graph} cannot be fitted further: {error}.") from error
        self._embedding_steps = _leading_to("embedding", self._steps)

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class."""
        values = self._run(self._steps, image, text, role)
        return FusedEmbedding(values["embedding"], values["weights"])

    def embed(self, image: Modality, text: Modality, role: Tensor) -> Tensor:
        """See the base class; what only the weights are made of is left out."""
        return self._run(self._embedding_steps, image, text, role)["embedding"]

    def save(self, path: Path) -> None:
        """Write the graph with the present weights, each in the precision that it was read in."""
        model = onnx.ModelProto()
        model.CopyFrom(self._model)
        for value in model.graph.initializer:
            if value.name in self._names:
                kept = np.float16 if value.data_type == TensorProto.FLOAT16 else np.float32
                fitted = self.weights[_key(value.name)].detach().numpy().astype(kept)
                value.CopyFrom(numpy_helper.from_array(fitted, value.name))
        onnx.checker.check_model(model)
        onnx.save(model, str(path))

    def _run(self, steps: Sequence["_Step"], image: Modality, text: Modality, role: Tensor) -> dict[str, Tensor]:
        """Every value that some nodes compute, by name."""
        values: dict[str, Tensor] = dict(zip(_INPUTS, (*image, *text), strict=True))
        values |= {"role": role, **self._constants}
        values |= {name: self.weights[_key(name)] for name in self._names}
        for node, compute in steps:
            values[node.output[0]] = compute(*(values[name] if name else None for name in node.input))
        return values

    def _take(self, name: str, value: Tensor, data_type: int) -> None:
        if data_type in _WEIGHTS:
            self.weights[_key(name)] = nn.Parameter(value.float())
        else:
            self._constants[name] = value

    @property
    def _names(self) -> tuple[str, ...]:
        return tuple(value.name for value in self._model.graph.initializer if value.name not in self._constants)


def _key(name: str) -> str:
    return name.replace(".", "/")  # torch takes no dots in the names of parameters


class _Step(NamedTuple):
    """A node, and what computes its one output."""

    node: NodeProto
    compute: Callable[..., Tensor]


def _leading_to(name: str, steps: Sequence[_Step]) -> list[_Step]:
    """The steps without which a value cannot be had, in their order."""
    needed, found = {name}, []
    for step in reversed(steps):
        if needed.intersection(step.node.output):
            needed.update(step.node.input)
            found.append(step)
    return found[::-1]
