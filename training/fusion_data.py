"""Gathers what a fusion is fitted to and judged by: a corpus, and what the towers see of its photos and texts."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from training.corpus import Corpus, CorpusProduct, Kind, Query, Split
from training.features import PhotoFeatures, TextFeatures, encode_photos, encode_texts
from training.nonsense import nonsense
from training.progress import Progress, silent
from training.shop_talk import NO_TALK, ShopTalk, shop_talk

NONSENSE = 600
"""Texts without sense, drawn once."""
FITTED: Split = "train"


@dataclass(frozen=True)
class FusionData:
    """A corpus with its features.

    Attributes:
        corpus: Products and queries; queries name products by row.
        photos: Encoded photos.
        words: Encoded texts: of every product, every query, `nonsense` and `talk`.
        nonsense: Texts that say nothing about jewellery.
        talk: Listings and questions of shops, none of which is about a product of the corpus.
    """

    corpus: Corpus
    photos: PhotoFeatures
    words: TextFeatures
    nonsense: Sequence[str]
    talk: ShopTalk = NO_TALK

    @property
    def products(self) -> Sequence[CorpusProduct]:
        """The corpus's products."""
        return self.corpus.products

    def queries(self, split: Split, kind: Kind) -> Sequence[Query]:
        """The corpus's queries of a kind, none where it has none."""
        return self.corpus.queries.get(split, {}).get(kind, ())

    def shown_rows(self, row: int) -> list[Sequence[int]]:
        """Rows of the photos that a query about a product may show, for each photo all its versions.

        A product without a shopper's photo is shown by augmented versions of its packshots.
        """
        product = self.products[row]
        if product.photos:
            return [self.photos.rows[file] for file in product.photos]
        return [self.photos.rows[file][1:] or self.photos.rows[file] for file in product.packshots]


def gather(
    bundle: Path,
    corpus: Corpus,
    work: Path,
    *,
    versions: int = 1,
    seed: int = 0,
    progress: Progress = silent,
) -> FusionData:
    """Encode every photo and every text of a corpus, or read them where they were encoded before.

    Args:
        bundle: A bundle with the towers.
        corpus: What to encode.
        work: Folder that keeps features; see `training.features`.
        versions: Augmented versions of each shopper's photo in training, and of packshots that stand in for such.
        seed: Chooses augmentations and texts without sense.
        progress: Told the progress.

    Raises:
        BundleError: The folder holds no bundle, or a broken one.
        PhotoError: A photo cannot be decoded.
    """
    rng = random.Random(seed)
    files = [file for product in corpus.products for file in (*product.packshots, *product.photos)]
    altered = [file for product in corpus.products for file in _altered(product)]
    senseless = sorted({nonsense(rng) for _ in range(NONSENSE)})
    texts = [text for product in corpus.products for text in product.texts]
    texts += [
        query.text for kinds in corpus.queries.values() for queries in kinds.values() for query in queries if query.text
    ]
    photos = encode_photos(bundle, files, altered, work, versions=versions, seed=seed, progress=progress)
    talk = shop_talk()
    every = (*texts, *senseless, *talk.listings, *talk.asked)
    words = encode_texts(bundle, [text for text in every if text], work, progress=progress)
    return FusionData(corpus, photos, words, senseless, talk)


def _altered(product: CorpusProduct) -> Sequence[Path]:
    if not product.photos:
        return product.packshots
    return product.photos if product.split == FITTED else ()
