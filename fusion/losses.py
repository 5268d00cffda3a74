"""What the towers and the fusion are fitted by."""

import math

import torch
from torch import Tensor, nn


def contrastive_loss(queries: Tensor, candidates: Tensor, right: Tensor, excluded: Tensor, scale: Tensor) -> Tensor:
    """Cross-entropy of finding the right candidates among all, averaged over the right ones of each query.

    Args:
        queries: (queries, dim), unit vectors.
        candidates: (candidates, dim), unit vectors.
        right: (queries, candidates), True where a candidate answers the query.
        excluded: (queries, candidates), True where the pair is not counted at all.
        scale: Inverse temperature, a scalar.

    Returns:
        A scalar; queries without any right candidate count 0.

    Source: van den Oord et al. 2018, arXiv:1807.03748, eq. 4; several right answers: Khosla et al. 2020,
    arXiv:2004.11362, eq. 2.
    """
    logits = (queries @ candidates.T * scale).masked_fill(excluded, -1e4)
    counted = (right & ~excluded).to(logits.dtype)
    answers = counted.sum(dim=1)
    surprise = torch.logsumexp(logits, dim=1) - (logits * counted).sum(dim=1) / answers.clamp(min=1)
    return torch.where(answers > 0, surprise, torch.zeros_like(surprise)).mean()


class InfoNCELoss(nn.Module):
    """Contrastive loss with a learned temperature, bounded so that it cannot run away."""

    def __init__(self, *, temperature: float = 0.1, max_scale: float = 50.0) -> None:
        """Start at `temperature`; the inverse temperature never exceeds `max_scale`."""
        super().__init__()
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / temperature)))
        self.max_scale = max_scale

    def forward(self, queries: Tensor, candidates: Tensor, right: Tensor, excluded: Tensor | None = None) -> Tensor:
        """See `contrastive_loss`; `excluded` None counts every pair."""
        if excluded is None:
            excluded = torch.zeros_like(right)
        scale = self.logit_scale.exp().clamp(max=self.max_scale)
        return contrastive_loss(queries, candidates, right, excluded, scale)
