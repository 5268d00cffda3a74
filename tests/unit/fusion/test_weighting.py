import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fusion.weighting import shares, shift


def unit(seed: int) -> np.ndarray:
    vector = np.random.default_rng(seed).normal(size=10).astype(np.float32)
    return vector / np.linalg.norm(vector)


LEARNED, PHOTO, WORDS = unit(1), unit(2), unit(3)


def test_the_ends_are_the_photo_alone_and_the_words_alone() -> None:
    np.testing.assert_allclose(shift(LEARNED, 0.6, PHOTO, WORDS, 1.0), PHOTO, atol=1e-6)
    np.testing.assert_allclose(shift(LEARNED, 0.6, PHOTO, WORDS, 0.0), WORDS, atol=1e-6)


@given(st.floats(0.0, 1.0))
def test_at_the_learned_weight_nothing_changes(weight: float) -> None:
    np.testing.assert_allclose(shift(LEARNED, weight, PHOTO, WORDS, weight), LEARNED, atol=1e-6)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_every_blend_has_unit_length(learned: float, wanted: float) -> None:
    assert np.isclose(np.linalg.norm(shift(LEARNED, learned, PHOTO, WORDS, wanted)), 1.0, atol=1e-5)


def test_more_weight_brings_the_query_nearer_to_the_photo() -> None:
    cosines = [float(shift(LEARNED, 0.5, PHOTO, WORDS, weight) @ PHOTO) for weight in (0.5, 0.7, 0.9, 1.0)]
    assert cosines == sorted(cosines)


def test_opposite_vectors_do_not_cancel_into_nothing() -> None:
    blend = shift(LEARNED, 0.5, -LEARNED, WORDS, 0.75)
    np.testing.assert_allclose(blend, LEARNED)


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_shares_sum_to_one(query: int, product: int) -> None:
    ((looks, words),) = shares(unit(query), unit(product)[None], 6)
    assert np.isclose(looks + words, 1.0)
    assert 0 <= looks <= 1


def test_shares_say_which_block_agreed() -> None:
    query = np.array([0.8, 0.0, 0.6, 0.0], dtype=np.float32)
    products = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0.8, 0, -0.6, 0]], dtype=np.float32)
    assert shares(query, products, 2) == [(1.0, 0.0), (0.0, 1.0), (0.5, 0.5), (1.0, 0.0)]
