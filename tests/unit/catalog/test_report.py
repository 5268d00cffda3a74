"""Reports stay small, and rejected rows come back as a file that can be corrected."""

import csv
import json
from pathlib import Path

import pytest

from catalog.csv_reader import CsvCatalog
from catalog.report import KEPT_ROWS, ImportReport, RejectedRowsFile
from catalog.row import ProductRow, RowError, RowWarning


def test_a_report_counts_everything_and_keeps_the_first_thousand() -> None:
    report = ImportReport()
    for line in range(KEPT_ROWS + 5):
        report.reject(RowError(line, "sku", "", "no sku"))
        report.warn([RowWarning(line, "price", "?", "no price")] * 2)
    assert (report.rejected, len(report.rejected_rows)) == (KEPT_ROWS + 5, KEPT_ROWS)
    assert (report.warned, len(report.warnings)) == (2 * KEPT_ROWS + 10, KEPT_ROWS)


def test_a_report_is_plain_json() -> None:
    report = ImportReport(added=2, seconds=0.5, photos_encoded=4)
    report.reject(RowError(3, None, "x" * 900, "too short", ("R1",)))
    plain = json.loads(json.dumps(report.as_dict()))
    assert plain["photos_per_second"] == 8.0
    assert plain["rejected_rows"][0]["line"] == 3
    assert len(plain["rejected_rows"][0]["value"]) == 200


def test_rejected_rows_can_be_corrected_and_imported_by_themselves(tmp_path: Path) -> None:
    (tmp_path / "shop.csv").write_text('sku,title,Größe\nR1,Ring,1\n,"Ring, ""fine""",2\nR3,Ring,3,4\nR4,"Ring\n')
    catalog = CsvCatalog(tmp_path / "shop.csv")
    with RejectedRowsFile(tmp_path / "rejected.csv", catalog.header) as rejected:
        for row in catalog:
            if isinstance(row, RowError):
                rejected.add(row)

    text = (tmp_path / "rejected.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(text.splitlines()))
    assert rows[0] == ["rejected_line", "rejected_column", "rejected_reason", "sku", "title", "Größe"]
    assert [(row[0], row[1], row[3:]) for row in rows[1:]] == [
        ("3", "sku", ["", 'Ring, "fine"', "2"]),
        ("4", "", ["R3", "Ring", "3", "4"]),
        ("5", "", ["R4", '"Ring']),
    ]

    (tmp_path / "corrected.csv").write_text(
        text.replace('no sku; give it one.,,"Ring', 'no sku; give it one.,R2,"Ring')
    )
    again = CsvCatalog(tmp_path / "corrected.csv")
    assert again.header == ("sku", "title", "Größe")
    first = next(iter(again))
    assert isinstance(first, ProductRow)
    assert (first.product.sku, first.product.attributes) == ("R2", {"Größe": "2"})


def test_without_rejected_rows_there_is_no_file_and_an_older_one_goes(tmp_path: Path) -> None:
    (tmp_path / "rejected.csv").write_text("of yesterday")
    with RejectedRowsFile(tmp_path / "rejected.csv", ["sku"]):
        pass
    assert not (tmp_path / "rejected.csv").exists()


def test_rejected_rows_are_kept_when_the_import_breaks_off(tmp_path: Path) -> None:
    def break_off() -> None:
        with RejectedRowsFile(tmp_path / "new" / "rejected.csv", ["sku"]) as rejected:
            rejected.add(RowError(2, "sku", "", "no sku", ("",)))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["rejected.csv"]
