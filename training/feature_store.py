"""What towers say of photos and texts, on disk, so that nothing is encoded twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Half = NDArray[np.float16]


@dataclass(frozen=True)
class StoredFeatures:
    """Features by row; tokens stay on disk until they are asked for.

    Attributes:
        vectors: (rows, dim), float32.
        lengths: How many tokens of each row are real, (rows,).
        mapped: Tokens of the whole store, (entries, tokens, width), float16.
        places: Which entry each row is, (rows,).
    """

    vectors: NDArray[np.float32]
    lengths: NDArray[np.int64]
    mapped: Half
    places: NDArray[np.int64]

    def tokens(self, rows: NDArray[np.int64], longest: int) -> NDArray[np.float32]:
        """The first `longest` tokens of some rows, (rows, longest, width)."""
        return self.mapped[self.places[rows], :longest].astype(np.float32)


class FeatureStore:
    """Vectors and tokens by key, in files that only grow.

    An entry counts once its key is written, which is done last: what a stop left half written is written again.

    Args:
        folder: Where the files are; made if need be.
        dim: Length of a vector.
        tokens: Tokens of an entry.
        width: Width of a token.
    """

    def __init__(self, folder: Path, dim: int, tokens: int, width: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._shapes = {"vectors": (dim,), "tokens": (tokens, width), "lengths": (1,)}
        self._files = {name: folder / f"{name}.f16" for name in self._shapes}
        self._keys = folder / "keys.txt"
        self._keys.touch()
        lines = self._keys.read_text(encoding="ascii").splitlines(keepends=True)
        names = [line.rstrip("\n") for line in lines if line.endswith("\n")]
        self._rows = {name: row for row, name in enumerate(names)}
        _cut(self._keys, sum(len(name) + 1 for name in names))
        for name, path in self._files.items():
            path.touch()
            _cut(path, len(names) * self._bytes(name))

    def missing(self, keys: Sequence[str]) -> list[int]:
        """Which keys have no entry, by place; of equal ones the first."""
        places = {key: place for place, key in reversed(list(enumerate(map(_digest, keys))))}
        return sorted(place for key, place in places.items() if key not in self._rows)

    def add(self, keys: Sequence[str], vectors: NDArray[np.generic], tokens: Sequence[NDArray[np.generic]]) -> None:
        """Add entries under keys that have none, each with its own number of tokens, as far as there is room.

        Args:
            keys: A key for each entry.
            vectors: (entries, dim).
            tokens: For each entry (its tokens, width).
        """
        room, width = self._shapes["tokens"]
        padded = np.zeros((len(keys), room, width), dtype=np.float16)
        for row, own in enumerate(tokens):
            padded[row, : len(own)] = own[:room]
        lengths = np.array([[min(len(own), room)] for own in tokens], dtype=np.float16)
        for name, values in (("vectors", vectors.astype(np.float16)), ("tokens", padded), ("lengths", lengths)):
            with self._files[name].open("ab") as stream:
                stream.write(np.ascontiguousarray(values).tobytes())
        digests = [_digest(key) for key in keys]
        with self._keys.open("a", encoding="ascii") as stream:
            stream.write("".join(f"{digest}\n" for digest in digests))
        self._rows |= {digest: len(self._rows) + place for place, digest in enumerate(digests)}

    def read(self, keys: Sequence[str]) -> "StoredFeatures":
        """The entries of keys, one row each.

        Raises:
            KeyError: A key has no entry.
        """
        places = np.array([self._rows[_digest(key)] for key in keys], dtype=np.int64)
        vectors, lengths = self._mapped("vectors")[places], self._mapped("lengths")[places, 0]
        return StoredFeatures(vectors.astype(np.float32), lengths.astype(np.int64), self._mapped("tokens"), places)

    def _mapped(self, name: str) -> Half:
        shape = (len(self._rows), *self._shapes[name])
        if 0 in shape:
            return np.zeros(shape, dtype=np.float16)
        return np.memmap(self._files[name], dtype=np.float16, mode="r", shape=shape)

    def _bytes(self, name: str) -> int:
        return int(np.prod(self._shapes[name])) * 2


def _cut(path: Path, length: int) -> None:
    with path.open("r+b") as stream:
        stream.truncate(length)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:24]
