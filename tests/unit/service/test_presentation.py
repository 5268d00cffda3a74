"""The quick way of writing search results says the same as the plain one."""

import json
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from catalog.index.port import Prediction, SearchHit, StoredProduct
from catalog.product import Product, Variant
from encoders.locator import Area
from service.api.presentation import present_product, present_results, results_response
from service.search import Match, SearchResults

RING = Product("R „1“", "A ring\n", metal="Rose gold", price=Decimal("12.50"), attributes={"vendor": "Vélm"})
STORED = StoredProduct(RING, ("p1", "p2", "p3"), "c", "f", predicted={"category": Prediction("ring", 0.91234)})
TWO_SIZES = replace(RING, sku="R-2", variants=(Variant("R-2-M", {"size": "M"}, Decimal("9.00"), True),))


def results(stored: StoredProduct, best: int = 0, *, score: float = 0.123456, **about: object) -> SearchResults:
    match = Match(SearchHit(stored, score, best, np.zeros(4, np.float32)), 0.7, 0.3)
    about = {"total": 5, "weights": (0.6, 0.4), "took_ms": {"encode": 1.234, "total": 2.0}} | about
    return SearchResults((match,), **about)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "shown",
    [
        results(STORED),
        results(STORED, best=2, score=1.0),
        results(STORED, score=-1e-9, weights=None, looks_like_jewellery=False),
        results(STORED, looked_at=Area(0.1, 1 / 3, 0.9, 1.0)),
        results(replace(STORED, product=TWO_SIZES)),
        results(replace(STORED, photo_ids=())),
        replace(results(STORED), matches=(*results(STORED).matches, *results(STORED, best=1).matches)),
        replace(results(STORED), matches=(), total=0),
    ],
)
def test_results_are_written_as_they_are_presented(shown: SearchResults) -> None:
    for _ in range(2):
        response = results_response(shown)
        assert json.loads(response.body) == json.loads(json.dumps(present_results(shown)))
        assert response.media_type == "application/json"


def test_what_the_photo_shows_is_told_only_where_the_merchant_is_silent() -> None:
    seen = {"category": Prediction("ring", 0.9), "metal": Prediction("silver", 0.8)}
    shown = present_product(replace(STORED, predicted=seen))
    assert (shown["metal"], shown["predicted"]) == ("Rose gold", {"category": {"value": "ring", "confidence": 0.9}})


def test_a_product_that_changed_is_written_anew() -> None:
    for price in range(50):
        shown = results(replace(STORED, product=replace(RING, price=Decimal(price))))
        assert json.loads(results_response(shown).body)["hits"][0]["product"]["price"] == str(price)
