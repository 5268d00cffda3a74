import random
from itertools import chain

import pytest

from tests.unit.training.merchant.pieces import piece, shop
from training.merchant.facts import compare
from training.merchant.lexicon import Lexicon
from training.merchant.templates import LANGUAGES
from training.merchant.wording import Wording

RUBY = {"category": "ring", "style": "solitaire", "metal": "silver", "gemstone": "ruby"}
ROSE = {**RUBY, "metal": "rose gold"}


def wording(products=None, *, judged=False, seed=0):
    return Wording(Lexicon(products or shop(2)), random.Random(seed), judged=judged)


def edits(before, after, changes, *, judged=False, products=None, times=200):
    words = wording(products, judged=judged)
    return [said for _ in range(times) if (said := words.edit(before, after, changes))]


def test_words_for_a_change_name_what_is_wanted():
    said = edits(RUBY, ROSE, ("metal",))
    wanted = [each for each in said if each.named == ("metal",)]
    assert wanted
    assert all("rose" in each.text or "pink gold" in each.text or "rosé" in each.text for each in wanted)


def test_some_changes_only_say_what_is_not_wanted():
    negated = [each for each in edits(RUBY, ROSE, ("metal",)) if each.left_open]
    assert negated
    assert {each.named for each in negated} == {("metal other than silver",)}
    assert all("silver" in each.text or "sterling" in each.text for each in negated)
    assert all("metal" in each.left_open for each in negated)


def test_a_stone_that_goes_is_asked_away():
    said = edits(RUBY, {name: value for name, value in RUBY.items() if name != "gemstone"}, ("gemstone",))
    assert any("without" in each.text for each in said)
    assert {each.named for each in said} <= {("gemstone",), ("gemstone other than ruby",)}


def test_two_changes_are_named_both():
    after = {**ROSE, "gemstone": "emerald"}
    for said in edits(RUBY, after, ("metal", "gemstone")):
        assert " and " in said.text
        assert "emerald" in said.text
        assert said.named == ("metal", "gemstone")


def test_own_columns_are_named_by_their_values():
    said = edits({**RUBY, "own Setting": "prong"}, {**RUBY, "own Setting": "bezel"}, ("own Setting",))
    assert said
    assert all("bezel" in each.text for each in said)


def test_a_phrase_names_what_it_says_it_names():
    words = wording()
    for _ in range(300):
        said = words.phrase({**RUBY, "name": "luna", "karat": "925"})
        if "name" in said.named:
            assert "luna" in said.text
        if "karat" in said.named:
            assert "925" in said.text
            assert "metal" in said.named
        if "gemstone" not in said.named:
            assert "rub" not in said.text


def test_too_little_is_known_for_a_phrase():
    assert wording().phrase({"category": "ring"}) is None
    assert wording().phrase({}) is None


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_form_is_both_learned_and_judged_by(code):
    language = LANGUAGES[code]
    for forms in (*language.edits.values(),):
        assert not set(forms.learned) & set(forms.judged)
    plain = {"{}"}
    assert not (set(language.asking.learned) - plain) & (set(language.asking.judged) - plain)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_form_can_be_filled(code):
    words = {"x": "X", "y": "Y", "column": "C"}
    forms = LANGUAGES[code].edits
    assert set(forms) == {"material", "stone", "stone gone", "stone added", "not", "form", "other"}
    for form in chain.from_iterable((*each.learned, *each.judged) for each in forms.values()):
        assert any(name in form.format(**words) for name in "XYC") or "{" not in form


def test_judged_wordings_are_never_those_that_are_learned():
    learned = {said.text for said in edits(RUBY, ROSE, ("metal",), times=600)}
    judged = {said.text for said in edits(RUBY, ROSE, ("metal",), judged=True, times=600)}
    assert judged
    assert not learned & judged


def test_the_catalogues_language_is_spoken():
    products = [
        piece(name, f"Verlobungsring {name} aus Roségold mit Saphir", metal="rose gold", gemstone="blue sapphire")
        for name in ("Luna", "Vega", "Lyra", "Nova")
    ]  # fmt: skip
    assert Lexicon(products).languages == ("de",)
    said = edits(RUBY, ROSE, ("metal",), products=products)
    assert any("roségold" in each.text.lower() for each in said)
    assert not any("same" in each.text or "pink gold" in each.text for each in said)


def test_the_merchants_own_words_are_used():
    products = [
        piece(f"r-{number}", metal="rose gold", own_words={"metal": "Blush Gold"}) for number in range(3)
    ]  # fmt: skip
    assert "blush gold" in Lexicon(products).words("metal", "rose gold", "en")


def test_every_value_has_a_word():
    lexicon = Lexicon(shop(1))
    for product, facts in zip(shop(1), compare(shop(1)), strict=True):
        for name, value in facts.items():
            assert lexicon.words(name, value, "en"), product.sku
    assert lexicon.words("metal", "unobtainium", "en") == ("unobtainium",)
