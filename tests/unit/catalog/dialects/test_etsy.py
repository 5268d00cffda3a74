"""Etsy's download of a shop's listings."""

from decimal import Decimal

import pytest

from catalog.attributes import normalise
from catalog.dialects.etsy import EtsyDialect
from catalog.row import CatalogError
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table

EXPORT = "etsy/EtsyListingsDownload.csv"
HEAD = "TITLE,PRICE,CURRENCY_CODE,QUANTITY,TAGS,MATERIALS,VARIATION 1 TYPE,VARIATION 1 NAME,VARIATION 1 VALUES,SKU"
EVERYTHING = "14k,10k,18k,Gold vermeil,Gold filled,Solid gold,Gold plated,Yellow gold,Rose gold,White gold,Silver"


@pytest.fixture(scope="module")
def export() -> Reading:
    return read(EtsyDialect(), catalogue(EXPORT))


def _read(*lines: str) -> Reading:
    return read(EtsyDialect(), table("\n".join((HEAD, *lines))))


def test_everything_goes_in(export: Reading) -> None:
    assert not export.errors
    assert set(export.products) == {
        "moonstone-ring-men-s-luna-band-gift-for-her", "N-9", "STUD-1", "tiny-studs", "tiny-studs/2", "bead-bracelet",
    }  # fmt: skip


def test_a_listing_says_what_it_says(export: Reading) -> None:
    ring = export.products["moonstone-ring-men-s-luna-band-gift-for-her"]
    assert ring.title == 'Moonstone Ring, Men\'s "Luna" Band, Gift for Her'
    assert (ring.price, ring.currency, ring.available) == (Decimal("48"), "GBP", True)
    assert [photo.rsplit("/")[-1] for photo in ring.photos] == ["il_fullxfull.1_a.jpg", "il_fullxfull.2_b.jpg"]
    assert ring.description == "Cast by hand.\n\nOne size up for wide bands."
    assert (ring.group, ring.url, ring.variants) == (None, None, ())


def test_sizes_are_listed(export: Reading) -> None:
    assert export.products["moonstone-ring-men-s-luna-band-gift-for-her"].size == "5, 5 1/2, 6, 6 1/2"
    assert export.products["N-9"].size == "40 cm, 45 cm"


def test_of_several_skus_the_smallest_is_the_listings_whatever_their_order(export: Reading) -> None:
    assert export.products["N-9"].attributes["SKU"] == "N-10, N-9"
    assert set(_read('Ring,1,GBP,1,,,,,,"B-10,B-9"').products) == {"B-9"}


def test_one_of_several_metals_is_not_that_of_the_piece(export: Reading) -> None:
    necklace = export.products["N-9"]
    assert (necklace.metal, necklace.attributes["VARIATION 1 VALUES"]) == (None, "Metal: Gold, Silver, Rose Gold")
    assert normalise(necklace).metal is None


def test_the_only_value_of_a_variation_is_a_fact(export: Reading) -> None:
    assert export.products["STUD-1"].colour == "Gold"


def test_a_variation_about_something_else_is_kept(export: Reading) -> None:
    assert export.products["bead-bracelet"].attributes["VARIATION 1 VALUES"] == "Surrounding beads: Pearl, Gold balls"


def test_a_title_that_comes_again_has_its_number_in_the_key_and_a_warning(export: Reading) -> None:
    assert [export.products[key].price for key in ("tiny-studs", "tiny-studs/2")] == [Decimal(18), Decimal(21)]
    assert export.warned() == {(8, "TITLE")}  # the one with a sku is none of them


def test_a_row_that_repeats_another_has_its_key() -> None:
    found = _read("Ring,1,GBP,1,,,,,,", "Ring,2,GBP,1,,,,,,", "Ring,1,GBP,1,,,,,,")
    assert [row.product.sku for row in found.rows] == ["ring", "ring/2", "ring"]


@pytest.mark.parametrize(
    ("title", "sku"),
    [
        ("Bague &quot;Lune&quot; – Argent", "bague-lune-argent"),
        ("Кольцо с лунным камнем", "кольцо-с-лунным-камнем"),
        ("  Ring__No. 7 ", "ring-no-7"),
        ("💍", "💍"),
    ],
)
def test_a_key_is_made_of_the_title(title: str, sku: str) -> None:
    assert set(_read(f"{title},1,GBP,1,,,,,,").products) == {sku}


def test_a_listing_without_a_title_is_rejected_for_that() -> None:
    found = _read(",1,GBP,1,,,,,,", ",2,GBP,1,,,,,,")
    assert {error.reason for error in found.errors} == {"The product has no title; give it one."}
    assert len(found.errors) == 2


@pytest.mark.parametrize(
    ("title", "materials", "metal", "gemstone"),
    [
        ("Handmade ring", "sterling_silver,moonstone", "silver", "moonstone"),
        ("Handmade ring", "Onyx,Silver,Brass", None, "onyx"),
        ("Handmade ring", EVERYTHING, None, None),
        ("Ring in 14k yellow gold", EVERYTHING, "yellow gold", None),
        ("Ring in 14k yellow gold", "Diamond", "yellow gold", "diamond"),
    ],
)
def test_materials_tell_metal_and_stone_unless_they_name_several(
    title: str, materials: str, metal: str | None, gemstone: str | None
) -> None:
    (row,) = _read(f'{title},1,GBP,1,,"{materials}",,,,A').rows
    product = normalise(row.product)
    assert (product.metal, product.gemstone) == (metal, gemstone)
    assert product.attributes["MATERIALS tags"] == materials.replace("_", " ").replace(",", ", ")


def test_a_mapping_may_say_that_materials_are_metals() -> None:
    export = table(f"{HEAD}\nRing,1,GBP,1,,Silver,,,,A\n")
    assert read(EtsyDialect(), export, overrides={"MATERIALS": "metal"}).products["A"].metal == "Silver"


def test_names_of_variations_may_stand_in_their_kind_or_nowhere() -> None:
    found = _read('Ring,1,GBP,1,,,Ring size,,"6,7",A', 'Band,1,GBP,1,,,Custom Property,,"Matte,Shiny",B')
    assert found.products["A"].size == "6, 7"
    assert found.products["B"].attributes == {"VARIATION 1 VALUES": "Matte, Shiny"}


@pytest.mark.parametrize("mark", ["VARIATION 1 NAME", "VARIATION_1_NAME", "VARIATION1NAME"])
def test_headers_are_known_however_they_are_spaced(mark: str) -> None:
    variation = [mark.replace("NAME", part) for part in ("TYPE", "NAME", "VALUES")]
    header = ("TITLE", "PRICE", *variation, "IMAGE1", "IMAGE 2")
    assert EtsyDialect().likeness(header) >= 0.5
    found = read(EtsyDialect(), table(",".join(header) + '\nRing,1,SIZE,Size,"5,6",a.jpg,b.jpg\n')).products["ring"]
    assert (found.size, found.photos) == ("5, 6", ("a.jpg", "b.jpg"))


def test_a_download_without_variations_is_known_by_all_its_columns_together() -> None:
    header = ["TITLE", "DESCRIPTION", "PRICE", "CURRENCY_CODE", "QUANTITY", "TAGS", "MATERIALS", "IMAGE1", "SKU"]
    assert EtsyDialect().likeness(header) >= 0.5
    assert EtsyDialect().likeness([name for name in header if name != "CURRENCY_CODE"]) == 0


def test_what_etsy_does_not_write_may_be_added() -> None:
    export = table(f"{HEAD},CATEGORY,URL,Hallmark\nRing,1,GBP,1,,,,,,A,Rings,https://www.etsy.com/listing/1,London\n")
    ring = read(EtsyDialect(), export).products["A"]
    assert (ring.category, ring.url, ring.karat) == ("Rings", "https://www.etsy.com/listing/1", "London")


def test_without_titles_nothing_can_be_read() -> None:
    with pytest.raises(CatalogError, match="TITLE"):
        EtsyDialect().layout(("PRICE", "SKU", "VARIATION 1 NAME"), {}, None)
