"""What merchants' own words for options and attributes mean."""

import pytest

from catalog.dialects.header_words import HEADER_WORDS
from catalog.dialects.shop_columns import FACTS, fact_named


@pytest.mark.parametrize(
    ("name", "fact"),
    [("Center Stone", "gemstone"), ("Stone colour", "colour"), ("Metal color", "metal"), ("Ringgröße", "size")],
)
def test_a_name_may_mean_a_fact(name: str, fact: str) -> None:
    assert fact_named(name) == fact


@pytest.mark.parametrize(
    "name",
    ["Side Stones", "side_stones", "Stone (side)", "Accent stone", "Accent stone colour", "Secondary metal",
     "Melee diamonds", "Seiten Steine", "Pierres secondaires", "Pierres de côté", "Piedras laterales",
     "Pietre laterali", "Zij stenen", "Kamienie boczne", "Boční kameny", "Боковые камни", "Yan taş"],
)  # fmt: skip
def test_what_stands_beside_the_main_stone_is_no_fact(name: str) -> None:
    assert fact_named(name) is None


def test_no_column_of_a_plain_catalogue_stands_beside_another() -> None:
    for languages in HEADER_WORDS.values():
        for field in FACTS:
            names = [name.strip() for name in languages.get(field, "").split("|") if name.strip()]
            assert all(fact_named(name) for name in names)
