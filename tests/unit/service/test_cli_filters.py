import pytest

from catalog.index.filters import FilterError, parse_filters
from service.cli.searching import read_filters


@pytest.mark.parametrize(
    ("given", "plain"),
    [
        ([], {}),
        (["category=ring"], {"category": ["ring"]}),
        (["metal=rose gold", "metal=platinum"], {"metal": ["rose gold", "platinum"]}),
        (["price=100..500"], {"price": {"gte": 100, "lte": 500}}),
        (["price=100.."], {"price": {"gte": 100}}),
        (["price=..500"], {"price": {"lte": 500}}),
        (["price=99.5"], {"price": {"gte": 99.5, "lte": 99.5}}),
        (["available=true", "category=ring"], {"available": True, "category": ["ring"]}),
    ],
)
def test_filters_read_as_they_are_meant(given, plain):
    assert read_filters(given) == plain
    parse_filters(plain)


@pytest.mark.parametrize("given", ["ring", "category=", "price=cheap", "price=1..x"])
def test_what_is_no_filter_is_quoted(given):
    with pytest.raises(FilterError, match=given):
        read_filters([given])


@pytest.mark.parametrize("given", ["vendor=Velm", "available=maybe", "price=.."])
def test_what_the_index_does_not_know_is_left_for_it_to_say(given):
    with pytest.raises(FilterError):
        parse_filters(read_filters([given]))
