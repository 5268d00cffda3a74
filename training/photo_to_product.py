"""Judges an image tower by itself while it is trained: shoppers' photos against the catalogue's photos."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from encoders.locator import PieceLocator
from encoders.towers.half_precision import can_halve
from training.augment import fitted
from training.corpus import CorpusProduct, look_numbers
from training.metrics import recall_at_k
from training.pictures import SIDE, kept_cuts, kept_pixels
from training.progress import Log


class PhotoToProduct:
    """Photo retrieval on products that training never sees."""

    def __init__(
        self,
        products: Sequence[CorpusProduct],
        work: Path,
        log: Log,
        size: int = SIDE,
        locator: PieceLocator | None = None,
    ) -> None:
        """Decode the photos of `products`, which are gallery and queries alike; their first packshots are searched."""
        self.keys = look_numbers(products)
        self.asked = [row for row, product in enumerate(products) for _ in product.photos]
        files = [product.packshots[0] for product in products]
        files += [photo for product in products for photo in product.photos]
        cuts = kept_cuts(files, locator, work, log)
        pixels = torch.from_numpy(np.array(kept_pixels(files, size, work, log, cuts)))
        self.gallery, self.queries = pixels[: len(products)], pixels[len(products) :]

    def __call__(self, tower: nn.Module, size: int) -> dict[str, float]:
        """R@1 and R@10 of the tower's bare vectors, photos fitted to `size` pixels."""
        scores = embed_pixels(tower, self.queries, size) @ embed_pixels(tower, self.gallery, size).T
        right = self.keys[self.asked][:, None] == self.keys[None, :]
        return {f"R@{k}": recall_at_k(scores, right, k) for k in (1, 10)}


@torch.inference_mode()
def embed_pixels(tower: nn.Module, pixels: Tensor, size: int, batch: int = 64) -> NDArray[np.float32]:
    """Unit vectors of clean photos, (photos, dim)."""
    tower.eval()
    vectors = []
    for part in torch.split(pixels, batch):
        with torch.autocast("cpu", torch.bfloat16, enabled=can_halve()):
            vector = tower(fitted(part, size).contiguous(memory_format=torch.channels_last)).vector
        vectors.append(F.normalize(vector.float(), dim=1))
    return torch.cat(vectors).numpy()
