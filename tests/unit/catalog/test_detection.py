"""Separators, dialects and mapping files."""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.dialects.detection import DIALECTS, detect, sniff_separator
from catalog.dialects.mapping import MEANINGS, Mapping
from catalog.row import CatalogError, ProductRow

WriteCsv = Callable[..., Path]


@pytest.mark.parametrize(
    ("lines", "separator"),
    [
        (["sku,title;price\n", "1,2\n"], ","),
        (["sku;title, long;price\n"], ";"),
        (["Nº\tTítulo\tPrecio, €\n"], "\t"),
        (["sku|title|a,b,c,d\n"], "|"),
        (["alpha;beta\n", "1,5;2,5\n", "1,5;2,5\n"], ";"),
        (['"sku";"title\n', 'of it";"price, €"\n', "1;2;3\n"], ";"),
        (["sku\n"], ","),
        ([], ","),
    ],
)
def test_the_separator_is_what_makes_most_sense(lines: list[str], separator: str) -> None:
    assert sniff_separator(lines) == separator


@pytest.mark.parametrize(
    "header", ["sku,title", "sku,title,price,image", "Artikelnummer,Bezeichnung,Preis,Bild", "id,name,description,url"]
)
def test_a_plain_header_stays_plain(header: str) -> None:
    assert detect(header.split(",")).name == "plain"


def test_names_of_dialects_are_their_own() -> None:
    names = [dialect.name for dialect in DIALECTS]
    assert len(set(names)) == len(names)
    assert set(names) == {
        "plain", "shopify", "woocommerce", "wix", "squarespace", "bigcommerce", "etsy", "google", "magento",
        "prestashop",
    }  # fmt: skip


def test_a_title_and_a_date_above_the_header_are_passed_over(write_csv: WriteCsv) -> None:
    path = write_csv("Velm fine jewellery;;\nExported 2026-01-02;;\n\nArtikelnummer;Bezeichnung;Preis\nR1;Ring;5\n")
    (row,) = CatalogueFile(path)
    assert isinstance(row, ProductRow)
    assert (row.line, row.product.sku) == (5, "R1")


def test_a_header_that_cannot_be_read_is_shown_with_a_mapping_file_to_start_from(write_csv: WriteCsv) -> None:
    path = write_csv("alpha;beta\n1;Ring\n")
    with pytest.raises(CatalogError, match="found: alpha, beta") as caught:
        CatalogueFile(path)
    shown = str(caught.value)
    mapping = Mapping.of(json.loads(shown[shown.index("{") : shown.rindex("}") + 1]))
    (row,) = CatalogueFile(path, mapping)
    assert isinstance(row, ProductRow)
    assert (row.product.sku, row.product.title) == ("1", "Ring")


def test_a_mapping_overrides_what_is_found_out(write_csv: WriteCsv) -> None:
    mapping = Mapping.of(
        {
            "dialect": "plain",
            "encoding": "windows-1250",
            "separator": ";",
            "currency": "PLN",
            "columns": {
                "artikelnr": "sku",
                "Titel": "attribute",
                "Fassung": "title",
                "Lagerort": "ignore",
                "Preis": "price",
            },
        }
    )
    path = write_csv("Artikelnr.;Titel;Fassung;Lagerort;Preis\nR1;a;Złoty;A3;5,00\n".encode("cp1250"))
    (row,) = CatalogueFile(path, mapping)
    assert isinstance(row, ProductRow)
    product = row.product
    assert (product.sku, product.title, product.price, product.currency) == ("R1", "Złoty", Decimal("5.00"), "PLN")
    assert product.attributes == {"Titel": "a"}


def test_several_columns_mapped_to_one_field_take_turns(write_csv: WriteCsv) -> None:
    mapping = Mapping.of({"columns": {"a": "metal", "b": "metal"}})
    rows = list(CatalogueFile(write_csv("sku,title,a,b\n1,x,,gold\n2,x,silver,gold\n3,x,,\n"), mapping))
    assert [row.product.metal for row in rows if isinstance(row, ProductRow)] == ["gold", "silver", None]


def test_a_mapping_that_ignores_what_is_needed_is_refused(write_csv: WriteCsv) -> None:
    with pytest.raises(CatalogError, match="lacks the column “title”"):
        CatalogueFile(write_csv("sku,title\n1,x\n"), Mapping.of({"columns": {"title": "ignore"}}))


@pytest.mark.parametrize(
    ("plain", "said"),
    [
        ([], "is an object"),
        ({"colums": {}}, "cannot say “colums”; it can say dialect, encoding"),
        ({"dialect": "excel"}, "no dialect “excel”; there are shopify"),
        ({"dialect": 7}, "“dialect” in a mapping must be text"),
        ({"encoding": "none"}, "no encoding"),
        ({"encoding": "base64"}, "no encoding"),
        ({"separator": ";;"}, "cannot part cells"),
        ({"separator": "a"}, "cannot part cells"),
        ({"currency": "gold"}, "not a currency"),
        ({"columns": []}, "“columns” in a mapping is an object"),
        ({"columns": {"a": "prize"}}, "cannot mean “prize”; it can mean sku, title"),
        ({"columns": {"a": ["sku"]}}, "cannot mean"),
    ],
)
def test_a_mapping_that_says_what_cannot_be_is_refused_clearly(plain: object, said: str) -> None:
    with pytest.raises(CatalogError, match=said):
        Mapping.of(plain)


def test_a_mapping_of_a_column_that_is_not_there_is_refused_clearly(write_csv: WriteCsv) -> None:
    with pytest.raises(CatalogError, match="“Fassung”, which is not there; found: sku, title"):
        CatalogueFile(write_csv("sku,title\n1,x\n"), Mapping.of({"columns": {"Fassung": "metal"}}))


def test_a_mapping_file_is_read_and_written(tmp_path: Path) -> None:
    plain = {"separator": "\t", "columns": {"a": "sku"}}
    path = tmp_path / "mapping.json"
    path.write_text("\ufeff" + json.dumps(plain), encoding="utf-8")
    assert Mapping.read(path).as_dict() == plain
    path.write_text("{oops", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"mapping.json is not JSON"):
        Mapping.read(path)
    with pytest.raises(CatalogError, match="cannot be opened"):
        Mapping.read(tmp_path / "none.json")
    path.write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(CatalogError, match="is not JSON"):
        Mapping.read(path)


def test_the_meanings_are_those_of_the_fields() -> None:
    assert MEANINGS[:2] == ("sku", "title")
    assert MEANINGS[-3:] == ("photos", "attribute", "ignore")
