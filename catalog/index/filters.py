"""Plain filters, as shoppers' pages send them, turned into typed conditions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

KEYWORD_FIELDS = ("category", "metal", "gemstone", "karat", "colour", "style", "currency", "group")
NAMES = "names"  # the words of a title and a brand: searching looks at them, callers cannot filter by them
FACET_FIELDS = ("category", "metal", "gemstone", "karat", "colour", "style", "currency")  # a group is one product's kin
RANGE_FIELDS = ("price",)
FLAG_FIELDS = ("available",)
KNOWN_FIELDS = KEYWORD_FIELDS + RANGE_FIELDS + FLAG_FIELDS


class FilterError(ValueError):
    """A filter that cannot be understood; the message names the field and what is known."""


@dataclass(frozen=True)
class OneOf:
    """The field equals one of the values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class NoneOf:
    """The field equals none of the values; it may have none at all."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Flag:
    """The field is true, or is false."""

    field: str
    value: bool


@dataclass(frozen=True)
class Between:
    """The number lies between bounds, each of them optional."""

    field: str
    gte: float | None = None
    gt: float | None = None
    lte: float | None = None
    lt: float | None = None


Condition = OneOf | NoneOf | Flag | Between
Filters = tuple[Condition, ...]  # all of them must hold
Bound = Literal["gte", "gt", "lte", "lt"]


def parse_filters(plain: Mapping[str, object]) -> Filters:
    """Turn `{"category": "ring", "metal": {"not": ["rose gold"]}, "price": {"gte": 100}}` into conditions.

    Raises:
        FilterError: A field is unknown, or its value has the wrong form.
    """
    return tuple(_condition(field, value) for field, value in plain.items())


def plain_filter(condition: Condition) -> dict[str, object]:
    """A condition as `parse_filters` reads it."""
    match condition:
        case OneOf(field, values):
            return {field: list(values)}
        case NoneOf(field, values):
            return {field: {"not": list(values)}}
        case Flag(field, value):
            return {field: value}
        case Between(field, gte, gt, lte, lt):
            bounds = {"gte": gte, "gt": gt, "lte": lte, "lt": lt}
            return {field: {name: bound for name, bound in bounds.items() if bound is not None}}


def _condition(field: str, value: object) -> Condition:
    if field in KEYWORD_FIELDS:
        if isinstance(value, dict) and set(value) == {"not"}:
            return NoneOf(field, _words(field, value["not"]))
        return OneOf(field, _words(field, value))
    if field in FLAG_FIELDS:
        if not isinstance(value, bool):
            raise FilterError(f"Filter “{field}” must be true or false, not {value!r}.")
        return Flag(field, value)
    if field in RANGE_FIELDS:
        return _between(field, value)
    raise FilterError(f"Unknown filter “{field}”. Known filters: {', '.join(KNOWN_FIELDS)}.")


def _words(field: str, value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    if not values or not all(isinstance(item, str) and _is_text(item) for item in values):
        raise FilterError(
            f'Filter “{field}” must be a word or a list of words, such as "ring", or {{"not": "ring"}}, not {value!r}.'
        )
    return tuple(values)


def _between(field: str, value: object) -> Between:
    if not isinstance(value, dict) or not value or not set(value) <= {"gte", "gt", "lte", "lt"}:
        raise FilterError(f'Filter “{field}” must hold bounds, such as {{"gte": 100, "lt": 500}}, not {value!r}.')
    return Between(field, **{bound: _number(field, bound, number) for bound, number in value.items()})


def _number(field: str, bound: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:  # JSON knows no largest integer
            number = math.inf
        if math.isfinite(number):
            return number
    raise FilterError(f"Bound “{bound}” of filter “{field}” must be a number, not {repr(value)[:20]}.")


def _is_text(word: str) -> bool:
    """Whether there is something in it, and no half of a character: JSON can spell those, UTF-8 cannot."""
    return bool(word) and not any("\ud800" <= character <= "\udfff" for character in word)
