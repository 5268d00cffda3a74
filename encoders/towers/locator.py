"""The network that says where in a photo the piece is."""

from typing import cast

import torch.nn.functional as F
from torch import Tensor, nn

WIDTHS = (24, 48, 96)
"""Channels at a half, a quarter and an eighth of the input's side."""


class LocatorNet(nn.Module):
    """Looks at a photo as a whole and at its parts, and puts both together: down to an eighth of its side, up to half.

    Source: Ronneberger et al. 2015, arXiv:1505.04597 (down and up); Sandler et al. 2018, arXiv:1801.04381 (depthwise).
    """

    def __init__(self) -> None:
        """Make a network with random weights."""
        super().__init__()
        fine, middle, coarse = WIDTHS
        self.stem = _layer(nn.Conv2d(3, fine, 3, stride=2, padding=1, bias=False), fine)
        self.to_middle = _separable(fine, middle, 3, stride=2)
        self.in_middle = _separable(middle, middle, 5)
        self.to_coarse = _separable(middle, coarse, 3, stride=2)
        self.in_coarse = nn.ModuleList(_separable(coarse, coarse, 5) for _ in range(3))
        self.whole = nn.Linear(coarse, coarse)
        self.from_coarse = _layer(nn.Conv2d(coarse, middle, 1, bias=False), middle)
        self.back_in_middle = _separable(middle, middle, 5)
        self.from_middle = _layer(nn.Conv2d(middle, fine, 1, bias=False), fine)
        self.back_in_fine = _separable(fine, fine, 3)
        self.piece = nn.Conv2d(fine, 1, 1)

    def forward(self, pixels: Tensor) -> Tensor:
        """How likely each cell shows a part of the piece.

        Args:
            pixels: (batch, 3, size, size), float, sRGB in [0, 1]; `size` a multiple of 8.

        Returns:
            Logits, (batch, size / 2, size / 2).
        """
        fine = cast(Tensor, self.stem(2 * pixels - 1))
        middle = self.to_middle(fine)
        middle = middle + self.in_middle(middle)
        coarse = self.to_coarse(middle)
        for layer in self.in_coarse:
            coarse = coarse + layer(coarse)
        coarse = coarse + self.whole(coarse.mean(dim=(2, 3)))[:, :, None, None]
        middle = middle + _doubled(self.from_coarse(coarse))
        middle = middle + self.back_in_middle(middle)
        fine = fine + _doubled(self.from_middle(middle))
        fine = fine + self.back_in_fine(fine)
        return cast(Tensor, self.piece(fine))[:, 0]


def _doubled(maps: Tensor) -> Tensor:
    return F.interpolate(maps, scale_factor=2.0, mode="bilinear", align_corners=False)


def _layer(convolution: nn.Module, channels: int) -> nn.Module:
    return nn.Sequential(convolution, nn.BatchNorm2d(channels), nn.ReLU(inplace=True))


def _separable(given: int, channels: int, side: int, stride: int = 1) -> nn.Module:
    each = nn.Conv2d(given, given, side, stride=stride, padding=side // 2, groups=given, bias=False)
    return nn.Sequential(each, nn.BatchNorm2d(given), _layer(nn.Conv2d(given, channels, 1, bias=False), channels))
