import random
import re
from collections.abc import Iterator
from functools import cache

import pytest

from jewelbench.specs import STYLES, sample
from jewelbench.specs.edits import Edit, edits, reverse
from jewelbench.specs.facts import COLUMNS, LOOK_SUFFIX, attributes
from jewelbench.specs.materials import METALS
from jewelbench.wording import languages
from jewelbench.wording.edits import edit_text
from jewelbench.wording.grammar import article, fill, listed, pair_first, plural, title_case
from jewelbench.wording.lexicon import materials
from jewelbench.wording.splits import Wording


@cache
def every_edit(number: int) -> tuple[Edit, ...]:
    return tuple(_edits(number))


def _edits(number: int) -> Iterator[Edit]:
    for i in range(number):
        rng = random.Random(f"edits {i}")
        spec = sample(rng)
        for edit in edits(spec, rng):
            yield edit
            yield reverse(edit, spec)


@pytest.mark.parametrize("wording", ["train", "test"])
def test_every_edit_has_words(wording: Wording) -> None:
    kinds = set()
    for i, edit in enumerate(every_edit(150)):
        text = edit_text(edit, random.Random(i), wording)
        kinds.add(edit.kind)
        assert text
        assert not {"{", "}", "[", "]"} & set(text), text
        assert not re.search(r"\ba (?=[ae]|o(?!ne))", text), text
    assert len(kinds) > 22


@pytest.mark.parametrize("wording", ["train", "test"])
def test_an_edit_of_the_metal_names_the_new_metal(wording: Wording) -> None:
    for i, edit in enumerate(edit for edit in every_edit(150) if edit.kind == "metal"):
        text = edit_text(edit, random.Random(i), wording, misspelt=0)
        assert any(name in text for name in materials.METALS[edit.after].of(wording)), text


def test_no_edit_of_the_test_occurs_in_training() -> None:
    train = {edit_text(edit, random.Random(i), "train") for i, edit in enumerate(every_edit(150))}
    test = [edit_text(edit, random.Random(i), "test") for i, edit in enumerate(every_edit(150))]
    assert sum(text in train for text in test) / len(test) < 0.005


@pytest.mark.parametrize("code", languages.LANGUAGES)
def test_each_language_has_a_name_for_everything(code: str) -> None:
    words = languages.LANGUAGES[code].words
    assert set(words.metals) == set(METALS)
    assert set(words.stones) == set(materials.STONES)
    assert set(words.pearls) == set(words.many_pearls) == set(materials.PEARLS)
    assert {category for category, _ in STYLES} == set(words.categories)
    assert set(words.styles) <= set(STYLES)


@pytest.mark.parametrize("code", languages.LANGUAGES)
def test_a_language_speaks_of_every_design(code: str) -> None:
    for i in range(250):
        rng = random.Random(f"languages {i}")
        spec = sample(rng)
        said = languages.phrase(spec, code, rng)
        for text in (said.text, languages.title(spec, code, rng).text):
            assert text
            assert not {"{", "}", "[", "]"} & set(text)
            assert "  " not in text
        for column in said.columns:
            name = column.removesuffix(LOOK_SUFFIX)
            assert name in COLUMNS
            assert name in attributes(spec)


@pytest.mark.parametrize("code", languages.LANGUAGES)
def test_a_language_words_every_edit(code: str) -> None:
    for i, edit in enumerate(every_edit(150)):
        text = languages.edit_text(edit, code, random.Random(i))
        assert text
        assert not {"{", "}", "[", "]"} & set(text)


def test_german_adjectives_agree_in_gender_and_case() -> None:
    texts = {languages.phrase(sample(random.Random(f"de {i}")), "de", random.Random(i)).text for i in range(1200)}
    joined = "\n".join(texts)
    assert re.search(r"\beinen (breiten|schmalen) ", joined)
    assert re.search(r"^(breiter|schmaler) (Ring|Damenring)", joined, re.MULTILINE)
    assert not re.search(r"\beinen? \w+er (Ring|Armreif|Siegelring)\b", joined)
    assert not re.search(r"\b(breite|schmale|große) (Ring|Armband|Armreif)\b", joined)


def test_french_elides_and_agrees() -> None:
    texts = [languages.edit_text(edit, "fr", random.Random(i)) for i, edit in enumerate(every_edit(150))]
    texts += [languages.phrase(sample(random.Random(f"fr {i}")), "fr", random.Random(i)).text for i in range(500)]
    joined = "\n".join(texts)
    assert "au lieu d'" in joined
    assert not re.search(r"\bde (?=[aeiouéè])", joined)
    assert not re.search(r"\bbagues? (fin|massif|martelé|poli|satiné)s?\b", joined)


def test_articles_plurals_and_lists() -> None:
    assert [article(word) for word in ("oval ring", "F ring", "18k ring", "unique ring", "ring")] == [
        "an oval ring", "an F ring", "an 18k ring", "a unique ring", "a ring",
    ]  # fmt: skip
    assert [plural(word) for word in ("ruby", "onyx", "topaz", "tree of life", "smoky quartz", "mother of pearl")] == [
        "rubies", "onyx", "topazes", "trees of life", "smoky quartz", "mother of pearl",
    ]  # fmt: skip
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert pair_first("gold pair of studs") == "pair of gold studs"
    assert title_case("14k gold pear-cut ring with a halo") == "14k Gold Pear-Cut Ring with a Halo"


def test_groups_fall_away_with_their_slots() -> None:
    assert fill("[{a} ]{b}[, with {c}]", {"b": "ring", "c": ""}) == "ring"
    assert fill("[{a} ]{b}[, with {c}]", {"a": "gold", "b": "ring", "c": "pearls"}) == "gold ring, with pearls"
