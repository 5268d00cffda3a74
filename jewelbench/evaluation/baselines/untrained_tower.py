"""A network that has learned nothing."""

from collections.abc import Sequence

import numpy as np

from jewelbench.evaluation.baselines.foreground import read_rgb
from jewelbench.evaluation.retriever import PhotoFile, Vectors, unit_length

BATCH = 64
SAMPLE = 256
"""So many pictures are enough to find the mean."""


class UntrainedTower:
    """The image tower with the random weights it starts from: what its shape alone sees. Needs the extra "train".

    Source: how much random convolutions already tell: Saxe et al. 2011, "On random weights and unsupervised feature
    learning"; the architecture: He et al. 2016, arXiv:1512.03385.
    """

    def __init__(self, architecture: str = "resnet10t", embed_dim: int = 512, size: int = 96, seed: int = 0) -> None:
        self._architecture, self._embed_dim, self._size, self._seed = architecture, embed_dim, size, seed

    def fit(self, paths: Sequence[PhotoFile]) -> None:
        """Draw the weights, and learn only the mean, without which all pictures look alike to a random network.

        Raises:
            ImportError: torch or timm is not installed.
        """
        import torch

        from encoders.towers.resnet import ResNetTower

        with torch.random.fork_rng():
            torch.manual_seed(self._seed)
            self._tower = ResNetTower(self._architecture, embed_dim=self._embed_dim).eval()
        sample = paths[:: max(1, len(paths) // SAMPLE)]
        self._mean = self._features(sample).mean(axis=0)

    def describe(self, paths: Sequence[PhotoFile]) -> Vectors:
        """See `PhotoDescriptor`."""
        return unit_length(self._features(paths) - self._mean)

    def _features(self, paths: Sequence[PhotoFile]) -> Vectors:
        import torch

        parts = []
        with torch.inference_mode():
            for start in range(0, len(paths), BATCH):
                pixels = np.stack([read_rgb(path, self._size) for path in paths[start : start + BATCH]])
                batch = torch.from_numpy(pixels).permute(0, 3, 1, 2).float() / 255
                parts.append(self._tower(batch).vector.numpy())
        return np.concatenate(parts)
