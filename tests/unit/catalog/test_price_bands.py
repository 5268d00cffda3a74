"""Price bands are round, few, and count every product once."""

import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.index.filters import Between
from catalog.index.price_bands import EDGES, MOST_BANDS, price_bands

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines may be busy
PRICES = st.lists(st.floats(0, 1e8), max_size=60)


def count_of(prices: list[float], band: Between) -> int:
    assert band.gte is not None
    return sum(band.gte <= price and (band.lt is None or price < band.lt) for price in prices)


@UNTIMED
@given(PRICES)
def test_bands_hold_each_price_once(prices: list[float]) -> None:
    bands = price_bands(lambda band: count_of(prices, band))
    assert len(bands) <= MOST_BANDS
    assert sum(band.count for band in bands) == len(prices)
    for band in bands:
        assert band.count == count_of(prices, Between("price", gte=band.gte, lt=band.lt)) > 0
        assert band.gte in EDGES
        assert band.lt is None or band.lt in EDGES
    assert all(low.lt is not None and low.lt <= high.gte for low, high in itertools.pairwise(bands))


def test_no_price_is_no_band() -> None:
    assert price_bands(lambda band: 0) == ()


def test_the_emptiest_neighbours_are_joined() -> None:
    prices = [1.5, 3, 7, 15, *[30] * 9, *[70] * 9, *[150] * 9, *[300] * 9]
    bands = price_bands(lambda band: count_of(prices, band))
    assert [(band.gte, band.lt, band.count) for band in bands] == [
        (1, 5, 2), (5, 20, 2), (20, 50, 9), (50, 100, 9), (100, 200, 9), (200, 500, 9),
    ]  # fmt: skip


def test_what_costs_more_than_the_highest_edge_is_in_a_band_without_end() -> None:
    bands = price_bands(lambda band: count_of([2e9], band))
    assert [(band.gte, band.lt, band.count) for band in bands] == [(EDGES[-1], None, 1)]
