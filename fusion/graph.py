"""The fusion that serves: a bundle's fusion graph."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bundles import Bundle

Vectors = NDArray[np.float32]

QUERY_ROLE, PRODUCT_ROLE = 0, 1
NOTHING = "Nothing to fuse: give a photo, words, or both."


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

    def fuse_each(self, queries: Sequence[tuple[EncodedModality | None, EncodedModality | None]]) -> Fused:
        """Fuse queries of several callers at once, some of which may lack the photo and others the words.

        Args:
            queries: Photo and words of each, in batches of one.

        Raises:
            ValueError: There are none, or one has neither photo nor words.
        """
        if len(queries) == 1:
            return self.fuse_queries(*queries[0])
        photos, words = zip(*queries, strict=True)
        present = np.array([photo is not None for photo in photos]), np.array([text is not None for text in words])
        if not (present[0] | present[1]).all():
            raise ValueError(NOTHING)
        image = self._together(photos, self.image_dim, self._image_width)
        text = self._together(words, self._text_dim, self._text_width)
        return self._run(image, text, present, QUERY_ROLE)

    def _fuse(self, image: EncodedModality | None, text: EncodedModality | None, role: int) -> Fused:
        known = image if image is not None else text
        if known is None:
            raise ValueError(NOTHING)
        batch = len(known.vector)
        present = np.full(batch, image is not None), np.full(batch, text is not None)
        return self._run(
            image or self._nothing(batch, self.image_dim, self._image_width),
            text or self._nothing(batch, self._text_dim, self._text_width),
            present,
            role,
        )

    def _run(
        self,
        image: EncodedModality,
        text: EncodedModality,
        present: tuple[NDArray[np.bool_], NDArray[np.bool_]],
        role: int,
    ) -> Fused:
        feeds: dict[str, NDArray[np.generic]] = {"role": np.array(role, dtype=np.int64)}
        for name, modality, there in (("image", image, present[0]), ("text", text, present[1])):
            feeds |= {
                f"{name}_vector": modality.vector,
                f"{name}_tokens": modality.tokens,
                f"{name}_mask": modality.mask,
                f"{name}_present": there,
            }
        read = {name: feeds[name] for name in self._graph.inputs}  # a fusion of vectors has no inputs for tokens
        return Fused(*self._graph.run(read, ("embedding", "weights")))

    @classmethod
    def _together(cls, items: Sequence[EncodedModality | None], dim: int, width: int) -> EncodedModality:
        """One batch of items of one each, with masked tokens where one has fewer than another."""
        each = [cls._nothing(1, dim, width) if item is None else item for item in items]
        longest = max(item.mask.shape[1] for item in each)
        tokens = np.zeros((len(each), longest, width), dtype=np.float32)
        mask = np.zeros((len(each), longest), dtype=np.bool_)
        for row, item in enumerate(each):
            count = item.mask.shape[1]
            tokens[row, :count], mask[row, :count] = item.tokens[0], item.mask[0]
        return EncodedModality(np.concatenate([item.vector for item in each]), tokens, mask)

    @classmethod
    def _nothing(cls, batch: int, dim: int, width: int) -> EncodedModality:
        return cls._without_tokens(np.zeros((batch, dim), dtype=np.float32), width)

    @staticmethod
    def _without_tokens(vector: Vectors, width: int) -> EncodedModality:
        batch = len(vector)  # one masked token, since a graph cannot attend over an empty axis
        tokens, mask = np.zeros((batch, 1, width), dtype=np.float32), np.zeros((batch, 1), dtype=np.bool_)
        return EncodedModality(vector, tokens, mask)
