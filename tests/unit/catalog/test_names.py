import pytest

from catalog.names import names_of, words_of
from catalog.product import Product


def test_headers_that_only_speak_of_names_are_no_names():
    attributes = {"Model is wearing": "small", "Collections": "spring", "vendorName": "Velm"}
    assert names_of(Product("R-1", "Ring", attributes=attributes)) == ("ring", "velm")


@pytest.mark.parametrize(
    ("many", "one"),
    [("rubies", "ruby"), ("topazes", "topaz"), ("roses", "rose"), ("garnets", "garnet"), ("bus", "bus")],
)
def test_many_are_called_as_one_is(many, one):
    assert words_of(many) == words_of(one) == [one]


def test_what_is_written_without_spaces_is_found_by_its_parts():
    assert set(words_of("ミキモト")) < set(words_of("ミキモト真珠ネックレス"))


@pytest.mark.parametrize("word", ["अंगूठी", "טַבַּעַת", "خاتم"])
def test_marks_belong_to_their_words(word):
    assert len(words_of(f"{word} ring")) == 2


def test_stated_facts_name_a_piece_too():
    assert names_of(Product("R-1", "Ring", metal="rose gold", gemstone="blue topaz", category="ring")) == (
        "ring", "blue", "topaz", "rose", "gold",
    )  # fmt: skip


def test_the_words_of_a_title_and_a_brand_name_a_product():
    product = Product("R-1", "Orchard Ring with a Ruby", attributes={"Vendor": "Maison Verrault", "Weight": "heavy"})
    assert names_of(product) == ("orchard", "ring", "ruby", "maison", "verrault")


@pytest.mark.parametrize("header", ["Brand", "g:brand", "Marke / Hersteller", "Diseñador", "COLLECTION"])
def test_columns_that_name_pieces_are_known_by_a_word_of_their_header(header):
    assert "velm" in names_of(Product("R-1", "Ring", attributes={header: "Velm"}))


def test_a_long_cell_is_no_name():
    assert names_of(Product("R-1", "Ring", attributes={"Brand": "Velm " * 50})) == ("ring",)


def test_words_are_compared_without_case_and_accents():
    assert words_of("DIAMANTÉ Süß") == words_of("diamante süss") == ["diamante", "suss"]


def test_fillers_and_short_words_are_no_names():
    assert words_of("the ring of an owl, with 14 k and for you, please") == ["ring", "owl"]


def test_each_word_counts_once_and_only_so_many():
    assert words_of("velm Velm VELM") == ["velm"]
    assert len(names_of(Product("R-1", " ".join(f"word{number}" for number in range(200))))) == 40
