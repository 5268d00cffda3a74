from dataclasses import replace

import numpy as np
import pytest

from catalog.index.filters import OneOf
from service.by_name import NEARER, RAISED, WordCounts, rare_words, search_by_name
from service.engine import LiveEngine
from service.search import SearchQuery, SearchService

RED = np.array([0, 0, 1, 0], dtype=np.float32)
"""Where words lie that say so."""


@pytest.fixture
def called(entry_of):
    """An index entry with a title."""

    def make(sku, title, *rows, **facts):
        entry = entry_of(sku, *rows, **facts)
        return replace(entry, stored=replace(entry.stored, product=replace(entry.stored.product, title=title)))

    return make


@pytest.fixture
def shop(index, called):
    """A hundred red rings that nobody named, nearest first, and two farther pieces that have names."""
    index.upsert([called(f"R-{number}", "Red ring", [0, 0.005 * number, 1, 0]) for number in range(100)])
    index.upsert(
        [
            called("V-1", "Velm ring", [0, 1.5, 2, 0], metal="silver"),
            called("V-2", "Velm Orchard ring", [0, 1.7, 2, 0], metal="gold"),
        ]
    )
    return index


@pytest.fixture
def service(models, shop):
    return SearchService(LiveEngine(models, shop))


def skus(results):
    return [match.hit.stored.product.sku for match in results.matches]


def test_what_has_the_name_comes_first_although_others_are_nearer(service):
    assert skus(service.search(SearchQuery(text="Velm", limit=3)))[:2] == ["V-1", "V-2"]


def test_what_has_more_of_the_name_comes_before_what_is_nearer(service):
    assert skus(service.search(SearchQuery(text="velm orchard", limit=2)))[0] == "V-2"


def test_words_that_many_names_have_change_nothing(service, shop):
    assert rare_words(shop, "red ring", WordCounts()) == {}
    assert skus(service.search(SearchQuery(text="red ring", limit=2))) == ["R-0", "R-1"]


def test_words_of_no_name_take_their_share(shop):
    assert rare_words(shop, "velm", WordCounts()) == {"velm": 1}
    assert 0.5 < rare_words(shop, "velm heirloom", WordCounts())["velm"] < 0.6
    assert rare_words(shop, "velm sparkling evening heirloom antique", WordCounts()) == {}  # mostly said in other words


def test_a_long_text_describes_and_does_not_name(shop):
    assert rare_words(shop, "velm " + " ".join(f"word{number}" for number in range(20)), WordCounts()) == {}


def test_filters_hold_for_what_is_named(service):
    filters = (OneOf("metal", ("gold",)),)
    assert skus(service.search(SearchQuery(text="velm", filters=filters))) == ["V-2"]


def test_a_photo_is_searched_with_as_it_was(service, photo_of):
    assert "V-1" not in skus(service.search(SearchQuery(image=photo_of("red"), text="velm", limit=10)))


def test_scores_fall_and_stay_within_one(service):
    scores = [match.hit.score for match in service.search(SearchQuery(text="velm")).matches]
    assert scores == sorted(scores, reverse=True)
    assert max(scores) <= 1


@pytest.mark.parametrize("size", [1, 7, 24])
def test_pages_fit_together(shop, index, called, size):
    index.upsert([called(f"V-{number}", "Velm ring", [0, 0.1 * number, 1, 0]) for number in range(3, 90)])
    index.upsert([called(f"O-{number}", "Orchard ring", [0, 0.2 * number, 1, 0]) for number in range(20)])
    rare = {"velm": 0.6, "orchard": 0.4}
    total = shop.count()
    pages = [search_by_name(shop, RED, rare, filters=(), limit=size, offset=at) for at in range(0, total + size, size)]
    found = [hit.stored.product.sku for page in pages for hit in page]
    assert sorted(found) == sorted(set(shop.skus()))
    scores = [hit.score for page in pages for hit in page]
    assert scores == sorted(scores, reverse=True)


def test_a_page_far_behind_shows_only_itself(shop, index, called, monkeypatch):
    index.upsert([called(f"V-{number}", "Velm ring", [0, 0.1 * number, 1, 0]) for number in range(3, 9)])
    asked = []
    plain = index.search
    monkeypatch.setattr(index, "search", lambda *given, **how: asked.append(how["limit"]) or plain(*given, **how))
    search_by_name(shop, RED, {"velm": 1.0}, filters=(), limit=5, offset=90)
    assert max(asked) == RAISED


def test_what_was_counted_in_a_large_index_is_known_for_a_while(shop, index, called):
    counts = WordCounts()
    assert counts(shop, "velm", total=5000) == 2
    index.upsert([called("V-3", "Velm ring", [0, 1, 1, 0])])
    assert counts(shop, "velm", total=5000) == 2
    assert counts(shop, "velm", total=50) == 3


@pytest.mark.parametrize("text", ["ring not by velm", "not velm", "ring without velm", "ring, nicht von Velm"])
@pytest.mark.parametrize("understand", [True, False])
def test_what_stands_behind_a_not_is_no_name(service, text, understand):
    hits = service.search(SearchQuery(text=text, limit=3, understand=understand)).matches
    assert not {"V-1", "V-2"} & {match.hit.stored.product.sku for match in hits}


def test_a_name_counts_beside_what_is_not_wanted(service):
    assert skus(service.search(SearchQuery(text="velm ring, not gold", limit=3)))[0] == "V-1"


def test_asking_politely_changes_nothing(shop):
    assert rare_words(shop, "do you have anything by Velm, please?", WordCounts()) == {"velm": 1}


def test_a_name_raises_the_score_by_its_share(shop):
    query = RED
    plain = {hit.stored.product.sku: hit.score for hit in shop.search(query, limit=200)}
    raised = {
        hit.stored.product.sku: hit.score
        for hit in search_by_name(shop, query, {"velm": 0.5, "orchard": 0.2}, filters=(), limit=200, offset=0)
    }
    assert raised["V-1"] == pytest.approx(plain["V-1"] + NEARER * 0.5**2)
    assert raised["V-2"] == pytest.approx(plain["V-2"] + NEARER * 0.7**2)
    assert raised["R-0"] == plain["R-0"]
