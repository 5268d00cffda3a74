import pytest

from training.schedule import LEAST, warm_cosine


def test_the_rate_rises_to_its_height_and_then_falls_to_a_rest() -> None:
    shares = [warm_cosine(progress, 0.1) for progress in (0.0, 0.05, 0.1, 0.5, 0.9)]
    assert shares[0] < shares[1] < shares[2] > shares[3] > shares[4]
    assert shares[3] == pytest.approx(0.5)
    assert warm_cosine(1.0, 0.1) == LEAST
