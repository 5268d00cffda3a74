import numpy as np
import pytest

from training.precision.recall_gate import Gate, Judged, choose, neighbour_overlap, recalls, told


def vectors(count: int, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def judged(precision: str, overlap: float, recall: float = 0.5) -> Judged:
    size = {"int8": 1.0, "fp16": 2.0, "fp32": 4.0}[precision]
    return Judged(precision, size, 1.0, overlap, 1.0, 1.0, {"R@1": recall}, {"R@1": 0.5})


def test_overlap_is_the_share_of_common_neighbours_counted_one_by_one() -> None:
    full, reduced = vectors(30), vectors(30) + 0.2 * vectors(30, seed=1)
    shared = []
    for item in range(30):
        both = []
        for each in (full, reduced):
            ranked = sorted((-float(each[item] @ each[other]), other) for other in range(30) if other != item)
            both.append({other for _, other in ranked[:10]})
        shared.append(len(both[0] & both[1]) / 10)
    assert neighbour_overlap(full, reduced) == pytest.approx(np.mean(shared))
    assert neighbour_overlap(full, full) == 1


def test_an_item_is_not_its_own_neighbour() -> None:
    full = np.eye(4, dtype=np.float32)
    assert neighbour_overlap(full, np.roll(full, 1, axis=0), k=3) == 1


def test_recall_counts_only_queries_that_have_an_answer() -> None:
    gallery = np.eye(12, dtype=np.float32)
    right = np.zeros((3, 12), dtype=np.bool_)
    right[0, 0], right[1, 5] = True, True
    assert recalls(gallery[[0, 1, 2]], gallery, right) == {"R@1": 0.5, "R@10": 1.0}


def test_the_smallest_precision_that_loses_little_is_kept() -> None:
    full = judged("fp32", 1.0)
    gate = Gate(overlap=0.9, lost_first=0.01)
    assert choose([judged("int8", 0.95), judged("fp16", 1.0), full], gate).precision == "int8"
    assert choose([judged("int8", 0.89), judged("fp16", 1.0), full], gate).precision == "fp16"
    assert choose([judged("int8", 0.95, recall=0.48), judged("fp16", 1.0), full], gate).precision == "fp16"
    assert choose([judged("int8", 0.5), judged("fp16", 0.5), full], gate).precision == "fp32"


def smaller(precision: str, ms: float | None, megabytes: float, lost: float = 0.0) -> Judged:
    known = {"photo R@10": 0.9, "words R@10": 0.8}
    found = {"photo R@10": 0.9, "words R@10": 0.8 - lost}
    return Judged(precision, megabytes, ms, 1.0, 1.0, 1.0, found, known)


def test_half_a_point_of_recall_may_go_and_no_more() -> None:
    assert smaller("int8", 1, 1, lost=0.005).passes(Gate())
    assert not smaller("int8", 1, 1, lost=0.006).passes(Gate())


def test_what_saves_too_little_is_not_chosen() -> None:
    half = smaller("fp16", 10, 8)
    assert choose([smaller("int8", 9, 7), half], Gate()) == half
    assert choose([smaller("int8", 14, 4), half], Gate()) == half  # smaller, but slower
    assert choose([faster := smaller("int8", 7, 8), half], Gate()) == faster
    assert choose([halved := smaller("int8", 10.5, 4), half], Gate()) == halved
    assert choose([coded := smaller("turbo4", None, 1), smaller("float32", None, 8)], Gate()) == coded


def test_a_manifest_tells_the_kind_of_query_that_loses_most() -> None:
    part = told([smaller("int8", 1.234, 4, lost=0.02), smaller("fp32", 2, 8)], "fp32", Gate(), "the network", "a note")
    assert (part.chosen, list(part.tried), part.note) == ("fp32", ["int8", "fp32"], "a note")
    int8 = part.tried["int8"]
    assert (int8.recall, int8.recall_lost, int8.milliseconds, int8.passed) == (0.84, 0.02, 1.23, False)


def test_where_nothing_was_asked_no_recall_is_told() -> None:
    bare = Judged("fp16", 1, 1, 0.95, 1, 1)
    found = told([bare], "fp16", Gate(), "the network").tried["fp16"]
    assert (found.recall, found.recall_lost, found.passed) == (None, None, True)
