"""Shopify's product export."""

from decimal import Decimal

import pytest

from catalog.dialects.shopify import ShopifyDialect
from catalog.product import Variant
from catalog.row import CatalogError, Record, RowError
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table

EXPORT = "shopify/products_export.csv"


@pytest.fixture(scope="module")
def export() -> Reading:
    return read(ShopifyDialect(), catalogue(EXPORT), currency="VND")


def test_variants_in_another_metal_are_products_of_their_own(export: Reading) -> None:
    products = export.products
    yellow, rose = products["0042-YG-52"], products["0042-RG-52"]
    assert (yellow.title, rose.title) == ("Halo Ring – Yellow gold", "Halo Ring – Rose gold")
    assert (yellow.metal, rose.metal) == ("Yellow gold", "Rose gold")
    assert yellow.group == rose.group == "halo-ring"
    assert yellow.photos[0].startswith("https://cdn.example.com/halo-yellow.jpg")
    assert rose.photos[0].startswith("https://cdn.example.com/halo-rose.jpg")


def test_variants_in_another_size_are_one_product(export: Reading) -> None:
    yellow = export.products["0042-YG-52"]
    assert yellow.size == "52, 54"
    assert yellow.price == Decimal(12_400_000)
    assert yellow.available is True
    assert yellow.variants == (
        Variant("0042-YG-52", {"Metal": "Yellow gold", "Size": "52"}, Decimal(12_400_000), True),
        Variant("0042-YG-54", {"Metal": "Yellow gold", "Size": "54"}, Decimal(12_600_000), False),
    )


def test_images_follow_their_positions_and_not_those_of_another_look(export: Reading) -> None:
    names = [photo.rsplit("/")[-1].partition("?")[0] for photo in export.products["0042-YG-52"].photos]
    assert names == ["halo-yellow.jpg", "halo-hand.jpg", "halo-box.jpg"]
    assert set(export.row("0042-YG-52").photo_columns) == {"Variant Image", "Image Src"}


def test_selling_on_without_stock_is_available(export: Reading) -> None:
    assert [variant.available for variant in export.products["0042-RG-52"].variants] == [True, False]


def test_what_nobody_counts_may_or_may_not_be_available(export: Reading) -> None:
    assert export.products["drop-earrings"].available is None


def test_markup_becomes_text(export: Reading) -> None:
    assert "Made to order" in export.products["0042-YG-52"].description
    assert "<" not in export.products["0042-YG-52"].description
    assert export.products["drop-earrings"].description == "Plain silver, 3 < 4 cm & light."


def test_the_type_counts_more_than_the_product_category(export: Reading) -> None:
    assert export.products["0042-YG-52"].category == "Ring"


def test_metafields_say_what_their_keys_name(export: Reading) -> None:
    ring = export.products["0042-YG-52"]
    assert (ring.gemstone, ring.style) == ("diamond; moissanite", "halo")
    material = "Jewelry material (product.metafields.shopify.jewelry-material)"
    assert ring.attributes[material] == "gold-plated; stainless-steel"  # of which metal, only the option tells
    alone = read(ShopifyDialect(), catalogue(EXPORT).without("Option1 Name", "Option1 Value")).products
    assert alone["0042-RG-52"].metal == "gold-plated; stainless-steel"


def test_other_columns_are_kept_but_not_what_a_piece_cost(export: Reading) -> None:
    attributes = export.products["0042-YG-52"].attributes
    assert attributes["Vendor"] == "Velm & Daughters"
    assert attributes["Variant Compare At Price"] == "13900000"
    assert attributes["Variant Barcode"] == "4006381333931"
    assert "Variant Barcode" not in export.products["0042-RG-52"].attributes
    assert not any("6100000" in str(value) for row in export.rows for value in row.product.attributes.values())


def test_without_a_sku_the_handle_and_the_look_make_one(export: Reading) -> None:
    assert "drop-earrings" in export.products
    header = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    text = header + "halo,Halo,Metal,Gold,,1\nhalo,,,Rose Gold,,2\n"
    assert list(read(ShopifyDialect(), table(text)).products) == ["halo/gold", "halo/rose-gold"]


def test_an_option_nobody_knows_makes_looks_only_where_photos_differ(export: Reading) -> None:
    assert export.products["initial-pendant/b"].title == "Initial Pendant – B"
    assert [v.options["Karakter"] for v in export.products["initial-pendant/a/c"].variants] == ["A", "C"]
    assert len(export.products["GC"].variants) == 2


@pytest.mark.parametrize(("sku", "column"), [("SG-1", "Status"), ("HC-1", "Published")])
def test_what_the_shop_does_not_show_goes_in_as_not_available(export: Reading, sku: str, column: str) -> None:
    row = export.row(sku)
    assert row.product.available is False
    assert [warning.column for warning in row.warnings] == [column]


def test_odd_cells_are_warned_of_on_their_own_lines(export: Reading) -> None:
    assert export.warned() == {
        (13, "Status"), (14, "Published"), (17, "Variant Inventory Qty"), (17, "Variant Price"), (19, "Variant SKU"),
    }  # fmt: skip


def test_a_line_without_a_handle_belongs_to_the_one_before(export: Reading) -> None:
    assert export.products["GC"].photos == ("card.jpg", "https://cdn.example.com/card-back.jpg")


def test_rows_torn_from_their_product_are_rejected_with_what_to_do(export: Reading) -> None:
    (error,) = export.errors
    assert (error.line, error.column, error.value, error.sku) == (21, "Handle", "lonely-rows", "lonely-rows")
    assert "must follow one another" in error.reason
    assert [record.line for record in error.records] == [21]


def test_a_first_line_without_a_handle_is_rejected() -> None:
    (error,) = read(ShopifyDialect(), table("Handle,Title,Variant Price\n,Ring,1\n")).errors
    assert (error.line, error.column) == (2, "Handle")


def test_a_look_can_be_imported_again_only_with_all_rows_of_its_handle(export: Reading) -> None:
    assert [record.line for record in export.row("0042-RG-52").records] == [2, 8, 9, 10, 11]


def test_a_row_that_stands_twice_counts_once_and_is_told_of() -> None:
    text = (
        "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
        + "a,A,Size,1,S1,5\na,,,2,S2,6\na,,,2,S2,6\n"
    )
    (row,) = read(ShopifyDialect(), table(text)).rows
    assert len(row.product.variants) == 2
    assert [(warning.line, "line 3" in warning.reason) for warning in row.warnings] == [(4, True)]


def test_errors_of_reading_pass_through() -> None:
    layout = ShopifyDialect().layout(("Handle", "Title"), {}, None)
    error = RowError(3, None, "", "broken", (Record(3, ("x",)),))
    assert list(ShopifyDialect().read(iter([error]), layout)) == [error]


def test_the_newer_headers_say_the_same() -> None:
    products = read(ShopifyDialect(), catalogue("shopify/products_2025.csv")).products
    assert list(products) == ["EB-S", "EB-G", "BG"]
    assert (products["EB-S"].available, products["EB-G"].available, products["BG"].available) == (True, True, False)
    assert products["EB-G"].photos == ("https://cdn.example.com/eb-g.jpg",)
    assert products["EB-G"].category == "Apparel & Accessories > Jewelry > Rings"
    assert products["EB-G"].colour is None  # what is said of all looks is not said of this one


def test_a_mapping_wins() -> None:
    overrides = {
        "Vendor": "style",
        "Type": "ignore",
        "Jewelry material (product.metafields.shopify.jewelry-material)": "attribute",
    }
    ring = read(ShopifyDialect(), catalogue(EXPORT), overrides=overrides).products["0042-YG-52"]
    assert ring.style == "Velm & Daughters"
    assert ring.category == "Hardware > Fencing & Barriers > Handrails"
    with pytest.raises(CatalogError, match="“Handle”"):
        ShopifyDialect().layout(("Handle", "Title"), {"Handle": "ignore"}, None)


def test_positions_of_images_count_and_not_their_rows() -> None:
    text = "Handle,Title,Variant SKU,Image Src,Image Position\na,A,S,c.jpg,3\na,,,x.jpg,\na,,,a.jpg,1\na,,,b.jpg,2\n"
    assert read(ShopifyDialect(), table(text)).products["S"].photos == ("a.jpg", "b.jpg", "c.jpg", "x.jpg")
