"""ResNet image towers, from timm."""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from encoders.encoding import Encoding
from encoders.towers.torchvision_operators import ensure_torchvision_imports


class ResNetTower(nn.Module):
    """A residual network whose stages are pooled into one vector.

    Without `embed_dim` the vector is the classic one: the mean of the last stage (2048 numbers for ResNet-50). With it,
    every stage is pooled by a generalised mean and the concatenation is projected: the early stages keep the colour of
    metal and stone, which the last one has abstracted away, and the generalised mean keeps a thin chain from drowning
    in its backdrop.

    Source: He et al. 2016, arXiv:1512.03385; generalised mean: Radenović et al. 2018, arXiv:1711.02512, eq. 3.
    """

    mean: Tensor
    std: Tensor

    def __init__(
        self,
        architecture: str = "resnet50",
        *,
        weights: str | Path | None = None,
        embed_dim: int | None = None,
        mean: Sequence[float] = (0.485, 0.456, 0.406),
        std: Sequence[float] = (0.229, 0.224, 0.225),
    ) -> None:
        """Build the network.

        Args:
            architecture: A timm ResNet by name, such as "resnet50" or "resnet10t".
            weights: None for random weights, "hub" for the ones timm names for this architecture, or the path of a
                local checkpoint.
            embed_dim: Length of the projected vector; None for the plain mean of the last stage.
            mean: Per channel, RGB, of pixels in [0, 1].
            std: Per channel, RGB, of pixels in [0, 1].
        """
        super().__init__()
        ensure_torchvision_imports()
        import timm

        local = {} if weights in (None, "hub") else {"file": str(weights)}
        self.backbone = timm.create_model(
            architecture, pretrained=weights is not None, pretrained_cfg_overlay=local, num_classes=0
        )
        stages = [info["num_chs"] for info in self.backbone.feature_info[1:]]
        self.token_width: int = stages[-1]
        self.dim: int = embed_dim or stages[-1]
        self.projection = nn.Linear(sum(stages), embed_dim) if embed_dim else None
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)

    def forward(self, pixels: Tensor) -> Encoding[Tensor]:
        """Encode photos.

        Args:
            pixels: (batch, 3, height, width), float, sRGB in [0, 1].

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, height/32 · width/32, token_width).
        """
        x = (pixels - self.mean) / self.std
        stages: list[Tensor] = self.backbone.forward_intermediates(x, indices=4, intermediates_only=True)
        last = stages[-1]
        tokens = last.flatten(2).transpose(1, 2)
        if self.projection is None:
            vector = tokens.mean(dim=1)
        else:
            vector = self.projection(torch.cat([_generalised_mean(stage) for stage in stages], dim=1))
        return Encoding(vector, tokens, torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device))


def _generalised_mean(features: Tensor) -> Tensor:
    """Cubic mean over the positions of a non-negative feature map, (batch, channel, y, x) to (batch, channel)."""
    positive = features.clamp(min=1e-4)
    return (positive * positive * positive).mean(dim=(2, 3), dtype=torch.float32).pow(1 / 3)
