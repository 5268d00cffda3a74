from service.recent import Recent


def test_what_was_kept_is_there_and_nothing_else():
    recent = Recent(2)
    recent.keep("a", 1)
    assert (recent.get("a"), recent.get("b")) == (1, None)


def test_what_was_not_used_for_longest_makes_room():
    recent = Recent(2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    recent.get("a")
    recent.keep("c", 3)
    assert [recent.get(key) for key in "abc"] == [1, None, 3]


def test_values_take_as_much_room_as_they_say():
    recent = Recent(10, len)
    for text in ("aaaa", "bbbb", "cc"):
        recent.keep(text, text)
    assert recent.get("aaaa") == "aaaa"
    recent.keep("dd", "dd")
    assert [recent.get(key) for key in ("aaaa", "bbbb", "cc", "dd")] == ["aaaa", None, "cc", "dd"]
    recent.keep("more than there is room for", "x" * 11)
    assert [recent.get(key) for key in ("aaaa", "cc", "dd", "more than there is room for")] == [None] * 4


def test_keeping_again_replaces_and_takes_no_more_room():
    recent = Recent(2)
    recent.keep("a", 1)
    recent.keep("b", 2)
    recent.keep("a", 3)
    recent.keep("c", 4)
    assert [recent.get(key) for key in "abc"] == [3, None, 4]
