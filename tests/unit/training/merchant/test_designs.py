from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.training.merchant.pieces import illustrate, piece, shop
from training.merchant.designs import chosen, families, find_designs, split_of
from training.merchant.facts import compare


def designs_of(products):
    return find_designs(products, compare(products))


def test_the_merchants_groups_are_designs():
    products = [replace(product, title=product.sku) for product in shop(4, grouped=True)]
    labels = designs_of(products).labels
    assert [Counter(labels)[label] for label in sorted(set(labels))] == [9, 9, 9, 9]


def test_titles_that_differ_in_metal_and_stone_alone_are_one_design():
    products = shop(12)
    labels = designs_of(products).labels
    assert len(set(labels)) == 12
    assert len({labels[row] for row, product in enumerate(products) if product.title.startswith("Luna")}) == 1


def test_a_name_under_which_the_same_piece_stands_twice_is_no_design():
    twice = [piece(f"s-{number}", "Sirius Ring", metal="silver") for number in range(3)]
    labels = designs_of([*shop(12), *twice]).labels
    assert len(set(labels[-3:])) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [("Sirius Halo Ring in Silver", "Sirius Signet Ring in Rose Gold"),
     ("Sirius Letter Ring D in Silver", "Sirius Letter Ring M in Rose Gold"),
     ("Sirius Ring in Silver", "Sirius Grande Ring in Rose Gold")],
)  # fmt: skip
def test_titles_that_differ_in_more_than_metal_and_stone_are_two_designs(one, other):
    products = [piece("a", one, metal="silver"), piece("b", other, metal="rose gold"), *shop(12)]
    assert len(set(designs_of(products).labels[:2])) == 2


def test_common_words_name_no_design():
    products = [
        piece(f"r-{number}", f"Beautiful ring number {number}", metal="silver", gemstone=stone)
        for number, stone in enumerate(["ruby", "emerald", "opal"] * 20)
    ]
    assert set(designs_of(products).names) == {""}


def test_products_of_different_groups_are_never_one_design_for_their_names():
    one, other = (
        piece(sku, "Vega Ring", metal=metal, group=group)
        for sku, metal, group in (("a", "silver", "G1"), ("b", "rose gold", "G2"))
    )
    assert len(set(designs_of([one, other, *shop(12)]).labels[:2])) == 2


def test_designs_that_share_a_photo_are_one_family_and_stay_two_designs():
    items = illustrate(shop(12))
    products = [item.product for item in items]
    designs = designs_of(products)
    items[9] = replace(items[9], hashes=items[0].hashes)  # a photo of the second design is one of the first's
    together = families(designs, items)
    assert designs.labels[0] != designs.labels[9]
    assert together[0] == together[9]
    assert len(set(together)) == 11


@given(st.text(min_size=1))
def test_a_family_stays_in_its_split(family):
    assert split_of(family) == split_of(family)


def test_about_a_fifth_of_the_families_is_kept_aside():
    counts = Counter(split_of(f"family {number}") for number in range(2000))
    assert 0.16 < counts["test"] / 2000 < 0.24
    assert 0.65 < counts["train"] / 2000 < 0.75


def test_of_a_large_catalogue_whole_designs_are_taken():
    products = shop(12)
    designs = designs_of(products)
    rows = chosen(products, designs, 50)
    assert len(rows) == 45
    assert set(Counter(designs.labels[row] for row in rows).values()) == {9}
    assert chosen(products, designs, 500) == list(range(108))
