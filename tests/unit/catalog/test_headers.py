"""Headers of plain catalogues in many languages."""

from collections import defaultdict

import pytest

from catalog.dialects.base import FIELDS
from catalog.dialects.header_words import HEADER_WORDS
from catalog.dialects.headers import currency_of, folded, known_columns, meaning_of, words_of_every_field

HEADERS = {
    "sku": [
        "Artikel-Nr.", "ARTIKELNUMMER", "Référence", "reference",
        "Артикул", "商品编号", "品番", "Stok Kodu", "product_id",
        "ProductCode", "N° article",
    ],
    "title": [
        "Bezeichnung", "Nom du produit", "Nazwa produktu", "商品名", "标题", "ÜRÜN ADI", "Tuotteen nimi", "Název",
        "g:title", "Name (EN)",
    ],
    "price": [
        "Prix TTC (€)", "Цена, руб.", "Preis in €", "Price USD", "price_eur", "价格(元)", "Cena brutto",
        "Pris (SEK) inkl. moms", "Precio", "Prezzo",
    ],
    "currency": [
        "Währung", "Devise",
    ],
    "size": [
        "Größe", "GROESSE", "Taille",
    ],
    "metal": [
        "Metall", "Matière", "Kruszec",
    ],
    "gemstone": [
        "Edelstein", "Камень",
    ],
    "karat": [
        "Feingehalt", "Проба",
    ],
    "colour": [
        "Farbe", "Color",
    ],
    "style": [
        "Stil",
    ],
    "category": [
        "Warengruppe", "Catégorie", "カテゴリー",
    ],
    "available": [
        "Lagerbestand", "Disponibilité", "在庫",
    ],
    "group": [
        "Parent SKU", "item_group_id",
    ],
    "url": [
        "Lien",
    ],
    "photos": [
        "image 2", "Bild1", "photo_url", "additional_image_link",
        "Foto's", "imageURL3", "Zdjęcie główne", "商品画像URL1",
        "Görsel 1", "图片", "Photo 3 file name", "URL de l’image", "Изображение товара",
    ],
}  # fmt: skip
UNKNOWN = [
    "Steenen",
    "Image Alt Text",
    "Weight",
    "Price / International",
    "Cost",
    "Sale price",
    "",
    "???",
    "Image width",
]


@pytest.mark.parametrize(("header", "field"), [(header, field) for field in HEADERS for header in HEADERS[field]])
def test_a_header_is_known_by_its_words(header: str, field: str) -> None:
    meaning = meaning_of(header)
    assert meaning is not None
    assert meaning.field == field


@pytest.mark.parametrize("header", UNKNOWN)
def test_a_header_that_says_something_else_is_not_guessed_at(header: str) -> None:
    assert meaning_of(header) is None


@pytest.mark.parametrize(
    ("header", "currency"),
    [
        ("Preis (EUR)", "EUR"),
        ("Price USD", "USD"),
        ("price_gbp", "GBP"),
        ("Prix TTC (€)", "EUR"),
        ("Price £", "GBP"),
        ("Pris (SEK) inkl. moms", "SEK"),
        ("Preis", None),
        ("Price all taxes", None),
        ("Prix en CHF", "CHF"),
        ("Fiyat TRY", "TRY"),
    ],
)
def test_the_header_of_a_price_may_name_its_currency(header: str, currency: str | None) -> None:
    assert currency_of(header) == currency


def test_the_table_holds_every_field_in_at_least_fourteen_languages() -> None:
    assert len(HEADER_WORDS) >= 14
    for language, columns in HEADER_WORDS.items():
        assert set(columns) == set(FIELDS) - {"photos"}, language


def test_no_word_of_the_table_means_two_fields_and_each_is_found() -> None:
    fields: defaultdict[str, set[str]] = defaultdict(set)
    for field, languages in words_of_every_field().items():
        for words in languages.values():
            for word in words:
                fields[folded(word)].add(field)
                meaning = meaning_of(word)
                assert meaning is not None, word
                assert meaning.field == field, word
    assert {word: both for word, both in fields.items() if len(both) > 1} == {}


def test_surer_names_rank_before_others() -> None:
    ranks = [meaning_of(name) for name in ("sku", "article number", "code", "id", "ean")]
    assert [meaning.rank for meaning in ranks if meaning] == sorted(meaning.rank for meaning in ranks if meaning)
    with_tax, without = meaning_of("Price (incl. VAT)"), meaning_of("Price (excl. VAT)")
    assert with_tax is not None
    assert without is not None
    assert with_tax.rank < without.rank


def test_known_columns_are_counted() -> None:
    assert known_columns(["Artikel-Nr.", "Bezeichnung", "Lagerort", ""]) == 2
