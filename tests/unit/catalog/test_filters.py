"""Plain filters become conditions, or a message that says what is wrong with them."""

import contextlib
import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.index.filters import (
    KNOWN_FIELDS,
    Between,
    FilterError,
    Filters,
    Flag,
    NoneOf,
    OneOf,
    parse_filters,
    plain_filter,
)

UNTIMED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines may be busy
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def test_every_kind_of_filter_is_understood() -> None:
    plain = {
        "category": "ring",
        "metal": ["rose gold", "silver"],
        "gemstone": {"not": ["diamond", "ruby"]},
        "style": {"not": "halo"},
        "price": {"gte": 100, "lt": 500.5},
        "available": False,
    }
    assert parse_filters(plain) == (
        OneOf("category", ("ring",)),
        OneOf("metal", ("rose gold", "silver")),
        NoneOf("gemstone", ("diamond", "ruby")),
        NoneOf("style", ("halo",)),
        Between("price", gte=100.0, lt=500.5),
        Flag("available", False),
    )


@pytest.mark.parametrize(
    "plain",
    [{"category": ["ring"]}, {"metal": {"not": ["silver"]}}, {"price": {"gte": 1.0, "lt": 2.5}}, {"available": True}],
)
def test_a_condition_is_written_as_it_is_read(plain: dict[str, object]) -> None:
    (condition,) = parse_filters(plain)
    assert plain_filter(condition) == plain


def test_no_filter_is_no_condition() -> None:
    assert parse_filters({}) == ()


def test_an_unknown_field_is_told_the_known_ones() -> None:
    with pytest.raises(FilterError, match="carat") as raised:
        parse_filters({"carat": "1"})
    assert all(field in str(raised.value) for field in KNOWN_FIELDS)


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        "",
        [],
        [""],
        ["ring", 3],
        {"ring": 1},
        {"not": []},
        {"not": "ring", "or": "x"},
        "\ud800",
        ["ring", "a\udfff"],
    ],
)
def test_a_keyword_must_be_words(value: object) -> None:
    with pytest.raises(FilterError, match="category"):
        parse_filters({"category": value})


@pytest.mark.parametrize("value", [None, "true", 1, 0, [True]])
def test_a_flag_must_be_true_or_false(value: object) -> None:
    with pytest.raises(FilterError, match="available"):
        parse_filters({"available": value})


@pytest.mark.parametrize("value", [None, 100, "100", [], {}, {"min": 1}, {"gte": 1, "below": 2}])
def test_a_range_must_hold_known_bounds(value: object) -> None:
    with pytest.raises(FilterError, match="price"):
        parse_filters({"price": value})


@pytest.mark.parametrize("bound", ["100", None, True, math.nan, math.inf, json.loads("1e999"), 10**400, -(10**400)])
def test_a_bound_must_be_a_number_that_the_engine_can_hold(bound: object) -> None:
    with pytest.raises(FilterError, match="gte"):
        parse_filters({"price": {"gte": bound}})


@UNTIMED
@given(st.dictionaries(st.sampled_from(KNOWN_FIELDS), JSON))
def test_any_json_is_understood_or_refused(plain: dict[str, object]) -> None:
    conditions: Filters | None = None
    with contextlib.suppress(FilterError):  # any other error is a fault
        conditions = parse_filters(plain)
    assert conditions is None or [condition.field for condition in conditions] == list(plain)
