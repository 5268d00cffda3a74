"""Items to fuse, made by code."""

import torch
import torch.nn.functional as F
from torch import Tensor

from fusion.base import Modality

IMAGE_DIM, TEXT_DIM, IMAGE_WIDTH, TEXT_WIDTH = 12, 8, 10, 6


def modality(batch: int, dim: int, width: int, tokens: int = 5, present: Tensor | None = None) -> Modality:
    mask = torch.arange(tokens).expand(batch, tokens) < torch.randint(1, tokens + 1, (batch, 1))
    return Modality(
        vector=F.normalize(torch.randn(batch, dim), dim=1),
        tokens=torch.randn(batch, tokens, width),
        mask=mask,
        present=torch.ones(batch, dtype=torch.bool) if present is None else present,
    )
