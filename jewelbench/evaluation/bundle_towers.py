"""The towers of a bundle, each photo and each text encoded once however many retrievers ask."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from bundles import Bundle, load_bundle
from catalog.attributes.english import in_english
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import EncodedModality
from jewelbench.evaluation.retriever import PhotoFile, Vectors

BATCH = 32
Key = TypeVar("Key")
Kept = TypeVar("Kept")


class BundleTowers:
    """A bundle's encoders with a memory: tokens of what was asked with, and bare vectors of all else.

    Texts are encoded as the service does it, with what is known of other languages said in English.

    Args:
        folder: The bundle.
        threads: Threads of one call; None takes every core.
    """

    def __init__(self, folder: Path, *, threads: int | None = None) -> None:
        self.bundle: Bundle = load_bundle(folder)
        self.threads = threads
        self._image = GraphImageEncoder(self.bundle, threads=threads)
        self._text = GraphTextEncoder(self.bundle, threads=threads)
        self._photos: dict[PhotoFile, EncodedModality] = {}
        self._texts: dict[str, EncodedModality] = {}
        self._photo_vectors: dict[PhotoFile, Vectors] = {}
        self._text_vectors: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """The bundle's name."""
        return self.bundle.manifest.name

    def photos(self, files: Sequence[PhotoFile]) -> EncodedModality:
        """Encode photos: vectors (photos, dim), tokens (photos, regions, width), mask."""
        _remember(self._photos, files, lambda part: _each(EncodedModality(*self._image.encode(self._pixels(part)))))
        return _stacked([self._photos[file] for file in files])

    def texts(self, texts: Sequence[str]) -> EncodedModality:
        """Encode texts: vectors (texts, dim), tokens (texts, pieces of the longest, width), mask.

        One by one, as queries come to a service: a tower in int8 scales its activations to the batch, and a text is
        another vector (cosine 0.98 and more) in other company.
        """
        _remember(self._texts, texts, lambda part: [self._encoded(text) for text in part])
        return _stacked([self._texts[text] for text in texts])

    def _encoded(self, text: str) -> EncodedModality:
        return EncodedModality(*self._text.encode([in_english(text)]))

    def photo_vectors(self, files: Sequence[PhotoFile]) -> Vectors:
        """Unit vectors of photos, (photos, dim)."""
        _recall(self._photo_vectors, self._photos, files)
        _remember(self._photo_vectors, files, lambda part: self._image.encode_vectors(self._pixels(part)))
        return np.stack([self._photo_vectors[file] for file in files]).astype(np.float32)

    def text_vectors(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, (texts, dim); zero for the empty text."""
        _recall(self._text_vectors, self._texts, texts)
        _remember(
            self._text_vectors,
            _by_length(texts),
            lambda part: self._text.encode_vectors([in_english(text) for text in part]),
        )
        empty = np.zeros(self._text.dim, dtype=np.float32)
        return np.stack([self._text_vectors[text] if text else empty for text in texts]).astype(np.float32)

    def _pixels(self, files: Sequence[PhotoFile]) -> list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]]:
        side = self._image.decoded_side
        return [self._image.preprocess(decode_photo(file.read_bytes(), shortest=side)) for file in files]


def _by_length(texts: Sequence[str]) -> list[str]:
    """Texts of like length one after the other, so that little is padded; the empty one is left out."""
    return sorted({text for text in texts if text}, key=lambda text: (len(text), text))


def _recall(vectors: dict[Key, Vectors], encoded: dict[Key, EncodedModality], wanted: Iterable[Key]) -> None:
    """Take the vectors of what was encoded with its tokens already."""
    for key in wanted:
        if key not in vectors and key in encoded:
            vectors[key] = np.asarray(encoded[key].vector[0], dtype=np.float32)


def _remember(known: dict[Key, Kept], wanted: Sequence[Key], encode: Callable[[Sequence[Key]], Iterable[Kept]]) -> None:
    """Encode what is wanted and not known yet, batch by batch."""
    missing = [key for key in dict.fromkeys(wanted) if key not in known]
    for start in range(0, len(missing), BATCH):
        part = missing[start : start + BATCH]
        known.update(zip(part, encode(part), strict=True))


def _each(encoded: EncodedModality) -> list[EncodedModality]:
    """A batch as single items; only real tokens are kept."""
    items = []
    for row, mask in enumerate(encoded.mask):
        real = np.asarray(mask, dtype=np.bool_)
        items.append(EncodedModality(encoded.vector[row : row + 1], encoded.tokens[row][real][None], real[real][None]))
    return items


def _stacked(items: Sequence[EncodedModality]) -> EncodedModality:
    """One batch of single items, padded to the one with the most tokens."""
    longest = max(item.tokens.shape[1] for item in items)
    tokens = np.zeros((len(items), longest, items[0].tokens.shape[2]), dtype=np.float32)
    mask = np.zeros((len(items), longest), dtype=np.bool_)
    for row, item in enumerate(items):
        count = item.tokens.shape[1]
        tokens[row, :count], mask[row, :count] = item.tokens[0], True
    return EncodedModality(np.concatenate([item.vector for item in items]), tokens, mask)
