"""The data behind the attributes: nothing in it may say two things."""

from collections import defaultdict
from pathlib import Path

import pytest

from catalog.attributes.compounds import COMPOUNDING
from catalog.attributes.options import changes_the_look
from catalog.attributes.page import page
from catalog.attributes.scanning import scan
from catalog.attributes.vocabulary import FILES, entries, vocabulary
from catalog.attributes.word_lists import context, data
from catalog.attributes.words import fold, tokens
from catalog.product import ATTRIBUTES

ROOT = Path(__file__).parents[3]
LISTS = ("with", "negations", "denials", "links", "plated", "plated_with")


def test_no_word_means_two_things_within_one_attribute() -> None:
    values: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for phrase, meanings in vocabulary().phrases.items():
        for meaning in meanings:
            values[meaning.attribute, phrase].add(meaning.value)
    assert {key: found for key, found in values.items() if len(found) > 1} == {}


def test_no_option_is_about_two_things() -> None:
    about: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for subject, table in data("options").items():
        for word in table["words"]:
            about[tuple(tokens(word))].add(subject)
    assert {word: found for word, found in about.items() if len(found) > 1} == {}


def test_no_little_word_of_another_language_is_taken_for_a_thing() -> None:
    """ "med" is Swedish for "with"; folded, it would also be Czech for copper."""
    little = frozenset().union(*(context(name) for name in LISTS))
    taken = {
        phrase[0]: meanings
        for phrase, meanings in vocabulary().phrases.items()
        if len(phrase) == 1 and phrase[0] in little and any(meaning.kind != "cells" for meaning in meanings)
    }
    assert taken == {}


@pytest.mark.parametrize("attribute", FILES)
def test_every_canonical_word_stands_for_itself(attribute: str) -> None:
    for value in data(attribute):
        assert scan(value, "cell").of(attribute)[0][1].value == value


def test_every_word_can_be_found() -> None:
    """Each phrase, alone in its cell, says what the file says, unless a longer one holds it."""
    for phrase, meaning in entries():
        if meaning.attribute in ATTRIBUTES and not phrase.endswith("*"):
            found = [other.value for _, other in scan(phrase, "cell").of(meaning.attribute)]
            assert found == [meaning.value], phrase


def test_every_phrase_holds_something_to_look_up() -> None:
    assert all(tokens(phrase.rstrip("*")) for phrase, _ in entries())


def test_options_of_every_attribute_are_known() -> None:
    assert {"category", "metal", "karat", "gemstone", "colour", "style", "size"} <= set(data("options"))
    assert changes_the_look("Metall", "?") is True
    assert changes_the_look("Größe", "?") is False


def test_compounds_need_every_part_to_be_known() -> None:
    for word in (
        "string",
        "offering",
        "herring",
        "plakette",
        "etikette",
        "goldfisch",
        "goldschmied",
        "spring",
        "kindheit",
    ):
        assert not scan(word, "title").of("category"), word
    for word in ("Goldring", "Silberkette", "Perlenohrringe", "Weißgoldverlobungsring", "guldarmband", "zilverketting"):
        assert scan(word, "title").of("category"), word
    assert {"de", "nl", "sv", "da"} <= COMPOUNDING


def test_words_are_folded_alike_however_they_are_composed() -> None:
    assert fold("Rosé") == fold("Rose\u0301") == "rose"
    assert fold("Größe ŁØı") == "grosse loi"
    assert tokens("0.18ct, 750/1000") == ["0.18", "ct", ",", "750/1000"]
    assert tokens("金の リング") == ["金", "の", *tokens("リング")]


def test_the_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "vocabulary.md").read_text(encoding="utf-8") == page()
