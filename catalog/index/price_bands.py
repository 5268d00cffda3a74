"""Round price bands that hold about as many products each."""

import itertools
from collections.abc import Callable

from catalog.index.filters import Between
from catalog.index.port import PriceBand

MOST_BANDS = 6
EDGES = (0.0, *(float(digit * 10**power) for power in range(7) for digit in (1, 2, 5)))


def price_bands(count: Callable[[Between], int]) -> tuple[PriceBand, ...]:
    """Cut the prices at 1, 2, 5, 10, 20, 50 …, and join neighbours until few bands are left.

    Args:
        count: How many products have a price in a range, under whatever filters are set.

    Returns:
        At most six bands, cheapest first, none empty, the last without end if it reaches the highest edge.
    """
    bands = []
    for gte, lt in itertools.zip_longest(EDGES, EDGES[1:]):
        number = count(Between("price", gte=gte, lt=lt))
        if number:
            bands.append(PriceBand(gte, lt, number))
    while len(bands) > MOST_BANDS:
        pairs = range(len(bands) - 1)
        first = min(pairs, key=lambda at: (bands[at].count + bands[at + 1].count, at))
        low, high = bands[first], bands[first + 1]
        bands[first : first + 2] = [PriceBand(low.gte, high.lt, low.count + high.count)]
    return tuple(bands)
