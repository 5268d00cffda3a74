"""Wix's product export, in both of its forms."""

import random
from decimal import Decimal

import pytest

from catalog.dialects.wix import WixDialect
from catalog.product import Variant
from catalog.row import CatalogError, Record, RowError
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table

EXPORT, NEWER = "wix/catalog_products.csv", "wix/catalog_v3.csv"
HANDLE = "product_0a1f3c52-9d1e-4b7a-8c1d-00000000000"
FILES = "https://static.wixstatic.com/media/"
HEAD = "handleId,fieldType,name,sku,price,surcharge,discountMode,discountValue"


@pytest.fixture(scope="module")
def export() -> Reading:
    return read(WixDialect(), catalogue(EXPORT))


@pytest.fixture(scope="module")
def newer() -> Reading:
    return read(WixDialect(), catalogue(NEWER))


def test_variants_in_another_metal_are_products_of_their_own(export: Reading) -> None:
    yellow, rose = export.products["HALO-YG-52"], export.products["HALO-RG-54"]
    assert (yellow.title, rose.title) == ("Halo Ring – Yellow gold", "Halo Ring – Rose gold")
    assert (yellow.metal, rose.metal) == ("Yellow gold", "Rose gold")
    assert yellow.group == rose.group == "HALO"
    assert (yellow.category, yellow.description) == ("Rings, Engagement", "A halo of moissanite.\nMade to order.")


def test_a_variant_costs_the_products_price_and_its_surcharge_less_the_discount(export: Reading) -> None:
    yellow = export.products["HALO-YG-52"]
    assert yellow.variants == (
        Variant("HALO-YG-52", {"Metal Colour": "Yellow gold", "Ring size": "52"}, Decimal("351.00"), True),
        Variant("HALO-YG-54", {"Metal Colour": "Yellow gold", "Ring size": "54"}, Decimal("369.00"), True),
    )
    assert (yellow.price, yellow.attributes["price"]) == (Decimal("351.00"), "390.0; 410.00")


def test_sizes_come_in_the_order_in_which_the_product_gives_them(export: Reading) -> None:
    assert export.products["HALO-YG-52"].size == "52, 54"  # whose rows stand the other way round


def test_a_price_may_stand_in_surcharges_alone(export: Reading) -> None:
    chain = export.products[HANDLE + "2"]
    assert [variant.price for variant in chain.variants] == [Decimal("45.00"), Decimal("49.00")]
    assert (chain.price, chain.size, chain.available) == (Decimal("45.00"), "42 cm, with extender, 45 cm", True)


@pytest.mark.parametrize(
    ("price", "surcharge", "mode", "discount", "amount"),
    [
        ("100", "-10.0", "PERCENT", "0.0", "90.00"),
        ("100.00 €", "12,5", "percent", "20%", "90.00"),
        ("0.1", "0.2", "", "", "0.30"),
        ("100", "", "AMOUNT", "33.33", "66.67"),
        ("100", "5", "AMOUNT", "200", "105.00"),
    ],
)
def test_sums_are_exact(price: str, surcharge: str, mode: str, discount: str, amount: str) -> None:
    text = f'{HEAD}\na,Product,A,,{price},,{mode},{discount}\na,Variant,,A-1,,"{surcharge}",,\n'
    (product,) = read(WixDialect(), table(text)).products.values()
    assert product.price == Decimal(amount)


@pytest.mark.parametrize(("currency", "stated"), [(None, "USD"), ("EUR", "USD"), ("USD", "USD")])
def test_a_sum_is_in_the_currency_that_the_price_says(currency: str | None, stated: str) -> None:
    text = f"{HEAD}\na,Product,A,,$100,,PERCENT,10\na,Variant,,A-1,,5,,\n"
    (product,) = read(WixDialect(), table(text), currency=currency).products.values()
    assert (product.price, product.currency) == (Decimal("94.50"), stated)


def test_what_is_no_surcharge_or_discount_is_warned_of() -> None:
    text = (
        f"{HEAD}\na,Product,A,,100,,PERCENT,250\na,Variant,,A-1,,lots,,\na,Variant,,A-2,,1,,\n"
        "b,Product,B,B,80,,THIRD,3\n"
    )
    reading = read(WixDialect(), table(text))
    assert reading.warned() == {(2, "discountValue"), (3, "surcharge"), (5, "discountValue")}
    assert reading.products["A-1"].variants[0].price is None
    assert (reading.products["A-1"].price, reading.products["B"].price) == (Decimal("101.00"), Decimal(80))


def test_the_shops_own_files_are_photos_by_their_addresses_and_films_are_none(export: Reading) -> None:
    numbers = [f"7c21de_{number:032x}" for number in range(8)]
    assert export.products["HALO-YG-52"].photos == (f"{FILES}{numbers[1]}~mv2.jpg", f"{FILES}{numbers[2]}~mv2.png")
    assert export.products[HANDLE + "2"].photos == (f"{FILES}{numbers[4]}.jpg",)
    assert export.products[HANDLE + "3"].photos == (
        f"{FILES}{numbers[5]}~mv2.jpg/v1/fill/w_640,h_480,al_c/file.jpg",
        f"{FILES}{numbers[6]}~mv2.jpg",
    )
    assert export.products["BAND"].photos == ("band.jpg",)


def test_choices_without_variants_are_facts_or_attributes(export: Reading) -> None:
    earrings = export.products[HANDLE + "3"]
    assert (earrings.gemstone, earrings.price) == ("Pearl, Onyx", Decimal("79.50"))
    assert earrings.attributes == {"Closure": "Butterfly, Screw", "price": "95.0"}


def test_info_sections_are_facts_where_they_are_short_and_everything_else_is_kept(export: Reading) -> None:
    ring = export.products["HALO-RG-54"]
    assert ring.gemstone == "Moissanite"
    assert ring.attributes["Shipping"].startswith("Sent within five days")
    assert (ring.attributes["brand"], ring.attributes["ribbon"]) == ("Velm", "New")
    assert ring.attributes["customTextField1"] == "Words inside the band"
    assert ring.attributes["weight"] == "0.004"
    assert "weight" not in export.products["HALO-YG-52"].attributes  # 0.0, which nobody gave


def test_what_a_piece_cost_is_nobodys_business(export: Reading, newer: Reading) -> None:
    values = {value for row in (*export.rows, *newer.rows) for value in row.product.attributes.values()}
    assert values.isdisjoint({"140.0", "150.0", "99"})


def test_a_long_info_section_is_no_fact_and_none_is_one_where_variants_tell_it() -> None:
    text = (
        "handleId,fieldType,name,sku,productOptionName1,productOptionDescription1,additionalInfoTitle1,"
        "additionalInfoDescription1,additionalInfoTitle2,additionalInfoDescription2\n"
        f"a,Product,A,A,Size,50;52,Stone,<p>{'A sapphire from Ceylon. ' * 4}</p>,Size,Runs small\n"
        "a,Variant,,A-1,,50,,,,\na,Variant,,A-2,,52,,,,\n"
    )
    (ring,) = read(WixDialect(), table(text)).products.values()
    assert (ring.gemstone, ring.size) == (None, "50, 52")
    assert ring.attributes["Stone"].startswith("A sapphire")
    assert ring.attributes["Size"] == "Runs small"


def test_how_many_of_a_product_there_are_is_not_said_of_its_variants() -> None:
    text = (
        "handleId,fieldType,name,sku,inventory,productOptionName1,productOptionDescription1\n"
        "a,Product,A,A,0,Size,50;52\na,Variant,,A-1,3,,50\na,Variant,,A-2,,,52\nb,Product,B,B,0,Size,\nb,Variant,,B-1,,,50\n"
    )
    products = read(WixDialect(), table(text)).products
    assert [variant.available for variant in products["A"].variants] == [True, None]
    assert products["B"].available is False


def test_what_the_shop_does_not_show_goes_in_as_not_available(export: Reading) -> None:
    assert export.products["OLD-1"].available is False
    signet = export.products["SIG"]
    assert (signet.available, [variant.available for variant in signet.variants]) == (False, [False, False])


def test_a_hidden_variant_is_passed_over(export: Reading) -> None:
    assert export.products["HALO-RG-54"].variants == ()
    (warning,) = [warning for warning in export.warnings if warning.line == 7]
    assert "1 of the product's 4 variants" in warning.reason


def test_what_is_odd_is_warned_of_on_its_own_line(export: Reading) -> None:
    assert export.warned() == {(7, "visible"), (12, "visible"), (14, None), (16, "visible"), (17, "inventory")}


def test_without_skus_the_handle_and_the_look_make_one() -> None:
    text = (
        "handleId,fieldType,name,price,productOptionName1,productOptionDescription1\n"
        "a,Product,A,5,Metal,Gold;Silver\na,Variant,,,,Gold\na,Variant,,,,Silver\nb,Product,B,5,,\n"
    )
    assert list(read(WixDialect(), table(text)).products) == ["a/gold", "a/silver", "b"]


def test_variants_without_a_product_are_rejected_with_what_to_do(export: Reading) -> None:
    (error,) = export.errors
    assert (error.line, error.column, error.sku) == (18, "handleId", HANDLE + "7")
    assert "add the one with its name" in error.reason


def test_a_variant_without_a_handle_belongs_to_the_row_before_it() -> None:
    text = f"{HEAD}\n,Variant,,LOST,,,,\na,Product,A,,9,,,\n,Variant,,A-1,,1,,\n,Product,B,B,7,,,\n,Variant,,B-1,,2,,\n"
    reading = read(WixDialect(), table(text))
    assert {sku: product.price for sku, product in reading.products.items()} == {
        "A-1": Decimal("10.00"), "B": Decimal("9.00"),
    }  # fmt: skip
    (error,) = reading.errors
    assert (error.line, error.column) == (2, "handleId")
    assert "none before it" in error.reason


def test_the_same_handle_twice_is_two_products_unless_the_row_is_the_same(export: Reading) -> None:
    assert export.products["BAND"].price == Decimal(120)
    text = f"{HEAD}\na,Product,A,A,9,,,\na,Product,B,B,7,,,\na,Variant,,A-1,,1,,\n"
    reading = read(WixDialect(), table(text))
    assert {sku: product.price for sku, product in reading.products.items()} == {"A": Decimal("10.00"), "B": Decimal(7)}
    assert [[record.line for record in row.records] for row in reading.rows] == [[2, 4], [3]]


def test_the_order_of_rows_changes_nothing(export: Reading) -> None:
    shuffled = list(catalogue(EXPORT).records)
    random.Random(5).shuffle(shuffled)
    mixed = read(WixDialect(), catalogue(EXPORT).in_order(shuffled)).products
    assert mixed == export.products


def test_where_little_can_be_held_no_row_is_lost() -> None:
    held = read(WixDialect(held=1), catalogue(EXPORT))
    lines = {record.line for found in (held.rows, held.errors) for row in found for record in row.records}
    assert lines == {record.line for record in catalogue(EXPORT).records}


def test_rows_say_what_they_are_by_their_names_where_the_column_is_missing(export: Reading) -> None:
    assert read(WixDialect(), catalogue(EXPORT).without("fieldType")).products == export.products


def test_the_newer_export_has_media_of_their_own_and_whole_prices(newer: Reading) -> None:
    gold, silver = newer.products["TU-G-52"], newer.products["TU-S-52"]
    assert (gold.title, gold.metal, gold.size, gold.group) == ("Tulip Ring – Gold", "Gold", "52, 54", "tulip-ring")
    assert (gold.price, gold.attributes["strikethroughPrice"]) == (Decimal("310.00"), "350.00")
    assert (gold.category, gold.description) == ("gold, rings", "Cast as a tulip.")
    numbers = [f"{FILES}7c21de_{number:032x}~mv2.jpg" for number in range(14)]
    assert gold.photos == (numbers[10], numbers[11])
    assert silver.photos == (numbers[12], numbers[10], numbers[11])
    studs = newer.products["pearl-studs"]
    assert (studs.price, studs.available, studs.photos, studs.attributes) == (Decimal(85), True, (numbers[13],), {})


def test_what_can_be_ordered_before_there_are_any_is_available(newer: Reading) -> None:
    assert [variant.available for variant in newer.products["TU-G-52"].variants] == [True, True]
    assert [variant.available for variant in newer.products["TU-S-52"].variants] == [False, None]


def test_what_shoppers_can_have_done_is_kept(newer: Reading) -> None:
    attributes = newer.products["TU-G-52"].attributes
    assert (attributes["modifierName1"], attributes["Gift box"]) == ("Engraving", "Linen, Leather")


def test_numbers_of_options_may_stand_in_brackets(newer: Reading) -> None:
    export = catalogue(NEWER)
    bracketed = tuple(
        f"{name.rstrip('0123456789')}[{name[len(name.rstrip('0123456789')) :]}]" if name[-1].isdigit() else name
        for name in export.header
    )
    again = read(WixDialect(), export._replace(header=bracketed)).products
    assert {sku: (product.metal, product.variants) for sku, product in again.items()} == {
        sku: (product.metal, product.variants) for sku, product in newer.products.items()
    }


def test_a_german_shop_writes_the_same_headers() -> None:
    text = (
        "handleId;fieldType;name;collection;sku;price;surcharge;visible;inventory;productOptionName1;"
        "productOptionDescription1;productOptionName2;productOptionDescription2;additionalInfoTitle1;"
        "additionalInfoDescription1\n"
        "p1;Product;Weißgoldring;Ringe;;1290,00;;WAHR;InStock;Metal (Metall);Gelbgold, 585;Size (Größe);50;Edelstein;"
        "<p>Saphir</p>\n"
        "p1;Variant;;;R-1;;50,00;WAHR;0;;Gelbgold, 585;;50;;\n"
        "p1;Variant;;;R-2;;;FALSCH;3;;Weißgold, 585;;50;;\n"
    )
    (ring,) = read(WixDialect(), table(text, ";"), currency="EUR").products.values()
    assert (ring.sku, ring.price, ring.metal, ring.size) == ("R-1", Decimal("1340.00"), "Gelbgold, 585", "50")
    assert (ring.gemstone, ring.available) == ("Saphir", False)


def test_a_mapping_wins() -> None:
    overrides = {"brand": "style", "collection": "ignore"}
    ring = read(WixDialect(), catalogue(EXPORT), overrides=overrides).products["HALO-YG-52"]
    assert (ring.style, ring.category) == ("Velm", None)


def test_without_a_handle_nothing_can_be_read() -> None:
    with pytest.raises(CatalogError, match="“handleId”"):
        WixDialect().layout(("fieldType", "name"), {}, None)


def test_errors_of_reading_pass_through() -> None:
    layout = WixDialect().layout(("handleId", "name"), {}, None)
    error = RowError(3, None, "", "broken", (Record(3, ("x",)),))
    assert list(WixDialect().read(iter([error]), layout)) == [error]
