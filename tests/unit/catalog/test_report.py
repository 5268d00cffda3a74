"""Reports stay small, and rejected rows come back as a file that can be corrected."""

import csv
import json
from pathlib import Path

import pytest

from catalog.catalogue_file import CatalogueFile
from catalog.near_duplicates import NearDuplicate
from catalog.report import KEPT_ROWS, REJECTED_HEADER, ImportReport, RejectedRowsFile
from catalog.row import ProductRow, Record, RepeatedSkuError, RowError, RowWarning


def test_a_report_counts_everything_and_keeps_the_first_thousand() -> None:
    report = ImportReport()
    for line in range(KEPT_ROWS + 5):
        report.reject(RowError(line, "sku", "", "no sku"))
        report.warn([RowWarning(line, "price", "?", "no price")] * 2)
    assert (report.rejected, len(report.rejected_rows)) == (KEPT_ROWS + 5, KEPT_ROWS)
    assert (report.warned, len(report.warnings)) == (2 * KEPT_ROWS + 10, KEPT_ROWS)


def test_a_warning_about_the_whole_catalogue_is_kept_before_all_others() -> None:
    report = ImportReport()
    report.warn([RowWarning(line, "price", "?", "no price") for line in range(1, KEPT_ROWS + 5)])
    report.warn_of_catalogue("Nothing was removed.")
    assert (report.warned, len(report.warnings)) == (KEPT_ROWS + 5, KEPT_ROWS)
    assert (report.warnings[0].line, report.warnings[0].reason) == (0, "Nothing was removed.")


def test_a_report_is_plain_json() -> None:
    report = ImportReport(added=2, seconds=0.5, photos_encoded=4)
    report.reject(RowError(3, None, "x" * 900, "too short", sku="R1"))
    plain = json.loads(json.dumps(report.as_dict()))
    assert plain["photos_per_second"] == 8.0
    assert plain["rejected_rows"][0]["line"] == 3
    assert len(plain["rejected_rows"][0]["value"]) == 200
    assert plain["rejected_rows"][0]["sku"] == "R1"


def test_a_report_counts_repeated_skus_and_near_duplicates() -> None:
    report = ImportReport()
    report.reject(RowError(3, "sku", "", "no sku"))
    report.reject(RepeatedSkuError(4, "sku", "R1", "twice", sku="R1"))
    report.tell_near_duplicates([NearDuplicate(str(n), "R", 0.98) for n in range(KEPT_ROWS + 5)])
    plain = json.loads(json.dumps(report.as_dict()))
    assert (plain["rejected"], plain["duplicate_skus"], plain["near_duplicates"]) == (2, 1, KEPT_ROWS + 5)
    assert len(plain["near_duplicate_pairs"]) == KEPT_ROWS
    assert plain["near_duplicate_pairs"][0] == {"one": "0", "other": "R", "likeness": 0.98}


def test_rejected_rows_can_be_corrected_and_imported_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text('sku,title,Gravur\nR1,Ring,1\n,"Ring, ""fine""",2\nR3,Ring,3,4\nR4,"Ring\n')
    catalog = CatalogueFile(tmp_path / "shop.csv")
    with RejectedRowsFile(tmp_path / "rejected.csv", catalog.header) as rejected:
        for row in catalog:
            if isinstance(row, RowError):
                rejected.add(row)

    text = (tmp_path / "rejected.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == [*REJECTED_HEADER, "sku", "title", "Gravur"]
    assert [(row[0], row[1], row[4:]) for row in rows[1:]] == [
        ("3", "sku", ["", 'Ring, "fine"', "2"]),
        ("4", "", ["R3", "Ring", "3", "4"]),
        ("5", "", ["R4", '"Ring']),
    ]

    (tmp_path / "corrected.csv").write_text(
        text.replace('no sku; give it one.,,"Ring', 'no sku; give it one.,R2,"Ring')
    )
    again = CatalogueFile(tmp_path / "corrected.csv")
    assert again.header == ("sku", "title", "Gravur")
    first = next(iter(again))
    assert isinstance(first, ProductRow)
    assert (first.product.sku, first.product.attributes) == ("R2", {"Gravur": "2"})


def test_a_product_of_several_rows_brings_all_of_them_and_a_row_that_two_need_stands_once(tmp_path: Path) -> None:
    parent, one, other = (Record(line, (f"row {line}", "")) for line in (2, 3, 5))
    with RejectedRowsFile(tmp_path / "rejected.csv", ["a", "b"]) as rejected:
        rejected.add(RowError(3, "b", "x", "wrong", (parent, one)))
        rejected.add(RowError(5, "b", "y", "wrong too", (parent, other)))
        rejected.add(RowError(3, "b", "x", "wrong again", (parent, one)))
    rows = list(csv.reader((tmp_path / "rejected.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1:] == [
        ["3", "b", "x", "wrong", "row 2", ""],
        ["3", "", "", "", "row 3", ""],
        ["5", "b", "y", "wrong too", "row 5", ""],
    ]


def test_rows_that_were_rejected_for_two_products_stand_once_with_both_reasons(tmp_path: Path) -> None:
    rows = (Record(2, ("halo", "gold")), Record(3, ("halo", "rose")))
    with RejectedRowsFile(tmp_path / "rejected.csv", ["a", "b"]) as rejected:
        rejected.add(RowError(2, "b", "x", "No photo.", rows, "H-1"))
        rejected.add(RowError(3, "b", "y", "No photo either.", rows, "H-2"))
    written = list(csv.reader((tmp_path / "rejected.csv").read_text("utf-8-sig").splitlines()))
    assert written[1:] == [
        ["2", "b", "x", "No photo. Likewise H-2: No photo either.", "halo", "gold"],
        ["2", "", "", "", "halo", "rose"],
    ]


def test_without_rejected_rows_there_is_no_file_and_an_older_one_goes(tmp_path: Path) -> None:
    (tmp_path / "rejected.csv").write_text("of yesterday")
    with RejectedRowsFile(tmp_path / "rejected.csv", ["sku"]):
        pass
    assert not (tmp_path / "rejected.csv").exists()


def test_rejected_rows_are_kept_when_the_import_breaks_off(tmp_path: Path) -> None:
    def break_off() -> None:
        with RejectedRowsFile(tmp_path / "new" / "rejected.csv", ["sku"]) as rejected:
            rejected.add(RowError(2, "sku", "", "no sku", (Record(2, ("",)),)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["rejected.csv"]
