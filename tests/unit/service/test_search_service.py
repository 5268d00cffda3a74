import numpy as np
import pytest

from catalog.index.filters import parse_filters
from encoders.photo import NotAPhotoError
from service.engine import LiveEngine
from service.search import ProductNotFoundError, SearchQuery, SearchService


@pytest.fixture
def service(models, index, entry_of):
    index.upsert(
        [
            entry_of("red", [1, 0, 1, 0], category="ring"),
            entry_of("blue", [0, 1, 0, 1], category="ring"),
            entry_of("looks-red-says-blue", [1, 0, 0, 1], category="pendant"),
            entry_of("second-photo-red", [0, 1, 0.1, 0], [1, 0, 0.1, 0], category="pendant"),
        ]
    )
    return SearchService(LiveEngine(models, index))


def skus(results):
    return [match.hit.stored.product.sku for match in results.matches]


def test_the_best_match_comes_first(service, photo_of):
    results = service.search(SearchQuery(image=photo_of("red"), text="red"))
    assert skus(results)[0] == "red"
    assert results.matches[0].hit.score == pytest.approx(1)


@pytest.mark.parametrize(
    ("text", "first"),
    [("Ohrringe in Rot", "red"), ("bague rouge", "red"), ("anillo azul", "blue"), ("кольцо синее", "blue")],
)
def test_words_of_other_languages_are_searched_with_in_english(service, text, first):
    assert skus(service.search(SearchQuery(text=text)))[0] == first


def test_a_misspelt_word_is_put_right_and_told_unless_words_are_to_be_taken_as_they_are(service):
    results = service.search(SearchQuery(text="blue emarald"))
    assert [tuple(each) for each in results.respellings] == [("emarald", "emerald")]
    assert service.search(SearchQuery(text="blue emarald", understand=False)).respellings == ()


def test_a_name_in_the_catalogue_is_not_put_right(service, index, entry_of):
    index.upsert([entry_of("emarald", [1, 0, 1, 0])])
    assert service.search(SearchQuery(text="blue emarald")).respellings == []


def test_filters_narrow_hits_and_total_alike(service):
    results = service.search(SearchQuery(text="red", filters=parse_filters({"category": "pendant"})))
    assert set(skus(results)) == {"looks-red-says-blue", "second-photo-red"}
    assert results.total == 2


def test_pages_do_not_overlap_and_total_stays(service):
    pages = [service.search(SearchQuery(text="blue", limit=2, offset=offset)) for offset in (0, 2)]
    assert len({sku for page in pages for sku in skus(page)}) == 4
    assert [page.total for page in pages] == [4, 4]


def test_a_hit_says_how_much_looks_and_words_made_it_match(service, photo_of):
    results = service.search(SearchQuery(image=photo_of("red"), text="red"))
    shares = {match.hit.stored.product.sku: (match.image, match.text) for match in results.matches}
    assert shares["red"] == pytest.approx((0.5, 0.5))
    assert shares["looks-red-says-blue"] == pytest.approx((1, 0))


def test_the_photo_that_matched_comes_first(service, photo_of):
    results = service.search(SearchQuery(image=photo_of("red")))
    match = next(match for match in results.matches if match.hit.stored.product.sku == "second-photo-red")
    stored = match.hit.stored.photo_ids
    assert list(match.photo_ids) == [stored[1], stored[0]]


@pytest.mark.parametrize(("least", "likely"), [(0.5, True), (1.1, False), (None, None)])
def test_a_photo_whose_best_match_is_far_off_may_show_no_jewellery(service, models, photo_of, least, likely):
    models.jewellery_score = least
    assert service.search(SearchQuery(image=photo_of("red"))).looks_like_jewellery is likely


def test_words_filters_and_later_pages_say_nothing_about_the_photo(service, models, photo_of):
    models.jewellery_score = 1.1
    filters = parse_filters({"category": "ring"})
    for query in (
        SearchQuery(text="red"),
        SearchQuery(image=photo_of("red"), text="red"),
        SearchQuery(image=photo_of("red"), filters=filters),
        SearchQuery(image=photo_of("red"), offset=1),
    ):
        assert service.search(query).looks_like_jewellery is None


def test_every_stage_is_timed_and_the_total_holds_all_that_was_measured_here(service):
    took = service.search(SearchQuery(text="red")).took_ms
    assert list(took) == ["decode", "encode", "fuse", "search", "total"]
    assert took["total"] >= took["search"] >= 0


def test_weights_are_those_of_the_models(service, photo_of):
    assert service.search(SearchQuery(image=photo_of("red"), text="red")).weights == (0.5, 0.5)
    assert service.search(SearchQuery(text="red")).weights == (0, 1)


def test_a_photo_that_is_none_is_an_error_of_the_photo(service):
    with pytest.raises(NotAPhotoError):
        service.search(SearchQuery(image=b"<html>"))


def test_similar_products_leave_out_the_product_itself(service):
    results = service.similar("red")
    assert "red" not in skus(results)
    assert len(skus(results)) == 3
    assert results.weights is None


def test_similar_looks_at_all_photos_of_a_product(service, index, entry_of):
    index.upsert([entry_of("in-between", [1, 1, 0.1, 0])])
    assert skus(service.similar("second-photo-red"))[0] == "in-between"


def test_photos_that_cancel_each_other_out_still_give_a_direction(service, index, entry_of):
    index.upsert([entry_of("opposites", [1, 0, 0, 0], [-1, 0, 0, 0])])
    results = service.similar("opposites")
    assert np.isfinite([match.hit.score for match in results.matches]).all()
    assert skus(results)[0] in ("red", "looks-red-says-blue", "second-photo-red")


def test_a_sku_that_is_not_there_is_named(service):
    with pytest.raises(ProductNotFoundError, match="“R-9”"):
        service.similar("R-9")
    with pytest.raises(ProductNotFoundError, match="“R-9”"):
        service.product("R-9")


@pytest.fixture
def shop(models, index, entry_of):
    """Pieces whose vectors say one thing and whose facts another."""
    index.upsert(
        [
            entry_of("R-1", [1, 0, 1, 0], category="ring", metal="yellow gold"),
            entry_of("R-2", [1, 0, 1, 0.1], category="ring", metal="silver"),
            entry_of("R-3", [0, 1, 0, 1], [0, 1, 1, 1], category="ring"),
        ]
    )
    return SearchService(LiveEngine(models, index))


@pytest.mark.parametrize("photo", [None, "red"])
def test_what_the_words_do_not_want_is_no_hit_and_is_told(shop, photo_of, photo):
    image = None if photo is None else photo_of(photo)
    results = shop.search(SearchQuery(image=image, text="red, not yellow gold"))
    assert set(skus(results)) == {"R-2", "R-3"}
    assert results.total == 2
    assert [wish.words for wish in results.understood] == ["not yellow gold"]


def test_words_may_be_taken_as_they_are(shop):
    results = shop.search(SearchQuery(text="red, not yellow gold", understand=False))
    assert set(skus(results)) == {"R-1", "R-2", "R-3"}
    assert (results.total, results.understood) == (3, ())


@pytest.mark.parametrize("typed", ["R-3", "r-3"])
def test_the_product_whose_sku_is_typed_comes_first_and_once(shop, typed):
    pages = [skus(shop.search(SearchQuery(text=typed, limit=1, offset=offset))) for offset in range(4)]
    assert pages[0] == ["R-3"]
    assert sorted(pages[1] + pages[2]) == ["R-1", "R-2"]
    assert pages[3] == []
    assert skus(shop.search(SearchQuery(text=typed)))[0] == "R-3"


def test_a_typed_sku_shows_the_photo_that_its_words_are_nearest_to(shop):
    (match,) = shop.search(SearchQuery(text="R-3", limit=1)).matches
    ids = match.hit.stored.photo_ids
    assert len(ids) == 2
    assert match.photo_ids[0] == ids[match.hit.best_photo]


def test_filters_are_met_even_by_a_product_whose_sku_is_typed(shop):
    filters = parse_filters({"metal": "silver"})
    assert skus(shop.search(SearchQuery(text="R-1", filters=filters))) == ["R-2"]
