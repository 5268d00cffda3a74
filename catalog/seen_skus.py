"""Which skus an import has met, in a few bytes each, so that a million of them cost little memory."""

import hashlib
from array import array

import numpy as np

_SMALLEST = 1024  # slots; a power of two, as every size is
_FREE = 0


class SeenSkus:
    """A set of skus and the line on which each was met first: 12 bytes a slot, at most two thirds of them taken.

    Only 64 bits of a digest are kept. Among a million skus, two are taken for one with a probability of 3 in a hundred
    million.
    """

    def __init__(self) -> None:
        self._digests = array("Q", bytes(8 * _SMALLEST))
        self._lines = array("I", bytes(4 * _SMALLEST))
        self._mask = _SMALLEST - 1
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, sku: str, line: int) -> int | None:
        """Note a sku, unless it is known.

        Returns:
            The line on which it was met before; None if it is new.
        """
        digest = _digest(sku)
        slot = self._slot(digest)
        if self._digests[slot] != _FREE:
            return self._lines[slot]
        self._digests[slot], self._lines[slot] = digest, line
        self._count += 1
        if 3 * self._count > 2 * len(self._digests):
            self._grow()
        return None

    def line(self, sku: str) -> int | None:
        """The line on which a sku was met first; None if it was not."""
        slot = self._slot(_digest(sku))
        return None if self._digests[slot] == _FREE else self._lines[slot]

    def __contains__(self, sku: str) -> bool:
        return self.line(sku) is not None

    def _slot(self, digest: int) -> int:
        """Where a digest stands, or the free slot where it would."""
        slot = digest & self._mask
        while self._digests[slot] not in (_FREE, digest):
            slot = (slot + 1) & self._mask
        return slot

    def _grow(self) -> None:
        digests, lines = np.array(self._digests), np.array(self._lines)
        taken = np.flatnonzero(digests)
        size = 2 * len(digests)
        self._digests, self._lines = array("Q", bytes(8 * size)), array("I", bytes(4 * size))
        self._mask = size - 1
        for digest, line in zip(digests[taken].tolist(), lines[taken].tolist(), strict=True):
            slot = self._slot(digest)
            self._digests[slot], self._lines[slot] = digest, line


def _digest(sku: str) -> int:
    digest = hashlib.blake2b(sku.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little") or 1
