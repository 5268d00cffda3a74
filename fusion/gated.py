"""Interactive fusion: each modality decides how much of the other is let through."""

import torch
from torch import Tensor, nn

from fusion.base import FusedEmbedding, Fusion, Modality, present_vector, present_weights


class GatedFusion(Fusion):
    """Each block takes from the other modality what a gate that sees both lets through.

    `h_I = v_I + z_I ⊙ W_I v_T` and `h_T = v_T + z_T ⊙ W_T v_I`, with `z = σ(W_z [v_I ; v_T])`; the crossing maps start
    at zero.

    Source: the gated multimodal unit of Arevalo et al. 2017, arXiv:1702.01992, eq. 1-5, made residual.
    """

    def __init__(self, image_dim: int, text_dim: int) -> None:
        super().__init__(image_dim, text_dim)
        self.gate = nn.Linear(self.dim, self.dim)
        self.text_to_image = nn.Linear(text_dim, image_dim)
        self.image_to_text = nn.Linear(image_dim, text_dim)
        for crossing in (self.text_to_image, self.image_to_text):
            nn.init.zeros_(crossing.weight)
            nn.init.zeros_(crossing.bias)

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class; both roles are fused alike."""
        photo, words = present_vector(image), present_vector(text)
        joined = torch.cat([photo, words], dim=1)
        crossing = torch.cat([self.text_to_image(words), self.image_to_text(photo)], dim=1)
        changed = joined + torch.sigmoid(self.gate(joined)) * crossing
        parts = changed[:, : self.image_dim], changed[:, self.image_dim :]
        embedding = self.join(parts[0], parts[1], (image.present, text.present), role)
        blocks = embedding[:, : self.image_dim], embedding[:, self.image_dim :]
        energy = torch.stack([block.square().sum(dim=1) for block in blocks], dim=1)
        return FusedEmbedding(embedding, present_weights(energy, image, text))
