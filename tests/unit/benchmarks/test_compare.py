"""What a comparison of two commits calls worse."""

import pytest

from benchmarks.compare import compared
from benchmarks.report import lower_is_better


@pytest.mark.parametrize(
    ("column", "low"),
    [
        ("p50, ms", True),
        ("p50, ms of CPU", True),
        ("build, s", True),
        ("own memory, MB", True),
        ("times bare", True),
        ("requests/s", False),
        ("share of bare", False),
        ("recall@10", False),
        ("value", None),
    ],
)
def test_which_way_a_figure_improves(column: str, low: bool | None) -> None:
    assert lower_is_better(column) is low


@pytest.mark.parametrize(
    ("column", "after", "mark"),
    [
        ("p50, ms", 11.5, "worse"),
        ("p50, ms", 10.5, ""),
        ("p50, ms", 8.0, "better"),
        ("requests/s", 8.0, "worse"),
        ("requests/s", 9.8, ""),
        ("requests/s", 12.0, "better"),
    ],
)
def test_a_tenth_is_what_counts(column: str, after: float, mark: str) -> None:
    lines, worse = compared([{"photo": {column: 10.0}}], [{"photo": {column: after}}])
    assert lines[-1].split("|")[5].strip() == mark
    assert worse == (mark == "worse")


def test_ratios_are_of_the_same_round_so_that_a_slow_machine_does_not_matter() -> None:
    before = [{"photo": {"p50, ms": value}} for value in (10.0, 20.0, 30.0)]
    after = [{"photo": {"p50, ms": value}} for value in (10.1, 20.2, 30.3)]
    lines, worse = compared(before, after)
    assert worse == 0
    assert "1.01" in lines[-1]


def test_only_what_both_have_and_what_is_better_high_or_low_is_compared() -> None:
    before = [{"photo": {"p50, ms": 1.0, "value": 3.0}, "gone": {"p50, ms": 1.0}}]
    after = [{"photo": {"p50, ms": 1.0, "value": 9.0, "p95, ms": 4.0}, "new": {"p50, ms": 1.0}}]
    lines, _ = compared(before, after)
    assert len(lines) == 3
