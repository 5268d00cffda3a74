"""BigCommerce's product exports: the modern one, and those of the older templates."""

import random
from decimal import Decimal

import pytest

from catalog.dialects.base import Value
from catalog.dialects.bigcommerce import BigCommerceDialect
from catalog.dialects.bigcommerce_cells import custom_fields, options_of
from catalog.row import CatalogError
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table

MODERN, BULK_EDIT, DEFAULT = (
    f"bigcommerce/products-{template}.csv" for template in ("modern", "bulk-edit", "default")
)  # fmt: skip
HEAD = "Item,ID,Name,SKU,Options,Price,Sale Price,Inventory Tracking,Current Stock,Variant Image URL"
OLDER = "Item Type,Product ID,Product Name,Product Code/SKU,Price,Allow Purchases?,Product Image File - 1"


@pytest.fixture(scope="module")
def modern() -> Reading:
    return read(BigCommerceDialect(), catalogue(MODERN), currency="USD")


@pytest.fixture(scope="module")
def older() -> Reading:
    return read(BigCommerceDialect(), catalogue(BULK_EDIT), currency="GBP")


@pytest.fixture(scope="module")
def default() -> Reading:
    return read(BigCommerceDialect(), catalogue(DEFAULT), currency="USD")


def _read(*lines: str) -> Reading:
    return read(BigCommerceDialect(), table("\n".join(lines)), currency="USD")


def _options(text: str) -> dict[str, str]:
    return {name: value.text for name, value in options_of(Value(text, "Options")).items()}


def test_everything_goes_in(modern: Reading, older: Reading, default: Reading) -> None:
    assert not [*modern.errors, *older.errors, *default.errors]
    assert set(modern.products) == {"HALO-R-52", "HALO-Y-52", "TWINE", "id:103", "KAR-A", "KAR-B"}
    assert set(older.products) == {"SIG-G-L", "SIG-S-L", "TORC", "id:14", "ROPE"}
    assert set(default.products) == {"BRO-1", "id:147"}


def test_metals_part_into_looks_and_sizes_join(modern: Reading) -> None:
    yellow, rose = modern.products["HALO-Y-52"], modern.products["HALO-R-52"]
    assert (yellow.title, yellow.metal, yellow.size) == ("Halo ring – Yellow gold", "Yellow gold", "52, 54")
    assert (rose.title, rose.metal, rose.size) == ("Halo ring – Rose gold", "Rose gold", "52, 54")
    assert yellow.group == rose.group == "HALO"
    assert [(variant.sku, variant.available) for variant in rose.variants] == [
        ("HALO-R-52", False), ("HALO-R-54", True),
    ]  # fmt: skip


def test_a_variants_own_price_counts_and_the_others_have_the_products_on_sale(modern: Reading) -> None:
    yellow, rose = modern.products["HALO-Y-52"], modern.products["HALO-R-52"]
    assert (yellow.price, yellow.attributes["Price"]) == (Decimal("280.00"), "320.00")
    assert (rose.price, "Price" in rose.attributes) == (Decimal("340.00"), False)


def test_photos_are_the_variants_own_then_the_thumbnail_then_by_their_places(modern: Reading) -> None:
    names = [photo.rsplit("/")[-1] for photo in modern.products["HALO-R-52"].photos]
    assert names == ["halo-rose.jpg", "halo.jpg", "halo-side.jpg"]


def test_image_rows_may_stand_before_the_variants_or_behind_them(modern: Reading) -> None:
    (photo,) = modern.products["TWINE"].photos
    assert photo.endswith("/images/910/twine.jpg")


def test_custom_fields_are_facts_or_attributes(modern: Reading, older: Reading, default: Reading) -> None:
    halo, twine = modern.products["HALO-Y-52"], modern.products["TWINE"]
    assert (halo.gemstone, halo.attributes["Side stones"]) == ("Diamond", "Sapphire")
    assert halo.attributes["Made in"] == "Lisbon; Portugal"
    assert (twine.metal, twine.attributes["Clasp"]) == ("Sterling silver", "Toggle")
    assert (older.products["SIG-S-L"].style, older.products["SIG-S-L"].attributes["Finish"]) == ("Signet", "Satin")
    assert (default.products["BRO-1"].metal, default.products["BRO-1"].gemstone) == ("Oxidised silver", "Garnet")


def test_an_option_that_nobody_knows_parts_by_photos_and_keeps_its_commas(modern: Reading) -> None:
    assert modern.products["KAR-A"].attributes["Karakter"] == "A, curly"


def test_the_shop_says_whose_pieces_it_counts(modern: Reading) -> None:
    assert all(variant.available for variant in modern.products["TWINE"].variants)  # whose own stock is 0
    assert modern.products["KAR-A"].available is None


def test_what_is_odd_is_warned_of_once(modern: Reading, older: Reading) -> None:
    assert modern.warned() == {(9, None), (15, "Is Visible"), (16, "Current Stock")}
    assert len(modern.warnings) == 3
    assert older.warned() == {(9, "Product Name"), (10, "Product Visible?")}


def test_what_the_shop_does_not_show_or_sell_is_not_available(modern: Reading, older: Reading) -> None:
    assert modern.products["id:103"].available is False
    assert older.products["TORC"].available is False
    assert older.products["id:14"].available is False


def test_what_a_piece_cost_and_noughts_are_nobodys_business(modern: Reading, older: Reading) -> None:
    for row in (*modern.rows, *older.rows):
        told = row.product.attributes
        assert not {"Cost Price", "Page Title", "Tax Class", "Weight", "Product Weight", "Sale Price"} & set(told)
        assert not {"0", "0.00", "0.0000"} & set(told.values())


def test_an_address_without_the_shops_own_is_kept_and_no_link(modern: Reading, older: Reading) -> None:
    halo = modern.products["HALO-Y-52"]
    assert (halo.url, halo.attributes["Product URL"]) == (None, "/halo-ring/")
    assert older.products["SIG-G-L"].url == "https://moon.example.com/signet-ring/"


def test_numbers_of_categories_are_none(modern: Reading, older: Reading, default: Reading) -> None:
    assert modern.products["TWINE"].category is None
    assert older.products["SIG-G-L"].category == "Jewellery/Rings;Sale/Last chance"
    assert default.products["BRO-1"].category == "Shop/Brooches; Shop/Animals/Moths"


def test_rules_give_variants_their_prices_and_photos(older: Reading) -> None:
    gold, silver = older.products["SIG-G-L"], older.products["SIG-S-L"]
    assert [(variant.sku, variant.price) for variant in gold.variants] == [
        ("SIG-G-L", Decimal("310.00")), ("SIG-G-T", Decimal("334.00")),
    ]  # fmt: skip
    assert (silver.price, silver.metal) == (Decimal("95.00"), "Silver")
    assert "Price" not in {*gold.attributes, *silver.attributes}  # the regular price is the one before the rules
    assert gold.photos == ("601_source_1595216341.jpg", "b/222/signet-hand.jpg", "a/111/signet.jpg")
    assert silver.photos[0] == "603_source_1595216341.jpg"


def test_a_value_of_an_older_option_keeps_its_commas_and_loses_its_swatch(older: Reading) -> None:
    gold = older.products["SIG-G-L"]
    assert (gold.metal, gold.size) == ("Gold, 9ct", "L, T")


@pytest.mark.parametrize(
    ("rule", "price", "available"),
    [
        ("  Rule,9,,A-7,[ADD]24,Y,", "124.00", True),
        ("  Rule,9,[S]Size=7,,[REMOVE]5.50,Y,", "94.50", True),
        ('  Rule,9,"[RB]Size=6,Size=7",,[FIXED]80,Y,', "80", True),
        ("  Rule,9,[S]Size=8,,[ADD]24,Y,", "100.00", True),
        ("  Rule,9,,A-7,[ADD]10%,Y,", "100.00", True),
        ("  Rule,9,,A-7,,N,", "100.00", False),
    ],
)
def test_a_rule_changes_what_it_is_about(rule: str, price: str, available: bool) -> None:
    found = _read(OLDER, "Product,1,Band,A,100.00,Y,", "  SKU,5,[S]Size=7,A-7,,,", rule)
    band = found.products["A"]
    assert (band.price, band.available) == (Decimal(price), available)


def test_no_rule_follows_one_that_stops_them() -> None:
    found = _read(
        f"{OLDER},Stop Processing Rules",
        "Product,1,Band,A,100.00,Y,,N",
        "  SKU,5,[S]Size=7,A-7,,,,",
        "  Rule,8,,A-7,[ADD]10,Y,,Y",
        "  Rule,9,,A-7,[ADD]10,Y,,N",
    )
    assert found.products["A"].price == Decimal("110.00")


def test_the_calculated_price_is_on_sale_already_and_listed_images_are_addresses(default: Reading) -> None:
    moth = default.products["BRO-1"]
    assert (moth.price, moth.available, moth.attributes["Retail Price"]) == (Decimal("64.00"), True, "80.00")
    assert [photo.rsplit("/")[-1] for photo in moth.photos] == ["moth.jpg", "moth-back.jpg"]
    assert all(photo.startswith("http://moon.") for photo in moth.photos)
    assert default.products["id:147"].photos == ("pin.jpg",)


def test_of_an_images_file_and_address_the_address_counts() -> None:
    found = _read(
        "Item Type,Product ID,Product Name,Product SKU,Product Image File - 1,Product Image Path - 1,"
        "Product Image URL - 1,Product Image File - 2,Product Image Index - 2,Product Visible,Product Not Visible",
        "Product,1,Band,A,a.jpg,u/1/a.jpg,https://x.example.com/u/1/a.jpg,b.jpg,1,1,0",
    )
    assert found.products["A"].photos == ("b.jpg", "https://x.example.com/u/1/a.jpg")
    assert found.products["A"].available is None


def test_rows_before_any_product_are_rejected_each_by_itself() -> None:
    found = _read(HEAD, "Image,9,,,,,,,,", "Variant,8,,X-1,,,,,,", "Product,1,Band,A,,10,,,,")
    assert [(error.line, error.column, error.value) for error in found.errors] == [
        (2, "Item", "Image"), (3, "Item", "Variant"),
    ]  # fmt: skip
    assert set(found.products) == {"A"}


def test_without_the_column_that_says_what_a_row_is_its_cells_say_it() -> None:
    lines = [
        "ID,Name,SKU,Options,Price,Internal Image URL (Export)",
        "1,Band,A,,10,",
        "2,,A-7,Type=Radio|Name=Size|Value=7,,",
        "3,Chain,C,,20,",
    ]
    products = _read(*lines).products
    assert {sku: product.size for sku, product in products.items()} == {"A": "7", "C": None}


def test_a_kind_of_row_that_is_not_known_is_told_of() -> None:
    found = _read(HEAD, "Product,1,Band,A,,10,,,,", "Modifier,2,,,,,,,,")
    assert found.warned() == {(3, "Item")}


def test_a_product_without_a_title_is_rejected_with_all_its_rows() -> None:
    (error,) = _read(HEAD, "Product,1,,A,,10,,,,", "Variant,2,,A-7,Type=Radio|Name=Size|Value=7,,,,,").errors
    assert (error.column, error.sku, [record.line for record in error.records]) == ("Name", "A", [2, 3])


def test_columns_may_be_missing_and_stand_in_any_order() -> None:
    lines = ["SKU,Name,Item,Options", "A,Band,PRODUCT,", "A-7,,variant,Type=Radio|Name=Size|Value=7"]
    assert _read(*lines).products["A"].size == "7"
    with pytest.raises(CatalogError, match="SKU or ID"):
        BigCommerceDialect().layout(("Item", "Name", "Price"), {}, None)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("Type=Swatch|Name=Metal|Value=Gold[#d4af37]Type=Rectangle|Name=Size|Value=7", {"Metal": "Gold", "Size": "7"}),
        ("Type=Dropdown|Name=Metal|Value=Gold, 9k|Type=Dropdown|Name=Size|Value=5", {"Metal": "Gold, 9k", "Size": "5"}),
        ("Type=Radio|Name=Size|Value=M || Type=Swatch|Name=Hue|Value=Red[#f00,#0f0]", {"Size": "M", "Hue": "Red"}),
        ("Type=Swatch|Name=Inlay|Value=Shell[https://x.example.com/p.png]", {"Inlay": "Shell"}),
        ("Type=Radio|Name=Stone|Value=Ruby [lab]", {"Stone": "Ruby [lab]"}),
        ("[S]Metal=Gold,[RT]Size=7", {"Metal": "Gold", "Size": "7"}),
        ("[RB]Ring size= 6 1/2", {"Ring size": "6 1/2"}),
        ('[RB]Length=18" (45 cm),[CS]Colour=Two tone:#fff:#000', {"Length": '18" (45 cm)', "Colour": "Two tone"}),
        ("whatever this is", {"Options": "whatever this is"}),
    ],
)  # fmt: skip
def test_options(text: str, options: dict[str, str]) -> None:
    assert _options(text) == options


def test_a_cell_of_options_that_is_far_too_long_is_read_at_once() -> None:
    assert list(_options("|" * 1_000_000)) == ["Options"]
    assert list(_options("Name=" * 1000 + "|Value=x")) != []


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("Metal=Gold;Stone=Ruby; red", [("Metal", "Gold"), ("Stone", "Ruby; red")]),
        ('"Hair Type=All";"Cut=Oval"', [("Hair Type", "All"), ("Cut", "Oval")]),
        ('Length=18";Width=2', [("Length", '18"'), ("Width", "2")]),
        ('[{"name": "Metal", "value": "Gold"}, 7]', [("Metal", "Gold")]),
        ("[broken", [("Custom Fields", "[broken")]),
        ("", []),
    ],
)
def test_custom_fields(text: str, fields: list[tuple[str, str]]) -> None:
    assert [(name, value.text) for name, value in custom_fields(Value(text, "Custom Fields"))] == fields


@pytest.mark.parametrize("name", [MODERN, BULK_EDIT])
def test_the_order_of_a_products_rows_changes_no_sku(name: str) -> None:
    export = catalogue(name)
    kinds = export.header.index("Item" if "modern" in name else "Item Type")
    blocks: list[list[int]] = []
    for place, record in enumerate(export.records):
        blocks += [[]] if record.cells[kinds] == "Product" else []
        blocks[-1].append(place)
    draw, order = random.Random(7), []
    for block in blocks:
        rest = block[1:]
        draw.shuffle(rest)
        order += [block[0], *rest]
    again = read(BigCommerceDialect(), export.in_order([export.records[place] for place in order]))
    assert set(again.products) == set(read(BigCommerceDialect(), export).products)
