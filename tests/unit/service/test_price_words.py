"""Prices as shoppers say them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.index.filters import Between
from service.price_words import read_price

BOUNDS = """
ring under $2k | None | 2000 | ring
ring under 1.5k euros | None | 1500 | ring
ring between $1k and $2k | 1000 | 2000 | ring
necklace over £2K | 2000 | None | necklace
under $99.99 hoops | None | 99.99 | hoops
Ring unter 1.200,50 € | None | 1200.5 | Ring
under $1,500.50 | None | 1500.5 |
bague moins de 1\u202f500 € | None | 1500 | bague
ring under $2 000 | None | 2000 | ring
ring under ₹1,50,000 | None | 150000 | ring
Ring unter CHF 1'200 | None | 1200 | Ring
ring under $500 925 silver | None | 500 | ring 925 silver
under $500 18k gold ring | None | 500 | 18k gold ring
18k ring under 500eur | None | 500 | 18k ring
less than US$ 200 | None | 200 |
up to A$300 | None | 300 |
guldring under 500 kr | None | 500 | guldring
pierścionek do 300 zł | None | 300 | pierścionek
Kette zwischen 1.000 und 1.500 Euro | 1000 | 1500 | Kette
ring under Rs. 5000, gold | None | 5000 | ring , gold
"""

NONE = ["ring under 2 mm", "under $20kg", "under 500 yentas", "chain from 2 ft", "around 18k gold", "under 5", "$500"]


@pytest.mark.parametrize("case", BOUNDS.strip().splitlines())
def test_a_price_is_read_as_it_is_written(case: str) -> None:
    text, least, most, left = (part.strip() for part in case.split("|"))
    price = read_price(text)
    assert price is not None
    assert price.bounds == Between(
        "price", gte=None if least == "None" else float(least), lte=None if most == "None" else float(most)
    )
    assert price.left == left


@pytest.mark.parametrize("text", NONE)
def test_what_names_no_price_in_a_currency_is_none(text: str) -> None:
    assert read_price(text) is None


@given(st.text(alphabet="0123456789.,' k€$", max_size=40))
def test_whatever_stands_there_is_a_finite_bound_or_none(amount: str) -> None:
    price = read_price(f"ring under {amount} €")
    if price is not None:
        assert price.bounds.lte is not None
        assert math.isfinite(price.bounds.lte)
        assert price.words in f"ring under {amount} €"
