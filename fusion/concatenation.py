"""Plain weighted concatenation: what every learned fusion has to beat."""

import torch
from torch import Tensor

from fusion.base import FusedEmbedding, Fusion, Modality, present_vector, present_weights


class ConcatenationFusion(Fusion):
    """`[√g·v_I ; √(1-g)·v_T]` with one fixed weight `g`; its cosine is the weighted sum of the two cosines.

    A missing modality leaves its block at zero.
    """

    shares: Tensor

    def __init__(self, image_dim: int, text_dim: int, *, image_weight: float = 0.5) -> None:
        """Fix the photo's share, `image_weight` in [0, 1]."""
        super().__init__(image_dim, text_dim)
        if not 0 <= image_weight <= 1:
            raise ValueError(f"image_weight must lie in [0, 1], not {image_weight}")
        self.register_buffer("shares", torch.tensor([image_weight, 1 - image_weight]))

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class; both roles are fused alike."""
        scale = self.shares.sqrt()
        photo, words = scale[0] * present_vector(image), scale[1] * present_vector(text)
        embedding = self.join(photo, words, (image.present, text.present), role)
        return FusedEmbedding(embedding, present_weights(self.shares.expand(embedding.shape[0], 2), image, text))
