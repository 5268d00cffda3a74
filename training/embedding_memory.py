"""A memory of embeddings, so that a small batch is told apart from thousands of pieces."""

from typing import NamedTuple

import torch
from torch import Tensor


class Remembered(NamedTuple):
    """What lies in a memory: (count, dim) unit vectors and (count,) keys."""

    vectors: Tensor
    keys: Tensor


class EmbeddingMemory:
    """The embeddings of the last batches, oldest first out.

    A tower drifts slowly, so what it said a few dozen batches ago still serves as wrong (and right) answers.

    Source: Wang et al. 2020, arXiv:1912.06798, section 3.2.
    """

    def __init__(self, capacity: int, dim: int) -> None:
        """Hold at most `capacity` vectors of `dim` numbers."""
        self._vectors = torch.zeros(capacity, dim)
        self._keys = torch.zeros(capacity, dtype=torch.int64)
        self._written = 0

    def add(self, vectors: Tensor, keys: Tensor) -> None:
        """Remember unit vectors, (count, dim), with what each shows, (count,)."""
        if not len(self._keys):
            return
        places = (torch.arange(len(keys)) + self._written) % len(self._keys)
        self._vectors[places] = vectors.detach().float()
        self._keys[places] = keys
        self._written += len(keys)

    def content(self) -> Remembered:
        """Everything that is remembered."""
        filled = min(self._written, len(self._keys))
        return Remembered(self._vectors[:filled], self._keys[:filled])
