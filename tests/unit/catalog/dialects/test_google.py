"""Google Merchant feeds."""

from decimal import Decimal

import pytest

from catalog.dialects.google import GoogleDialect
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table


@pytest.fixture(scope="module")
def feed() -> Reading:
    return read(GoogleDialect(), catalogue("google/feed.tsv"))


def test_offers_of_one_group_are_parted_by_colour_and_not_by_size(feed: Reading) -> None:
    assert not feed.errors
    assert set(feed.products) == {"E-7", "R-100-YG-52", "R-100-RG-52", "B-1"}
    yellow, rose = feed.products["R-100-YG-52"], feed.products["R-100-RG-52"]
    assert yellow.group == rose.group == "R-100"
    assert yellow.size == "52, 54"
    assert [variant.sku for variant in yellow.variants] == ["R-100-YG-52", "R-100-YG-54"]


def test_a_title_names_the_look_unless_it_does_already(feed: Reading) -> None:
    assert feed.products["R-100-YG-52"].title == "Leaf ring – Yellow gold"
    assert feed.products["R-100-RG-52"].title == "Leaf ring in rose gold"


def test_prices_carry_their_currency_and_a_sale_price_counts_only_if_lower(feed: Reading) -> None:
    prices = {sku: (product.price, product.currency) for sku, product in feed.products.items()}
    assert prices == {
        "E-7": (Decimal("1074.00"), "EUR"), "R-100-YG-52": (Decimal("350.00"), "EUR"),
        "R-100-RG-52": (Decimal("410.00"), "EUR"), "B-1": (Decimal("150.00"), "EUR"),
    }  # fmt: skip


def test_photos_are_the_image_and_the_additional_ones_with_commas_in_addresses(feed: Reading) -> None:
    names = [photo.removeprefix("https://shop.example.com/i/") for photo in feed.products["R-100-YG-52"].photos]
    assert names == ["leaf-yg.jpg", "leaf-side.jpg", "leaf,hand.jpg"]


def test_availability_and_links(feed: Reading) -> None:
    assert feed.products["E-7"].available is True  # preorder
    assert feed.products["B-1"].available is None
    assert feed.warned() == {(6, "availability")}
    assert feed.products["E-7"].url == "https://shop.example.com/studs"


def test_the_shops_own_category_counts_more_than_googles_number(feed: Reading) -> None:
    assert feed.products["B-1"].category == "Jewellery > Bracelets"
    assert feed.products["E-7"].category == "194"


def test_what_a_piece_cost_is_nobodys_business(feed: Reading) -> None:
    assert not any("cost" in name for row in feed.rows for name in row.product.attributes)


def test_a_group_may_be_torn_apart_where_little_can_be_held() -> None:
    held = read(GoogleDialect(held=1), catalogue("google/feed.tsv"))
    assert set(held.products) == {"E-7", "R-100-YG-52", "R-100-YG-54", "R-100-RG-52", "B-1"}


def test_metas_catalogue_is_nearly_the_same() -> None:
    export = catalogue("google/meta.csv")
    assert GoogleDialect().likeness(export.header) > 0.5
    moon = read(GoogleDialect(), export).products["M-1"]
    assert (moon.price, moon.currency, moon.attributes["Price"]) == (Decimal("49.00"), "USD", "59.00 USD")
    assert moon.category == "Apparel & Accessories > Jewelry > Charms & Pendants"
    assert len(moon.photos) == 2


def test_prefixes_and_numbers_in_names() -> None:
    header = "g:id,g:title,g:image_link,additional_image_link_1,image[0].url,g:price,g:custom_label_0"
    export = table(f"{header}\nA,B,a.jpg,b.jpg,c.jpg,5 EUR,x\n")
    assert GoogleDialect().likeness(export.header) > 0.5
    product = read(GoogleDialect(), export).products["A"]
    assert (product.title, product.photos, product.attributes) == ("B", ("a.jpg", "b.jpg", "c.jpg"), {})


def test_an_archived_item_is_not_available() -> None:
    result = read(GoogleDialect(), table("id,title,item_group_id,status,availability\nA,B,,archived,in stock\n"))
    assert result.products["A"].available is False
    assert result.warned() == {(2, "status")}


def test_an_offer_without_an_id_or_a_title_is_rejected_under_its_header() -> None:
    export = read(GoogleDialect(), table("id,title,item_group_id,price\n,Ring,,5 EUR\nB,,,5 EUR\nC,Cuff,,5 EUR\n"))
    assert set(export.products) == {"C"}
    assert [(error.line, error.column, error.sku) for error in export.errors] == [(2, "id", None), (3, "title", "B")]
