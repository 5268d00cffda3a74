"""Queries at work: a photo, words or both in, one fused vector out; those of several callers together."""

import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from bundles import Bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.locator import Area
from encoders.photo import decode_photo
from fusion.graph import NOTHING, EncodedModality, GraphFusion
from fusion.weighting import shift
from service.recent import Recent
from service.together import Together

Vectors = NDArray[np.float32]

STAGES = ("decode", "encode", "fuse")
MOST_AT_ONCE = 16
"""Queries that the encoders are given at a time."""
STILL_CROWDED = 0.1
"""Seconds after two queries were asked at once in which others are taken to be about to come."""
LARGE = 50_000_000
"""Bytes of a tower's file from which on every call takes all cores, and memory holds it once."""
KEPT = 16_000_000
"""Bytes of encoded photos, and as many of words, that are kept for whoever filters, pages on or moves the slider:
of the bundle that ships, 700 photos and a thousand texts."""


class QueryVector(NamedTuple):
    """A fused query.

    Attributes:
        vector: (dim,), float32, unit length.
        weights: How much photo and words count, in [0, 1], summing to 1.
        took_ms: Milliseconds spent in "decode", "encode" and "fuse".
        looked_at: Where in the photo the piece was found; None if the whole was looked at, or without a photo.
    """

    vector: Vectors
    weights: tuple[float, float]
    took_ms: dict[str, float]
    looked_at: Area | None = None


Elsewhere: TypeAlias = Callable[[bytes | None, str, float | None], QueryVector | None]
"""Encodes as `Queries.encode` does; None if it cannot just now."""


class _Photo(NamedTuple):
    """A query's photo, (height, width, 3), or what the tower said of it before; and which part of it that is."""

    key: bytes
    pixels: NDArray[np.uint8] | None
    encoded: EncodedModality | None
    looked_at: Area | None


class _Seen(NamedTuple):
    """What the tower said of a photo, and of which part."""

    encoded: EncodedModality
    looked_at: Area | None


class _Asked(NamedTuple):
    """What is left to do for a query whose photo is decoded.

    Attributes:
        photo: To be encoded; None if there is none or it does not count.
        text: To be encoded; empty if there is none or it does not count.
        words: Its encoding, if that was begun already.
        image_weight: The share that the shopper gave the photo.
        alone: Whether nobody else was asking anything.
    """

    photo: _Photo | None
    text: str
    words: "Future[EncodedModality] | None"
    image_weight: float | None
    alone: bool


class _Answered(NamedTuple):
    """A query's vector, how much photo and words count, and when the encoders were done."""

    vector: Vectors
    weights: tuple[float, float]
    encoded_at: float


class Queries:
    """Encodes and fuses what shoppers ask. Safe in several threads.

    A query that finds nobody else asking has every core to itself. While several ask, each core works on a share of
    them with a thread of its own: two threads that share one photo get 1.5 times as much done as one, two that have
    their own 2 times as much. Words are encoded together only if their tower is steady: others compute in int8 with one
    scale for all that they are given, so that in a batch a query's vector would depend on the queries beside it.
    """

    def __init__(
        self,
        bundle: Bundle,
        image: GraphImageEncoder,
        alone: GraphImageEncoder | None = None,
        *,
        threads: int | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Open the bundle's other graphs.

        Args:
            bundle: The bundle.
            image: Its image tower, for several queries at once.
            alone: The same for a query that is alone; `image` if left out.
            threads: Threads for one call of a graph; None leaves it to the load and to the size of the graph.
            elsewhere: Who is asked first for queries that are not alone; they are answered here if it cannot.
        """
        cores = os.cpu_count() or 1
        few = threads or 1
        small = is_small(bundle)
        self._image, self._image_alone = image, alone or image
        self._elsewhere = elsewhere
        self._text = GraphTextEncoder(bundle, threads=few if small else threads)
        self._fusion = GraphFusion(bundle, threads=few)
        self._decoding = threading.BoundedSemaphore(cores)  # more at a time would only get into each other's way
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="words")
        workers = max(1, cores // few) if small or threads else 1
        self._together = Together(self._answer, MOST_AT_ONCE, workers)
        self._photos = Recent[bytes, _Seen](KEPT, _seen_size)
        self._words = Recent[str, EncodedModality](KEPT, _size)
        self._asking, self._counting = 0, threading.Lock()
        self._crowded_until = 0.0

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
        read = "" if both and image_weight == 1 else text
        with self._counted() as alone:
            if not alone and self._elsewhere and (answer := self._elsewhere(image, text, image_weight)):
                return answer
            words = self._beside.submit(self._encode_words, read) if alone and both and read else None
            photo = None if image is None else self._decode(image)
            decoded = time.perf_counter()
            seen = None if both and image_weight == 0 else photo
            answered = self._together(_Asked(seen, read, words, image_weight, alone))
        done = time.perf_counter()
        stages = (decoded - started, answered.encoded_at - decoded, done - answered.encoded_at)
        took = {stage: 1000 * seconds for stage, seconds in zip(STAGES, stages, strict=True)}
        return QueryVector(answered.vector, answered.weights, took, None if photo is None else photo.looked_at)

    def has_word(self, word: str) -> bool:
        """Whether the text tower knows a word, in small letters, as it is."""
        return self._text.has_word(word)

    @contextmanager
    def _counted(self) -> Iterator[bool]:
        """Count a query as being asked; tells whether it is the only one, and was for a moment."""
        now = time.monotonic()
        with self._counting:
            self._asking += 1
            if self._asking > 1:
                self._crowded_until = now + STILL_CROWDED
            alone = now >= self._crowded_until
        try:
            yield alone
        finally:
            with self._counting:
                self._asking -= 1

    def _decode(self, image: bytes) -> _Photo:
        key = hashlib.blake2b(image, digest_size=16).digest()
        known = self._photos.get(key)
        if known is not None:
            return _Photo(key, None, *known)
        with self._decoding:
            # A query's photo is looked at once and not kept: it is decoded no larger than the tower needs.
            cut, looked_at = self._image.cut(decode_photo(image, shortest=self._image.decoded_side))
            return _Photo(key, self._image.fit(cut), None, looked_at)

    def _answer(self, asked: Sequence[_Asked]) -> list[_Answered]:
        words = self._words_of(asked)
        photos = self._encode_photos([each.photo for each in asked if each.photo is not None], asked[0].alone)
        encoded_at = time.perf_counter()
        rows: list[tuple[EncodedModality | None, EncodedModality | None]] = []
        for each, said in zip(asked, words, strict=True):
            photo = None if each.photo is None else photos[each.photo.key]
            rows += [(photo, said), (photo, None), (None, said)] if _is_shifted(each) else [(photo, said)]
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

    def _words_of(self, asked: Sequence[_Asked]) -> list[EncodedModality | None]:
        """The encoding of each query's words, None for one without."""
        here = self._encode_texts([each.text for each in asked if each.words is None and each.text])
        return [here.get(each.text) if each.words is None else each.words.result() for each in asked]

    def _encode_words(self, text: str) -> EncodedModality:
        return self._encode_texts([text])[text]

    def _encode_texts(self, texts: Sequence[str]) -> dict[str, EncodedModality]:
        """The texts' encodings; those that were not known yet are encoded in one go, and kept."""
        known = {text: encoded for text in texts if (encoded := self._words.get(text)) is not None}
        fresh = [text for text in dict.fromkeys(texts) if text not in known]
        for text, encoding in zip(fresh, self._text.encode_each(fresh), strict=True):
            known[text] = EncodedModality(*encoding)
            self._words.keep(text, known[text])
        return known

    def _encode_photos(self, photos: Sequence[_Photo], alone: bool) -> dict[bytes, EncodedModality]:
        """The photos' encodings by their keys; those that were not known yet are encoded in one go, and kept."""
        known = {photo.key: photo.encoded for photo in photos if photo.encoded is not None}
        fresh = {photo.key: (photo.pixels, photo.looked_at) for photo in photos if photo.pixels is not None}
        if fresh:
            encoder = self._image_alone if alone and len(photos) == 1 else self._image
            encoding = encoder.encode([pixels for pixels, _ in fresh.values()])
            for row, (key, (_, looked_at)) in enumerate(fresh.items()):
                known[key] = EncodedModality(*(part[row : row + 1].copy() for part in encoding))
                self._photos.keep(key, _Seen(known[key], looked_at))
        return known


def is_small(bundle: Bundle) -> bool:
    """Whether memory may hold the bundle's towers more than once."""
    towers = bundle.manifest.image, bundle.manifest.text
    return all(bundle.path(tower).stat().st_size < LARGE for tower in towers)


def _size(encoded: EncodedModality) -> int:
    """Bytes that it takes."""
    return sum(part.nbytes for part in encoded)


def _seen_size(seen: _Seen) -> int:
    return _size(seen.encoded)


def _is_shifted(asked: _Asked) -> bool:
    """Whether the shopper wants other weights than the learned ones, and there is something to weigh."""
    return asked.image_weight is not None and asked.photo is not None and asked.text != ""
