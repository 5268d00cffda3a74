import random
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from jewelbench.specs import sample
from jewelbench.specs.facts import COLUMNS, LOOK_SUFFIX, attributes, look
from jewelbench.specs.spec import Spec
from jewelbench.wording import description_templates, edit_templates, patterns, title_templates
from jewelbench.wording.descriptions import description
from jewelbench.wording.faults import FAULTLESS, FaultRates
from jewelbench.wording.grammar import plural
from jewelbench.wording.lexicon import forms, kinds, materials
from jewelbench.wording.phrases import phrase
from jewelbench.wording.splits import Pool, Wording, count, pool
from jewelbench.wording.titles import title

TEMPLATES = (description_templates, edit_templates, patterns, title_templates)
LEXICON = (forms, kinds, materials)
SIDES: tuple[Wording, Wording] = ("train", "test")


def pools(*modules: object) -> Iterator[Pool]:
    def within(value: object) -> Iterator[Pool]:
        if isinstance(value, Pool):
            yield value
        elif isinstance(value, dict):
            for inner in value.values():
                yield from within(inner)

    for module in modules:
        for value in vars(module).values():
            yield from within(value)


@cache
def specs(number: int) -> list[Spec]:
    return [sample(random.Random(f"wording {i}")) for i in range(number)]


def test_no_template_of_the_test_is_ever_used_in_training() -> None:
    train = {entry for found in pools(*TEMPLATES) for entry in found.of("train")}
    test = {entry for found in pools(*TEMPLATES) for entry in found.of("test")}
    assert len(train) > 300
    assert len(test) > 200
    assert not train & test


def test_words_kept_for_the_test_are_in_no_training_pool() -> None:
    train = {entry.casefold() for found in pools(*LEXICON) for entry in found.of("train")}
    kept = {entry.casefold() for found in pools(*LEXICON) for entry in found.of("test") if entry not in found.common}
    assert len(kept) > 300
    assert sorted(kept & train) == []


@pytest.mark.parametrize("wording", SIDES)
def test_every_pool_has_words_for_both_sides(wording: Wording) -> None:
    assert [found.own for found in pools(*TEMPLATES, *LEXICON) if not found.of(wording)] == []


def test_adding_an_entry_moves_no_other() -> None:
    before = pool("slim", "dainty", "narrow", "skinny", common=("thin",))
    after = pool("slim", "dainty", "slight", "narrow", "skinny", common=("thin",))
    for side in SIDES:
        assert set(before.of(side)) <= set(after.of(side))


def test_a_side_never_draws_the_others_words() -> None:
    rng = random.Random(0)
    found = pool("a", "b", "c", "d", "e", "f", common=("x",))
    assert {found.draw(rng, "train") for _ in range(200)} == set(found.of("train"))


def test_counts_are_of_different_entries() -> None:
    counted = count((pool("a", "b", common=("x",)), pool("B", "c", common=("x",))))
    assert counted.train + counted.test == 3
    assert counted.common == 1


Teller = Callable[[Spec, random.Random, Wording], str]
TELLERS: dict[str, Teller] = {
    "phrase": lambda spec, rng, wording: phrase(spec, rng, wording).text,
    "title": lambda spec, rng, wording: title(spec, rng, wording).text,
    "description": lambda spec, rng, wording: description(spec, rng, wording).text,
}


@pytest.mark.parametrize("kind", TELLERS)
def test_hardly_any_text_of_the_test_occurs_in_training(kind: str) -> None:
    tell = TELLERS[kind]
    train = {tell(spec, random.Random(f"a{i}"), "train").casefold() for i, spec in enumerate(specs(800))}
    test = [tell(spec, random.Random(f"b{i}"), "test").casefold() for i, spec in enumerate(specs(800))]
    shared = [text for text in test if text and text in train]
    assert len(shared) / len(test) < 0.01
    assert all(len(text.split()) <= 6 for text in shared)


@pytest.mark.parametrize("kind", TELLERS)
def test_equal_seeds_give_equal_texts(kind: str) -> None:
    for spec in specs(30):
        first, second = (TELLERS[kind](spec, random.Random(7), "train") for _ in range(2))
        assert first == second


@pytest.mark.parametrize("wording", SIDES)
def test_a_phrase_names_only_columns_that_designs_have(wording: Wording) -> None:
    for i, spec in enumerate(specs(800)):
        said = phrase(spec, random.Random(i), wording)
        has = attributes(spec)
        assert "category" in said.columns
        assert len(set(said.columns)) == len(said.columns)
        for column in said.columns:
            name = column.removesuffix(LOOK_SUFFIX)
            assert name in COLUMNS
            absent = name in ("stone", "accent", "pearl") and not {"stone", "accent", "pearl"} & set(has)
            assert name in has or absent, (said, spec)


SAID = {
    "metal": materials.METALS,
    "stone": materials.STONES,
    "pearl": materials.PEARLS,
    "cut": forms.CUTS,
    "metal look": materials.METAL_LOOKS,
    "stone look": materials.STONE_LOOKS,
}


@pytest.mark.parametrize("wording", SIDES)
def test_a_phrase_says_what_its_columns_claim(wording: Wording) -> None:
    checked = 0
    for i, spec in enumerate(specs(800)):
        said = phrase(spec, random.Random(i), wording, misspelt=0)
        text, has, seen = said.text.casefold(), attributes(spec), look(spec)
        for column in said.columns:
            value = seen[column.removesuffix(LOOK_SUFFIX)] if column.endswith(LOOK_SUFFIX) else has.get(column)
            if column in SAID and value is not None:
                names = [form for name in SAID[column][value].of(wording) for form in (name, plural(name))]
                assert any(name.casefold() in text for name in names), (said, column)
                checked += 1
    assert checked > 500


def test_phrases_have_no_loose_ends() -> None:
    for i, spec in enumerate(specs(800)):
        text = phrase(spec, random.Random(i), SIDES[i % 2]).text
        assert not {"{", "}", "[", "]"} & set(text)
        assert "  " not in text
        assert text == text.strip(" ,-/+:")


def test_a_faultless_title_names_nothing_that_the_design_is_not() -> None:
    metals = ("yellow gold", "rose gold", "white gold", "platinum", "rhodium")
    for i, spec in enumerate(specs(800)):
        named = title(spec, random.Random(i), SIDES[i % 2], FAULTLESS)
        own = {spec.metal, spec.second_metal}
        assert named.faults == ()
        for metal in metals:
            if metal in named.text.casefold():
                assert any(name and metal in name for name in own), (named, spec)


def test_faults_are_recorded_and_made() -> None:
    always = FaultRates(wrong_metal=1, wrong_stone=1, no_metal=0, no_stone=0, no_kind=0, misspelt=0)
    wrong = 0
    for i, spec in enumerate(specs(200)):
        named = title(spec, random.Random(i), "train", always)
        wrong += "wrong metal" in named.faults
        if spec.metal == "platinum" and spec.second_metal is None:
            assert "platinum" not in named.text.casefold()
        assert spec.stone is not None or "wrong stone" not in named.faults
    assert wrong > 150
    never_told = FaultRates(0, 0, no_metal=1, no_stone=1, no_kind=0, misspelt=0)
    for i, spec in enumerate(specs(200)):
        named = title(spec, random.Random(i), "train", never_told)
        assert "no metal" in named.faults
        assert "platinum" not in named.text.casefold()


def test_titles_and_descriptions_are_clean() -> None:
    for i, spec in enumerate(specs(800)):
        for text in (
            title(spec, random.Random(i), SIDES[i % 2]).text,
            description(spec, random.Random(i), SIDES[i % 2]).text,
        ):
            assert not {"{", "}", "[", "]"} & set(text)
            assert "<" not in text
            assert " ," not in text
        assert title(spec, random.Random(i), "train").text
