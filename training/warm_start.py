"""Goes on training an image tower or a fusion where a bundle left it."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor, nn

from bundles import load_bundle
from encoders.towers.architectures import image_tower
from encoders.towers.pooled import PooledTower
from fusion.attention import AttentionFusion
from fusion.base import Fusion
from training.precision.restoring import restored


def tower_of_bundle(bundle: Path, pixels: Tensor) -> PooledTower:
    """Rebuild the image tower of a bundle as a module that can be trained on.

    The graph holds each convolution with its batch normalisation folded in. They are parted again such that the tower
    computes what the graph computes on `pixels`, while its normalisations have statistics of those pixels.

    Args:
        bundle: A bundle whose image tower is a `PooledTower` with a projection.
        pixels: Photos to take the statistics from, (batch, 3, size, size), float in [0, 1]; some hundreds.

    Raises:
        ValueError: The bundle's image tower is another one.
    """
    loaded = load_bundle(bundle)
    spec = loaded.manifest.image
    tower = image_tower(spec.architecture, spec.dim)
    weights, biases = _convolutions(bundle / spec.file)
    layers = [module for module in tower.backbone.modules() if isinstance(module, nn.Conv2d)]
    if [tuple(layer.weight.shape) for layer in layers] != [weight.shape for weight in weights]:
        raise ValueError(f"{bundle} holds no {spec.architecture} that can be trained on: its layers have other shapes.")
    with torch.no_grad():
        for layer, weight in zip(layers, weights, strict=True):
            layer.weight.copy_(torch.from_numpy(weight))
        assert tower.projection is not None
        for name, parameter in tower.projection.named_parameters():
            parameter.copy_(torch.from_numpy(_initialisers(bundle / spec.file)[f"tower.projection.{name}"]))
    _unfold(tower, biases, pixels)
    return tower


def go_on_from_graph(fusion: Fusion, graph: Path) -> None:
    """Give a fusion the weights with which a graph was exported from one like it.

    The exporter adds up what is the same for every item; that is undone.

    Args:
        fusion: Of the same kind and shape.
        graph: As `training.export.export_fusion` writes it.

    Raises:
        ValueError: The graph is that of another fusion.
    """
    state = weights_of(graph, "fusion.")
    if isinstance(fusion, AttentionFusion):
        state |= _embeddings(_initialisers(graph))
    wanted = fusion.state_dict()
    differing = [name for name, value in wanted.items() if name not in state or state[name].shape != value.shape]
    if differing:
        raise ValueError(f"{graph} is no {type(fusion).__name__} of this shape: {differing[0]} is not in it.")
    fusion.load_state_dict({name: torch.from_numpy(np.ascontiguousarray(state[name])) for name in wanted})


def weights_of(graph: Path, prefix: str) -> dict[str, NDArray[np.float32]]:
    """The weights of a graph by the names of the module's parameters, in full precision, whatever they are stored in.

    The exporter turns the matrices that are applied to tokens, and names them anew; both is undone.

    Args:
        graph: As `training.export` writes it, in any precision.
        prefix: What the exporter put before the module's own names.
    """
    values = _initialisers(graph)
    named = {name.removeprefix(prefix): value for name, value in values.items() if name.startswith(prefix)}
    turned = _turned(restored(graph).graph.node, values, prefix)
    return named | {f"{name.removeprefix(prefix)}.weight": matrix.T for name, matrix in turned}


def _turned(
    nodes: Sequence[Any], values: dict[str, NDArray[np.float32]], prefix: str
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Matrices that are applied to tokens, by the name of their layer, which that of the bias added next tells."""
    products = {
        node.output[0]: values[node.input[1]] for node in nodes if node.op_type == "MatMul" and node.input[1] in values
    }
    for node in nodes:
        if node.op_type == "Add":
            matrix = next((products[name] for name in node.input if name in products), None)
            bias = next((name for name in node.input if name.endswith(".bias") and name.startswith(prefix)), None)
            if matrix is not None and bias is not None:
                yield bias.removesuffix(".bias"), matrix


def _embeddings(values: dict[str, NDArray[np.float32]]) -> dict[str, NDArray[np.float32]]:
    """The embeddings of types and of what is missing, from the sums in which the exporter left them, in their order."""
    added = [value for name, value in values.items() if name.startswith("onnx::Add")]
    pairs, rows = [value for value in added if value.ndim == 2], [value for value in added if value.ndim == 1]
    if len(pairs) != 2 or len(rows) != 2:
        return {}
    return {"types": np.concatenate([pairs[0], np.stack(rows)]), "missing": pairs[1] - pairs[0]}


def _unfold(tower: PooledTower, biases: list[NDArray[np.float32]], pixels: Tensor) -> None:
    """Give each normalisation the statistics of what reaches it, undone by its scale and shift, plus a folded bias."""
    waiting = iter(biases)

    def calibrate(norm: nn.BatchNorm2d, inputs: tuple[Tensor]) -> None:
        variance, mean = torch.var_mean(inputs[0].float(), dim=(0, 2, 3), correction=0)
        assert norm.running_mean is not None
        assert norm.running_var is not None
        norm.running_mean.copy_(mean)
        norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt())
        norm.bias.copy_(mean + torch.from_numpy(next(waiting)))

    norms = [module for module in tower.backbone.modules() if isinstance(module, nn.BatchNorm2d)]
    hooks = [norm.register_forward_pre_hook(calibrate) for norm in norms]
    tower.eval()
    with torch.no_grad():
        tower(pixels)
    for hook in hooks:
        hook.remove()


def _convolutions(graph: Path) -> tuple[list[NDArray[np.float32]], list[NDArray[np.float32]]]:
    """Weights and biases of the convolutions, in the order in which they are computed."""
    values, model = _initialisers(graph), restored(graph)
    nodes = [node for node in model.graph.node if node.op_type == "Conv"]
    return [values[node.input[1]] for node in nodes], [values[node.input[2]] for node in nodes]


def _initialisers(graph: Path) -> dict[str, NDArray[np.float32]]:
    """Weights by name, in full precision, whatever they are stored in."""
    weights = restored(graph).graph.initializer
    return {weight.name: numpy_helper.to_array(weight).astype(np.float32) for weight in weights}
