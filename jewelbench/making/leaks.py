"""Photos of the test split that are nearly a photo of the other splits, by perceptual hash."""

from collections.abc import Mapping

import numpy as np

NEAR = 2
"""Bits out of 64 in which the hashes of near duplicates differ at most."""
CHUNK = 512


def near_duplicates(tested: Mapping[str, str], seen: Mapping[str, str], near: int = NEAR) -> dict[str, str]:
    """Photos that are nearly one that was seen.

    Args:
        tested: Photo id to hash, 16 hexadecimal digits, of the photos in question.
        seen: The same of the photos that training sees.
        near: Bits in which two hashes may differ.

    Returns:
        Id of a photo in question to the id of its nearest among those seen, where that is near.
    """
    if not tested or not seen:
        return {}
    names = list(seen)
    known = np.array([int(digits, 16) for digits in seen.values()], dtype=np.uint64)
    found: dict[str, str] = {}
    ids = list(tested)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        hashes = np.array([int(tested[name], 16) for name in part], dtype=np.uint64)
        distance = np.bitwise_count(hashes[:, None] ^ known[None, :])
        nearest = distance.argmin(axis=1)
        for row, column in enumerate(nearest):
            if distance[row, column] <= near:
                found[part[row]] = names[int(column)]
    return found
