from dataclasses import replace

import numpy as np
import pytest

from tests.unit.training.merchant.pieces import illustrate, piece, shop
from training.corpus import Judge
from training.merchant.asking import OF_ANOTHER_DESIGN
from training.merchant.corpus import SPLITS, TooLittleToLearnError, build_corpus

ALL_KINDS = ("photo", "words", "composed", "both")


def vectors(count):
    found = np.random.default_rng(0).normal(size=(count, 8)).astype(np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def corpus_of(products):
    items = illustrate(products)
    return build_corpus(items, vectors(len(items)))


@pytest.fixture(scope="module")
def built():
    return corpus_of(shop(36))


def test_every_product_is_in_the_corpus_with_its_photo_and_the_words_of_the_index_first(built):
    products = shop(36)
    assert [each.product_id for each in built.corpus.products] == [product.sku for product in products]
    for known, product in zip(built.corpus.products, products, strict=True):
        assert known.texts[0] == product.words()
        assert known.packshots == (known.packshots[0],)


def test_further_photos_of_a_product_are_what_shoppers_would_show():
    items = illustrate(shop(36))
    items[0] = replace(items[0], photos=(*items[0].photos, *items[1].photos), hashes=(*items[0].hashes, "0" * 128))
    known = build_corpus(items, vectors(len(items))).corpus.products[0]
    assert (known.packshots, known.photos) == (items[0].photos[:1], items[1].photos)


def test_no_family_lies_in_two_splits(built):
    splits = {}
    for product in built.corpus.products:
        splits.setdefault(product.family, set()).add(product.split)
    assert all(len(each) == 1 for each in splits.values())
    assert {split for each in splits.values() for split in each} == set(SPLITS)


def test_a_query_shows_and_wants_products_of_its_split(built):
    products = built.corpus.products
    for split in SPLITS:
        for kind in ALL_KINDS:
            assert built.corpus.queries[split][kind], (split, kind)
            for query in built.corpus.queries[split][kind]:
                assert products[query.target].split == split
                assert query.photo is None or products[query.photo].split == split


def test_what_a_query_wants_answers_it_and_what_a_change_shows_does_not(built):
    judge = Judge(built.corpus.products)
    everything = range(len(built.corpus.products))
    for kinds in built.corpus.queries.values():
        for kind in ALL_KINDS:
            queries = kinds[kind]
            right = judge.right(queries, everything)
            assert all(right[number, query.target] for number, query in enumerate(queries))
            if kind == "composed":
                assert not any(right[number, query.photo] for number, query in enumerate(queries))


def test_a_change_within_a_design_is_answered_by_that_design_alone(built):
    products = built.corpus.products
    judge = Judge(products)
    own = [query for query in built.corpus.queries["train"]["composed"] if OF_ANOTHER_DESIGN not in query.edit]
    right = judge.right(own, range(len(products)))
    for number, query in enumerate(own):
        answers = {products[row].facts["design look"] for row in np.flatnonzero(right[number])}
        assert answers == {products[query.photo].facts["design look"]}


def test_what_is_only_not_wanted_leaves_several_answers():
    built = corpus_of(shop(36))
    judge = Judge(built.corpus.products)
    refusing = [
        query
        for query in built.corpus.queries["train"]["composed"]
        if "metal other than yellow gold" in query.columns and OF_ANOTHER_DESIGN not in query.edit
    ]
    right = judge.right(refusing, range(len(built.corpus.products)))
    assert refusing
    for number in range(len(refusing)):
        metals = {built.corpus.products[row].facts["metal"] for row in np.flatnonzero(right[number])}
        assert metals == {"rose gold", "silver"}


def test_the_same_catalogue_gives_the_same_corpus(built):
    again = corpus_of(shop(36))
    assert again.corpus.queries == built.corpus.queries
    assert again.corpus.products == built.corpus.products


def test_what_is_held_out_stays_so_when_the_catalogue_grows(built):
    grown = {product.product_id: product.split for product in corpus_of(shop(48)).corpus.products}
    assert all(grown[product.product_id] == product.split for product in built.corpus.products)


def test_a_catalogue_of_few_products_is_declined():
    with pytest.raises(TooLittleToLearnError, match="45 products"):
        corpus_of(shop(5))


def test_a_catalogue_of_few_designs_is_declined():
    with pytest.raises(TooLittleToLearnError, match="too few designs"):
        corpus_of([replace(product, group="all one") for product in shop(6)])


def test_a_catalogue_without_pairs_is_declined():
    products = [
        piece(f"r-{number}", f"{'abcdefghijklmnopqrstuvwxyz'[number % 26] * 4} {number}") for number in range(60)
    ]
    with pytest.raises(TooLittleToLearnError, match="Only 0 pairs"):
        corpus_of(products)
