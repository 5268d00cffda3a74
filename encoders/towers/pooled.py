"""What the image towers that we train have in common."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

import torch
from torch import Tensor, nn

from encoders.encoding import Encoding


class Pooled(NamedTuple):
    """What a tower sees in photos before anything is projected.

    Attributes:
        stages: Its stages pooled and joined, (batch, channels of all of them).
        regions: Its last stage, (batch, token_width, height/32, width/32).
    """

    stages: Tensor
    regions: Tensor


class PooledTower(nn.Module):
    """A network from timm whose stages are pooled, joined and projected to one vector.

    Attributes:
        halved: Whether it trains faster in bfloat16 on a processor; PyTorch's depthwise convolutions are several times
            slower (`training.half_convolutions` has others).
        backbone: The network.
        projection: From the pooled stages to the vector; None for a tower without.
        dim: Length of the vector.
        token_width: Length of a token.
    """

    halved: ClassVar[bool]
    backbone: Any  # timm tells no types
    projection: nn.Linear | None
    dim: int
    token_width: int
    mean: Tensor
    std: Tensor

    def _normalise_by(self, mean: Sequence[float], std: Sequence[float]) -> None:
        self.register_buffer("mean", torch.tensor(mean).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(std).view(1, 3, 1, 1), persistent=False)

    @property
    @abstractmethod
    def first_layers(self) -> list[nn.Module]:
        """Layers that settle first and may then be left as they are."""

    @abstractmethod
    def pool(self, pixels: Tensor) -> Pooled:
        """See photos, up to where they are projected.

        Args:
            pixels: (batch, 3, height, width), float, sRGB in [0, 1].
        """

    def forward(self, pixels: Tensor) -> Encoding[Tensor]:
        """Encode photos.

        Args:
            pixels: (batch, 3, height, width), float, sRGB in [0, 1].

        Returns:
            Vectors (batch, dim), not normalised; tokens (batch, height/32 · width/32, token_width).
        """
        stages, regions = self.pool(pixels)
        tokens, mask = tokens_of(regions)
        return Encoding(stages if self.projection is None else self.projection(stages), tokens, mask)


def generalised_mean(features: Tensor) -> Tensor:
    """Cubic mean over the positions of a non-negative feature map, (batch, channel, y, x) to (batch, channel).

    Source: Radenović et al. 2018, arXiv:1711.02512, eq. 3.
    """
    positive = features.clamp(min=1e-4)
    return (positive * positive * positive).mean(dim=(2, 3), dtype=torch.float32).pow(1 / 3)


def tokens_of(features: Tensor) -> tuple[Tensor, Tensor]:
    """A feature map (batch, channel, y, x) as tokens, row by row, (batch, y · x, channel), and their mask."""
    tokens = features.flatten(2).transpose(1, 2)
    return tokens, torch.ones(tokens.shape[:2], dtype=torch.bool, device=tokens.device)
