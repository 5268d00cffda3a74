"""What the two towers of a bundle say of queries and products, each on its own: what plain fusions work with."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import GalleryProduct, Packshots, Photos, Scores, Vectors
from jewelbench.release import QueryRecord


class Catalogue(NamedTuple):
    """A catalogue in vectors.

    Attributes:
        packshots: Whose packshot is whose.
        image: (packshots, image dim), unit vectors.
        text: (products, text dim), unit vectors of the listings; zero for an empty one.
    """

    packshots: Packshots
    image: Vectors
    text: Vectors


class Asked(NamedTuple):
    """Queries in vectors: (queries, image dim) and (queries, text dim), zero where a photo or words are missing."""

    image: Vectors
    text: Vectors
    has_photo: NDArray[np.bool_]
    has_text: NDArray[np.bool_]


class Similarities(NamedTuple):
    """Cosines by tower.

    Attributes:
        image: Of the query's photo and the product's best packshot, (queries, products).
        text: Of the query's words and the product's, (queries, products).
        has_photo: (queries,).
        has_text: (queries,).
    """

    image: Scores
    text: Scores
    has_photo: NDArray[np.bool_]
    has_text: NDArray[np.bool_]


def encode_catalogue(towers: BundleTowers, products: Sequence[GalleryProduct], photos: Photos) -> Catalogue:
    """Encode packshots and listings."""
    packshots = Packshots(products)
    image = towers.photo_vectors([photos[photo] for photo in packshots.photo_ids])
    return Catalogue(packshots, image, towers.text_vectors([product.words() for product in products]))


def encode_queries(towers: BundleTowers, queries: Sequence[QueryRecord], photos: Photos) -> Asked:
    """Encode what queries show and say."""
    has_photo = np.array([query.photo is not None for query in queries])
    has_text = np.array([bool(query.text) for query in queries])
    image = np.zeros((len(queries), towers.bundle.manifest.image.dim), dtype=np.float32)
    if has_photo.any():
        image[has_photo] = towers.photo_vectors([photos[query.photo] for query in queries if query.photo is not None])
    return Asked(image, towers.text_vectors([query.text or "" for query in queries]), has_photo, has_text)


def similarities(catalogue: Catalogue, asked: Asked) -> Similarities:
    """Cosines of queries and products, tower by tower."""
    return Similarities(
        catalogue.packshots.best(asked.image @ catalogue.image.T),
        asked.text @ catalogue.text.T,
        asked.has_photo,
        asked.has_text,
    )


def either(found: Similarities, both: Scores) -> Scores:
    """Scores of queries of any kind: `both` where there are photo and words, the one tower's where there is one."""
    alone = np.where(found.has_photo[:, None], found.image, found.text)
    scores = np.where((found.has_photo & found.has_text)[:, None], both, alone)
    return np.where((found.has_photo | found.has_text)[:, None], scores, np.float32(np.nan)).astype(np.float32)
