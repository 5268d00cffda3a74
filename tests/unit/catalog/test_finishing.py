"""What some rows say about a product is checked, and becomes one or a rejected row."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.dialects.availability import CAN_BE_BOUGHT, CANNOT_BE_BOUGHT, read_availability
from catalog.dialects.base import SINGLE_FIELDS, Draft, Value
from catalog.dialects.finishing import finish, is_nothing, plain_sku
from catalog.dialects.photos import photo_references, split_photos
from catalog.product import Product, Variant
from catalog.row import ProductRow, Record, RowError, RowWarning

RECORDS = (Record(7, ("R1", "Ring")), Record(8, ("", "x.jpg")))


def draft(**fields: str) -> Draft:
    values = {"sku": "R1", "title": "Ring", **fields}
    return Draft(RECORDS, 7, {field: Value(text, field.upper()) for field, text in values.items()})


def product_of(**fields: str) -> Product:
    row = finish(draft(**fields), None)
    assert isinstance(row, ProductRow)
    return row.product


def warnings_of(**fields: str) -> list[tuple[int, str | None, str]]:
    row = finish(draft(**fields), None)
    assert isinstance(row, ProductRow)
    return [(warning.line, warning.column, warning.value) for warning in row.warnings]


def test_everything_that_a_draft_says_goes_into_the_product() -> None:
    given_ = draft(
        description="Fine.",
        category="Ring",
        metal="Gold",
        gemstone="Ruby",
        karat="18k",
        colour="red",
        style="halo",
        size="54",
        price="390",
        currency="EUR",
        url="https://velm.example/r1",
        available="auf Lager",
        group="halo",
    )
    given_.photos = [Value("a.jpg", "Image"), Value("b.jpg", None), Value("a.jpg", "Other"), Value("-", "Image")]
    given_.attributes = {"Vendor": "Velm", "Note": "n/a"}
    given_.variants = (Variant("R1-54"),)
    given_.warnings = [RowWarning(8, "x", "y", "Passed over.")]
    row = finish(given_, None)
    assert row == ProductRow(
        7,
        Product(
            "R1",
            "Ring",
            "Fine.",
            "Ring",
            "Gold",
            "Ruby",
            "18k",
            "red",
            "halo",
            "54",
            attributes={"Vendor": "Velm"},
            price=Decimal(390),
            currency="EUR",
            url="https://velm.example/r1",
            available=True,
            group="halo",
            variants=(Variant("R1-54"),),
            photos=("a.jpg", "b.jpg"),
        ),
        RECORDS,
        ("Image", "photos"),
        (RowWarning(8, "x", "y", "Passed over."),),
    )


@pytest.mark.parametrize("nothing", ["", "-", "n/a", "N/A", "NULL", "none", "#N/A", "–"])
def test_what_stands_for_nothing_counts_as_empty(nothing: str) -> None:
    fields = {field: nothing for field in SINGLE_FIELDS if field not in ("sku", "title")}
    assert product_of(**fields) == Product("R1", "Ring")
    assert warnings_of(**fields) == []
    assert is_nothing(nothing)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("sku", "", "no sku"),
        ("sku", "N/A", "no sku"),
        ("sku", "'", "no sku"),
        ("sku", "R" * 201, "201 characters; at most 200"),
        ("title", "", "no title"),
        ("title", "-", "no title"),
        ("title", "x" * 1001, "at most 1000"),
    ],
)
def test_a_product_needs_a_sku_and_a_title(field: str, text: str, said: str) -> None:
    row = finish(draft(**{field: text}), None)
    assert isinstance(row, RowError)
    assert (row.line, row.column, row.records) == (7, field.upper(), RECORDS)
    assert said in row.reason
    assert row.sku == ("R1" if field == "title" else text[:200] if len(text) > 200 else None)


def test_a_draft_without_any_sku_is_rejected_as_a_whole() -> None:
    row = finish(Draft(RECORDS, 7, {"title": Value("Ring", None)}), None)
    assert isinstance(row, RowError)
    assert (row.column, row.value) == (None, "")


@pytest.mark.parametrize(
    ("text", "sku"),
    [
        ("'00123", "00123"),
        ('="00123"', "00123"),
        ("R  1\n2", "R 1 2"),
        ("R'1", "R'1"),
        ('=""', '=""'),
        ("''7", "7"),
        ("\u200eR\u202a-1\u202c\xad", "R-1"),
        ("Ř-1", "Ř-1"),
    ],
)
def test_what_keeps_a_sku_text_in_a_spreadsheet_falls_away(text: str, sku: str) -> None:
    assert plain_sku(text) == sku


def test_a_number_that_a_spreadsheet_has_shortened_is_pointed_out() -> None:
    assert warnings_of(sku="4,00638E+12") == [(7, "SKU", "4,00638E+12")]
    assert warnings_of(sku="4E12") == []


@pytest.mark.parametrize("date", ["05. Jun", "6-Jul", "Jun 05", "7. März", "2024-05-06", "2024-05-06 00:00:00"])
def test_a_size_that_a_spreadsheet_has_made_a_date_of_is_left_out(date: str) -> None:
    assert product_of(size=date).size is None
    assert warnings_of(size=date) == [(7, "SIZE", date)]


@pytest.mark.parametrize("size", ["54", "5-6", "18 mm", "S", "one size", "16 in", "Marquise 10", "5 1/2"])
def test_other_sizes_are_no_dates(size: str) -> None:
    assert product_of(size=size).size == size


@pytest.mark.parametrize(
    ("fields", "default", "price", "currency"),
    [
        ({"price": "390.00"}, None, "390.00", None),
        ({"price": "390.00"}, "EUR", "390.00", "EUR"),
        ({"price": "$390.00"}, "EUR", "390.00", "USD"),
        ({"price": "390.00", "currency": "gbp"}, "EUR", "390.00", "GBP"),
        ({"currency": "gbp"}, "EUR", None, "GBP"),
        ({}, "EUR", None, None),
    ],
)
def test_a_price_is_in_what_it_says_or_its_row_or_its_file(
    fields: dict[str, str], default: str | None, price: str | None, currency: str | None
) -> None:
    row = finish(draft(**fields), default)
    assert isinstance(row, ProductRow)
    assert row.warnings == ()
    assert (row.product.price and str(row.product.price), row.product.currency) == (price, currency)


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("price", "on the moon"),
        ("currency", "gold"),
        ("url", "javascript:x"),
        ("available", "perhaps"),
        ("url", "https://a b"),
    ],
)
def test_what_cannot_be_read_is_left_out_with_a_warning(field: str, text: str) -> None:
    assert product_of(**{field: text}) == Product("R1", "Ring")
    assert warnings_of(**{field: text}) == [(7, field.upper(), text)]


def test_texts_of_enormous_length_are_cut_with_a_warning() -> None:
    assert len(product_of(description="word " * 30_000).description) <= 100_000
    assert len(product_of(metal="x" * 10_001).metal or "") == 10_000
    assert [column for _, column, _ in warnings_of(description="x" * 100_001)] == ["DESCRIPTION"]


@given(st.dictionaries(st.sampled_from(SINGLE_FIELDS), st.text(max_size=30)), st.sampled_from([None, "EUR"]))
def test_any_text_makes_a_product_or_a_reason(fields: dict[str, str], currency: str | None) -> None:
    row = finish(draft(**fields), currency)
    assert row.line == 7
    if isinstance(row, ProductRow):
        assert row.product.sku
        assert row.product.title


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TRUE", True),
        ("In Stock", True),
        ("ja", True),
        ("en stock", True),
        ("в наличии", True),
        ("有货", True),
        ("12", True),
        ("3.0", True),
        ("available for order", True),
        ("WAHR", True),
        ("FALSE", False),
        ("épuisé", False),
        ("нет в наличии", False),
        ("0", False),
        ("0,00", False),
        ("-2", False),
        ("売り切れ", False),
        ("agotado", False),
        ("perhaps", None),
        ("1.5", None),
        ("", None),
    ],
)
def test_availability_is_read_in_many_languages(text: str, expected: bool | None) -> None:
    assert read_availability(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10+", True),
        ("> 5", True),
        (">0", None),
        ("< 5", None),
        ("0+", False),
        ("https://schema.org/InStock", True),
        ("http://schema.org/SoldOut", False),
        ("https://schema.example/InStock", None),
    ],
)
def test_more_than_so_many_and_the_words_of_page_markup_are_understood(text: str, expected: bool | None) -> None:
    assert read_availability(text) is expected


def test_no_word_means_both_that_it_can_and_that_it_cannot_be_bought() -> None:
    assert set() == CAN_BE_BOUGHT & CANNOT_BE_BOUGHT
    assert all(word == word.casefold() for word in CAN_BE_BOUGHT | CANNOT_BE_BOUGHT)


@pytest.mark.parametrize(
    ("cell", "references"),
    [
        ("https://x.example/w_1,h_2/a.jpg", ["https://x.example/w_1,h_2/a.jpg"]),
        ("https://x.example/a,b.jpg,https://x.example/c", ["https://x.example/a,b.jpg", "https://x.example/c"]),
        ("https://x.example/a ; https://x.example/b;", ["https://x.example/a", "https://x.example/b"]),
        ("https://x.example/a\nhttps://x.example/b\n", ["https://x.example/a", "https://x.example/b"]),
        ("https://x.example/a|b.jpg", ["https://x.example/a", "b.jpg"]),
        ("HTTPS://x.example/a HTTP://x.example/b", ["HTTPS://x.example/a", "HTTP://x.example/b"]),
        ("//cdn.example/a.jpg, //cdn.example/b.jpg", ["//cdn.example/a.jpg", "//cdn.example/b.jpg"]),
        ("https://x.example/?u=https://y.example/a", ["https://x.example/?u=https://y.example/a"]),
        ("a.jpg, https://x.example/b.jpg", ["a.jpg", "https://x.example/b.jpg"]),
        ("ring, gold.jpg", ["ring, gold.jpg"]),
        (" , ; ", []),
    ],
)
def test_a_cell_may_name_several_photos(cell: str, references: list[str]) -> None:
    assert photo_references(cell) == references


def test_photos_of_several_cells_come_once_each_under_their_first_header() -> None:
    cells = [Value("a.jpg|b.jpg", "Image"), Value("", "Other"), Value("b.jpg|c.jpg", "More")]
    assert split_photos(cells) == [Value("a.jpg", "Image"), Value("b.jpg", "Image"), Value("c.jpg", "More")]


@given(st.text("ab,;|\n/:htps. ", max_size=40))
def test_no_letter_of_a_photo_cell_is_lost(cell: str) -> None:
    kept = "".join(photo_references(cell))
    assert [letter for letter in kept if letter in "abhtps"] == [letter for letter in cell if letter in "abhtps"]
