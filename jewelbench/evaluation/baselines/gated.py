"""Gated fusion, whose weights come with no bundle."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fusion.graph import EncodedModality
from jewelbench.evaluation.bundle_retriever import FusedRetriever
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import Vectors

if TYPE_CHECKING:
    from fusion.base import Modality


class TorchGated:
    """`fusion.gated.GatedFusion` with weights from a file. Needs the extra "train".

    Source: see `fusion.gated`; the setting, a network on frozen towers that combines photo and words, is that of
    Baldrati et al. 2022, "Effective conditioned and composed image retrieval combining CLIP-based features".

    Args:
        towers: The towers it was fitted to.
        weights: A state dict, as `torch.save` writes it.

    Raises:
        ImportError: torch is not installed.
    """

    def __init__(self, towers: BundleTowers, weights: Path) -> None:
        import torch

        from fusion.gated import GatedFusion

        manifest = towers.bundle.manifest
        self._dims = (manifest.image.dim, manifest.text.dim)
        self._fusion = GatedFusion(*self._dims).eval()
        self._fusion.load_state_dict(torch.load(weights, weights_only=True))

    def products(self, image: Vectors, text: Vectors | None) -> Vectors:
        """See `PairFusion`."""
        return self._fuse(image, text, len(image), query=False)

    def queries(self, image: EncodedModality | None, text: EncodedModality | None) -> Vectors:
        """See `PairFusion`."""
        known = image or text
        if known is None:
            raise ValueError("there is nothing to fuse: neither photos nor words")
        vectors = [None if modality is None else modality.vector for modality in (image, text)]
        return self._fuse(vectors[0], vectors[1], len(known.vector), query=True)

    def _fuse(
        self, image: NDArray[np.generic] | None, text: NDArray[np.generic] | None, batch: int, *, query: bool
    ) -> Vectors:
        import torch

        from fusion.base import Role

        with torch.inference_mode():
            parts = [_modality(given, batch, dim) for given, dim in zip((image, text), self._dims, strict=True)]
            fused = self._fusion(parts[0], parts[1], Role.QUERY if query else Role.PRODUCT)
        return np.asarray(fused.embedding.numpy(), dtype=np.float32)


def _modality(vectors: NDArray[np.generic] | None, batch: int, dim: int) -> "Modality":
    import torch

    from fusion.base import Modality

    present = torch.full((batch,), vectors is not None)
    given = np.zeros((batch, dim), dtype=np.float32) if vectors is None else vectors.astype(np.float32)
    return Modality(torch.from_numpy(given), torch.zeros(batch, 1, dim), torch.zeros(batch, 1).bool(), present)


def gated_retriever(towers: BundleTowers, weights: Path) -> FusedRetriever:
    """The gated fusion as a retriever."""
    return FusedRetriever("gated fusion", towers, TorchGated(towers, weights))
