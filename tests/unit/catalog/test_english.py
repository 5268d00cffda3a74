"""What words of other languages mean in English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.attributes.english import READ, glossary, in_english
from catalog.attributes.vocabulary import entries

SAID = """
Gelbgoldring mit Brillanten | yellow gold ring with diamond
Roségold-Ohrringe mit Feder | rose gold earrings with feather
Ehering Weißgold schmal poliert | wedding ring white gold thin polished
bague or rose | ring rose gold
collier perle | necklace pearl
collier or | necklace gold
collier argent | necklace silver
Kette mit Anhänger | necklace with pendant necklace
bague petit coeur | ring small heart
collana oro | necklace gold
anillo plata 925 | ring 925 silver
zilveren ketting met hart | silver necklace with heart
timanttisormus | diamond ring
obrączka złota | ring gold
кольцо золотое с бриллиантом | ring gold with diamond
18K金项链 | 18k gold necklace
हीरे की अंगूठी | diamond की ring
saphire ring | blue sapphire ring
pulsera sin piedras | bracelet without stones
"""

ENGLISH = [
    "ruby or emerald ring",
    "Large Hoop Earrings, 14k gold",
    "Luna necklace by Stella",
    "a star-shaped pendant with a halo",
    "men's navy blue dial watch",
    "Rosa gold ring",
    "not too long, and en route to Court",
    "",
]


PIECES = {
    "de": "Ohrringe", "fr": "bague", "es": "anillo", "it": "anello", "nl": "oorbellen", "pt": "anel",
    "pl": "pierścionek", "sv": "örhängen",
}  # fmt: skip
"""A word of each language that no other has."""


@pytest.mark.parametrize("case", SAID.strip().splitlines())
def test_what_is_known_is_said_in_english(case: str) -> None:
    text, english = case.split(" | ")
    assert in_english(text) == english


@pytest.mark.parametrize("text", ENGLISH)
def test_english_comes_back_as_it_is_even_where_another_language_has_its_words(text: str) -> None:
    assert in_english(text) == text


def test_no_phrase_of_the_vocabulary_in_english_is_changed() -> None:
    english = [phrase for phrase, meaning in entries() if meaning.language == "en"]
    assert len(english) > 1000
    assert [phrase for phrase in english if in_english(phrase) != phrase] == []


def test_each_word_of_the_glossary_is_known_in_a_text_of_its_language() -> None:
    for column, value, language, word in glossary():
        if language in PIECES and column != "halo":
            said = in_english(f"{PIECES[language]} {word}").split(" ", 1)[1]
            assert value.casefold() in said.casefold(), (language, word)


def test_of_a_long_text_the_beginning_is_read_and_nothing_is_lost() -> None:
    tail = "x" * 50
    text = "Ring aus Silber " + "." * READ + tail
    said = in_english(text)
    assert said.startswith("ring aus silver")
    assert said.endswith(tail)


WORDS = sorted({phrase for phrase, _ in entries() if phrase[-1] != "*"} | {word for *_, word in glossary()})


@given(st.lists(st.sampled_from(WORDS) | st.text(max_size=8), max_size=8).map(" ".join))
def test_what_was_said_in_english_is_said_so(text: str) -> None:
    assert in_english(in_english(text)) == in_english(text)
