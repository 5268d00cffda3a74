"""Gathers what a fusion is fitted to and judged by: features of the towers, and queries in words."""

import random
from collections.abc import Sequence
from pathlib import Path

from training.evaluation import Trial, trials
from training.features import PhotoFeatures, encode_words
from training.fusion_fitting import FusionData
from training.progress import Log
from training.queries import Query, described_query, drawn_edits, family_edits, photo_query, words_query
from training.renders import RenderedProduct
from training.wording import listing

PHRASES = 4  # ways in which words ask for each product
LISTINGS = 4  # ways in which a catalogue puts it, beside its bare title
JUDGED = ("validation", "test")


def gather(
    towers: Path, products: Sequence[RenderedProduct], photos: PhotoFeatures, log: Log, seed: int = 0
) -> tuple[FusionData, dict[str, dict[str, Trial]]]:
    """Draw the queries, and encode every text that occurs in them or in a listing.

    Args:
        towers: A bundle with the towers.
        products: All products; only those of the training split are drawn from.
        photos: Their encoded photos.
        log: Told the progress.
        seed: Decides every wording.

    Returns:
        What to fit to, and the trials of each judged split.
    """
    rng = random.Random(seed)
    rows = [row for row, product in enumerate(products) if product.split == "train"]
    listings = [[product.title, *(listing(product, rng) for _ in range(LISTINGS))] for product in products]
    queries = _queries(products, rows, rng)
    judged = {split: trials(products, photos, split) for split in JUDGED}
    asked = [query for kind in queries.values() for query in kind]
    asked += [query for split in judged.values() for trial in split.values() for query in trial.queries]
    texts = [text for each in listings for text in each] + [query.text for query in asked if query.text is not None]
    log.line(queries=len(asked), edits=len(queries["composed"]), texts=len(texts))
    return FusionData(products, rows, listings, queries, photos, encode_words(towers, texts, log)), judged


def _queries(products: Sequence[RenderedProduct], rows: Sequence[int], rng: random.Random) -> dict[str, list[Query]]:
    recorded = family_edits(products, rows)
    return {
        "photo": [photo_query(row) for row in rows],
        "words": [words_query(products, row, rng) for row in rows for _ in range(PHRASES)],
        "both": [described_query(products, row, rng) for row in rows],
        "composed": [*recorded, *drawn_edits(products, rows, rng)],
    }
