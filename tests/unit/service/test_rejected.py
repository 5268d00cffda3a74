import csv

import pytest

from catalog.report import REJECTED_HEADER, RejectedRowsFile
from catalog.row import Record, RowError
from service.jobs.rejected import read_rejected, rejected_header, write_corrected

HEADER = ("sku", "title", "price")


@pytest.fixture
def rejected(tmp_path):
    rows = [
        RowError(3, "price", "x", "No price.", (Record(3, ("R-1", "Ring", "x")),), "R-1"),
        RowError(5, None, "", "No title.", (Record(4, ("P", "", "")), Record(5, ("R-2", "", "2\n3"))), "R-2"),
        RowError(9, "price", "y", "No price.", (Record(9, ("R-3", "Ring, “fine”", "y")),), "R-3"),
    ]
    path = tmp_path / "rejected.csv"
    with RejectedRowsFile(path, HEADER) as file:
        for row in rows:
            file.add(row)
    return path


def test_products_come_back_with_their_rows(rejected):
    page = read_rejected(rejected)
    assert (page.header, page.total) == (list(HEADER), 3)
    assert [product.line for product in page.products] == [3, 5, 9]
    assert page.products[1].as_dict() == {
        "line": 5,
        "column": None,
        "value": "",
        "reason": "No title.",
        "records": [{"cells": ["P", "", ""]}, {"cells": ["R-2", "", "2\n3"]}],
    }


def test_a_page_has_what_was_asked_for_and_the_total_of_all(rejected):
    page = read_rejected(rejected, offset=1, limit=1)
    assert [product.line for product in page.products] == [5]
    assert page.total == 3
    assert read_rejected(rejected, offset=3, limit=5).products == []


def test_two_products_of_one_line_stay_apart(tmp_path):
    path = tmp_path / "rejected.csv"
    with RejectedRowsFile(path, HEADER) as file:
        file.add(RowError(3, "price", "x", "First.", (Record(3, ("a", "", "")),)))
        file.add(RowError(3, "price", "x", "Second.", (Record(4, ("b", "", "")),)))
    assert [product.reason for product in read_rejected(path).products] == ["First.", "Second."]


def test_a_very_long_cell_comes_back_whole(tmp_path):
    path = tmp_path / "rejected.csv"
    with RejectedRowsFile(path, HEADER) as file:
        file.add(RowError(3, "title", "…", "Too long.", (Record(3, ("a", "x" * 1_000_000, "")),)))
    assert len(read_rejected(path).products[0].records[0][1]) == 1_000_000


def test_corrected_rows_are_a_catalogue_under_the_merchants_header(rejected, tmp_path):
    records = [record for product in read_rejected(rejected).products for record in product.records]
    write_corrected(tmp_path / "corrected.csv", rejected_header(rejected), records)
    with (tmp_path / "corrected.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert tuple(read[0]) == HEADER
    assert not set(REJECTED_HEADER) & set(read[0])
    assert read[1:] == records
