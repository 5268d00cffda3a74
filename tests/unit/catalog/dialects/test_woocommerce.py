"""WooCommerce's product export."""

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.dialects.woocommerce import WooCommerceDialect
from catalog.row import CatalogError, ProductRow
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table

EXPORT = "woocommerce/wc-product-export.csv"


@pytest.fixture(scope="module")
def export() -> Reading:
    return read(WooCommerceDialect(), catalogue(EXPORT), currency="EUR")


def test_everything_goes_in(export: Reading) -> None:
    assert not export.errors
    assert set(export.products) == {
        "LEAF-YG-50", "LEAF-RG-50", "id:50", "STUD-1", "SET-1", "EXT-1", "OLD-1", "LOST-1", "BAND", "EMPTY", "VERA",
        "SECRET", "FOUND",
    }  # fmt: skip


def test_variations_find_their_parent_by_id_or_sku_before_it_or_after(export: Reading) -> None:
    yellow, rose = export.products["LEAF-YG-50"], export.products["LEAF-RG-50"]
    assert [variant.options["Size"] for variant in yellow.variants] == ["50", "52"]
    assert yellow.group == rose.group == "LEAF"
    assert (yellow.title, rose.title) == ("Leaf Ring – Yellow gold", "Leaf Ring – Rose gold")
    assert (yellow.category, rose.karat) == ("Jewellery > Rings, Sale", "14k")


def test_a_variations_own_image_comes_first(export: Reading) -> None:
    rose = export.products["LEAF-RG-50"]
    names = [photo.rsplit("/")[-1] for photo in rose.photos]
    assert names == ["leaf-rose.jpg", "leaf.jpg", "leaf-side.jpg"]


def test_where_all_look_the_same_the_parents_sku_is_the_products(export: Reading) -> None:
    band = export.products["BAND"]
    assert (band.size, band.price, band.available, band.group) == ("50, 52", Decimal("190.00"), False, None)


def test_both_descriptions_are_one_text(export: Reading) -> None:
    assert export.products["LEAF-RG-50"].description == (
        "Cast by hand.\nEach one differs a little.\n\nA leaf around the finger."
    )


def test_line_breaks_that_the_export_writes_out_are_line_breaks(export: Reading) -> None:
    assert export.products["VERA"].description == (
        "Emerald 6mm\nSilver 925, marked \\n inside\n\nFor every day.\nAnd every night."
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (r"Gold.\nAmethyst", "Gold.\nAmethyst"),
        ('"Gold.\r\\nOnyx"', "Gold.\nOnyx"),
        (r"\nGold\n\n", "Gold"),
        (r"\n", ""),
    ],
)
def test_a_written_line_break_is_one(write_csv: Callable[[str], Path], cell: str, text: str) -> None:
    path = write_csv(f"ID,Type,SKU,Name,Visibility in catalog,Description\n1,simple,A,Ring,visible,{cell}\n")
    (row,) = CatalogueFile(path)
    assert isinstance(row, ProductRow)
    assert row.product.description == text


def test_what_the_shop_hides_is_not_available_and_what_it_shows_somewhere_is(export: Reading) -> None:
    assert (export.products["SECRET"].available, export.products["FOUND"].available) == (False, True)


def test_side_stones_are_not_the_stone_of_a_piece(export: Reading) -> None:
    vera = export.products["VERA"]
    assert (vera.gemstone, vera.attributes["Side Stones"]) == ("Emerald", "Diamond")


def test_a_lower_sale_price_is_the_price(export: Reading) -> None:
    yellow = export.products["LEAF-YG-50"]
    assert (yellow.price, yellow.attributes["Regular price"]) == (Decimal("280.00"), "320.00")
    studs = export.products["STUD-1"]  # whose sale price is higher
    assert (studs.price, studs.attributes["Sale price"]) == (Decimal("95.00"), "120.00")


def test_attributes_are_facts_or_kept_under_their_own_names(export: Reading) -> None:
    studs = export.products["STUD-1"]
    assert studs.gemstone == "Pearl"
    assert studs.attributes["Closure"] == "Butterfly, Screw"


def test_what_a_piece_cost_is_nobodys_business(export: Reading) -> None:
    assert not any("cog" in name for row in export.rows for name in row.product.attributes)


def test_backorders_are_available(export: Reading) -> None:
    assert export.products["STUD-1"].available is True


def test_an_external_product_leads_to_its_shop(export: Reading) -> None:
    assert export.products["EXT-1"].url == "https://friend.example.com/brooch"


def test_what_is_odd_is_warned_of(export: Reading) -> None:
    assert export.warned() == {
        (7, "Published"),
        (12, "Published"),
        (13, "Parent"),
        (17, "Type"),
        (19, "Visibility in catalog"),
    }
    assert export.products["OLD-1"].available is False


def test_a_product_is_imported_again_with_all_its_rows(export: Reading) -> None:
    assert [record.line for record in export.row("LEAF-RG-50").records] == [2, 3, 5, 6, 7]


def test_the_order_of_rows_changes_nothing(export: Reading) -> None:
    shuffled = list(catalogue(EXPORT).records)
    random.Random(5).shuffle(shuffled)
    again = read(WooCommerceDialect(), catalogue(EXPORT).in_order(sorted(shuffled)), currency="EUR").products
    assert again == export.products
    titles = {sku: product.title for sku, product in export.products.items()}
    mixed = read(WooCommerceDialect(), catalogue(EXPORT).in_order(shuffled), currency="EUR").products
    assert {sku: product.title for sku, product in mixed.items()} == titles


def test_where_little_can_be_held_nothing_is_lost() -> None:
    held = read(WooCommerceDialect(held=1), catalogue(EXPORT))
    assert not held.errors
    assert {record.line for row in held.rows for record in row.records} == {
        record.line for record in catalogue(EXPORT).records
    }


@pytest.mark.parametrize(
    "header",
    [
        "ID,Type,UGS,Nom,Publié,Tarif régulier,Tarif promo,Catégories,Images,Parent,Nom de l’attribut 1,"
        "Valeur(s) de l’attribut 1",
        "ID,Tipo,SKU,Nombre,Publicado,Precio normal,Precio rebajado,Categorías,Imágenes,Superior,"
        "Nombre del atributo 1,Valor(es) del atributo 1",
        "ID,Tipo,SKU,Nome,Pubblicato,Prezzo di listino,Prezzo in offerta,Categorie,Immagini,Genitore,"
        "Nome dell'attributo 1,Valore dell'attributo 1",
        "ID,Type,SKU,Naam,Gepubliceerd,Reguliere prijs,Actieprijs,Categorieën,Afbeeldingen,Hoofd,Attribuut 1 naam,"
        "Attribuut 1 waarde(n)",
        "ID,Typ,Artikelnummer,Name,Veröffentlicht,Regulärer Preis,Angebotspreis,Kategorien,Bilder,"
        "Übergeordnetes Produkt,Attribut 1 Name,Attribut 1 Wert(e)",
    ],
)
def test_headers_may_be_in_the_shops_own_language(header: str) -> None:
    rows = [
        "1,variable,P,Pot,1,,,Rings,a.jpg,,Metal,Gold | Silver",
        "2,variation,P-1,Pot - Gold,1,20,15,,b.jpg,id:1,Metal,Gold",
        "3,variation,P-2,Pot - Silver,1,30,,,c.jpg,P,Metal,Silver",
    ]
    export = table("\n".join((header, *rows)))
    assert WooCommerceDialect().likeness(export.header) >= 0.5
    products = read(WooCommerceDialect(), export).products
    assert {sku: (product.price, product.metal) for sku, product in products.items()} == {
        "P-1": (Decimal(15), "Gold"), "P-2": (Decimal(30), "Silver"),
    }  # fmt: skip
    assert products["P-2"].photos == ("c.jpg", "a.jpg")


def test_a_german_export() -> None:
    german = read(WooCommerceDialect(), catalogue("woocommerce/wc-german.csv"), currency="EUR")
    chain = german.products["KETTE"]
    assert (chain.size, chain.price, chain.attributes["Regulärer Preis"]) == ("42 cm, 45 cm", Decimal("79.00"), "89,00")
    assert german.products["CR-1"].price == Decimal("1074.00")


def test_without_a_key_nothing_can_be_read() -> None:
    with pytest.raises(CatalogError, match="SKU or ID"):
        WooCommerceDialect().layout(("Name", "Regular price"), {}, None)


def test_a_short_description_that_the_long_one_holds_is_not_said_twice() -> None:
    text = "ID,SKU,Name,Short description,Description\n1,A,Ring,<p>Round.</p>,<p>Round.</p><p>And gold.</p>\n"
    assert read(WooCommerceDialect(), table(text)).products["A"].description.count("Round.") == 1
