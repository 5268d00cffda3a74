"""Skus are remembered in a few bytes each."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.product import Product
from catalog.row import ProductRows, RepeatedSkuError, without_repeats
from catalog.seen_skus import SeenSkus


@given(st.lists(st.text(max_size=4), max_size=80))
def test_it_remembers_what_a_dictionary_would(skus: list[str]) -> None:
    seen, first = SeenSkus(), dict[str, int]()
    for line, sku in enumerate(skus, start=1):
        assert seen.add(sku, line) == first.get(sku)
        first.setdefault(sku, line)
    assert len(seen) == len(first)
    assert all(seen.line(sku) == line and sku in seen for sku, line in first.items())
    assert "not there" not in seen


def test_it_grows_without_forgetting() -> None:
    seen = SeenSkus()
    for number in range(5000):
        assert seen.add(f"R{number}", number + 2) is None
    assert [seen.line(f"R{number}") for number in range(5000)] == list(range(2, 5002))
    assert not any(f"S{number}" in seen for number in range(5000))


def test_a_repeated_sku_is_an_error_that_names_the_first_line() -> None:
    rows = ProductRows([Product("R1", "Ring"), Product("R2", "Ring"), Product("R1", "Band")])
    *good, repeated = without_repeats(iter(rows))
    assert [row.line for row in good] == [1, 2]
    assert isinstance(repeated, RepeatedSkuError)
    assert (repeated.line, repeated.sku, repeated.records) == (3, "R1", ((3, ("R1", "Band")),))
    assert "line 1" in repeated.reason
