"""Photos as training shows them: cut, turned, lit and damaged, some of them laid on other grounds."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.augment import CutOuts, augment, fitted
from training.grounds import Grounds

GROUNDS, GROUND_SIDE = 1024, 128


class ShownPhotos:
    """Altered photos by row, from a source of chance that the caller has."""

    def __init__(
        self, pixels: NDArray[np.uint8], masks: NDArray[np.uint8] | None, ground_share: float, seed: int
    ) -> None:
        """Show photos.

        Args:
            pixels: (photos, 3, size, size).
            masks: Where each shows its piece, (photos, size, size), or None.
            ground_share: Share of the photos whose piece is laid on another ground, where masks are known.
            seed: Of the grounds.
        """
        self._pixels, self._masks, self._share = pixels, masks, ground_share
        self._grounds = Grounds(GROUNDS, GROUND_SIDE, seed) if ground_share > 0 and masks is not None else None

    def __call__(self, rows: Tensor, size: int, generator: torch.Generator, plain: Tensor | None = None) -> Tensor:
        """Photos altered anew, those that are `plain` as they are, (rows,) to (rows, 3, size, size), in [0, 1]."""
        if plain is None or not plain.any():
            return self._altered(rows, size, generator)
        shown = torch.empty(len(rows), 3, size, size)
        shown[plain] = self.as_they_are(rows[plain], size)
        shown[~plain] = self._altered(rows[~plain], size, generator)
        return shown

    def as_they_are(self, rows: Tensor, size: int) -> Tensor:
        """Photos as a catalogue shows them, (rows,) to (rows, 3, size, size), float32 in [0, 1]."""
        return fitted(torch.from_numpy(self._pixels[rows.numpy()]), size)

    def _altered(self, rows: Tensor, size: int, generator: torch.Generator) -> Tensor:
        photos = torch.from_numpy(self._pixels[rows.numpy()])
        if self._masks is None or self._grounds is None:
            return augment(photos, size, generator)
        masks = torch.from_numpy(self._masks[rows.numpy()])
        return augment(photos, size, generator, CutOuts(masks, self._grounds, self._share))
