"""Queries at work: a photo, words or both in, one fused vector out; those of several callers together."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import NOTHING, EncodedModality, GraphFusion
from fusion.weighting import shift
from service.recent import Recent
from service.together import Together

Vectors = NDArray[np.float32]

STAGES = ("decode", "encode", "fuse")
MOST_AT_ONCE = 16
"""Queries that the encoders are given at a time."""
KEPT_PHOTOS, KEPT_TEXTS = 256, 1024
"""Encoded photos and words that are kept, for a shopper who filters, pages on or moves the slider: some 20 MB."""


class QueryVector(NamedTuple):
    """A fused query.

    Attributes:
        vector: (dim,), float32, unit length.
        weights: How much photo and words count, in [0, 1], summing to 1.
        took_ms: Milliseconds spent in "decode", "encode" and "fuse".
    """

    vector: Vectors
    weights: tuple[float, float]
    took_ms: dict[str, float]


class _Photo(NamedTuple):
    """A query's photo, (height, width, 3), or what the tower said of it before."""

    key: bytes
    pixels: NDArray[np.uint8] | None
    encoded: EncodedModality | None


class _Asked(NamedTuple):
    """What is left to do for a query: to encode its photo, and to fuse."""

    photo: _Photo | None
    words: EncodedModality | None
    image_weight: float | None


class _Answered(NamedTuple):
    """A query's vector, how much photo and words count, and when the encoder was done."""

    vector: Vectors
    weights: tuple[float, float]
    encoded_at: float


class Queries:
    """Encodes and fuses what shoppers ask. Safe in several threads.

    Queries that come while others are worked on wait for one another and are then worked on together. Words are encoded
    one text at a time, beside the photo: their tower computes in int8 with one scale for all that it is given, so that
    in a batch a query's vector would depend on the queries beside it.
    """

    def __init__(
        self, image: GraphImageEncoder, text: GraphTextEncoder, fusion: GraphFusion, *, threads: int | None
    ) -> None:
        """Use these towers and this fusion, which take `threads` for one call; None stands for every core."""
        self._image, self._text, self._fusion = image, text, fusion
        cores = os.cpu_count() or 1
        self._decoding = threading.BoundedSemaphore(cores)  # more at a time would only get into each other's way
        self._beside = ThreadPoolExecutor(cores, thread_name_prefix="words")
        self._together = Together(self._answer, MOST_AT_ONCE, workers=max(1, cores // threads) if threads else 1)
        self._photos = Recent[bytes, EncodedModality](KEPT_PHOTOS)
        self._words = Recent[str, EncodedModality](KEPT_TEXTS)

    def encode(self, image: bytes | None, text: str, image_weight: float | None = None) -> QueryVector:
        """Turn what a shopper gave into one vector, computing no more than the weight asks for.

        Args:
            image: The bytes of a photo, or None.
            text: Words; empty for none.
            image_weight: The photo's share in [0, 1] if the shopper wants another than the learned one: 1 is the query
                of the photo alone, 0 that of the words alone. Without effect unless both are given.

        Raises:
            PhotoError: The photo cannot or must not be decoded.
            ValueError: Neither photo nor words.
        """
        if image is None and not text:
            raise ValueError(NOTHING)
        started = time.perf_counter()
        both = image is not None and text != ""
        beside = self._words_beside(text) if both and image_weight != 1 else None
        photo = None if image is None else self._decoded(image)
        decoded = time.perf_counter()
        words = beside() if beside else self._encode_words(text) if text and not both else None
        answered = self._together(_Asked(None if both and image_weight == 0 else photo, words, image_weight))
        done = time.perf_counter()
        stages = (decoded - started, answered.encoded_at - decoded, done - answered.encoded_at)
        took = {stage: 1000 * seconds for stage, seconds in zip(STAGES, stages, strict=True)}
        return QueryVector(answered.vector, answered.weights, took)

    def _decoded(self, image: bytes) -> _Photo:
        key = hashlib.blake2b(image, digest_size=16).digest()
        encoded = self._photos.get(key)
        if encoded is not None:
            return _Photo(key, None, encoded)
        with self._decoding:
            # A query's photo is looked at once and not kept: it is decoded no larger than the tower needs.
            return _Photo(key, self._image.preprocess(decode_photo(image, shortest=self._image.decoded_side)), None)

    def _words_beside(self, text: str) -> Callable[[], EncodedModality]:
        """Begin to encode words while the photo is decoded, and let their encoding be asked for later."""
        if self._words.get(text) is not None:
            return lambda: self._encode_words(text)
        return self._beside.submit(self._encode_words, text).result

    def _encode_words(self, text: str) -> EncodedModality:
        known = self._words.get(text)
        if known is None:
            known = EncodedModality(*self._text.encode([text]))
            self._words.keep(text, known)
        return known

    def _encode_photos(self, photos: Iterable[_Photo]) -> dict[bytes, EncodedModality]:
        """The photos' encodings by their keys; those that were not known yet are encoded in one go, and kept."""
        known = {photo.key: photo.encoded for photo in photos if photo.encoded is not None}
        fresh = {photo.key: photo.pixels for photo in photos if photo.pixels is not None}
        if fresh:
            encoding = self._image.encode(list(fresh.values()))
            for row, key in enumerate(fresh):
                known[key] = EncodedModality(*(part[row : row + 1].copy() for part in encoding))
                self._photos.keep(key, known[key])
        return known

    def _answer(self, asked: Sequence[_Asked]) -> list[_Answered]:
        photos = self._encode_photos([each.photo for each in asked if each.photo is not None])
        encoded_at = time.perf_counter()
        rows: list[tuple[EncodedModality | None, EncodedModality | None]] = []
        for each in asked:
            photo = None if each.photo is None else photos[each.photo.key]
            rows.append((photo, each.words))
            if _is_shifted(each):
                rows += [(photo, None), (None, each.words)]
        embeddings, weights = self._fusion.fuse_each(rows)
        answers, row = [], 0
        for each in asked:
            vector, share = embeddings[row], float(weights[row, 0])
            if _is_shifted(each):
                assert each.image_weight is not None
                vector = shift(vector, share, embeddings[row + 1], embeddings[row + 2], each.image_weight)
                share = each.image_weight
                row += 2
            answers.append(_Answered(vector, (share, 1 - share), encoded_at))
            row += 1
        return answers


def _is_shifted(asked: _Asked) -> bool:
    """Whether the shopper wants other weights than the learned ones, and there is something to weigh."""
    return asked.image_weight is not None and asked.photo is not None and asked.words is not None
