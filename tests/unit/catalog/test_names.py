import pytest

from catalog.names import names_of, words_of
from catalog.product import Product


def test_the_words_of_a_title_and_a_brand_name_a_product():
    product = Product("R-1", "Orchard Ring with a Ruby", attributes={"Vendor": "Maison Verrault", "Weight": "heavy"})
    assert names_of(product) == ("orchard", "ring", "ruby", "maison", "verrault")


@pytest.mark.parametrize("header", ["Brand", "g:brand", "Marke / Hersteller", "Diseñador", "COLLECTION"])
def test_columns_that_name_pieces_are_known_by_a_word_of_their_header(header):
    assert "velm" in names_of(Product("R-1", "Ring", attributes={header: "Velm"}))


def test_a_long_cell_is_no_name():
    assert names_of(Product("R-1", "Ring", attributes={"Brand": "Velm " * 50})) == ("ring",)


def test_words_are_compared_without_case_and_accents():
    assert words_of("DIAMANTÉ Größe") == words_of("diamante grösse") == ["diamante", "grosse"]


def test_fillers_and_short_words_are_no_names():
    assert words_of("the ring of an owl, with 14 k and for you") == ["ring", "owl", "you"]


def test_each_word_counts_once_and_only_so_many():
    assert words_of("velm Velm VELM") == ["velm"]
    assert len(names_of(Product("R-1", " ".join(f"word{number}" for number in range(200))))) == 40
