import pytest

from tests.unit.training.merchant.pieces import piece, shop
from training.merchant.facts import compare, differences, metal_look, telling_columns


@pytest.mark.parametrize(
    ("metal", "look"),
    [("silver", "white"), ("white gold", "white"), ("platinum", "white"), ("rose gold plated", "rose"),
     ("gold vermeil", "yellow"), ("black rhodium", "black"), ("leather", "leather")],
)  # fmt: skip
def test_metals_that_look_alike_have_one_look(metal, look):
    assert metal_look(metal) == look


def test_a_column_of_few_short_values_tells_products_apart():
    products = [
        piece(f"r-{number}", attributes={"Setting": ("prong", "bezel")[number % 2], "Weight": f"{number}.5",
                                         "Care": "Wipe with a soft dry cloth after every single time you wear it",
                                         "Serial": f"serial {number}", "Ring size": ("52", "54")[number % 2]})
        for number in range(20)
    ]  # fmt: skip
    assert telling_columns(products) == ("Setting",)


def test_a_column_that_few_products_fill_tells_nothing():
    products = [piece(f"r-{number}", attributes={"Setting": ("prong", "bezel")[number % 2]}) for number in range(6)]
    assert telling_columns(products) == ()


def test_products_differ_in_what_is_another_thing():
    one, other = compare([piece("a", metal="silver", gemstone="ruby"), piece("b", metal="rose gold", gemstone="ruby")])
    assert differences(one, other) == ("metal",)
    assert differences(one, one) == ()


def test_what_changes_along_with_a_metal_is_no_change_of_its_own():
    one, other = compare(
        [piece("a", metal="silver", colour="white"), piece("b", metal="yellow gold", colour="yellow")]
    )  # fmt: skip
    assert differences(one, other) == ("metal",)


def test_a_stone_may_be_missing_and_a_metal_may_not():
    plain, set_with, unknown = compare(
        [piece("a", metal="silver"), piece("b", metal="silver", gemstone="ruby"), piece("c", gemstone="ruby")]
    )
    assert differences(set_with, plain) == ("gemstone",)
    assert differences(set_with, unknown) is None


def test_columns_of_the_merchants_own_count_as_differences():
    products = [
        piece(f"r-{number}", metal="silver", attributes={"Setting": ("prong", "bezel")[number % 2]})
        for number in range(12)
    ]
    compared = compare(products)
    assert differences(compared[0], compared[1]) == ("own Setting",)


def test_every_pair_of_a_design_differs_in_what_it_was_made_to():
    products = shop(1)
    compared = compare(products)
    for one, first in zip(products, compared, strict=True):
        for other, second in zip(products, compared, strict=True):
            wanted = [name for name in ("metal", "gemstone") if getattr(one, name) != getattr(other, name)]
            assert differences(first, second) == tuple(wanted)
