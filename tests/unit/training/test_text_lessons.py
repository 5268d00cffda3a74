"""What a text tower reads in each step."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.attributes.english import Translation, glossary
from tests.unit.training.tiny_trade import tiny_corpus
from training.corpus import Corpus, CorpusProduct, Query
from training.foreign_words import FACTS, FORMS, ForeignWords, dictionary
from training.ordinary_text import HELD_OUT, TAUGHT, sentences, word_salad
from training.text_lessons import TextLessons, join, unseen_words, words_of
from training.word_noise import hasty, partial

GERMAN = ForeignWords(
    [
        Translation("category", "ring", "de", "Ring"),
        Translation("category", "brooch", "de", "Brosche"),
        Translation("metal", "silver", "de", "Silber"),
        Translation("stone", "opal", "de", "Opal"),
    ]
)


def lessons(unseen: frozenset[str] = frozenset()) -> TextLessons:
    return TextLessons(tiny_corpus(), ["The sky is blue."], ["sky", "shop"], GERMAN, unseen)


def test_the_same_step_gets_the_same_batch_and_another_step_another() -> None:
    first, again, other = (lessons().draw(seed, 12, 2, 6, 4) for seed in (5, 5, 6))
    assert first.listings == again.listings
    assert (first.queries, first.edits, first.ordinary) == (again.queries, again.edits, again.ordinary)
    assert first.listings != other.listings


@pytest.mark.parametrize("seed", range(5))
def test_a_batch_holds_training_products_once_each_and_phrases_about_them(seed: int) -> None:
    drawn = lessons()
    batch = drawn.draw(seed, 12, 2, 6, 4)
    assert len(set(batch.rows.tolist())) == len(batch.rows) == len(batch.listings) == 12
    assert all(drawn.products[row].split == "train" for row in batch.rows)
    assert {query.target for query in batch.queries} <= set(batch.rows.tolist())
    assert drawn.judge.right(batch.queries, batch.rows).any(axis=1).all()
    assert len(batch.ordinary) == 4


@pytest.mark.parametrize("seed", range(5))
def test_whole_families_are_in_a_batch_so_that_edits_are(seed: int) -> None:
    drawn = lessons()
    batch = drawn.draw(seed, 18, 1, 0, 0)
    assert batch.edits
    for edit in batch.edits:
        before, after = (drawn.products[int(batch.rows[place])] for place in (edit.before, edit.after))
        assert before.family == after.family
        assert edit.text == f"with {after.facts['stone']}"
        assert before.facts["stone"] != after.facts["stone"]


def test_texts_with_unseen_words_are_never_drawn() -> None:
    drawn = lessons(frozenset({"opal"}))
    for seed in range(10):
        batch = drawn.draw(seed, 12, 2, 0, 0)
        assert not any("opal" in text for text in [*batch.listings, *(query.text or "" for query in batch.queries)])


def test_a_phrase_with_an_unseen_word_is_left_out_where_the_listing_lacks_it() -> None:
    corpus = tiny_corpus()
    phrases = corpus.queries["train"]["words"]
    assert isinstance(phrases, list)
    phrases += [Query("words", None, "shiny thing", row, ("category",)) for row in corpus.rows("train")]

    def drawn(unseen: frozenset[str]) -> set[str | None]:
        read = TextLessons(corpus, [], ["sky"], GERMAN, unseen)
        return {query.text for seed in range(8) for query in read.draw(seed, 12, 3, 0, 0).queries}

    assert "shiny thing" in drawn(frozenset())
    assert not any("shiny" in (text or "") for text in drawn(frozenset({"shiny"})))


@pytest.mark.parametrize("seed", range(5))
def test_half_of_a_batch_is_whole_families(seed: int) -> None:
    read = lessons()
    families = Counter(read.products[row].family for row in read.draw(seed, 12, 1, 0, 0).rows)
    assert sum(count for count in families.values() if count == 3) >= 6


def test_unseen_words_are_neither_common_nor_unique_and_depend_on_the_word_alone() -> None:
    rare = [f"rare{first}{second}" for first in "abcdefghijklmn" for second in "abcdefghijklmn"]
    phrases = [f"{word} ring" for word in rare * 2] + ["plain ring"] * 2000
    assert unseen_words([*phrases, "singular ring"], share=1.0) == set(rare)
    half = unseen_words(phrases, share=0.5)
    assert 0.3 * len(rare) < len(half) < 0.7 * len(rare)
    assert unseen_words([f"some {phrase}" for phrase in reversed(phrases)], share=0.5) == half


@pytest.mark.parametrize("listing", ["", "Gold ring", "Gold ring. Made by hand. Ships today", "A\n* gold\n* ruby"])
def test_a_partial_listing_is_made_of_parts_of_the_listing(listing: str) -> None:
    for seed in range(20):
        cut = partial(listing, random.Random(seed), share=1.0)
        assert bool(cut) == bool(listing)
        assert words_of(cut) <= words_of(listing)


@given(st.integers(0, 10_000))
def test_haste_never_loses_a_word_that_turns_the_meaning_around(seed: int) -> None:
    text = "golden ring without stones not shiny"
    words = hasty(text, random.Random(seed), share=1.0).split()
    assert [word for word in words if word in ("without", "not")] == ["without", "not"]


def test_haste_changes_the_share_of_phrases_that_it_is_told_to() -> None:
    rng = random.Random(1)
    changed = sum(hasty("slender silver bracelet with rubies", rng, 0.3) != "slender silver bracelet with rubies"
                  for _ in range(600))  # fmt: skip
    assert 110 < changed < 190


def test_a_foreign_phrase_says_what_the_facts_are_and_names_their_columns() -> None:
    facts = {"category": "ring", "metal": "silver", "stone": "opal", "motif": "heart"}
    rng, seen = random.Random(2), set()
    for _ in range(60):
        said = GERMAN.phrase(facts, rng)
        assert said is not None
        assert ("Silber" in said.text, "Opal" in said.text) == ("metal" in said.columns, "stone" in said.columns)
        assert "Ring" in said.text
        assert "{" not in said.text
        seen.add(said.text)
    assert {"Ring", "Ring aus Silber", "Silber Ring mit Opal", "Ring mit Opal"} <= seen


def test_what_a_language_has_no_word_for_is_not_said() -> None:
    assert GERMAN.phrase({"category": "watch", "metal": "silver"}, random.Random(0)) is None


def test_every_language_of_the_dictionary_can_put_a_phrase_together() -> None:
    words = dictionary()
    assert {word.language for word in words} == set(FORMS)
    facts = [word for word in glossary() if word.column in FACTS]
    assert len(facts) > 800
    assert {word.language for word in facts} <= set(FORMS)
    assert all(word.word.strip() == word.word != "" for word in facts)
    for language in FORMS:
        own = ForeignWords([word for word in words if word.language == language])
        said = own.phrase({"category": "ring", "metal": "silver", "stone": "ruby"}, random.Random(0))
        assert said is not None
        assert said.language == language


def test_ordinary_sentences_are_the_same_every_time_and_judged_by_others_than_taught() -> None:
    taught, judged = sentences(TAUGHT[-1:], 400), sentences(HELD_OUT[-1:], 50)
    assert taught == sentences(TAUGHT[-1:], 400)
    assert len(judged) == 50
    assert not set(taught) & set(judged)
    assert all(6 <= len(sentence.split()) <= 28 for sentence in judged)
    assert sentences(("no_such_package_here",), 10) == []


def test_word_salads_hold_nothing_but_the_words() -> None:
    rng = random.Random(0)
    assert all(set(word_salad(["sky", "shop"], rng).split()) <= {"sky", "shop"} for _ in range(20))


def test_joined_corpora_keep_every_query_on_its_product() -> None:
    one = Corpus(
        [CorpusProduct("a", "f", "train", {"metal": "gold"}, ("a",), ())],
        {"train": {"words": [Query("words", None, "gold", 0, ("metal",))]}},
    )
    both = join([tiny_corpus(), one])
    count = len(tiny_corpus().products)
    assert len(both.products) == count + 1
    moved = both.queries["train"]["words"][-1]
    assert (moved.text, moved.target, moved.photo) == ("gold", count, None)
    edit = join([one, tiny_corpus()]).queries["train"]["composed"][0]
    assert (edit.photo, edit.target) == (1, 2)
