"""A list of rejected rows does no harm in the spreadsheet in which it is corrected, and nothing of it is lost."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.catalogue_file import CatalogueFile
from catalog.report import RejectedRowsFile
from catalog.row import ProductRow, RowError
from catalog.spreadsheets import guarded, unguarded

COMMANDS = [
    "=1+1",
    "=\n1+1",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "+cmd|x",
    "-2+3+cmd|x",
    "\t=1",
    "\r=1",
    "'=1",
    "''+x",
    "＝1+1",
]


@pytest.mark.parametrize("cell", COMMANDS)
def test_no_cell_is_a_command(cell: str) -> None:
    assert guarded([cell]) == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["", "-", "Ring", "-5", "+3.50", "-1 074,00", "'00123", "a=1", "390.00 EUR", "'-5"])
def test_what_is_harmless_stays_as_it_is(cell: str) -> None:
    assert guarded([cell]) == [cell]
    assert unguarded([cell]) == (cell,)


@given(st.lists(st.text(st.sampled_from("'=+-@\t\r\n 15,.a＝"))))
def test_guarded_cells_come_back_as_they_were(cells: list[str]) -> None:
    assert list(unguarded(guarded(cells))) == cells


def test_a_list_of_rejected_rows_is_harmless_and_whole(tmp_path: Path) -> None:
    path, listed = tmp_path / "catalogue.csv", tmp_path / "rejected.csv"
    path.write_text("sku,title,=Engraving,=price\n=R-1,,=cmd|x,-5\nR-2,=Ring,@x,+1+1\n")
    catalogue = CatalogueFile(path)
    with RejectedRowsFile(listed, catalogue.header) as rejected:
        for row in catalogue:
            rejected.add(row if isinstance(row, RowError) else row.rejected("title", row.product.title, "=No."))
    with listed.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "@", "-")] == ["-5"]
    again = CatalogueFile(listed)
    assert again.header == catalogue.header
    assert [row.records[0].cells for row in again if row.records] == [row.records[0].cells for row in catalogue]
    assert [row.product for row in again if isinstance(row, ProductRow)] == [
        row.product for row in catalogue if isinstance(row, ProductRow)
    ]
