"""Learned attention fusion."""

import math
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fusion.base import FusedEmbedding, Fusion, Modality, present_vector, present_weights


@dataclass(frozen=True)
class FusionConfig:
    """Shape of the attention.

    Attributes:
        image_dim: Length of an image vector; `text_dim` of a text vector.
        image_token_width: Width of an image token; `text_token_width` of a text token.
        width: Length of a modality token inside the attention.
        heads: Attention heads; must divide `width`.
        image_weight: The photo's share at initialisation, in (0, 1).
    """

    image_dim: int
    text_dim: int
    image_token_width: int
    text_token_width: int
    width: int = 256
    heads: int = 8
    image_weight: float = 0.5


class AttentionFusion(Fusion):
    """One block of scaled dot-product attention, from which photo and words each learn what the other changes.

    The seed formula `softmax(QK^T/√d_k)V` with `Q = W_Q v`, `K = W_K v`, `V = W_V v` would be trivial on the single
    vector `v = [v_I ; v_T]`: the softmax of one score is 1. So attention runs over tokens. The modality tokens of photo
    and words ask; they themselves and everything the towers saw (image regions, word pieces) answer. Every token
    carries learned embeddings of its type and of the item's role; a missing modality is a learned token, so that the
    other one predicts what it would have said.

    What the attention finds is added to the towers' vectors through maps that start at zero, and the gates start at a
    fixed share: a fresh module is exactly plain weighted concatenation.

    Source: Vaswani et al. 2017, arXiv:1706.03762, eq. 1 and section 3.2.2.
    """

    def __init__(self, config: FusionConfig) -> None:
        super().__init__(config.image_dim, config.text_dim)
        if config.width % config.heads:
            raise ValueError(f"{config.heads} heads do not divide a width of {config.width}")
        width = config.width
        self.heads = config.heads
        self.image_in = nn.Linear(config.image_dim, width)
        self.text_in = nn.Linear(config.text_dim, width)
        self.image_token_in = nn.Sequential(
            nn.LayerNorm(config.image_token_width), nn.Linear(config.image_token_width, width)
        )
        self.text_token_in = nn.Sequential(
            nn.LayerNorm(config.text_token_width), nn.Linear(config.text_token_width, width)
        )
        self.types = nn.Parameter(torch.randn(4, width) * 0.02)  # photo, words, image region, word piece
        self.roles = nn.Parameter(torch.randn(2, width) * 0.02)
        self.missing = nn.Parameter(torch.randn(2, width) * 0.02)  # photo, words
        self.norm = nn.LayerNorm(width)
        self.w_q, self.w_k, self.w_v, self.w_o = (nn.Linear(width, width) for _ in range(4))
        self.mlp = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width)
        )
        self.out_norm = nn.LayerNorm(width)
        self.image_out = nn.Linear(width, config.image_dim)
        self.text_out = nn.Linear(width, config.text_dim)
        self.gate = nn.Linear(width, 1)
        for layer in (self.image_out, self.text_out, self.gate):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)
        logit = math.log(config.image_weight / (1 - config.image_weight))
        self.gate_bias = nn.Parameter(torch.tensor([logit / 2, -logit / 2]))

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class."""
        asking = self._modality_tokens(image, text, role)
        context, mask = self._context(asking, image, text, role)
        found, attention = self._attend(asking, context, mask)
        hidden = asking + found
        hidden = self.out_norm(hidden + self.mlp(hidden))
        gates = torch.softmax(self.gate(hidden).squeeze(-1) + self.gate_bias, dim=1)
        embedding = F.normalize(
            torch.cat(
                [
                    gates[:, :1].sqrt() * _block(image, self.image_out(hidden[:, 0])),
                    gates[:, 1:].sqrt() * _block(text, self.text_out(hidden[:, 1])),
                ],
                dim=1,
            ),
            dim=1,
        )
        shares = _trace(gates, attention, image.tokens.shape[1])
        return FusedEmbedding(embedding, present_weights(shares, image, text))

    def _modality_tokens(self, image: Modality, text: Modality, role: Tensor) -> Tensor:
        """The two tokens that ask, (batch, 2, width)."""
        photo = torch.where(image.present[:, None], self.image_in(present_vector(image)), self.missing[0])
        words = torch.where(text.present[:, None], self.text_in(present_vector(text)), self.missing[1])
        return torch.stack([photo, words], dim=1) + self.types[:2] + self.roles[role]

    def _context(self, asking: Tensor, image: Modality, text: Modality, role: Tensor) -> tuple[Tensor, Tensor]:
        """All tokens that answer, (batch, 2 + regions + pieces, width), and which of them are real."""
        regions = self.image_token_in(image.tokens) + self.types[2] + self.roles[role]
        pieces = self.text_token_in(text.tokens) + self.types[3] + self.roles[role]
        always = torch.ones_like(asking[:, :, 0], dtype=torch.bool)
        mask = [always, image.mask & image.present[:, None], text.mask & text.present[:, None]]
        return torch.cat([asking, regions, pieces], dim=1), torch.cat(mask, dim=1)

    def _attend(self, asking: Tensor, context: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """`softmax(QK^T/√d_k)V` for every head: (batch, 2, width), and the attention, (batch, 2, tokens)."""
        b, n, width = context.shape
        d_k = width // self.heads
        known = self.norm(context)
        q = self.w_q(self.norm(asking)).view(b, 2, self.heads, d_k).transpose(1, 2)
        k = self.w_k(known).view(b, n, self.heads, d_k).transpose(1, 2)
        v = self.w_v(known).view(b, n, self.heads, d_k).transpose(1, 2)
        scores = q @ k.transpose(2, 3) / math.sqrt(d_k)
        attention = torch.softmax(scores.masked_fill(~mask[:, None, None, :], -1e4), dim=-1)
        mixed = (attention @ v).transpose(1, 2).reshape(b, 2, width)
        return self.w_o(mixed), attention.mean(dim=1)


def _block(modality: Modality, change: Tensor) -> Tensor:
    """What stands for one modality in the embedding: its vector, changed; or only the change, where it is missing."""
    changed = present_vector(modality) + change
    return torch.where(modality.present[:, None], F.normalize(changed, dim=1), change)


def _trace(gates: Tensor, attention: Tensor, regions: int) -> Tensor:
    """How much of the embedding goes back to photo and to words, (batch, 2).

    Each block is half its own vector, which it carries on unchanged, and half what it attended to; the gates say how
    much each block counts.

    Source: attention rollout, Abnar and Zuidema 2020, arXiv:2005.00928, section 3.
    """
    to_photo = attention[:, :, 0] + attention[:, :, 2 : 2 + regions].sum(dim=2)
    seen = torch.stack([to_photo, 1 - to_photo], dim=2)  # (batch, block, modality)
    own = torch.eye(2, dtype=gates.dtype, device=gates.device)
    return (gates[:, :, None] * (0.5 * own + 0.5 * seen)).sum(dim=1)
