import base64
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog.product import Variant
from service.api.schema import ProductBody, SearchBody, clean, decode_base64


@given(st.text(st.characters()))
def test_cleaned_text_can_be_encoded_and_cleaning_again_changes_nothing(text):
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert clean(cleaned) == cleaned
    assert not any(ord(character) < 32 for character in cleaned)


@pytest.mark.parametrize("text", ["💍 rose gold", "خاتم ذهب", "指輪", "👩‍🎤", "Ring — 18 k"])
def test_text_that_people_write_is_left_as_it_is(text):
    assert clean(text) == text


def test_control_characters_part_words_and_do_not_join_them():
    assert clean("\x00rose\ngold\x1b ") == "rose gold"


@given(st.binary())
def test_base64_comes_back(data):
    assert decode_base64(base64.b64encode(data).decode()) == data


@given(st.binary(min_size=100))
def test_base64_may_be_in_lines_and_a_data_address(data):
    assert decode_base64(base64.encodebytes(data).decode()) == data
    assert decode_base64(f"data:image/jpeg;base64,{base64.b64encode(data).decode()}\r\n") == data


@pytest.mark.parametrize(
    "encoded",
    ["data:text/plain;base64,AAAA", "data:image/svg+xml,AAAA", "AAA", "A A A", "ä", "AAAA\u2003AAAA", "A-_A"],
)
def test_what_is_not_base64_is_refused(encoded):
    with pytest.raises(ValueError, match="not base64"):
        decode_base64(encoded)


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 0},
        {"limit": 101},
        {"offset": -1},
        {"offset": 10_001},
        {"image_weight": 1.1},
        {"image_weight": "nan"},
        {"colour": "red"},
        {"image_url": "http://x.example/" + "y" * 2000},
        {"filters": "{"},
        {"filters": "[1]"},
        {"filters": '{"price": {"gte": Infinity}}'},
    ],
)
def test_a_query_out_of_bounds_is_refused(body):
    with pytest.raises(ValidationError):
        SearchBody.model_validate({"text": "ring", **body})


def test_filters_may_come_as_json_text_or_as_they_are():
    filters = {"category": "ring"}
    assert SearchBody.model_validate({"filters": filters}).filters == filters
    assert SearchBody.model_validate({"filters": '{"category": "ring"}'}).filters == filters
    assert SearchBody.model_validate({"filters": " "}).filters == {}


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/relative", "https://", "ring"])
def test_a_product_address_that_is_not_of_the_web_is_refused(url):
    with pytest.raises(ValidationError):
        ProductBody.model_validate({"title": "Ring", "url": url})


def test_a_product_is_read_as_catalogue_files_are():
    body = ProductBody.model_validate({"title": " Ring\n", "category": "Ring", "metal": " ", "price": "390.00"})
    assert (body.title, body.category, body.metal, str(body.price)) == ("Ring", "Ring", None, "390.00")


def test_a_product_has_all_that_was_said_of_it():
    facts = {
        "title": "Ring", "description": "Slim.", "karat": "18k", "style": "solitaire", "size": "54",
        "attributes": {"Vendor": "Velm"}, "group": "halo", "currency": "EUR", "available": True,
        "variants": [{"sku": "R-1-54", "options": {"Size": "54"}, "price": "12.50", "available": False}, {}],
    }  # fmt: skip
    product = ProductBody.model_validate(facts).product("R-1")
    assert (product.sku, product.group, product.attributes) == ("R-1", "halo", {"Vendor": "Velm"})
    assert product.variants == (Variant("R-1-54", {"Size": "54"}, Decimal("12.50"), False), Variant(""))


def test_the_attributes_of_a_product_are_normalised_as_those_of_a_catalogue(monkeypatch):
    seen = []
    monkeypatch.setattr("service.api.schema.normalise", lambda product: seen.append(product) or product)
    ProductBody.model_validate({"title": "Ring", "metal": "925", "own_words": {"metal": "Sterling"}}).product("R-1")
    assert (seen[0].metal, seen[0].own_words) == ("925", {"metal": "Sterling"})


@pytest.mark.parametrize(
    "facts",
    [
        {"own_words": {"vendor": "x"}},
        {"variants": [{"price": -1}]},
        {"variants": [{"colour": "x"}]},
        {"variants": [{"options": {"Size": 54}}]},
        {"predicted": {}},
    ],
)
def test_facts_that_cannot_be_are_refused(facts):
    with pytest.raises(ValidationError):
        ProductBody.model_validate({"title": "Ring", **facts})


@pytest.mark.parametrize("facts", [{}, {"title": " "}, {"title": "x", "price": -1}, {"title": "x", "price": "NaN"}])
def test_a_product_without_title_or_with_an_impossible_price_is_refused(facts):
    with pytest.raises(ValidationError):
        ProductBody.model_validate(facts)
