"""What a file would become is told before anything is written."""

import json
from collections.abc import Callable
from pathlib import Path

from catalog.dialects.mapping import Mapping
from catalog.preview import preview

WriteCsv = Callable[..., Path]

GERMAN = (
    "Artikel-Nr.;Bezeichnung;Preis (EUR);Bild1;Lagerort;Intern;Lieferbar\n"
    "R1;Ring für Anna;1.074,00;a.jpg;A3;x;ja\n"
    "R1;Ring;x;https://x.example/b.jpg;;;nein\n"
    "R2;Kette;teuer;https://x.example/b.jpg|b.jpg;A3;;nein\n"
    ";Ring;5;;;;\n"
).encode("cp1252")


def test_a_preview_says_how_the_file_is_read_and_what_would_become_of_it(write_csv: WriteCsv) -> None:
    found = preview(write_csv(GERMAN), Mapping.of({"columns": {"Intern": "ignore"}})).as_dict()
    assert json.loads(json.dumps(found)) == found
    assert (found["dialect"], found["dialect_title"], found["format"]) == ("plain", "Plain table", "csv")
    assert (found["encoding"], found["separator"], found["container"]) == ("windows-1252", ";", None)
    assert [(column["header"], column["kind"], column["meaning"]) for column in found["columns"]] == [
        ("Artikel-Nr.", "field", "sku"),
        ("Bezeichnung", "field", "title"),
        ("Preis (EUR)", "field", "price"),
        ("Bild1", "field", "photos"),
        ("Lagerort", "attribute", "attribute"),
        ("Intern", "ignored", "ignore"),
        ("Lieferbar", "field", "available"),
    ]
    assert found["columns"][1]["examples"] == ["Ring für Anna", "Ring", "Kette"]
    assert (found["rows_read"], found["whole_file"], found["products"], found["rejected"]) == (4, True, 2, 2)
    assert [row["line"] for row in found["rejected_rows"]] == [3, 5]
    assert (found["photo_files"], found["photo_addresses"], found["without_photo"]) == (2, 1, 0)
    assert (found["warned"], found["warnings"][0]["value"]) == (1, "teuer")
    assert found["missing"].keys() == {"category", "metal", "gemstone"}
    first = found["first_products"][0]
    assert (first["sku"], first["price"], first["currency"], first["photos"]) == ("R1", "1074.00", "EUR", ["a.jpg"])
    assert {"plain", "shopify"} <= {dialect["name"] for dialect in found["dialects"]}


def test_only_the_beginning_of_a_long_file_is_read(write_csv: WriteCsv) -> None:
    path = write_csv("sku,title\n" + "".join(f"R{n},Ring\n" for n in range(300)))
    found = preview(path, rows=100)
    assert (found.rows_read, found.whole_file, found.products, len(found.first_products)) == (100, False, 100, 8)
    assert preview(path, rows=300).whole_file


def test_a_preview_takes_no_longer_than_it_may(write_csv: WriteCsv) -> None:
    path = write_csv("sku,title\n" + "".join(f"R{n},Ring\n" for n in range(50)))
    found = preview(path, seconds=-1)
    assert (found.rows_read, found.products, found.whole_file) == (1, 1, False)


def test_only_the_first_faults_are_listed_and_all_are_counted(write_csv: WriteCsv) -> None:
    rows = "".join(f"R{n},Ring,nonsense\n" for n in range(30)) + ",Ring,\n" * 30
    found = preview(write_csv("sku,title,price\n" + rows))
    assert (found.warned, len(found.warnings), found.rejected, len(found.rejected_rows)) == (30, 20, 30, 20)


def test_a_list_of_rejected_rows_is_read_as_what_it_was(write_csv: WriteCsv) -> None:
    path = write_csv("rejected_line,rejected_column,rejected_value,rejected_reason,sku,title\n3,sku,,No sku,R1,Ring\n")
    found = preview(path)
    assert [column.header for column in found.columns] == ["sku", "title"]
    assert found.understanding.only_rejected
    assert found.products == 1
