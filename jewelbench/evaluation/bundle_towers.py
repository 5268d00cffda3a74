"""The towers of a bundle, each photo and each text encoded once however many retrievers ask."""

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from bundles import Bundle, load_bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import EncodedModality
from jewelbench.evaluation.retriever import Vectors

BATCH = 32
Key = TypeVar("Key", bound=Hashable)


class BundleTowers:
    """A bundle's encoders with a memory.

    Args:
        folder: The bundle.
        threads: Threads of one call; None takes every core.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self.bundle: Bundle = load_bundle(folder)
        self.threads = threads
        self._image = GraphImageEncoder(self.bundle, threads=threads)
        self._text = GraphTextEncoder(self.bundle, threads=threads)
        self._photos: dict[Path, EncodedModality] = {}
        self._texts: dict[str, EncodedModality] = {}

    @property
    def name(self) -> str:
        """The bundle's name."""
        return self.bundle.manifest.name

    def photos(self, paths: Sequence[Path]) -> EncodedModality:
        """Encode photos: vectors (photos, dim), tokens (photos, regions, width), mask."""
        _remember(self._photos, paths, self._encode_photos)
        return _stacked([self._photos[path] for path in paths])

    def texts(self, texts: Sequence[str]) -> EncodedModality:
        """Encode texts: vectors (texts, dim), tokens (texts, pieces of the longest, width), mask."""
        by_length = sorted(set(texts), key=lambda text: (len(text), text))  # alike in length: little is padded
        _remember(self._texts, by_length, self._encode_texts)
        return _stacked([self._texts[text] for text in texts])

    def photo_vectors(self, paths: Sequence[Path]) -> Vectors:
        """Unit vectors of photos, (photos, dim)."""
        _remember(self._photos, paths, self._encode_photos)
        return np.concatenate([self._photos[path].vector for path in paths]).astype(np.float32)

    def text_vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, (texts, dim); zero for the empty text."""
        _remember(self._texts, [text for text in texts if text], self._encode_texts)
        empty = np.zeros(self._text.dim, dtype=np.float32)
        return np.stack([self._texts[text].vector[0] if text else empty for text in texts]).astype(np.float32)

    def _encode_photos(self, paths: Sequence[Path]) -> EncodedModality:
        size = self._image.size
        pixels = [self._image.preprocess(decode_photo(path.read_bytes(), shortest=size)) for path in paths]
        return EncodedModality(*self._image.encode(pixels))

    def _encode_texts(self, texts: Sequence[str]) -> EncodedModality:
        return EncodedModality(*self._text.encode(texts))


def _remember(
    known: dict[Key, EncodedModality], wanted: Sequence[Key], encode: Callable[[Sequence[Key]], EncodedModality]
) -> None:
    """Encode what is wanted and not known yet, batch by batch; only real tokens are kept."""
    missing = [key for key in dict.fromkeys(wanted) if key not in known]
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        encoded = encode(part)
        for row, key in enumerate(part):
            real = np.asarray(encoded.mask[row], dtype=np.bool_)
            tokens = encoded.tokens[row][real]
            known[key] = EncodedModality(encoded.vector[row : row + 1], tokens[None], real[real][None])


def _stacked(items: Sequence[EncodedModality]) -> EncodedModality:
    """One batch of single items, padded to the one with the most tokens."""
    longest = max(item.tokens.shape[1] for item in items)
    tokens = np.zeros((len(items), longest, items[0].tokens.shape[2]), dtype=np.float32)
    mask = np.zeros((len(items), longest), dtype=np.bool_)
    for row, item in enumerate(items):
        count = item.tokens.shape[1]
        tokens[row, :count], mask[row, :count] = item.tokens[0], True
    return EncodedModality(np.concatenate([item.vector for item in items]), tokens, mask)
