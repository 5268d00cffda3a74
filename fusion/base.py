"""What every fusion is given and returns."""

from abc import ABC, abstractmethod
from enum import IntEnum
from typing import NamedTuple

import torch
from torch import Tensor, nn


class Role(IntEnum):
    """Whether an item is searched with or searched for."""

    QUERY = 0
    PRODUCT = 1


class MissingModalityError(ValueError):
    """An item has neither photo nor words."""


class Modality(NamedTuple):
    """One modality of a batch of items.

    Attributes:
        vector: Unit vectors of the tower, (batch, dim), float32; rows where `present` is False are ignored.
        tokens: What the vectors summarise, (batch, tokens, width); any number of tokens, at least one.
        mask: True where a token is real, (batch, tokens), bool.
        present: True where the item has this modality, (batch,), bool.
    """

    vector: Tensor
    tokens: Tensor
    mask: Tensor
    present: Tensor


class FusedEmbedding(NamedTuple):
    """A batch of fused items.

    Attributes:
        embedding: (batch, image dim + text dim), L2 norm 1.
        weights: How much photo and words counted, (batch, 2), each row summing to 1, 0 where a modality is missing.
    """

    embedding: Tensor
    weights: Tensor


class Fusion(nn.Module, ABC):
    """Turns the modalities of items into `[√g_I·u_I ; √g_T·u_T]`, unit vectors compared by cosine.

    Subclasses hold only the mathematics: `fuse` may rely on shapes and on at least one modality being there.

    Attributes:
        leaning: How far queries of a photo alone, of words alone and of both lean to their image block, (3,); 0 leaves
            them as they were fitted, and each unit more makes the image block e times as large a share of the text
            block. Set on products that nothing was fitted to, see `training.fusion_leaning`.
    """

    leaning: Tensor

    def __init__(self, image_dim: int, text_dim: int) -> None:
        super().__init__()
        self.register_buffer("leaning", torch.zeros(3))
        self.image_dim, self.text_dim = image_dim, text_dim
        self.dim = image_dim + text_dim

    def forward(self, image: Modality, text: Modality, role: Role) -> FusedEmbedding:
        """Fuse a batch.

        Raises:
            ValueError: The shapes do not belong together.
            MissingModalityError: An item has no modality at all.
        """
        _check(image, self.image_dim, "image")
        _check(text, self.text_dim, "text")
        if image.vector.shape[0] != text.vector.shape[0]:
            raise ValueError(f"{image.vector.shape[0]} images cannot be fused with {text.vector.shape[0]} texts")
        if not bool((image.present | text.present).all()):
            raise MissingModalityError("An item has neither photo nor words.")
        return self.fuse(image, text, torch.tensor(int(role)))

    def embed(self, image: Modality, text: Modality, role: Tensor) -> Tensor:
        """The embedding alone, (batch, dim), for a subclass that has it cheaper than the weights."""
        return self.fuse(image, text, role).embedding

    def join(self, image_block: Tensor, text_block: Tensor, there: tuple[Tensor, Tensor], role: Tensor) -> Tensor:
        """Put the two blocks of items together, queries as they lean, and scale each to unit length, (batch, dim).

        Args:
            image_block: (batch, image dim), as long as it counts.
            text_block: (batch, text dim), likewise.
            there: Whether the item has a photo, and whether it has words, (batch,) each.
            role: The items' role.
        """
        given = there[0].long() + 2 * there[1].long() - 1
        lean = self.leaning[given.clamp(min=0)][:, None] * (role == int(Role.QUERY)) / 4
        return unit(torch.cat([image_block * lean.exp(), text_block * (-lean).exp()], dim=1))

    @abstractmethod
    def fuse(self, image: Modality, text: Modality, role: Tensor) -> FusedEmbedding:
        """The mathematics; `role` is a scalar int64 tensor, so that one graph serves both roles."""


def _check(modality: Modality, dim: int, name: str) -> None:
    if modality.vector.ndim != 2 or modality.vector.shape[1] != dim:
        raise ValueError(f"{name} vectors must be (batch, {dim}), not {tuple(modality.vector.shape)}")
    if modality.tokens.shape[:2] != modality.mask.shape or modality.tokens.shape[0] != modality.vector.shape[0]:
        raise ValueError(f"{name} tokens {tuple(modality.tokens.shape)} do not fit mask {tuple(modality.mask.shape)}")


def unit(vectors: Tensor) -> Tensor:
    """The vectors scaled to unit length, (batch, dim); in a graph, a third of the nodes of `torch.nn.functional`'s."""
    lengths: Tensor = vectors.norm(dim=1, keepdim=True)
    return vectors / lengths.clamp(min=1e-12)


def present_vector(modality: Modality) -> Tensor:
    """The vectors, zero where the modality is missing, (batch, dim)."""
    return torch.where(modality.present[:, None], modality.vector, 0.0)


def present_weights(weights: Tensor, image: Modality, text: Modality) -> Tensor:
    """Shares of photo and words among what is present, (batch, 2), rows summing to 1."""
    present = torch.stack([image.present, text.present], dim=1)
    kept = weights * present.to(weights.dtype)
    return kept / kept.sum(dim=1, keepdim=True).clamp(min=1e-9)
