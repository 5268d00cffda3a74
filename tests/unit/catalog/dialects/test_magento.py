"""Magento's product exports."""

import random
from decimal import Decimal
from itertools import chain

import pytest

from catalog.dialects.magento import MagentoDialect
from catalog.row import Record
from tests.unit.catalog.dialects.reading import Reading, Table, catalogue, read, table

EXPORT = "magento/export_catalog_product.csv"


@pytest.fixture(scope="module")
def export() -> Reading:
    return read(MagentoDialect(), catalogue(EXPORT), currency="EUR")


def test_simple_products_that_a_configurable_one_names_are_its_variants(export: Reading) -> None:
    assert not export.errors
    assert set(export.products) == {"HALO-YG-52", "HALO-RG-52", "STUD", "ORPHAN", "OFF"}
    yellow = export.products["HALO-YG-52"]
    assert (yellow.title, yellow.metal, yellow.size) == ("Halo Ring – Yellow Gold", "Yellow Gold", "52, 54")
    assert yellow.group == export.products["HALO-RG-52"].group == "HALO"
    assert [dict(variant.options) for variant in yellow.variants] == [
        {"Metal": "Yellow Gold", "Ring size": "52"}, {"Metal": "Yellow Gold", "Ring size": "54"},
    ]  # fmt: skip
    assert [variant.available for variant in yellow.variants] == [True, False]


def test_photos_are_a_variants_own_and_then_its_parents(export: Reading) -> None:
    assert export.products["HALO-RG-52"].photos == (
        "/h/a/halo-rg.jpg", "/h/a/halo.jpg", "/h/a/halo-side.jpg", "/h/a/halo-box.jpg",
    )  # fmt: skip
    assert export.products["STUD"].photos == ("/s/t/studs.jpg",)  # whose base image is "no_selection"


def test_a_special_price_is_the_price(export: Reading) -> None:
    yellow = export.products["HALO-YG-52"]
    assert (yellow.price, yellow.attributes["price"]) == (Decimal("350.00"), "390.00")
    assert [variant.price for variant in yellow.variants] == [Decimal("350.00"), Decimal("390.00")]


def test_additional_attributes_may_hold_commas_in_quotes_and_several_values(export: Reading) -> None:
    yellow = export.products["HALO-YG-52"]
    assert (yellow.gemstone, yellow.attributes["care"], yellow.attributes["collection"]) == (
        "Diamond, Sapphire", "wash, then dry", "Bridal",
    )  # fmt: skip
    assert not {"has_options", "cost"} & {name for row in export.rows for name in row.product.attributes}


def test_side_stones_are_not_the_stone_of_a_piece() -> None:
    text = 'sku,name,additional_attributes\nA,Studs,"side_stones=Diamond|Ruby,center_stone=Emerald"\n'
    studs = read(MagentoDialect(), table(text)).products["A"]
    assert (studs.gemstone, studs.attributes["side_stones"]) == ("Emerald", "Diamond, Ruby")


def test_what_looks_like_an_attribute_within_quotes_is_none() -> None:
    text = 'sku,name,additional_attributes\nA,Ring,"care=""wash, heat=30, dry"",stone=Ruby,""metal""=""Gold"""\n'
    ring = read(MagentoDialect(), table(text)).products["A"]
    assert (ring.attributes, ring.gemstone, ring.metal) == ({"care": "wash, heat=30, dry"}, "Ruby", "Gold")


def test_a_disabled_variant_cannot_be_chosen(export: Reading) -> None:
    assert (export.products["HALO-RG-52"].size, export.products["HALO-RG-52"].variants) == ("52", ())


def test_rows_of_another_store_view_translate_and_are_no_products(export: Reading) -> None:
    assert export.products["HALO-YG-52"].description == "A halo of stones."
    assert export.products["HALO-YG-52"].attributes["name (fr)"] == "Bague Halo"
    assert export.products["STUD"].attributes["name (de)"] == "Perlenstecker"


def test_what_is_odd_is_warned_of(export: Reading) -> None:
    assert export.warned() == {
        (5, "product_online"), (6, "configurable_variations"), (10, "additional_attributes"), (10, "visibility"),
        (11, "product_online"),
    }  # fmt: skip
    assert export.products["OFF"].available is False


def test_all_rows_are_quoted_that_it_takes(export: Reading) -> None:
    assert [record.line for record in export.row("HALO-RG-52").records] == [2, 3, 4, 5, 6, 7]
    assert [record.line for record in export.row("STUD").records] == [8, 9]


def test_variants_may_stand_behind_their_parent(export: Reading) -> None:
    blocks = _blocks(catalogue(EXPORT))
    random.Random(3).shuffle(blocks)
    mixed = read(MagentoDialect(), catalogue(EXPORT).in_order(_numbered(blocks)), currency="EUR").products
    assert {sku: product.title for sku, product in mixed.items()} == {
        sku: product.title for sku, product in export.products.items()
    }


def test_where_little_can_be_held_nothing_is_lost() -> None:
    held = read(MagentoDialect(held=1), catalogue(EXPORT))
    assert not held.errors
    lines = {record.line for row in held.rows for record in row.records}
    assert lines == {record.line for record in catalogue(EXPORT).records}


def test_version_1_continues_a_product_on_rows_without_a_sku() -> None:
    export = read(MagentoDialect(), catalogue("magento/export_m1.csv"), currency="EUR")
    assert not export.errors
    band, cuff = export.products["BAND"], export.products["CUFF"]
    assert (band.title, band.size, band.price) == ("Plain Band", "50, 52", Decimal(190))
    assert band.photos == ("/b/band.jpg", "/b/band-side.jpg")
    assert band.attributes["name (french)"] == "Alliance"
    assert [(variant.sku, variant.available) for variant in band.variants] == [("BAND-50", True), ("BAND-52", False)]
    assert (cuff.price, cuff.attributes["price"]) == (Decimal(60), "80.0000")


def test_products_of_their_own_stay_so_although_a_configurable_one_names_them() -> None:
    text = (
        "sku,product_type,name,price,visibility,configurable_variations,store_view_code\n"
        'A,simple,A,5,"Catalog, Search",,\n'
        'P,configurable,P,,"Catalog, Search","sku=A,size=1",\n'
    )
    export = read(MagentoDialect(), table(text))
    assert set(export.products) == {"A", "P"}
    assert export.warned() == {(3, "configurable_variations")}


def test_a_row_without_a_sku_before_any_other_is_rejected() -> None:
    (error,) = read(MagentoDialect(), table("sku,name,store_view_code\n,Ring,\nA,Cuff,\n")).errors
    assert (error.line, error.column) == (2, "sku")


def _blocks(export: Table) -> list[list[Record]]:
    blocks: dict[str, list[Record]] = {}
    for record in export.records:
        blocks.setdefault(record.cells[0], []).append(record)
    return list(blocks.values())


def _numbered(blocks: list[list[Record]]) -> list[Record]:
    return [Record(line, record.cells) for line, record in enumerate(chain.from_iterable(blocks), start=2)]
