import math
import random

import numpy as np
import pytest

from jewelbench.evaluation.metrics import CUT, estimate, measure, rank, rejection
from jewelbench.release import QueryRecord

PRODUCTS = [f"p{number:02d}" for number in range(30)]


def query(relevant: list[str], name: str = "q", excluded: tuple[str, ...] = ()) -> QueryRecord:
    return QueryRecord(query_id=name, relevant=tuple(relevant), excluded=excluded)


def naive(ranking: list[str], relevant: set[str]) -> dict[str, float]:
    """Every measure by its definition, one loop each."""
    found: dict[str, float] = {f"R@{k}": float(any(p in relevant for p in ranking[:k])) for k in (1, 5, 10)}
    precision = gain = ideal = 0.0
    for place, product in enumerate(ranking[:10], 1):
        if product in relevant:
            precision += sum(p in relevant for p in ranking[:place]) / place
            gain += 1 / math.log2(place + 1)
    for place in range(1, min(10, len(relevant)) + 1):
        ideal += 1 / math.log2(place + 1)
    return found | {"mAP@10": precision / len(relevant), "nDCG@10": gain / ideal}


def test_measures_agree_with_their_definitions() -> None:
    rng = np.random.default_rng(1)
    scores = rng.random((40, len(PRODUCTS))).astype(np.float32)
    chosen = random.Random(2)
    queries = [
        query(chosen.sample(PRODUCTS, chosen.randint(1, 14)), f"q{row}", tuple(chosen.sample(PRODUCTS, row % 4)))
        for row in range(40)
    ]
    found = measure(rank(scores, queries, PRODUCTS), queries, PRODUCTS)
    for row, asked in enumerate(queries):
        relevant = set(asked.relevant) - set(asked.excluded)
        order = [PRODUCTS[column] for column in np.argsort(-scores[row]) if PRODUCTS[column] not in asked.excluded]
        for name, value in naive(order, relevant).items() if relevant else ():
            assert found[name][row] == pytest.approx(value), (name, row)


def test_an_excluded_product_is_never_an_answer() -> None:
    scores = np.zeros((1, len(PRODUCTS)), dtype=np.float32)
    scores[0, 3] = 1
    asked = [query(["p04"], excluded=("p03",))]
    assert 3 not in rank(scores, asked, PRODUCTS)
    scores[0, 4] = 0.5
    assert measure(rank(scores, asked, PRODUCTS), asked, PRODUCTS)["R@1"][0] == 1


def test_ties_favour_no_place_in_the_catalogue() -> None:
    queries = [query(["p00"], f"q{number}") for number in range(3000)]
    tied = np.zeros((len(queries), len(PRODUCTS)), dtype=np.float32)
    top = rank(tied, queries, PRODUCTS)
    counts = np.bincount(top[:, 0], minlength=len(PRODUCTS))
    assert counts.min() > 50
    assert counts.max() < 160
    assert np.array_equal(top, rank(tied, queries, PRODUCTS))


def test_only_ties_are_shuffled() -> None:
    scores = np.array([[0.5, 0.9, 0.5, 0.5, 0.1, 0.7]], dtype=np.float32)
    top = rank(scores, [query(["a"])], list("abcdef"))[0]
    assert top[:2].tolist() == [1, 5]
    assert set(top[2:5].tolist()) == {0, 2, 3}
    assert top[5] == 4


def test_who_abstains_is_judged_as_one_who_guesses() -> None:
    queries = [query(["p00"], f"q{number}") for number in range(3000)]
    scores = np.full((len(queries), len(PRODUCTS)), np.nan, dtype=np.float32)
    share = measure(rank(scores, queries, PRODUCTS), queries, PRODUCTS)["R@10"].mean()
    assert share == pytest.approx(10 / 30, abs=0.03)


def test_a_row_of_numbers_and_gaps_is_refused() -> None:
    scores = np.zeros((1, len(PRODUCTS)), dtype=np.float32)
    scores[0, 2] = np.nan
    with pytest.raises(ValueError, match="both numbers and NaN"):
        rank(scores, [query(["p00"])], PRODUCTS)


def test_a_small_gallery_leaves_places_empty() -> None:
    top = rank(np.ones((1, 3), dtype=np.float32), [query(["a"], excluded=("b",))], ["a", "b", "c"])
    assert set(top[0, :2].tolist()) == {0, 2}
    assert (top[0, 2:] == -1).all()
    assert top.shape == (1, CUT)


def test_a_query_without_an_answer_has_no_figure() -> None:
    queries = [query([]), query(["p01"], "other", excluded=("p01",))]
    found = measure(rank(np.zeros((2, 30), dtype=np.float32), queries, PRODUCTS), queries, PRODUCTS)
    assert all(np.isnan(values).all() for values in found.values())


def test_an_answer_outside_the_gallery_is_an_error() -> None:
    asked = [query(["stranger"])]
    with pytest.raises(ValueError, match="stranger"):
        measure(rank(np.zeros((1, 30), dtype=np.float32), asked, PRODUCTS), asked, PRODUCTS)


def test_an_interval_is_the_same_each_time_and_holds_the_mean() -> None:
    values = (np.random.default_rng(3).random(400) < 0.3).astype(float)
    families = [str(number) for number in range(400)]
    first = estimate(values, families)
    assert first == estimate(values, families)
    assert first.low < first.mean < first.high
    error = math.sqrt(first.mean * (1 - first.mean) / 400)
    assert first.high - first.low == pytest.approx(2 * 1.96 * error, rel=0.1)


def test_families_that_agree_widen_the_interval() -> None:
    values = np.repeat((np.arange(40) % 2).astype(float), 10)
    alone = estimate(values, [str(number) for number in range(400)])
    together = estimate(values, [str(number // 10) for number in range(400)])
    assert together.high - together.low > 2 * (alone.high - alone.low)


def test_nothing_has_no_interval() -> None:
    assert math.isnan(estimate(np.array([np.nan]), ["a"]).mean)


def test_rejection_agrees_with_counting_pairs() -> None:
    rng = np.random.default_rng(4)
    jewellery, others = rng.integers(3, 9, 60).astype(float), rng.integers(0, 7, 40).astype(float)
    wins = [(a > b) + 0.5 * (a == b) for a in jewellery for b in others]
    strangers = jewellery - 1
    found = rejection(jewellery, others, strangers)
    assert found is not None
    assert found.threshold == np.percentile(jewellery, 5)
    assert found.accepted_strangers == np.mean(strangers > found.threshold)
    assert found.auroc == pytest.approx(np.mean(wins))
    assert found.accepted == np.mean(others > np.percentile(jewellery, 5))
    assert rejection(jewellery, np.full(3, np.nan), strangers) is None
