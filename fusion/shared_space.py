"""Fusion of towers whose photos and words lie in one space: what is missing is stood in for by what is there."""

import torch
from torch import Tensor

from fusion.base import FusedEmbedding, Fusion, Modality, present_weights


class SharedSpaceFusion(Fusion):
    """Any fusion, in front of which a missing modality takes the vector of the other one.

    The halves of a CLIP agree on what they see and read, so before anything is learned a photo may ask for words and
    words for a photo: words alone are compared with a product's photo as well as with its text, as BASIC does. Tokens
    are not stood in for.

    Source: Pham et al. 2021, arXiv:2111.10050, for comparing across the two halves.
    """

    def __init__(self, inner: Fusion) -> None:
        """Put this in front of `inner`.

        Raises:
            ValueError: Its modalities differ in length, so they lie in different spaces.
        """
        super().__init__(inner.image_dim, inner.text_dim)
        if inner.image_dim != inner.text_dim:
            raise ValueError(f"Vectors of {inner.image_dim} and {inner.text_dim} numbers do not lie in one space.")
        self.inner = inner

    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """See the base class; a modality that is only stood in for has no weight."""
        fused = self.inner.fuse(_filled(image, text), _filled(text, image), role)
        return FusedEmbedding(fused.embedding, present_weights(fused.weights, image, text))

    def embed(self, image: Modality, text: Modality, role: Tensor) -> Tensor:
        """See the base class."""
        return self.inner.embed(_filled(image, text), _filled(text, image), role)


def _filled(modality: Modality, other: Modality) -> Modality:
    present = modality.present[:, None]
    vector = torch.where(present, modality.vector, other.vector)
    return Modality(vector, modality.tokens, modality.mask & present, torch.ones_like(modality.present))
