"""The encoders that serve: a bundle's graphs, with the preprocessing its manifest names."""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from tokenizers import Tokenizer

from bundles import Bundle
from encoders.encoding import Encoding
from encoders.locator import Area, PieceLocator
from encoders.preprocessing import decoded_side, fit_photo

Array = NDArray[np.generic]

CLOSER = 2
"""How much larger than the tower's square a photo is decoded that is cut first: half of it may be looked at."""
ALIKE = 8
"""Texts of about the same length that are encoded at once: a batch takes as long as its longest text for each."""


class GraphImageEncoder:
    """A bundle's image tower."""

    def __init__(self, bundle: Bundle, *, threads: int | None = None, awake: bool = False) -> None:
        """Open the graph; `threads` None takes every core for one call, `awake` without a pause (see `Graph`)."""
        self._spec = bundle.manifest.image
        self._graph = bundle.graph(self._spec, threads=threads, awake=awake)
        self._locator = None if self._spec.locator is None else PieceLocator(bundle.folder, self._spec.locator)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._spec.dim

    @property
    def size(self) -> int:
        """Side of the square that photos are fitted to, pixels."""
        return self._spec.size

    @property
    def decoded_side(self) -> int:
        """Pixels that the shorter side of a decoded photo needs; it may be decoded no larger."""
        side = decoded_side(self._spec.size, self._spec.fitting)
        return side if self._locator is None else CLOSER * side

    def cut(self, photo: Image.Image) -> tuple[Image.Image, Area | None]:
        """The part of an upright sRGB photo that the tower looks at, and where that is; None for the whole of it."""
        return (photo, None) if self._locator is None else self._locator.cut(photo)

    def fit(self, photo: Image.Image) -> NDArray[np.uint8]:
        """Fit a photo that was cut to the tower's input, (size, size, 3), sRGB in [0, 255]."""
        return fit_photo(photo, self._spec.size, self._spec.fitting)

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        """Cut one upright sRGB photo and fit it to the tower's input, (size, size, 3), sRGB in [0, 255]."""
        return self.fit(self.cut(photo)[0])

    def encode(self, pixels: Sequence[NDArray[np.uint8]]) -> Encoding[Array]:
        """Encode a batch of preprocessed photos; vectors (batch, dim) have unit length."""
        vector, tokens = self._graph.run({"pixels": np.stack(pixels)}, ("vector", "tokens"))
        return Encoding(vector, tokens, np.ones(tokens.shape[:2], dtype=np.bool_))

    def encode_vectors(self, pixels: Sequence[NDArray[np.uint8]]) -> NDArray[np.float32]:
        """Only the vectors, (batch, dim)."""
        (vector,) = self._graph.run({"pixels": np.stack(pixels)}, ("vector",))
        return vector


class GraphTextEncoder:
    """A bundle's text tower with its tokenizer."""

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        """Open graph and tokenizer; `threads` None takes every core for one call."""
        self._spec = bundle.manifest.text
        self._graph = bundle.graph(self._spec, threads=threads)
        self._tokenizer = Tokenizer.from_file(str(bundle.path(self._spec.tokenizer)))
        self._tokenizer.enable_truncation(max_length=self._spec.max_pieces)
        self._tokenizer.enable_padding(pad_id=self._spec.pad_id, length=self._spec.pad_to)

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._spec.dim

    def has_word(self, word: str) -> bool:
        """Whether a word in small letters is one piece to the tower, so that it has seen it as it is."""
        return self._tokenizer.token_to_id(word) is not None

    def encode(self, texts: Sequence[str]) -> Encoding[Array]:
        """Encode a batch of texts; vectors (batch, dim) have unit length."""
        feeds = self._feeds(texts)
        vector, tokens = self._graph.run(self._read(feeds), ("vector", "tokens"))
        return Encoding(vector, tokens, feeds["attention_mask"].astype(np.bool_))

    def encode_each(self, texts: Sequence[str]) -> list[Encoding[Array]]:
        """Encode texts as each of them is encoded alone, at once as far as that changes nothing."""
        at_once = ALIKE if self._spec.steady else 1
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        found: dict[int, Encoding[Array]] = {}
        for start in range(0, len(order), at_once):
            rows = order[start : start + at_once]
            found |= zip(rows, self._apart(self.encode([texts[row] for row in rows])), strict=True)
        return [found[row] for row in range(len(texts))]

    def _apart(self, encoding: Encoding[Array]) -> Iterator[Encoding[Array]]:
        """The encodings of a batch, without the pieces that only fill shorter texts up to the longest one."""
        for row, mask in enumerate(encoding.mask):
            length = len(mask) if self._spec.pad_to is not None else int(mask.sum())
            vector, tokens = encoding.vector[row : row + 1], encoding.tokens[row : row + 1, :length]
            yield Encoding(vector.copy(), tokens.copy(), mask[None, :length].copy())

    def encode_vectors(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Only the vectors, (batch, dim)."""
        (vector,) = self._graph.run(self._read(self._feeds(texts)), ("vector",))
        return vector

    def _read(self, feeds: dict[str, NDArray[np.int64]]) -> dict[str, NDArray[np.int64]]:
        """What the graph reads; one that takes its padding for words reads no mask."""
        return {name: feeds[name] for name in self._graph.inputs}

    def _feeds(self, texts: Sequence[str]) -> dict[str, NDArray[np.int64]]:
        encoded = self._tokenizer.encode_batch(list(texts))
        return {
            "input_ids": np.array([item.ids for item in encoded], dtype=np.int64),
            "attention_mask": np.array([item.attention_mask for item in encoded], dtype=np.int64),
        }
