"""What words ask for that no likeness can grant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog.index.filters import Between, NoneOf, parse_filters, plain_filter
from service.wishes import read_wishes

UNWANTED = """
ring not yellow gold | metal | yellow gold | ring
ring, not yellow gold | metal | yellow gold | ring
a ring that is not yellow gold | metal | yellow gold | a ring
ring without yellow gold | metal | yellow gold | ring
I don't want yellow gold, a silver ring | metal | yellow gold | a silver ring
Ring nicht in Gelbgold | metal | yellow gold | ring
Ring, kein Gelbgold | metal | yellow gold | ring
bague pas en or jaune | metal | yellow gold | bague
anillo sin diamantes | gemstone | diamond | anillo
ring without diamonds | gemstone | diamond | ring
engagement ring without any diamonds | gemstone | diamond | engagement ring
Ring ohne Stein | gemstone | ruby | ring
plain ring, no stones | gemstone | ruby | plain ring
earrings not hoops | style | hoop | earrings
like a halo engagement ring but without the halo | style | halo | like a halo engagement ring
rose gold not plated | metal | gold plated | rose gold
jewellery but no rings | category | ring | jewellery
bangle with no stones in 18k yellow gold | gemstone | ruby | bangle in 18k yellow gold
key brooch, no stones, sterling silver | gemstone | ruby | key brooch , sterling silver
charm that has no gemstones | gemstone | ruby | charm
"""

PRICES = """
ring under 200 euros | None | 200 | ring
ring under €200 | None | 200 | ring
earrings below 100 EUR in silver | None | 100 | earrings in silver
necklace cheaper than 1,300 EUR | None | 1300 | necklace
Ring unter 1.500 Euro | None | 1500 | Ring
bague moins de 300 € | None | 300 | bague
ring over £500 | 500 | None | ring
ring between 100 and 200 euros | 100 | 200 | ring
ring between £100 and £250, gold | 100 | 250 | ring , gold
"""

LITERAL = [
    "rose gold ring with a sapphire",
    "not sure what I want",
    "No. 5 necklace",
    "t-bar necklace",
    "no-piercing ear cuff",
    "without stones on the band",
    "ohne Diamanten auf der Schiene",
    "ring under 2 mm",
    "under the sea pendant",
    "1ct diamond over a halo",
    "or jaune",
    "",
]


@pytest.mark.parametrize("case", UNWANTED.strip().splitlines())
def test_what_stands_behind_a_not_becomes_a_filter(case: str) -> None:
    text, field, value, alone = (part.strip() for part in case.split(" | "))
    wishes = read_wishes(text)
    (condition,) = wishes.filters
    assert isinstance(condition, NoneOf)
    assert condition.field == field
    assert value in condition.values
    assert wishes.alone == alone
    assert wishes.beside == text


@pytest.mark.parametrize("case", PRICES.strip().splitlines())
def test_a_price_becomes_a_filter_and_is_not_searched_for(case: str) -> None:
    text, least, most, left = (part.strip() for part in case.split(" | "))
    wishes = read_wishes(text)
    bounds = Between(
        "price", gte=None if least == "None" else float(least), lte=None if most == "None" else float(most)
    )
    assert wishes.filters == (bounds,)
    assert wishes.alone == wishes.beside == left


@pytest.mark.parametrize("text", LITERAL)
def test_other_words_come_back_as_they_are(text: str) -> None:
    wishes = read_wishes(text)
    assert (wishes.filters, wishes.alone, wishes.beside) == ((), text, text)


def test_several_wishes_are_all_heard_in_their_words() -> None:
    wishes = read_wishes("ring without diamonds or pearls, not silver, under 500 euros")
    assert [wish.words for wish in wishes.wishes] == ["without diamonds", "or pearls", "not silver", "under 500 euros"]
    diamonds, pearls, silver, price = wishes.filters
    assert isinstance(diamonds, NoneOf)
    assert isinstance(pearls, NoneOf)
    assert {"diamond", "black diamond"} <= set(diamonds.values)
    assert "ruby" not in diamonds.values
    assert {"pearl", "Tahitian pearl"} <= set(pearls.values)
    assert (silver, price) == (NoneOf("metal", ("silver",)), Between("price", lte=500))
    assert wishes.alone == "ring"


def test_one_word_stands_for_all_its_kinds_and_several_for_one() -> None:
    (stones,) = read_wishes("ring without black diamonds").filters
    assert stones == NoneOf("gemstone", ("black diamond",))
    (golds,) = read_wishes("ring, not gold").filters
    assert isinstance(golds, NoneOf)
    assert {"yellow gold", "rose gold", "gold plated"} <= set(golds.values)


def test_words_that_say_nothing_but_what_is_unwanted_are_searched_as_they_are() -> None:
    wishes = read_wishes("not yellow gold")
    assert wishes.alone == "not yellow gold"
    assert wishes.filters == (NoneOf("metal", ("yellow gold",)),)


def test_a_price_alone_beside_a_photo_leaves_no_words() -> None:
    wishes = read_wishes("under 200 euros")
    assert wishes.beside == ""
    assert wishes.alone == "under 200 euros"


def test_what_is_named_as_wanted_is_not_left_out_with_its_kin() -> None:
    (stones,) = read_wishes("not diamonds, a champagne diamond").filters
    assert isinstance(stones, NoneOf)
    assert "champagne diamond" not in stones.values
    assert {"diamond", "black diamond"} <= set(stones.values)


_PARTS = st.sampled_from(
    ["not", "without", "don't", "no-", "or", "diamonds", "yellow gold", "halo", "stones", "on", "under", "between",
     "and", "€", "1.500", "9" * 400, "euros", ",", "plated", "ohne", "的"]
)  # fmt: skip


@settings(deadline=None)
@given(st.lists(_PARTS | st.text(max_size=4), max_size=10).map(" ".join))
def test_whatever_is_typed_is_read_and_can_be_filtered_by(text: str) -> None:
    wishes = read_wishes(text)
    for wish in wishes.wishes:
        assert parse_filters(plain_filter(wish.condition)) == (wish.condition,)
    assert bool(wishes.alone) == bool(text)
