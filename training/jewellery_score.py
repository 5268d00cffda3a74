"""Finds the score below which a photo may show no jewellery, on products that nothing was fitted to."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bundles import load_bundle
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from fusion.graph import EncodedModality, GraphFusion
from training.bundle_writer import replace_jewellery_score
from training.corpus import Corpus
from training.progress import Log

PASSING = 95  # per cent of photos of jewellery whose best match scores higher
BATCH = 32

Vectors = NDArray[np.float32]


def fit_jewellery_score(corpus: Corpus, folder: Path, log: Log) -> float:
    """Find what the best match of nearly every photo of the validation split scores, and write it into a bundle.

    The gallery is that split. A photo alone is searched with, as by a shopper. Whether the score keeps other things
    out, `loupe evaluate` says ("No jewellery"); a bundle in which it does not should do without.

    Args:
        corpus: Products with shoppers' photos.
        folder: The bundle; its manifest, and so its fingerprint, becomes another.
        log: Told what was found.

    Returns:
        The score, a cosine.

    Raises:
        ValueError: No product of the validation split has a shopper's photo.
    """
    bundle = load_bundle(folder)
    products = [corpus.products[row] for row in corpus.rows("validation")]
    asked = [photo for product in products for photo in product.photos]
    if not asked:
        raise ValueError("No product of the validation split has a photo of a shopper's. Make a JewelBench of size m.")
    image, text, fusion = GraphImageEncoder(bundle), GraphTextEncoder(bundle), GraphFusion(bundle)
    gallery = []
    for product in products:
        shown = image.encode_vectors(_pixels(image, product.packshots))
        words = text.encode_vectors([product.texts[0]]).repeat(len(shown), axis=0) if product.texts[0] else None
        gallery.append(fusion.fuse_products(shown, words).embedding)
    best = [_best(image, fusion, asked[start : start + BATCH], gallery) for start in range(0, len(asked), BATCH)]
    score = float(np.percentile(np.concatenate(best), 100 - PASSING))
    replace_jewellery_score(folder, score)
    log.line(jewellery_score=score, photos=len(asked), products=len(products))
    return score


def _best(image: GraphImageEncoder, fusion: GraphFusion, photos: Sequence[Path], gallery: Sequence[Vectors]) -> Vectors:
    """Score of the best match of each photo, (photos,)."""
    encoded = EncodedModality(*image.encode(_pixels(image, photos)))
    query = fusion.fuse_queries(encoded, None).embedding
    return np.asarray((query @ np.concatenate(gallery).T).max(axis=1), dtype=np.float32)


def _pixels(image: GraphImageEncoder, photos: Sequence[Path]) -> list[NDArray[np.uint8]]:
    return [image.preprocess(decode_photo(photo.read_bytes(), shortest=image.decoded_side)) for photo in photos]
