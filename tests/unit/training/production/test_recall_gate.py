import numpy as np
import pytest

from training.production.recall_gate import Gate, Judged, choose, neighbour_overlap, recalls


def vectors(count: int, seed: int = 0) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(count, 8)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def judged(precision: str, overlap: float, recall: float = 0.5) -> Judged:
    return Judged(precision, 1.0, 1.0, overlap, 1.0, 1.0, {"R@1": recall}, {"R@1": 0.5})


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
    gate = Gate(overlap=0.9, lost=0.01)
    assert choose([judged("int8", 0.95), judged("fp16", 1.0), full], gate).precision == "int8"
    assert choose([judged("int8", 0.89), judged("fp16", 1.0), full], gate).precision == "fp16"
    assert choose([judged("int8", 0.95, recall=0.48), judged("fp16", 1.0), full], gate).precision == "fp16"
    assert choose([judged("int8", 0.5), judged("fp16", 0.5), full], gate).precision == "fp32"
