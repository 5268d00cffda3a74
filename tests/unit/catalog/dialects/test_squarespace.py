"""Squarespace's product export."""

from decimal import Decimal

import pytest

from catalog.dialects.squarespace import SquarespaceDialect
from catalog.product import Variant
from catalog.row import CatalogError, Record, RowError
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table

EXPORT = "squarespace/products.csv"
HEAD = "Product ID [Non Editable],Product URL,Title,SKU,Option Name 1,Option Value 1,Price"


@pytest.fixture(scope="module")
def export() -> Reading:
    return read(SquarespaceDialect(), catalogue(EXPORT))


def test_variants_in_another_metal_are_products_of_their_own(export: Reading) -> None:
    yellow, rose = export.products["SQ1000001"], export.products["SQ1000003"]
    assert (yellow.title, rose.title) == ("Halo Ring – Yellow gold", "Halo Ring – Rose gold")
    assert (yellow.metal, rose.metal) == ("Yellow gold", "Rose gold")
    assert yellow.group == rose.group == "halo-ring"
    assert (rose.category, rose.description) == ("rings, engagement", "A halo of moissanite.")


def test_variants_in_another_size_are_one_product(export: Reading) -> None:
    chain = export.products["SQ2000001"]
    assert (chain.size, chain.price, chain.available) == ("42 cm, with extender, 45 cm", Decimal("45.00"), False)
    assert chain.variants == (
        Variant("SQ2000001", {"Length": "42 cm, with extender"}, Decimal("49.00"), False),
        Variant("SQ2000002", {"Length": "45 cm"}, Decimal("45.00"), False),
    )


def test_a_sale_price_counts_only_while_there_is_a_sale(export: Reading) -> None:
    yellow, rose = export.products["SQ1000001"], export.products["SQ1000003"]
    assert (yellow.price, yellow.attributes["Price"]) == (Decimal("351.00"), "390.00; 410.00")
    assert (rose.price, "Sale Price" in rose.attributes) == (Decimal("400.00"), False)
    unsaid = read(SquarespaceDialect(), catalogue(EXPORT).without("On Sale")).products
    assert unsaid["SQ1000003"].price == Decimal("300.00")


def test_photos_are_parted_at_spaces_and_line_breaks(export: Reading) -> None:
    names = [photo.rpartition("/")[2] for photo in export.products["SQ1000003"].photos]
    assert names == ["halo+yellow.jpg", "halo%20rose.jpg", "halo-box.png"]


def test_a_variants_own_photo_comes_first_in_its_look() -> None:
    text = (
        f"{HEAD},Hosted Image URLs\n1,ring,Ring,A,Metal,Gold,5,https://x/gold.jpg https://x/box.jpg\n"
        ",,,B,Metal,Silver,4,https://x/silver.jpg\n"
    )
    products = read(SquarespaceDialect(), table(text)).products
    assert products["A"].photos == ("https://x/gold.jpg", "https://x/box.jpg")
    assert products["B"].photos == ("https://x/silver.jpg", "https://x/gold.jpg", "https://x/box.jpg")


def test_stock_that_never_ends_is_available(export: Reading) -> None:
    assert [variant.available for variant in export.products["SQ1000003"].variants] == [True, None]
    assert [variant.available for variant in export.products["SQ1000001"].variants] == [True, False]


def test_what_the_shop_does_not_show_goes_in_as_not_available(export: Reading) -> None:
    row = export.row("SQ3000001")
    assert row.product.available is False
    assert [warning.column for warning in row.warnings] == ["Visible"]


def test_what_is_odd_is_warned_of_on_its_own_line(export: Reading) -> None:
    assert export.warned() == {(6, "Stock"), (9, None), (10, "Visible")}


def test_other_columns_are_kept_but_not_what_a_parcel_measures(export: Reading) -> None:
    assert export.products["SQ1000001"].attributes == {
        "Product Page": "shop", "Tags": "halo, bridal", "GTIN": "4006381333931", "Price": "390.00; 410.00",
    }  # fmt: skip
    assert export.products["SQ2000001"].attributes == {"Product Page": "shop", "Weight": "0.2"}
    assert export.products["SQ2000001"].size == "42 cm, with extender, 45 cm"  # Length, Width and Height are the box's


def test_columns_of_the_shops_own_are_facts_of_the_variant_in_their_row_or_kept() -> None:
    text = f"{HEAD},Edelstein,Pieces left\n1,ring,Ring,A,Metal,Gold,5,Ruby,0\n,,,B,Metal,Silver,4,Onyx,1\n"
    products = read(SquarespaceDialect(), table(text)).products
    assert [products[sku].gemstone for sku in "AB"] == ["Ruby", "Onyx"]
    assert [products[sku].attributes["Pieces left"] for sku in "AB"] == ["0", "1"]


def test_a_slug_is_no_link_and_an_address_is_one(export: Reading) -> None:
    assert all(product.url is None for product in export.products.values())
    text = f"{HEAD}\n1,https://velm.example/shop/p/ring/,Ring,,,,5\n"
    assert {sku: product.url for sku, product in read(SquarespaceDialect(), table(text)).products.items()} == {
        "ring": "https://velm.example/shop/p/ring/"
    }


@pytest.mark.parametrize(
    ("row", "sku"), [("1,/p/band,Slim Band", "band"), ("1,,Slim Band", "1"), (",,Slim Band – 2 mm", "slim-band-2-mm")]
)
def test_without_a_sku_the_slug_makes_one_or_what_there_is(row: str, sku: str) -> None:
    assert list(read(SquarespaceDialect(), table(f"{HEAD}\n{row},,,,5\n")).products) == [sku]


def test_rows_torn_from_their_product_are_rejected_with_what_to_do(export: Reading) -> None:
    (error,) = export.errors
    assert (error.line, error.column, error.sku) == (12, "Product ID [Non Editable]", "SQ5000001")
    assert "must follow one another" in error.reason


@pytest.mark.parametrize(
    "rows",
    [
        "1,ring,Ring,A,Size,50,5\n,,,B,Size,52,6\n2,,Chain,C,,,7\n",
        "1,ring,Ring,A,Size,50,5\n1,ring,Ring,B,Size,52,6\n2,,Chain,C,,,7\n",
        "1,,,B,Size,52,6\n1,ring,Ring,A,Size,50,5\n2,,Chain,C,,,7\n",
        ",ring,Ring,A,Size,50,5\n,ring,,B,Size,52,6\n,chain,Chain,C,,,7\n",
        ",,Ring,A,Size,50,5\n,,,B,,52,6\n,,Chain,C,,,7\n",
        ",,Ring,A,Size,50,5\n,,Ring,B,Size,52,6\n,,Chain,C,,,7\n",
        "1,ring,Ring,,,,\n,,,A,Size,50,5\n,,,B,Size,52,6\n2,,Chain,C,,,7\n",
    ],
)
def test_rows_of_one_product_may_repeat_its_facts_or_not(rows: str) -> None:
    products = read(SquarespaceDialect(), table(f"{HEAD}\n{rows}")).products
    assert set(products) == {"A", "C"}
    assert {variant.sku: variant.options for variant in products["A"].variants} == {
        "A": {"Size": "50"}, "B": {"Size": "52"},
    }  # fmt: skip


def test_a_variant_before_the_first_product_is_rejected() -> None:
    reading = read(SquarespaceDialect(), table(f"{HEAD}\n,,,LOST,Size,50,5\n1,ring,Ring,A,,,5\n"))
    assert list(reading.products) == ["A"]
    assert [(error.line, error.sku) for error in reading.errors] == [(2, "LOST")]


def test_options_without_a_name_have_a_number() -> None:
    text = f"{HEAD}\n1,ring,Ring,A,,Satin,5\n,,,B,,Polished,6\n"
    (ring,) = read(SquarespaceDialect(), table(text)).products.values()
    assert ring.variants[1].options == {"Option 1": "Polished"}


def test_a_german_shop_writes_the_same_headers() -> None:
    text = (
        "Title;SKU;Price;Sale Price;On Sale;Stock;Visible;Option Name 1;Option Value 1;Categories;Edelstein\n"
        "Weißgoldring;R-1;1.290,00;990,00;Yes;3;Yes;Size (Ringgröße);50;Ringe;Saphir\n"
        ";R-2;1.290,00;0,00;No;Unlimited;;Size (Ringgröße);52;;\n"
    )
    (ring,) = read(SquarespaceDialect(), table(text, ";"), currency="EUR").products.values()
    assert (ring.sku, ring.price, ring.size, ring.gemstone) == ("R-1", Decimal("990.00"), "50, 52", "Saphir")
    assert ring.attributes == {"Price": "1.290,00"}


def test_a_mapping_wins() -> None:
    overrides = {"Product Page": "category", "Tags": "style"}
    ring = read(SquarespaceDialect(), catalogue(EXPORT), overrides=overrides).products["SQ1000001"]
    assert (ring.style, ring.category) == ("halo, bridal", "shop")


def test_without_a_title_nothing_can_be_read() -> None:
    with pytest.raises(CatalogError, match="“Title”"):
        SquarespaceDialect().layout(("SKU", "Hosted Image URLs"), {}, None)


def test_errors_of_reading_pass_through() -> None:
    layout = SquarespaceDialect().layout(("SKU", "Title"), {}, None)
    error = RowError(3, None, "", "broken", (Record(3, ("x",)),))
    assert list(SquarespaceDialect().read(iter([error]), layout)) == [error]
