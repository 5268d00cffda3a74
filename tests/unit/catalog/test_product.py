"""The words by which a product is found."""

from catalog.product import Product


def test_words_add_only_the_facts_that_the_title_does_not_name() -> None:
    product = Product("R1", "Rose Gold band", "Plain and wide.", category="ring", metal="rose gold", gemstone="ruby")
    assert product.words() == "Rose Gold band. ruby, ring. Plain and wide."


def test_words_of_a_bare_product_are_its_title() -> None:
    assert Product("R1", "Ring").words() == "Ring"
