"""The bundle's three graphs at work: queries and products in, fused vectors out."""

import os
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from bundles import Bundle
from catalog.attributes.english import in_english
from catalog.index.port import Prediction
from catalog.index.shortening import Shortening
from encoders.attributes import AttributeHeads
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import GraphFusion
from service.queries import Queries, QueryVector, is_small
from service.query_process import QueryProcess

Vectors = NDArray[np.float32]


class Models:
    """A bundle's encoders and fusion; implements `catalog.embedding.ProductEmbedder`. Safe in several threads.

    Attributes:
        fingerprint: Of the bundle; vectors of different ones must not be compared.
        dim: Length of a fused vector.
        image_dim: Where the text block of a fused vector starts.
        shortening: How a large index of its vectors shortens them; None if it does not.
        jewellery_score: What the best match of a photo of jewellery scores nearly always; None if that is not known.
    """

    def __init__(self, bundle: Bundle, *, threads: int | None = None) -> None:
        """Open the bundle's graphs; `threads` None takes every core for one call."""
        self.fingerprint = bundle.fingerprint
        self.jewellery_score = bundle.manifest.jewellery_score
        shortening = bundle.manifest.shortening
        self.shortening = None if shortening is None else Shortening.load(bundle.path(shortening))
        self.dim, self.image_dim = bundle.manifest.fusion.dim, bundle.manifest.image.dim
        self._bundle, self._threads = bundle, threads
        small = is_small(bundle)
        several = small and threads is None and (os.cpu_count() or 1) > 1
        self._queries = Queries(
            bundle,
            GraphImageEncoder(bundle, threads=threads or 1) if small else self._image,
            GraphImageEncoder(bundle, awake=True) if several else None,
            threads=threads,
            elsewhere=QueryProcess(bundle).encode if several else None,
        )

    # What only products need is opened when the first one comes: a service may never import.

    @cached_property
    def _image(self) -> GraphImageEncoder:
        return GraphImageEncoder(self._bundle, threads=self._threads)

    @cached_property
    def _text(self) -> GraphTextEncoder:
        return GraphTextEncoder(self._bundle, threads=self._threads)

    @cached_property
    def _fusion(self) -> GraphFusion:
        return GraphFusion(self._bundle, threads=self._threads)

    @cached_property
    def _attributes(self) -> AttributeHeads:
        return AttributeHeads(self._bundle, threads=self._threads)

    def decode(self, data: bytes) -> Image.Image:
        """Decode a photo into upright sRGB pixels (mode "RGB"), no smaller than the tower needs and quickest so.

        Raises:
            PhotoError: The photo cannot or must not be decoded; the message says why.
        """
        return decode_photo(data, shortest=self._image.decoded_side)

    def preprocess(self, photo: Image.Image) -> NDArray[np.uint8]:
        """Fit a decoded photo to the image tower, (height, width, 3)."""
        return self._image.preprocess(photo)

    def encode_photos(self, pixels: Sequence[NDArray[np.uint8]]) -> Vectors:
        """Image vectors of preprocessed photos, (photos, image dim)."""
        return self._image.encode_vectors(pixels)

    def guess_attributes(self, images: Vectors) -> list[Mapping[str, Prediction]]:
        """What photos show, from their image vectors, (photos, image dim); only what is sure enough."""
        return [
            {attribute: Prediction(guess.value, guess.likelihood) for attribute, guess in guesses.items()}
            for guesses in self._attributes.guess(images)
        ]

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        """Text vectors, (texts, text dim), of what texts say in English."""
        return self._text.encode_vectors([in_english(text) for text in texts])

    def fuse(self, image: Vectors | None, text: Vectors) -> Vectors:
        """Fused unit vectors in the product role, (rows, dim)."""
        return self._fusion.fuse_products(image, text).embedding

    def has_word(self, word: str) -> bool:
        """Whether the text tower knows a word, in small letters, as it is."""
        return self._queries.has_word(word)

    def encode_query(self, image: bytes | None, text: str, image_weight: float | None = None) -> QueryVector:
        """Turn a photo, words or both into one vector; see `Queries.encode`."""
        return self._queries.encode(image, text, image_weight)
