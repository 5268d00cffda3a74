"""Late fusion: each modality is judged on its own, and the judgements are added."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fusion.base import FusedEmbedding, Fusion, Modality, present_vector, present_weights


class LateFusion(Fusion):
    """A learned map of each modality and one learned weight between them; nothing passes from one to the other.

    The maps start as the identity, so that it starts as plain weighted concatenation.
    """

    def __init__(self, image_dim: int, text_dim: int, *, image_weight: float = 0.5) -> None:
        super().__init__(image_dim, text_dim)
        self.image_map = _identity(image_dim)
        self.text_map = _identity(text_dim)
        self.weight_logit = nn.Parameter(torch.tensor(math.log(image_weight / (1 - image_weight))))

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class; both roles are fused alike."""
        shares = torch.stack([torch.sigmoid(self.weight_logit), torch.sigmoid(-self.weight_logit)])
        image_block = F.normalize(self.image_map(present_vector(image)), dim=1)
        text_block = F.normalize(self.text_map(present_vector(text)), dim=1)
        photo, words = shares[0].sqrt() * image_block, shares[1].sqrt() * text_block
        embedding = self.join(photo, words, (image.present, text.present), role)
        return FusedEmbedding(embedding, present_weights(shares.expand(embedding.shape[0], 2), image, text))


def _identity(dim: int) -> nn.Linear:
    layer = nn.Linear(dim, dim, bias=False)
    nn.init.eye_(layer.weight)
    return layer
