"""Composed retrieval without training: centre, project, normalise, multiply."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import GalleryProduct, Photos, Scores, Vectors
from jewelbench.evaluation.tower_similarities import (
    Asked,
    Catalogue,
    Similarities,
    either,
    encode_catalogue,
    encode_queries,
    similarities,
)
from jewelbench.release import QueryRecord

NEGATIVE_WEIGHT = 0.2
COMPONENTS = 250
HARRIS = 0.1
RIDGE = 0.1

Matrix = NDArray[np.float64]


class _Fitted(NamedTuple):
    """What was learned of the catalogue: means, projection (image dim, image dim), and the least cosine of each."""

    image_mean: Vectors
    text_mean: Vectors
    projection: Matrix
    least_image: float
    least_text: float


class Basic:
    """BASIC without query expansion, the variant that its authors found best for instances.

    Both modalities are centred; the photo's vector is projected onto a subspace of what the piece is, as against how
    it was photographed, by contrastive PCA; similarities are shifted by the least one and scaled; and they are joined
    by a criterion like Harris's for corners, `st - λ(s + t)²`, which asks that both be high.

    The method was made for models that put photos and words into one space, and their statistics come from large sets
    of pictures. Here:

    - Where a bundle's towers do not share a space, the similarity of words is that of the query's words and the
      listing's, not the packshot's.
    - The corpora of objects and of styles are stood in for by what words explain of the packshots (a ridge regression
      from listings to photo vectors) and by what they leave unexplained.
    - Least similarities are those within the catalogue, not of generated pictures.
    - Words are not put into the context of objects, since jewellery is all there is.

    Source: Psomas et al. 2025, arXiv:2510.25387; constants are theirs.
    """

    name = "BASIC"

    def __init__(self, towers: BundleTowers) -> None:
        self._towers = towers

    def index(self, products: Sequence[GalleryProduct], photos: Photos) -> None:
        """See `Retriever`."""
        raw = encode_catalogue(self._towers, products, photos)
        image_mean, text_mean = raw.image.mean(axis=0), raw.text.mean(axis=0)
        self._catalogue = Catalogue(raw.packshots, raw.image - image_mean, raw.text - text_mean)
        words = self._catalogue.text[raw.packshots.products]
        projection = semantic_projection(self._catalogue.image, words)
        image = self._catalogue.image
        least_image = float((image @ projection @ image.T).min())
        self._shared = self._towers.bundle.manifest.shared_space
        against = image if self._shared else self._catalogue.text
        least_text = float((self._catalogue.text @ against.T).min())
        self._fitted = _Fitted(image_mean, text_mean, projection, least_image, least_text)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        """See `Retriever`."""
        asked = encode_queries(self._towers, queries, photos)
        image = (asked.image - self._fitted.image_mean) @ self._fitted.projection
        centred = Asked(image.astype(np.float32), asked.text - self._fitted.text_mean, asked.has_photo, asked.has_text)
        found = similarities(self._catalogue, centred)
        words = found.text
        if self._shared:
            words = self._catalogue.packshots.best(centred.text @ self._catalogue.image.T)
        normal = Similarities(
            min_normalised(found.image, self._fitted.least_image),
            min_normalised(words, self._fitted.least_text),
            found.has_photo,
            found.has_text,
        )
        return either(normal, harris(normal.image, normal.text))


def semantic_projection(image: Vectors, words: Vectors) -> Matrix:
    """Projection onto the directions in which packshots differ for reasons that words give.

    Args:
        image: Centred vectors of packshots, (packshots, image dim).
        words: Centred vectors of their listings, (packshots, text dim).

    Returns:
        (image dim, image dim), symmetric, idempotent, of rank `COMPONENTS` at most.

    Source: contrastive PCA: Abid et al. 2018, arXiv:1709.06716.
    """
    covariance = words.T.astype(np.float64) @ words
    ridge = RIDGE * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    explained = words @ np.linalg.solve(covariance + ridge, words.T.astype(np.float64) @ image)
    residual = image - explained
    contrast = (1 - NEGATIVE_WEIGHT) * explained.T @ explained - NEGATIVE_WEIGHT * residual.T @ residual
    values, axes = np.linalg.eigh(contrast)
    kept = axes[:, ::-1][:, : min(COMPONENTS, int((values > 0).sum()))]
    projection: Matrix = kept @ kept.T
    return projection


def min_normalised(similarity: Scores, least: float) -> Scores:
    """Shift and scale so that the least similarity becomes 0 and the middle 1; what lies below becomes 0."""
    return np.asarray(np.clip((similarity - least) / max(abs(least), 1e-9), 0, None), dtype=np.float32)


def harris(first: Scores, second: Scores) -> Scores:
    """High only where both are: `st - λ(s + t)²`."""
    return np.asarray(first * second - HARRIS * (first + second) ** 2, dtype=np.float32)
