from jewelbench.making.leaks import near_duplicates


def test_a_photo_two_bits_away_is_near_and_three_bits_away_is_not() -> None:
    seen = {"a": "00000000000000ff", "b": "ffffffffffffffff"}
    tested = {"two": "00000000000000fc", "three": "00000000000000f8", "other": "0f0f0f0f0f0f0f0f"}
    assert near_duplicates(tested, seen) == {"two": "a"}


def test_the_nearest_is_named() -> None:
    seen = {"near": "0000000000000001", "same": "0000000000000003"}
    assert near_duplicates({"x": "0000000000000003"}, seen) == {"x": "same"}


def test_nothing_seen_is_nothing_leaked() -> None:
    assert near_duplicates({"x": "0" * 16}, {}) == {}
    assert near_duplicates({}, {"x": "0" * 16}) == {}


def test_many_photos_are_compared_like_few() -> None:
    seen = {f"s{n}": f"{n * 0x0101010101010101 % 2**64:016x}" for n in range(300)}
    tested = {f"t{n}": f"{n * 0x1111111111111111 % 2**64:016x}" for n in range(1500)}
    whole = near_duplicates(tested, seen)
    assert whole == {
        name: found for part in tested for name, found in near_duplicates({part: tested[part]}, seen).items()
    }
