import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from training.metrics import recall_at_k, reciprocal_ranks


@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 9), st.integers(1, 15))
def test_it_is_what_sorting_says(seed: int, queries: int, gallery: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.permuted(np.arange(queries * gallery)).reshape(queries, gallery).astype(np.float32)
    right = rng.random((queries, gallery)) < 0.3
    hits = [
        any(right[q, item] for item in sorted(range(gallery), key=lambda i: -scores[q, i])[:k]) for q in range(queries)
    ]
    assert recall_at_k(scores, right, k) == np.mean(hits)


@given(st.integers(0, 10_000), st.integers(1, 8), st.integers(1, 9))
def test_reciprocal_ranks_are_what_sorting_says(seed: int, queries: int, gallery: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.permuted(np.arange(queries * gallery)).reshape(queries, gallery).astype(np.float32)
    right = rng.random((queries, gallery)) < 0.3
    expected = []
    for row in range(queries):
        order = sorted(range(gallery), key=lambda item: -scores[row, item])
        expected.append(next((1 / place for place, item in enumerate(order, 1) if right[row, item]), 0.0))
    np.testing.assert_allclose(reciprocal_ranks(scores, right), expected)
