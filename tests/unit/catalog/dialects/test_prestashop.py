"""PrestaShop's product files."""

from decimal import Decimal

import pytest

from catalog.dialects.prestashop import PrestaShopDialect
from tests.unit.catalog.dialects.reading import Reading, catalogue, read, table


@pytest.fixture(scope="module")
def export() -> Reading:
    return read(PrestaShopDialect(), catalogue("prestashop/products_import.csv"), currency="EUR")


def test_a_row_is_a_product(export: Reading) -> None:
    assert not export.errors
    leaf = export.products["LEAF-1"]
    assert (leaf.title, leaf.category, leaf.price) == ("Leaf ring", "Home,Rings,Wedding", Decimal("390.00"))
    assert leaf.description == "A leaf around the finger.\n\nA leaf."
    assert leaf.photos == ("https://shop.example.com/leaf.jpg", "https://shop.example.com/leaf-2.jpg")
    assert leaf.attributes["Brand"] == "Velm"
    assert not {"Cost price", "Supplier"} & set(leaf.attributes)


def test_features_are_facts_and_may_hold_commas(export: Reading) -> None:
    assert (export.products["LEAF-1"].metal, export.products["LEAF-1"].gemstone) == ("Yellow gold", "Ruby, small")


@pytest.mark.parametrize(
    ("cell", "facts"),
    [
        ("Metal:Gold,Stone:Ruby,Finish:Matt", ("Gold", "Ruby", {"Finish": "Matt"})),
        ("Metal:Gold:1,Finish:Matt, brushed:12,Stone:Ruby:3", ("Gold", "Ruby", {"Finish": "Matt, brushed"})),
        ("Finish:Matt:1,Finish:Polished:1", (None, None, {"Finish": "Matt; Polished"})),
        ("", (None, None, {})),
    ],
)
def test_features_with_positions_and_without(cell: str, facts: tuple[str | None, str | None, dict[str, str]]) -> None:
    text = f'ID,Name *,Feature(Name:Value:Position)\n1,Ring,"{cell}"\n'
    product = read(PrestaShopDialect(), table(text)).products["id:1"]
    assert (product.metal, product.gemstone, product.attributes) == facts


def test_stock_counts_only_where_orders_are_taken(export: Reading) -> None:
    assert [product.available for product in export.products.values()] == [True, False, False]


def test_what_is_odd_is_warned_of(export: Reading) -> None:
    assert export.warned() == {
        (3, "Categories (x,y,z...)"), (3, "Feature(Name:Value:Position:Customized)"), (3, "Quantity"),
        (3, "Active (0/1)"),
    }  # fmt: skip
    assert export.products["id:2"].category is None


def test_other_languages() -> None:
    french = catalogue("prestashop/produits_fr.csv")
    assert PrestaShopDialect().likeness(french.header) > 0.5
    ring = read(PrestaShopDialect(), french, currency="EUR").products["F-1"]
    assert (ring.title, ring.category, ring.metal) == ("Bague feuille", "Accueil,Bagues", "Or jaune")
    assert (ring.price, ring.available) == (Decimal("1074.00"), True)


@pytest.mark.parametrize(
    "header",
    [
        "ID;Aktiv (0/1);Name *;Kategorien (x,y,z...);Preis inkl. MwSt.;Artikel-Nr.;Menge;Beschreibung;"
        "Bild-URLs (x,y,z...)",
        "ID;Attivo (0/1);Nome *;Categorie (x,y,z...);Prezzo tasse incluse;Riferimento #;Quantità;Descrizione;"
        "URL immagini (x,y,z...)",
        "ID;Activo (0/1);Nombre *;Categorías (x,y,z...);Precio impuestos incluidos;Referencia nº;Cantidad;Descripción;"
        "URL de imágenes (x,y,z...)",
    ],
)
def test_german_italian_and_spanish(header: str) -> None:
    export = table(f"{header}\n1;1;Ring;Home,Ringe;390,00;R-1;2;Rund.;a.jpg,b.jpg\n", ";")
    assert PrestaShopDialect().likeness(export.header) > 0.5
    ring = read(PrestaShopDialect(), export).products["R-1"]
    assert (ring.title, ring.category, ring.price, ring.available) == ("Ring", "Home,Ringe", Decimal(390), True)
    assert (ring.description, ring.photos, ring.attributes) == ("Rund.", ("a.jpg", "b.jpg"), {})


def test_the_list_of_products_as_the_back_office_exports_it() -> None:
    grid = catalogue("prestashop/grid.csv")
    assert PrestaShopDialect().likeness(grid.header) >= 0.5
    cuff = read(PrestaShopDialect(), grid).products["CUFF"]
    assert (cuff.price, cuff.currency, cuff.available) == (Decimal("96.00"), "EUR", False)
