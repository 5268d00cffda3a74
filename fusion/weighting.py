"""Shifting a query between photo and words, and telling what made a product match."""

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


def shift(
    learned: Vector, learned_weight: float, photo_alone: Vector, words_alone: Vector, image_weight: float
) -> Vector:
    """Blend the query vectors so that `image_weight` runs from the words alone to the photo alone.

    At 0 this is the query of the words alone, at 1 that of the photo alone, and at the learned weight the learned
    query: a slider that starts where the model stands changes nothing until it is moved, and then changes smoothly.

    Args:
        learned: Fused vector of photo and words, (dim,), unit length.
        learned_weight: The photo's share that the fusion chose, in [0, 1].
        photo_alone: Fused vector of the photo without words, (dim,), unit length.
        words_alone: Fused vector of the words without photo, (dim,), unit length.
        image_weight: The photo's share that the shopper wants, in [0, 1].

    Returns:
        (dim,), unit length.
    """
    if image_weight >= learned_weight:
        end, share = photo_alone, (image_weight - learned_weight) / max(1 - learned_weight, 1e-6)
    else:
        end, share = words_alone, (learned_weight - image_weight) / max(learned_weight, 1e-6)
    blend = learned + np.float32(min(share, 1.0)) * (end - learned)
    length = np.linalg.norm(blend)
    return blend / length if length > 0 else learned


def shares(query: Vector, products: NDArray[np.float32], image_dim: int) -> list[tuple[float, float]]:
    """How much the looks and the description of each product made it match, two numbers that sum to 1.

    The cosine of two fused vectors is the sum of what their image blocks and their text blocks agree on; a block that
    disagrees counts nothing.

    Args:
        query: (dim,), unit length.
        products: (products, dim), unit length.
        image_dim: Where the text block starts.
    """
    looks = (products[:, :image_dim] @ query[:image_dim]).clip(min=0)
    words = (products[:, image_dim:] @ query[image_dim:]).clip(min=0)
    return [_share(*pair) for pair in zip(looks.tolist(), words.tolist(), strict=True)]


def _share(looks: float, words: float) -> tuple[float, float]:
    total = looks + words
    return (looks / total, words / total) if total > 0 else (0.5, 0.5)
