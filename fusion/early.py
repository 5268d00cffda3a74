"""Early fusion: the features are joined first, and one network reads them together."""

import torch
from torch import Tensor, nn

from fusion.base import FusedEmbedding, Fusion, Modality, present_vector, present_weights


class EarlyFusion(Fusion):
    """`v = [v_I ; v_T]`, and `v + MLP(v)`, whose last layer starts at zero.

    The weights it reports are the shares of the two blocks in what it writes, since it has no gate to report.
    """

    def __init__(self, image_dim: int, text_dim: int, *, width: int = 512) -> None:
        super().__init__(image_dim, text_dim)
        last = nn.Linear(width, self.dim)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.mlp = nn.Sequential(nn.Linear(self.dim, width), nn.GELU(), last)

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class; both roles are fused alike."""
        joined = torch.cat([present_vector(image), present_vector(text)], dim=1)
        changed = joined + self.mlp(joined)
        parts = changed[:, : self.image_dim], changed[:, self.image_dim :]
        embedding = self.join(parts[0], parts[1], (image.present, text.present), role)
        blocks = embedding[:, : self.image_dim], embedding[:, self.image_dim :]
        energy = torch.stack([block.square().sum(dim=1) for block in blocks], dim=1)
        return FusedEmbedding(embedding, present_weights(energy, image, text))
