"""Words of the trade that were spelt wrongly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.spelling import Respelling, respelt

RIGHT = """
emarald ring | emerald ring
Dimond braclets with sapphires | diamond bracelets with sapphires
rign | ring
amythest penant | amethyst pendant
turqoise earings | turquoise earrings
engagment ring | engagement ring
buterfly neckalce | butterfly necklace
ring, not yelow gold | ring, not yellow gold
vintge solitare | vintage solitaire
"""

AS_IT_IS = [
    "sapphire ring",
    "gemini",  # only within phrases of the vocabulary
    "Ohrringe aus Roségold",  # a word of the vocabulary is known, whatever its language
    "jada ring",  # of four letters each is near too many others
    "kolczyki srebrne",
    "Verrault",
    "o'neil",
    "",
]


def nobody_knows(word: str) -> bool:
    return word in ("with", "gold", "ring", "rings")


@pytest.mark.parametrize("case", RIGHT.strip().splitlines())
def test_a_word_that_is_almost_one_of_the_trade_is_taken_for_it(case: str) -> None:
    text, right = case.split(" | ")
    said, changed = respelt(text, nobody_knows)
    assert said == right
    for words, read_as in changed:
        assert words in text
        assert read_as in right


@pytest.mark.parametrize("text", AS_IT_IS)
def test_other_words_stay(text: str) -> None:
    assert respelt(text, nobody_knows) == (text, [])


def test_what_is_known_as_it_is_stays_however_it_is_spelt() -> None:
    assert respelt("Emarald ring", lambda word: word == "emarald") == ("Emarald ring", [])
    assert respelt("Emarald ring", nobody_knows)[1] == [Respelling("Emarald", "emerald")]


def test_a_description_is_left_alone() -> None:
    text = "an emarald ring " * 20
    assert respelt(text, nobody_knows) == (text, [])


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    said, changed = respelt(text, nobody_knows)
    assert (said == text) == (not changed)
