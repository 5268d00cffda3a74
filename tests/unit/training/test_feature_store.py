from pathlib import Path

import numpy as np
import pytest

from training.feature_store import FeatureStore


def store(folder: Path) -> FeatureStore:
    return FeatureStore(folder, 4, 3, 2)


def add(kept: FeatureStore, *keys: str, length: int = 2) -> None:
    rng = np.random.default_rng(len(keys[0]))
    kept.add(keys, rng.random((len(keys), 4)), [np.full((length, 2), float(number)) for number in range(len(keys))])


def test_what_was_added_is_read_in_any_order_also_by_the_next_run(tmp_path: Path) -> None:
    first = store(tmp_path)
    add(first, "one", "two", "three")
    add(first, "four", length=1)
    for kept in (first, store(tmp_path)):
        found = kept.read(["four", "two", "two"])
        assert found.vectors.shape == (3, 4)
        np.testing.assert_array_equal(found.vectors[1], found.vectors[2])
        assert found.lengths.tolist() == [1, 2, 2]
        np.testing.assert_array_equal(found.tokens(np.array([1]), 3)[0], [[1, 1], [1, 1], [0, 0]])


def test_only_what_is_missing_is_asked_for_and_each_once(tmp_path: Path) -> None:
    kept = store(tmp_path)
    add(kept, "one")
    assert kept.missing(["two", "one", "three", "two"]) == [0, 2]
    assert kept.missing(["one"]) == []


def test_tokens_beyond_the_room_are_cut_off(tmp_path: Path) -> None:
    kept = store(tmp_path)
    add(kept, "long", length=9)
    assert kept.read(["long"]).lengths.tolist() == [3]


@pytest.mark.parametrize("name", ["vectors.f16", "tokens.f16", "lengths.f16"])
def test_an_entry_that_was_half_written_is_forgotten(tmp_path: Path, name: str) -> None:
    kept = store(tmp_path)
    add(kept, "one", "two")
    whole = kept.read(["two"]).vectors
    with (tmp_path / name).open("ab") as stream:
        stream.write(b"123")
    again = store(tmp_path)
    add(again, "three")
    np.testing.assert_array_equal(again.read(["two"]).vectors, whole)
    assert again.read(["three"]).lengths.tolist() == [2]


def test_a_key_that_was_half_written_is_no_entry(tmp_path: Path) -> None:
    add(store(tmp_path), "one", "two")
    keys = tmp_path / "keys.txt"
    keys.write_bytes(keys.read_bytes()[:-5])
    again = store(tmp_path)
    assert again.missing(["one", "two"]) == [1]
    add(again, "two")
    assert store(tmp_path).missing(["one", "two"]) == []


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        store(tmp_path).read(["nothing"])
