import string

import numpy as np
import pytest

from jewelbench.shapes.letters import letter_meshes, letter_paths


@pytest.mark.parametrize("letter", string.ascii_uppercase)
def test_letters_are_one_high_and_centred(letter: str) -> None:
    points = np.concatenate(letter_paths(letter))
    assert np.ptp(points[:, 1]) == pytest.approx(1.0, abs=0.02)
    assert points.max(0) + points.min(0) == pytest.approx([0, 0], abs=0.03)
    assert 0.3 < np.ptp(points[:, 0]) < 1.1


def test_no_two_letters_are_alike() -> None:
    grids = set()
    for letter in string.ascii_uppercase:
        points = np.concatenate(letter_paths(letter))
        grids.add(frozenset(map(tuple, np.round(points * 5).astype(int).tolist())))
    assert len(grids) == 26


@pytest.mark.parametrize("letter", "AEOS")
def test_solid_letters_have_the_size_asked_for(letter: str) -> None:
    points = np.concatenate([mesh.vertices for mesh in letter_meshes(letter, 6.0, 0.8, 0.6)])
    assert np.isfinite(points).all()
    assert np.ptp(points[:, 1]) == pytest.approx(6.0, abs=0.15)
    assert np.ptp(points[:, 2]) == pytest.approx(0.6, abs=0.05)


def test_only_capitals_are_letters() -> None:
    with pytest.raises(ValueError, match="A to Z"):
        letter_paths("a")
