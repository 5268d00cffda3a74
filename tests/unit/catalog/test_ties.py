from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from catalog.index import ties
from catalog.index.ties import page_of


class Point(NamedTuple):
    id: int
    score: float


def engine(scores: Sequence[float], asked: list[tuple[int, int]] | None = None) -> Callable[[int, int], list[Point]]:
    """Ranks points, those of equal scores in another order each time."""
    calls = [] if asked is None else asked

    def find(first: int, last: int) -> list[Point]:
        calls.append((first, last))
        turned = sorted(range(len(scores)), key=lambda row: hash((row, len(calls))))
        return sorted((Point(row, scores[row]) for row in turned), key=lambda point: -point.score)[first:last]

    return find


@given(st.lists(st.integers(0, 4).map(float), max_size=40), st.integers(1, 9))
def test_pages_make_up_the_ranking(scores: list[float], limit: int) -> None:
    find = engine(scores)
    pages = [point for offset in range(0, 50, limit) for point in page_of(find, limit=limit, offset=offset)]
    ranked = sorted((Point(row, score) for row, score in enumerate(scores)), key=lambda p: (-p.score, str(p.id)))
    assert pages == ranked


def test_where_scores_differ_the_engine_is_asked_once_for_little_more_than_the_page() -> None:
    asked: list[tuple[int, int]] = []
    find = engine([float(row) for row in range(100)], asked)
    assert [point.id for point in page_of(find, limit=3, offset=0)] == [99, 98, 97]
    assert [point.id for point in page_of(find, limit=3, offset=3)] == [96, 95, 94]
    assert asked == [(0, 4), (2, 7)]


def test_a_row_of_equal_scores_without_end_is_cut() -> None:
    asked: list[tuple[int, int]] = []
    find = engine([0.0] * (2 * ties.MOST), asked)
    assert len(page_of(find, limit=5, offset=0)) == 5
    assert max(last for _, last in asked) == 5 + ties.MOST
