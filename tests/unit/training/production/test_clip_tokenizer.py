"""The shipped tokenizer gives the pieces of open_clip's own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from encoders.towers.torchvision_operators import ensure_torchvision_imports
from training.production.clip_tokenizer import byte_pair_tokenizer, cleaning
from training.production.tokenizers import TRYING

WORDS = (
    *(
        "rose gold",
        "Étoile",
        "cafe\u0301",
        "Größe",
        "戒指",
        "ダイヤ",
        "💍",
        "❤️‍🔥",
        "18k",
        "0.5ct",
        "it's",
        "I'VE",
        "–",
        "“x”",
    ),
    *("ＲＩＮＧ", "ﬁne", "&amp;", "ΣΟΦΙΑΣ", "İ", "_", "\u00a0", "\t", "\n", "½", "C++", "...", "кольцо", "अंगूठी"),
)


def open_clips(clean: str) -> object:
    ensure_torchvision_imports()
    from open_clip.tokenizer import SimpleTokenizer

    return SimpleTokenizer(clean=clean)


def shipped(own: object, clean: str) -> Tokenizer:
    merges = sorted(own.bpe_ranks, key=own.bpe_ranks.get)  # type: ignore[attr-defined]
    return byte_pair_tokenizer(own.encoder, merges, clean)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def pair() -> tuple[object, Tokenizer]:
    own = open_clips("lower")
    return own, Tokenizer.from_str(shipped(own, "lower").to_str())  # as a bundle has it: written and read again


def test_texts_in_every_script_are_cut_and_filled_up_alike(pair: tuple[object, Tokenizer]) -> None:
    own, tokenizer = pair
    tokenizer.enable_truncation(max_length=77)
    tokenizer.enable_padding(pad_id=0, length=77)
    expected = own(list(TRYING)).tolist()  # type: ignore[operator]
    assert [item.ids for item in tokenizer.encode_batch(list(TRYING))] == expected


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from(["", " "]))
@settings(deadline=None, derandomize=True, max_examples=150)
def test_any_mixture_is_cut_alike(pair: tuple[object, Tokenizer], words: list[str], between: str) -> None:
    own, tokenizer = pair
    tokenizer.no_truncation()
    tokenizer.no_padding()
    text = between.join(words)
    assert tokenizer.encode(text).ids == [49406, *own.encode(text), 49407]  # type: ignore[attr-defined]


@pytest.mark.parametrize("clean", ["canonicalize", "whitespace"])
def test_other_ways_to_clean_are_kept(clean: str) -> None:
    own = open_clips(clean)
    tokenizer = shipped(own, clean)
    for text in TRYING:
        assert tokenizer.encode(text).ids[1:-1] == own.encode(text), text  # type: ignore[attr-defined]


def test_the_name_of_the_mark_for_the_end_does_not_end_a_text(pair: tuple[object, Tokenizer]) -> None:
    _, tokenizer = pair
    tokenizer.no_padding()
    ids = tokenizer.encode("<end_of_text> ring").ids
    assert ids.count(49407) == 1
    assert len(ids) > 4


def test_an_unknown_way_to_clean_is_an_error() -> None:
    with pytest.raises(ValueError, match="'upper'"):
        cleaning("upper")
