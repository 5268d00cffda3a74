"""A product and its vectors survive the way into a point and back."""

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.index.filters import Between, Flag, NoneOf, OneOf
from catalog.index.payload import (
    entry_to_payload,
    facts_to_payload,
    folded,
    hits_of,
    payload_to_shown,
    payload_to_stored,
    payload_to_vectors,
)
from catalog.index.port import IndexEntry, Prediction, StoredProduct
from catalog.product import Product, Variant

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines may be busy
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MAYBE_TEXT = st.none() | TEXT
PRICES = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
VARIANTS = st.builds(
    Variant,
    sku=TEXT,
    options=st.dictionaries(TEXT, TEXT, max_size=2),
    price=PRICES,
    available=st.none() | st.booleans(),
)
PREDICTED = st.dictionaries(TEXT, st.builds(Prediction, TEXT, st.floats(0, 1)), max_size=2)
PRODUCTS = st.builds(
    Product,
    sku=TEXT,
    title=TEXT,
    description=TEXT,
    category=MAYBE_TEXT,
    metal=MAYBE_TEXT,
    gemstone=MAYBE_TEXT,
    karat=MAYBE_TEXT,
    colour=MAYBE_TEXT,
    style=MAYBE_TEXT,
    size=MAYBE_TEXT,
    own_words=st.dictionaries(TEXT, TEXT, max_size=2),
    attributes=st.dictionaries(TEXT, TEXT, max_size=3),
    group=MAYBE_TEXT,
    variants=st.lists(VARIANTS, max_size=2).map(tuple),
    price=PRICES,
    currency=MAYBE_TEXT,
    url=MAYBE_TEXT,
    available=st.none() | st.booleans(),
    photos=st.lists(TEXT, max_size=3).map(tuple),
)


def stored_of(product: Product) -> StoredProduct:
    return StoredProduct(product, ("p1", "p2"), content_hash="content", facts_hash="facts")


def unit_vectors(rows: int, dim: int) -> np.ndarray:
    vectors = np.random.default_rng(rows).normal(size=(rows, dim)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@UNTIMED
@given(PRODUCTS, st.lists(TEXT, max_size=2).map(tuple), PREDICTED)
def test_any_product_comes_back_from_json_as_it_was(
    product: Product, texts: tuple[str, ...], predicted: dict[str, Prediction]
) -> None:
    stored = replace(stored_of(product), photo_versions=texts, photo_hashes=texts[::-1], predicted=predicted)
    back = payload_to_stored(json.loads(json.dumps(facts_to_payload(stored), allow_nan=False)))
    assert back == stored
    assert str(back.product.price) == str(product.price)
    assert list(map(str, (each.price for each in back.product.variants))) == [
        str(each.price) for each in product.variants
    ]


def test_what_an_earlier_release_wrote_is_read() -> None:
    plain = {
        "sku": "1", "title": "Ring", "description": "", "category": None, "metal": "Gold", "gemstone": None,
        "attributes": {"vendor": "Velm"}, "price": None, "currency": None, "url": None, "available": None, "photos": [],
    }  # fmt: skip
    payload = {"product": json.dumps(plain), "photo_ids": ["p1"], "content_hash": "c", "facts_hash": "f", "sku": "1"}
    product = Product("1", "Ring", metal="Gold", attributes={"vendor": "Velm"})
    assert payload_to_stored(payload) == StoredProduct(product, ("p1",), content_hash="c", facts_hash="f")


def test_predictions_fill_what_filters_see_and_nothing_else() -> None:
    seen = {"category": Prediction("Ring", 0.9), "metal": Prediction("silver", 0.6)}
    stored = replace(stored_of(Product("1", "A ring", metal="Gold")), predicted=seen)
    payload = facts_to_payload(stored)
    assert payload["facts"] == {"category": "ring", "metal": "gold", "names": ["ring", "gold"]}
    assert payload_to_stored(payload).product.category is None


def test_filters_look_at_one_case_while_the_merchants_spelling_is_kept() -> None:
    product = Product("1", "A ring", metal="Rose GOLD", category="STRASSE", price=Decimal("390.00"), available=False)
    payload = facts_to_payload(stored_of(product))
    names = payload["facts"].pop("names")
    assert payload["facts"] == {"metal": "rose gold", "category": "strasse", "price": 390.0, "available": "false"}
    assert names == ["ring", "rose", "gold", "strasse"]
    assert payload_to_stored(payload).product.metal == "Rose GOLD"
    assert folded(OneOf("metal", ("ROSE Gold", "Straße"))) == OneOf("metal", ("rose gold", "strasse"))
    assert folded(NoneOf("metal", ("ROSE Gold",))) == NoneOf("metal", ("rose gold",))


@pytest.mark.parametrize("condition", [Flag("available", True), Between("price", gte=1, lt=5), Between("price", gt=1)])
def test_only_words_have_a_case(condition: Flag | Between) -> None:
    assert folded(condition) == condition


BOUND = st.none() | st.integers(0, 3)


@UNTIMED
@given(st.builds(Between, st.just("price"), gte=BOUND, gt=BOUND, lte=BOUND, lt=BOUND), st.integers(0, 3))
def test_one_bound_a_side_lets_the_same_numbers_through(between: Between, number: int) -> None:
    one = folded(between)
    assert isinstance(one, Between)
    assert one.gte is None or one.gt is None
    assert one.lte is None or one.lt is None
    assert lets_through(one, number) == lets_through(between, number)


def lets_through(between: Between, number: float) -> bool:
    return (
        (between.gte is None or number >= between.gte)
        and (between.gt is None or number > between.gt)
        and (between.lte is None or number <= between.lte)
        and (between.lt is None or number < between.lt)
    )


def test_unknown_facts_are_left_out_of_what_filters_see() -> None:
    assert facts_to_payload(stored_of(Product("1", "A ring", metal="")))["facts"] == {"names": ["ring"]}


def test_a_price_beyond_all_floats_is_kept_but_cannot_be_filtered_by() -> None:
    product = Product("1", "A ring", price=Decimal("1e400"))
    payload = facts_to_payload(stored_of(product))
    assert payload["facts"] == {"names": ["ring"]}
    assert payload_to_stored(payload).product.price == Decimal("1e400")


def test_vectors_come_back_nearly_as_they_were() -> None:
    vectors = unit_vectors(3, 896)
    payload = entry_to_payload(IndexEntry(stored_of(Product("1", "A ring")), vectors))
    back = payload_to_vectors(json.loads(json.dumps(payload)), 896)
    assert back.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(back, axis=1), 1, atol=1e-3)
    assert float((back * vectors).sum(axis=1).min()) > 1 - 1e-3


def test_vectors_that_are_not_contiguous_are_written_row_by_row() -> None:
    vectors = unit_vectors(4, 8)[::2]
    payload = entry_to_payload(IndexEntry(stored_of(Product("1", "A ring")), vectors))
    np.testing.assert_allclose(payload_to_vectors(payload, 8), vectors, atol=1e-3)


def test_each_hit_names_its_best_photo() -> None:
    vectors = unit_vectors(6, 16)
    parts = vectors[:3], vectors[3:4], vectors[4:]
    payloads = [
        entry_to_payload(IndexEntry(stored_of(Product(str(number), "A ring")), part))
        for number, part in enumerate(parts)
    ]
    query = vectors[1] + 0.5 * vectors[5]
    hits = hits_of([payload_to_shown(each, 16) for each in payloads], [0.9, 0.5, 0.1], query)
    assert [(hit.stored.product.sku, hit.score) for hit in hits] == [("0", 0.9), ("1", 0.5), ("2", 0.1)]
    assert [hit.best_photo for hit in hits] == [int((part @ query).argmax()) for part in parts]
    for hit, part in zip(hits, parts, strict=True):
        np.testing.assert_allclose(hit.vector, part[hit.best_photo], atol=1e-3)


def test_nothing_found_is_no_hits() -> None:
    assert hits_of([], [], unit_vectors(1, 16)[0]) == []
