"""The fusion that serves: a bundle's fusion graph."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bundles import Bundle

Vectors = NDArray[np.float32]

QUERY_ROLE, PRODUCT_ROLE = 0, 1


class EncodedModality(NamedTuple):
    """What an encoder returned: vectors (batch, dim), tokens (batch, tokens, width) and mask (batch, tokens)."""

    vector: NDArray[np.generic]
    tokens: NDArray[np.generic]
    mask: NDArray[np.generic]


class Fused(NamedTuple):
    """Fused items.

    Attributes:
        embedding: (batch, image dim + text dim), float32, unit length.
        weights: How much photo and words counted, (batch, 2), each row summing to 1; a missing modality counts 0.
    """

    embedding: Vectors
    weights: Vectors


class GraphFusion:
    """Fuses what the encoders return. Safe to call from several threads."""

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        """Open the graph; `threads` None takes every core for one call."""
        manifest = bundle.manifest
        self.dim = manifest.fusion.dim
        self.image_dim = manifest.image.dim
        self._text_dim = manifest.text.dim
        self._image_width, self._text_width = manifest.image.token_width, manifest.text.token_width
        self._graph = bundle.graph(manifest.fusion, threads=threads)

    def fuse_products(self, image: Vectors | None, text: Vectors | None) -> Fused:
        """Fuse in the product role, from vectors alone.

        Args:
            image: (batch, image dim), unit length, or None if these products have no photo.
            text: (batch, text dim), unit length, or None if they have no words.

        Raises:
            ValueError: Both are missing.
        """
        return self._fuse(
            None if image is None else self._without_tokens(image, self._image_width),
            None if text is None else self._without_tokens(text, self._text_width),
            PRODUCT_ROLE,
        )

    def fuse_queries(self, image: EncodedModality | None, text: EncodedModality | None) -> Fused:
        """Fuse in the query role, from vectors and tokens; `None` for a missing photo or missing words.

        Raises:
            ValueError: Both are missing.
        """
        return self._fuse(image, text, QUERY_ROLE)

    def _fuse(self, image: EncodedModality | None, text: EncodedModality | None, role: int) -> Fused:
        known = image if image is not None else text
        if known is None:
            raise ValueError("Nothing to fuse: give a photo, words, or both.")
        batch = len(known.vector)
        feeds: dict[str, NDArray[np.generic]] = {"role": np.array(role, dtype=np.int64)}
        for name, given, dim, width in (
            ("image", image, self.image_dim, self._image_width),
            ("text", text, self._text_dim, self._text_width),
        ):
            modality = given or self._without_tokens(np.zeros((batch, dim), dtype=np.float32), width)
            feeds |= {
                f"{name}_vector": modality.vector,
                f"{name}_tokens": modality.tokens,
                f"{name}_mask": modality.mask,
                f"{name}_present": np.full(batch, given is not None),
            }
        read = {name: feeds[name] for name in self._graph.inputs}  # a fusion of vectors has no inputs for tokens
        return Fused(*self._graph.run(read, ("embedding", "weights")))

    @staticmethod
    def _without_tokens(vector: Vectors, width: int) -> EncodedModality:
        batch = len(vector)  # one masked token, since a graph cannot attend over an empty axis
        tokens, mask = np.zeros((batch, 1, width), dtype=np.float32), np.zeros((batch, 1), dtype=np.bool_)
        return EncodedModality(vector, tokens, mask)
