"""Self-attention in operators that graphs have, for lengths that are not known when a network is exported."""

import torch.nn.functional as F
from torch import Tensor, nn


class PlainSelfAttention(nn.Module):
    """Computes what `nn.MultiheadAttention` computes of one sequence; that module fixes the length when exported.

    Source: Vaswani et al. 2017, arXiv:1706.03762, eq. 1 and section 3.2.2.
    """

    def __init__(self, attention: nn.MultiheadAttention) -> None:
        """Share the weights of `attention`, which has one width and the batch first."""
        super().__init__()
        self.heads = attention.num_heads
        self.weight, self.bias = attention.in_proj_weight, attention.in_proj_bias
        self.out = attention.out_proj

    def forward(
        self, query: Tensor, *_others: Tensor, attn_mask: Tensor | None = None, **_: object
    ) -> tuple[Tensor, None]:
        """Attend; (batch, length, width) to the same, and no attention weights.

        Args:
            query: What asks, and answers too.
            attn_mask: Added to the scores, (length, length) or (batch · heads, length, length).
        """
        b, n, width = query.shape
        q, k, v = (
            part.reshape(b, n, self.heads, width // self.heads).transpose(1, 2)
            for part in F.linear(query, self.weight, self.bias).chunk(3, dim=-1)
        )
        if attn_mask is not None and attn_mask.ndim == 3:
            attn_mask = attn_mask.reshape(b, self.heads, n, n)
        found = F.scaled_dot_product_attention(q, k, v, attn_mask)
        return self.out(found.transpose(1, 2).reshape(b, n, width)), None


def without_fixed_lengths(network: nn.Module) -> nn.Module:
    """Put `PlainSelfAttention` into every block of open_clip's transformers; returns the network."""
    from open_clip.transformer import ResidualAttentionBlock

    for block in network.modules():
        if isinstance(block, ResidualAttentionBlock) and not hasattr(block, "ln_1_kv") and block.attn.batch_first:
            block.attn = PlainSelfAttention(block.attn)
    return network
