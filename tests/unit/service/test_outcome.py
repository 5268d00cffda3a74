"""What the command line says of an import."""

import io
from pathlib import Path

from rich.console import Console

from catalog.report import ImportReport
from catalog.row import RowWarning
from service.cli.outcome import tell_report
from service.jobs import ImportTask


def test_a_warning_about_the_whole_catalogue_is_always_told() -> None:
    report = ImportReport(unchanged=1)
    report.warn([RowWarning(2, "price", "?", "No price.")])
    report.warn_of_catalogue("Nothing was removed: 2 products are not in the file.")
    told = io.StringIO()
    tell_report(Console(file=told, width=200), report.as_dict(), ImportTask(Path("shop.csv")))
    assert "Warning: Nothing was removed: 2 products are not in the file.\nWarnings: 2;" in told.getvalue()
    assert "No price" not in told.getvalue()
