"""Rows that wait for the rest of their product."""

from hypothesis import given
from hypothesis import strategies as st

from catalog.dialects.base import Row
from catalog.dialects.waiting import Waiting, together
from catalog.row import Record, RowError


def row(line: int, key: str = "") -> Row:
    return Row(Record(line, (key,)), (key,))


def lines(group: list[Row]) -> list[int]:
    return [one.record.line for one in group]


def test_rows_meet_under_any_of_their_keys() -> None:
    waiting = Waiting()
    for line, keys in enumerate((["id:1"], ["x"], ["sku:A"], ["id:1", "sku:A"], ["id:1"])):
        waiting.add(row(line), keys)
    assert [lines(group) for group in waiting.rest()] == [[0, 2, 3, 4], [1]]


def test_the_oldest_goes_first_when_too_much_waits() -> None:
    waiting = Waiting(most=1500)  # characters: two rows
    released = []
    for line, key in enumerate("aabbc"):
        waiting.add(row(line), [key])
        released += [lines(group) for group in waiting.overdue()]
    assert released == [[0, 1]]
    assert [lines(group) for group in waiting.rest()] == [[2, 3], [4]]


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=3)), st.integers(0, 5000))
def test_no_row_is_lost_or_doubled(keys: list[list[str]], most: int) -> None:
    waiting = Waiting(most)
    released = []
    for line, own in enumerate(keys):
        waiting.add(row(line), own)
        for group in waiting.overdue():
            released += lines(group)
    for group in waiting.rest():
        released += lines(group)
    assert sorted(released) == list(range(len(keys)))


def test_rows_that_follow_one_another_are_together_and_errors_pass() -> None:
    error = RowError(9, None, "", "broken")
    found = list(
        together(iter([row(1, "a"), row(2), row(3, "a"), error, row(4, "b"), row(5, "a")]), lambda one: one.cells[0])
    )
    assert [group if isinstance(group, RowError) else lines(group) for group in found] == [error, [1, 2, 3], [4], [5]]


def test_a_product_without_end_is_cut() -> None:
    blocks = list(together((row(line, "a") for line in range(6_000)), lambda one: one.cells[0]))
    assert [len(block) for block in blocks if isinstance(block, list)] == [2500, 2500, 1000]


def test_a_product_without_end_does_not_wait_for_it() -> None:
    waiting = Waiting()
    released = []
    for line in range(6_000):
        waiting.add(row(line), ["a"])
        released += [len(group) for group in waiting.overdue()]
    assert released == [2500, 2500]
    assert [len(group) for group in waiting.rest()] == [1000]
