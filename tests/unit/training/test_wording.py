import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.training.rendered import METALS, STONES, attributes
from training.renders import RenderedProduct
from training.wording import METAL_NAMES, change, description, listing, names_a_metal, phrase

metals, stones, seeds = st.sampled_from(sorted(METALS)), st.sampled_from(sorted(STONES)), st.integers(0, 999)


def product(metal: str, stone: str) -> RenderedProduct:
    return RenderedProduct("p", 0, 0, "train", f"{metal} {stone} ring", attributes(metal, stone), (), ())


@given(metals, stones, seeds)
def test_a_phrase_names_what_it_says_it_names(metal: str, stone: str, seed: int) -> None:
    text, named = phrase(product(metal, stone), random.Random(seed))
    assert "category" in named
    if "metal" in named:
        assert any(name in text for name in METAL_NAMES[metal])
    if "gemstone" in named:
        assert stone in text
    assert ("gemstone" in named) or stone == "none" or stone not in text


@given(metals, metals, stones, seeds)
def test_a_change_of_metal_names_the_new_metal(before: str, after: str, stone: str, seed: int) -> None:
    text = change(attributes(before, stone), attributes(after, stone), random.Random(seed))
    if before == after:
        assert text is None
    else:
        assert text is not None
        assert any(name in text for name in METAL_NAMES[after])
        assert names_a_metal(text)


@given(metals, seeds)
def test_a_change_of_stone_names_the_new_stone(metal: str, seed: int) -> None:
    text = change(attributes(metal, "ruby"), attributes(metal, "blue sapphire"), random.Random(seed))
    assert text is not None
    assert "blue sapphire" in text
    assert not names_a_metal(text)


def test_a_change_of_kind_with_another_metal_is_more_than_words_can_say() -> None:
    before, after = (
        attributes("silver", "ruby"),
        attributes("yellow gold", "ruby") | {"category": "earrings", "type": "stud"},
    )
    assert change(before, after, random.Random(0)) is None


@pytest.mark.parametrize(
    ("text", "expected"), [("in Rose Gold", True), ("sterling silver please", True), ("with a ruby", False)]
)
def test_metals_are_recognised_in_words(text: str, expected: bool) -> None:
    assert names_a_metal(text) is expected


@given(metals, stones, seeds)
def test_listings_begin_with_the_title_and_are_drawn_by_the_seed_alone(metal: str, stone: str, seed: int) -> None:
    shown = product(metal, stone)
    first = listing(shown, random.Random(seed))
    assert first.startswith(shown.title)
    assert first == listing(shown, random.Random(seed))
    assert description(shown.attributes, random.Random(seed)).endswith(".")
