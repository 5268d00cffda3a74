"""What a vector must tell of the attributes that a photo shows."""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class AttributeLoss(nn.Module):
    """A linear head for each column, and how wrong they are."""

    def __init__(self, dim: int, labels: Mapping[str, Tensor]) -> None:
        """Read vectors of `dim` numbers.

        Args:
            dim: Their length.
            labels: Class numbers by column, each (products,); -1 for a value that is not learned.
        """
        super().__init__()
        self._labels = list(labels.values())
        self.heads = nn.ModuleList(nn.Linear(dim, int(column.max()) + 1) for column in self._labels)

    def forward(self, vectors: Tensor, products: Tensor) -> Tensor:
        """Mean cross-entropy over the columns of which some product has a value.

        Args:
            vectors: (photos, dim).
            products: (photos,), the product that each shows.

        Returns:
            A scalar; 0 if no product has a value.
        """
        cross = [
            F.cross_entropy(head(vectors), column[products], ignore_index=-1)
            for head, column in zip(self.heads, self._labels, strict=True)
            if bool((column[products] >= 0).any())
        ]
        return torch.stack(cross).mean() if cross else vectors.new_zeros(())
