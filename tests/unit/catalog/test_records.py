"""Tables that were written by any program come back cell by cell, each row with its line."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.files import text as text_module
from catalog.files.records import read_records
from catalog.files.text import Encoding, TextFile
from catalog.row import Record, RowError

WriteCsv = Callable[..., Path]

CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from('"\n\r,;\t'), max_size=8
)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=8)


def records_of(path: Path, encoding: str, separator: str) -> list[Record | RowError]:
    with TextFile(path, Encoding.named(encoding)) as file:
        return [record for block in read_records(file.blocks(), separator) for record in block]


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    table=TABLES,
    separator=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"]),
    line_break=st.sampled_from(["\n", "\r\n", "\r"]),
    block=st.sampled_from([1, 5, 200]),
)
def test_any_table_comes_back(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    table: list[list[str]],
    separator: str,
    encoding: str,
    line_break: str,
    block: int,
) -> None:
    monkeypatch.setattr(text_module, "BLOCK", block)
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=separator, lineterminator=line_break, quoting=csv.QUOTE_ALL)
    expected = []
    for cells in table:
        line = naive_line(written.getvalue())
        writer.writerow(cells)
        if any(cell.strip() for cell in cells):
            expected.append(Record(line, tuple(cells)))
    path = tmp_path / "table.csv"
    path.write_bytes(written.getvalue().encode(encoding))
    assert records_of(path, encoding, separator) == expected


def naive_line(before: str) -> int:
    """On which line what follows a text begins, as an editor counts."""
    return before.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text('a",\n', max_size=60), st.sampled_from([1, 4, 100]))
def test_blocks_make_no_difference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, block: int) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text, encoding="utf-8")
    whole = records_of(path, "utf-8", ",") if text else []
    monkeypatch.setattr(text_module, "BLOCK", block)
    assert (records_of(path, "utf-8", ",") if text else []) == whole


def test_a_broken_row_among_thousands_costs_only_itself(write_csv: WriteCsv) -> None:
    lines = [f'{number},"{"broken" if number % 10 == 0 else "fine" + chr(34)}' for number in range(20_000)]
    rows = records_of(write_csv("\n".join(lines)), "utf-8", ",")
    assert [row.line for row in rows if isinstance(row, RowError)] == list(range(1, 20_001, 10))
    assert len(rows) == 20_000
