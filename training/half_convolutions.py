"""Convolutions of a tower whose normalisations are settled, computed in bfloat16 there and back.

A settled normalisation only scales and shifts, so its convolution's weights take that along, and no map is gone through
for it. PyTorch's own way back through depthwise convolutions takes ten times as long as the way there, in bfloat16
fifty times; here

- the gradient of the maps is a convolution of the outputs' gradient with the weights turned around;
- that of 5 x 5 weights is put together from four windows of 3 x 3, for which there is a fast kernel.

The weights themselves stay in full precision, as does what is learned of them.
"""

from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoders.towers.efficientnet import PaddedConv
from encoders.towers.pooled import PooledTower

CEILING = 6.0
"""Of a ReLU6."""
FAST = 3
"""Side of the windows that have a fast kernel."""


def halve_convolutions(tower: PooledTower) -> None:
    """Exchange each convolution and the normalisation behind it, which keeps its statistics; parameters stay the same.

    Args:
        tower: Made for training only: its parameters go by other names afterwards.
    """
    net = tower.backbone
    layers = [(name, each) for name, each in net.named_modules() if isinstance(each, (nn.Conv2d, nn.BatchNorm2d))]
    for (name, layer), (behind, norm) in zip(layers[::2], layers[1::2], strict=True):
        assert isinstance(layer, nn.Conv2d)
        assert isinstance(norm, nn.BatchNorm2d)
        activation = getattr(norm, "act", nn.Identity())
        bounded = isinstance(activation, nn.ReLU6)
        net.set_submodule(name, HalvedConvolution(layer, norm, bounded=bounded))
        net.set_submodule(behind, nn.Identity() if bounded else activation)


class HalvedConvolution(nn.Module):
    """A convolution with a settled normalisation behind it, and behind that, if there is one, a ReLU6."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, layer: nn.Conv2d, norm: nn.BatchNorm2d, *, bounded: bool) -> None:
        """Take over the parameters of both; `bounded` says whether what comes out is bounded by 0 and 6."""
        super().__init__()
        assert norm.running_mean is not None
        assert norm.running_var is not None
        self.weight, self.scale, self.shift = layer.weight, norm.weight, norm.bias
        self.register_buffer("mean", norm.running_mean)
        self.register_buffer("deviation", (norm.running_var + norm.eps).sqrt())
        before, after = layer.zeros if isinstance(layer, PaddedConv) else (int(layer.padding[0]),) * 2
        self._zeros = None if before == after else (before, after, before, after)
        self._kind = _Kind(layer.stride[0], before if before == after else 0, layer.groups, bounded)

    def forward(self, features: Tensor) -> Tensor:
        """(batch, in_channels, y, x) of any precision to (batch, out_channels, y / stride, x / stride), bfloat16."""
        scale = self.scale / self.deviation
        weight = (self.weight * scale[:, None, None, None]).bfloat16()
        bias = (self.shift - self.mean * scale).bfloat16()
        features = features.bfloat16()
        if self._zeros is not None:
            features = F.pad(features, self._zeros)
        output: Tensor = _Convolution.apply(features, weight, bias, self._kind)  # type: ignore[no-untyped-call]
        return output


class _Kind(NamedTuple):
    """What there is to know of a convolution beside its weights."""

    stride: int
    padding: int
    groups: int
    bounded: bool


class _Convolution(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, features: Tensor, weight: Tensor, bias: Tensor, kind: _Kind) -> Tensor:
        stride, padding, groups, bounded = kind
        behind: tuple[str, list[float]] = ("hardtanh", [0.0, CEILING]) if bounded else ("none", [])
        sizes = [padding] * 2, [stride] * 2, [1, 1], groups
        output: Tensor = torch.ops.mkldnn._convolution_pointwise(features, weight, bias, *sizes, *behind, "")
        ctx.save_for_backward(features, weight, output if bounded else None)
        ctx.kind = kind
        return output

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        features, weight, output = ctx.saved_tensors
        gradient = gradient.contiguous(memory_format=torch.channels_last)
        if output is not None:
            gradient = torch.ops.aten.hardtanh_backward.default(gradient, output, 0.0, CEILING)
        kind, of_features, of_weight = ctx.kind, None, None
        if not kind.groups == len(weight) == features.shape[1]:
            return (*_plainly(gradient, features, weight, kind, [*ctx.needs_input_grad[:2], True]), None)
        of_bias = gradient.sum((0, 2, 3), dtype=torch.float32).bfloat16()
        if kind.stride > 1:  # in full precision the kernels that there are are faster
            wanted = [*ctx.needs_input_grad[:2], False]
            found = _plainly(gradient.float(), features.float(), weight.float(), kind, wanted)
            of_features, of_weight, _ = (None if each is None else each.bfloat16() for each in found)
            return of_features, of_weight, of_bias, None
        if ctx.needs_input_grad[0]:
            padding = weight.shape[2] - 1 - kind.padding
            of_features = F.conv2d(gradient, weight.flip(2, 3), None, 1, padding, groups=kind.groups)
        if ctx.needs_input_grad[1]:
            of_weight = _windowed(gradient, features, weight, kind)
        return of_features, of_weight, of_bias, None


def _plainly(
    gradient: Tensor, features: Tensor, weight: Tensor, kind: _Kind, wanted: list[bool]
) -> tuple[Tensor | None, Tensor | None, Tensor | None]:
    """Gradients of features, weights and bias by PyTorch's own kernels."""
    stride, padding = [kind.stride] * 2, [kind.padding] * 2
    found: tuple[Tensor | None, Tensor | None, Tensor | None] = torch.ops.aten.convolution_backward(
        gradient, features, weight, [len(weight)], stride, padding, [1, 1], False, [0, 0], kind.groups, wanted
    )
    return found


def _windowed(gradient: Tensor, features: Tensor, weight: Tensor, kind: _Kind) -> Tensor:
    """The gradient of the weights at stride 1, from windows of them that cover all."""
    side, (height, width) = weight.shape[2], gradient.shape[2:]
    if side <= FAST:
        return _of_weight(gradient, features, weight, kind)
    padded = F.pad(features, (kind.padding,) * 4)
    found, window = torch.empty_like(weight), weight[:, :, :FAST, :FAST]
    places = sorted({*range(0, side - FAST, FAST - 1), side - FAST})
    for top in places:
        for left in places:
            seen = padded[:, :, top : top + height + FAST - 1, left : left + width + FAST - 1]
            seen = seen.contiguous(memory_format=torch.channels_last)
            part = _of_weight(gradient, seen, window, kind._replace(padding=0))
            found[:, :, top : top + FAST, left : left + FAST] = part
    return found


def _of_weight(gradient: Tensor, features: Tensor, weight: Tensor, kind: _Kind) -> Tensor:
    found = _plainly(gradient, features, weight, kind, [False, True, False])[1]
    assert found is not None
    return found
