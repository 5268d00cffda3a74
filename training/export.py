"""Turns towers and fusion into the graphs of a bundle."""

import tempfile
from pathlib import Path

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from fusion.base import Fusion, Modality

OPSET = 17
SMALLEST_HALVED = 1024  # numbers; smaller weights stay in full precision, since halving them saves nothing


class ServedImageTower(nn.Module):
    """What the image graph computes: uint8 pixels in, unit vectors and tokens out."""

    def __init__(self, tower: nn.Module) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, size, size, 3) uint8 to vectors (batch, dim) and tokens (batch, regions, width)."""
        encoding = self.tower(pixels.permute(0, 3, 1, 2).float() / 255)
        return F.normalize(encoding.vector, dim=1), encoding.tokens


class ServedLocator(nn.Module):
    """What the locator's graph computes: uint8 pixels in, likelihoods out."""

    def __init__(self, net: nn.Module) -> None:
        super().__init__()
        self.net = net

    def forward(self, pixels: Tensor) -> Tensor:
        """(batch, size, size, 3) uint8 to (batch, cells, cells)."""
        seen: Tensor = self.net(pixels.permute(0, 3, 1, 2).float() / 255).sigmoid()
        return seen


class ServedTextTower(nn.Module):
    """What the text graph computes: word pieces in, unit vectors and tokens out."""

    def __init__(self, tower: nn.Module) -> None:
        super().__init__()
        self.tower = tower

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, Tensor]:
        """(batch, pieces) int64 to vectors (batch, dim) and tokens (batch, pieces, dim)."""
        encoding = self.tower(input_ids, attention_mask)
        return F.normalize(encoding.vector, dim=1), encoding.tokens


class ServedFusion(nn.Module):
    """What the fusion graph computes, for both roles."""

    def __init__(self, fusion: Fusion) -> None:
        super().__init__()
        self.fusion = fusion

    def forward(self, *inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Four tensors of each modality, in the order of `Modality`, then the role."""
        return tuple(self.fusion.fuse(Modality(*inputs[:4]), Modality(*inputs[4:8]), inputs[8]))  # type: ignore[return-value]


def export_image_tower(tower: nn.Module, size: int, path: Path) -> None:
    """Write the image graph with weights in half precision; arithmetic stays in full precision."""
    export_full_image_tower(tower, size, path)
    halve_weights(path)


def export_full_image_tower(tower: nn.Module, size: int, path: Path) -> None:
    """Write the image graph in full precision."""
    pixels = torch.zeros(2, size, size, 3, dtype=torch.uint8)
    batch = {0: "batch"}
    _export(
        ServedImageTower(tower), (pixels,), path, ["pixels"], ["vector", "tokens"],
        {"pixels": batch, "vector": batch, "tokens": batch},
    )  # fmt: skip


def export_locator(net: nn.Module, size: int, path: Path) -> None:
    """Write the locator's graph with weights in half precision."""
    pixels, batch = torch.zeros(2, size, size, 3, dtype=torch.uint8), {0: "batch"}
    _export(ServedLocator(net), (pixels,), path, ["pixels"], ["piece"], {"pixels": batch, "piece": batch})
    halve_weights(path)


def export_text_tower(tower: nn.Module, path: Path) -> None:
    """Write the text graph with weights in int8, a scale for each channel, and activations quantised as they come."""
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "text.onnx"
        export_full_text_tower(tower, full)
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)


def export_full_text_tower(tower: nn.Module, path: Path, pieces: int = 6) -> None:
    """Write the text graph in full precision; `pieces` matters only to a tower that reads texts of one length."""
    ids = torch.ones(2, pieces, dtype=torch.int64)
    shape = {0: "batch", 1: "pieces"}
    names = ["input_ids", "attention_mask"]
    axes = dict.fromkeys([*names, "tokens"], shape) | {"vector": {0: "batch"}}
    _export(ServedTextTower(tower), (ids, ids), path, names, ["vector", "tokens"], axes)


def export_fusion(fusion: Fusion, image_token_width: int, text_token_width: int, path: Path) -> None:
    """Write the fusion graph with weights in half precision."""
    export_full_fusion(fusion, image_token_width, text_token_width, path)
    halve_weights(path)


def export_full_fusion(fusion: Fusion, image_token_width: int, text_token_width: int, path: Path) -> None:
    """Write the fusion graph in full precision."""
    inputs: list[Tensor] = []
    names: list[str] = []
    axes: dict[str, dict[int, str]] = {}
    for name, dim, width in (
        ("image", fusion.image_dim, image_token_width),
        ("text", fusion.text_dim, text_token_width),
    ):
        inputs += [
            torch.randn(2, dim),
            torch.randn(2, 3, width),
            torch.ones(2, 3, dtype=torch.bool),
            torch.ones(2).bool(),
        ]
        names += [f"{name}_vector", f"{name}_tokens", f"{name}_mask", f"{name}_present"]
        batch, tokens = {0: "batch"}, {0: "batch", 1: f"{name}_count"}
        axes |= dict(zip(names[-4:], (batch, tokens, tokens, batch), strict=True))
    axes |= {"embedding": {0: "batch"}, "weights": {0: "batch"}}
    inputs.append(torch.tensor(0))
    _export(ServedFusion(fusion), tuple(inputs), path, [*names, "role"], ["embedding", "weights"], axes)


def export_attribute_heads(heads: nn.Module, dim: int, attributes: tuple[str, ...], path: Path) -> None:
    """Write the graph of the attribute heads, weights in half precision."""
    axes = {name: {0: "batch"} for name in ("vector", *attributes)}
    _export(heads, (torch.zeros(2, dim),), path, ["vector"], list(attributes), axes)
    halve_weights(path)


def _export(
    module: nn.Module,
    inputs: tuple[Tensor, ...],
    path: Path,
    input_names: list[str],
    output_names: list[str],
    axes: dict[str, dict[int, str]],
) -> None:
    with torch.inference_mode():
        torch.onnx.export(
            module.eval(), inputs, str(path), input_names=input_names, output_names=output_names, dynamic_axes=axes,
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip


def halve_weights(path: Path) -> None:
    """Store a graph's large weights as fp16 with a cast behind each, which the runtime folds away when it loads."""
    model = onnx.load(str(path))
    casts = []
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        if weight.data_type != TensorProto.FLOAT or values.size < SMALLEST_HALVED:
            continue
        name, half = weight.name, f"{weight.name}.half"
        weight.CopyFrom(numpy_helper.from_array(values.astype(np.float16), half))
        casts.append(helper.make_node("Cast", [half], [name], name=f"{name}.cast", to=TensorProto.FLOAT))
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
    onnx.checker.check_model(model)
    onnx.save(model, str(path))
