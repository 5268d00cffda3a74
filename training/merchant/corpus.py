"""Turns a merchant's products into what a fusion is fitted to and judged by."""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from training.corpus import Corpus, CorpusProduct, Split
from training.merchant.asking import Asking
from training.merchant.catalogue_texts import catalogue_texts
from training.merchant.designs import Designs, families, find_designs, split_of
from training.merchant.facts import Facts, compare, corpus_facts
from training.merchant.illustrated import IllustratedProduct
from training.merchant.lexicon import Lexicon
from training.merchant.pairs import Pair, pairs_of_designs, pairs_of_likes

FEWEST_PRODUCTS = 50
FEWEST_FAMILIES = 5  # to be judged by
FEWEST_PAIRS = 20  # to learn from; and half as many to be judged by

SPLITS: tuple[Split, ...] = ("train", "validation", "test")


class TooLittleToLearnError(ValueError):
    """The catalogue holds too little for fitting to be worth while; the message says what is missing."""


@dataclass(frozen=True)
class MerchantCorpus:
    """A corpus made from a catalogue.

    Attributes:
        corpus: Products and queries.
        pairs: What composed queries were made from, by split.
        designs: How many designs stand in more than one look.
        languages: ISO 639-1 codes of the words that were used.
    """

    corpus: Corpus
    pairs: Mapping[Split, Sequence[Pair]]
    designs: int
    languages: tuple[str, ...]


def build_corpus(items: Sequence[IllustratedProduct], vectors: NDArray[np.float32], seed: int = 0) -> MerchantCorpus:
    """Build a corpus from a catalogue.

    Args:
        items: Its products, each with a photo.
        vectors: Image vector of each one's first photo, (products, dim), unit length.
        seed: Decides every wording.

    Raises:
        TooLittleToLearnError: The message says what is missing.
    """
    require_products(len(items))
    products = [item.product for item in items]
    compared = compare(products)
    designs = find_designs(products, compared)
    kept_together = families(designs, items)
    splits = [split_of(family) for family in kept_together]
    _require_families({family for family, split in zip(kept_together, splits, strict=True) if split == "test"})
    pairs = {split: _pairs(_rows(splits, split), designs, compared, vectors) for split in SPLITS}
    _require_pairs(pairs)
    facts = [
        corpus_facts(compared[row], product, designs.labels[row], designs.names[row])
        for row, product in enumerate(products)
    ]
    lexicon = Lexicon(products)
    asking = Asking(facts, compared, lexicon, seed)
    queries = {split: asking.queries(split, _rows(splits, split), pairs[split]) for split in SPLITS}
    corpus = Corpus(
        [
            _corpus_product(item, kept_together[row], splits[row], asking.marked(row), seed)
            for row, item in enumerate(items)
        ],
        queries,
    )
    several = sum(count > 1 for count in Counter(designs.labels).values())
    return MerchantCorpus(corpus, pairs, several, lexicon.languages)


def require_products(count: int) -> None:
    """Say so if a catalogue has too few products with a photo.

    Raises:
        TooLittleToLearnError: It has.
    """
    if count < FEWEST_PRODUCTS:
        raise TooLittleToLearnError(
            f"The catalogue holds {count} products with a photo that can be read; fitting needs at least "
            f"{FEWEST_PRODUCTS}, and pays from some hundreds on."
        )


def _pairs(
    rows: Sequence[int], designs: Designs, compared: Sequence[Facts], vectors: NDArray[np.float32]
) -> list[Pair]:
    if len(rows) < 2:
        return []
    return [
        *pairs_of_designs(rows, designs.labels, compared),
        *pairs_of_likes(rows, designs.labels, compared, vectors),
    ]


def _rows(splits: Sequence[Split], split: Split) -> list[int]:
    return [row for row, each in enumerate(splits) if each == split]


def _require_families(held_out: Collection[str]) -> None:
    if len(held_out) < FEWEST_FAMILIES:
        raise TooLittleToLearnError(
            f"The catalogue holds too few designs: only {len(held_out)} could be kept aside to judge by, at least "
            f"{FEWEST_FAMILIES} are needed. Products of one group, or with the same photos, count as one design."
        )


def _require_pairs(pairs: Mapping[Split, Sequence[Pair]]) -> None:
    if len(pairs["train"]) >= FEWEST_PAIRS and 2 * len(pairs["test"]) >= FEWEST_PAIRS:
        return
    found = sum(len(each) for each in pairs.values()) // 2
    raise TooLittleToLearnError(
        f"Only {found} pairs of products were found that differ in metal, stone or colour alone, too few to learn from "
        "and to be judged by. Columns for category, metal, gemstone and colour help, and so does a column that names "
        "what variants belong together; `loupe health` lists what is missing."
    )


def _corpus_product(item: IllustratedProduct, family: str, split: Split, facts: Facts, seed: int) -> CorpusProduct:
    texts = catalogue_texts(item.product, random.Random(f"{seed} {item.product.sku}"))
    return CorpusProduct(item.product.sku, family, split, facts, texts, item.photos[:1], item.photos[1:])
