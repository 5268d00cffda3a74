import numpy as np

from tests.unit.training.merchant.pieces import shop
from training.merchant.designs import find_designs
from training.merchant.facts import compare
from training.merchant.pairs import pairs_of_designs, pairs_of_likes


def mined(products, rows=None):
    compared = compare(products)
    labels = find_designs(products, compared).labels
    return list(pairs_of_designs(rows or range(len(products)), labels, compared)), labels, compared


def test_pairs_lie_within_a_design_and_run_both_ways():
    products = shop(3)
    pairs, labels, _ = mined(products)
    assert pairs
    assert all(labels[pair.before] == labels[pair.after] and pair.same_design for pair in pairs)
    singles = {(pair.before, pair.after) for pair in pairs if len(pair.changes) == 1}
    assert singles == {(after, before) for before, after in singles}


def test_a_pair_says_what_differs():
    products = shop(1)
    for pair in mined(products)[0]:
        before, after = products[pair.before], products[pair.after]
        assert pair.changes == tuple(n for n in ("metal", "gemstone") if getattr(before, n) != getattr(after, n))


def test_single_changes_come_before_double_ones():
    products = shop(1)
    changes = [len(pair.changes) for pair in mined(products)[0] if pair.before == 0]
    assert changes == sorted(changes)
    assert changes.count(1) == 4  # two other metals, one other stone, none


def test_rows_that_are_not_asked_for_are_in_no_pair():
    pairs, _, _ = mined(shop(1), rows=[0, 1, 2])
    assert {row for pair in pairs for row in (pair.before, pair.after)} == {0, 1, 2}


def test_products_of_two_designs_pair_if_they_differ_in_one_thing_and_look_alike():
    products = [product for product in shop(2) if product.gemstone == "ruby"]  # two designs in three metals
    compared = compare(products)
    labels = [str(number) for number in range(6)]
    near = np.eye(6, dtype=np.float32)
    pairs = list(pairs_of_likes(range(6), labels, compared, near))
    assert {pair.changes for pair in pairs} == {("metal",)}
    assert not any(pair.same_design for pair in pairs)
    assert all(products[pair.before].metal != products[pair.after].metal for pair in pairs)


def test_products_whose_photos_are_far_apart_are_no_pair(monkeypatch):
    monkeypatch.setattr("training.merchant.pairs.NEAREST", 1)
    products = [product for product in shop(2) if product.gemstone == "ruby"]
    vectors = np.array([[1, 0], [0.99, 0.1], [0, 1], [0.1, 0.99], [-1, 0], [-0.99, 0.1]], dtype=np.float32)
    pairs = list(pairs_of_likes(range(6), list("abcdef"), compare(products), vectors))
    assert {(pair.before, pair.after) for pair in pairs} == {(0, 1), (1, 0), (2, 3), (3, 2), (4, 5), (5, 4)} - {
        (before, after)
        for before, after in ((2, 3), (3, 2))
        if products[before].metal == products[after].metal
    }  # fmt: skip
