"""Which variants are products of their own."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.dialects.base import Draft, Value
from catalog.dialects.looks import drafts
from catalog.dialects.offers import Family, Offer, set_sale_price
from catalog.row import Record


def offer(line: int, sku: str = "", photo: str = "", price: str = "", **options: str) -> Offer:
    values = {name: Value(text, name) for name, text in (("sku", sku), ("price", price)) if text}
    named = {name: Value(text, name) for name, text in options.items()}
    return Offer(line, values, named, [Value(photo, "Image")] if photo else [])


def family(*offers: Offer, sku: str = "", photos: tuple[str, ...] = ()) -> Family:
    made = Family("halo", 2, (Record(2, ("halo",)),), offers=list(offers))
    made.values["title"] = Value("Halo ring", "Title")
    if sku:
        made.values["sku"] = Value(sku, "SKU")
    made.photos = [Value(photo, "Images") for photo in photos]
    return made


def looks(made: Family, currency: str | None = "EUR") -> dict[str, Draft]:
    found = list(drafts(made, currency))
    assert len({draft.values["sku"].text for draft in found}) == len(found)
    return {draft.values["sku"].text: draft for draft in found}


def photos(draft: Draft) -> list[str]:
    return [photo.text for photo in draft.photos]


def test_a_product_without_offers_is_one() -> None:
    (draft,) = drafts(family(sku="H-1", photos=("a.jpg",)), None)
    assert (draft.values["sku"].text, draft.variants, photos(draft)) == ("H-1", (), ["a.jpg"])
    assert "group" not in draft.values


def test_metals_part_and_sizes_join() -> None:
    found = looks(family(offer(2, "A", Metal="gold", Size="50"), offer(3, "B", Metal="silver", Size="50"),
                         offer(4, "C", Metal="Gold", Size="52")))  # fmt: skip
    assert set(found) == {"A", "B"}
    assert found["A"].values["size"].text == "50, 52"
    assert [variant.sku for variant in found["A"].variants] == ["A", "C"]
    assert found["B"].variants == ()
    assert {draft.values["group"].text for draft in found.values()} == {"halo"}


def test_one_look_has_the_familys_own_sku_and_no_group() -> None:
    (draft,) = drafts(family(offer(2, "A", Size="50"), offer(3, "B", Size="52"), sku="H-1"), None)
    assert draft.values["sku"].text == "H-1"
    assert draft.values["title"].text == "Halo ring"
    assert "group" not in draft.values


def test_the_smallest_sku_is_a_looks_whatever_the_order() -> None:
    found = looks(family(offer(2, "A-10", Metal="gold", Size="2"), offer(3, "A-9", Metal="gold", Size="1"),
                         offer(4, "B-1", Metal="silver", Size="1")))  # fmt: skip
    assert set(found) == {"A-9", "B-1"}


def test_a_sku_that_all_variants_share_names_none_of_them() -> None:
    found = looks(family(offer(2, "X", Metal="Gold"), offer(3, "X", Metal="Rose gold")))
    assert set(found) == {"halo/gold", "halo/rose-gold"}
    assert [warning.line for warning in found["halo/gold"].warnings] == [3]


def test_names_that_come_to_the_same_are_told_apart() -> None:
    assert set(looks(family(offer(2, Metal="gold!"), offer(3, Metal="gold?")))) == {"halo/gold", "halo/gold/2"}


@pytest.mark.parametrize(
    ("value", "title"), [("gold", "Halo ring – gold"), ("Halo", "Halo ring"), ("ring", "Halo ring")]
)
def test_a_title_is_told_only_what_it_does_not_say(value: str, title: str) -> None:
    made = family(offer(2, "A", Metal=value), offer(3, "B", Metal="other"))
    assert looks(made)["A"].values["title"].text == title


def test_photos_that_another_look_has_for_its_own_are_left_to_it() -> None:
    made = family(offer(2, "A", "gold.jpg?v=1", Metal="gold"), offer(3, "B", "silver.jpg", Metal="silver"),
                  photos=("gold.jpg?v=2", "hand.jpg", "silver.jpg"))  # fmt: skip
    found = looks(made)
    assert photos(found["A"]) == ["gold.jpg?v=1", "hand.jpg"]
    assert photos(found["B"]) == ["silver.jpg", "hand.jpg"]


@pytest.mark.parametrize(
    ("own", "parts"),
    [
        (("a.jpg", "b.jpg"), 2),
        (("a.jpg", "a.jpg"), 1),
        (("", ""), 1),
        (("a.jpg", ""), 1),
        (("a.jpg?v=1", "a.jpg?v=2"), 1),
    ],
)
def test_an_option_nobody_knows_parts_what_has_photos_of_its_own(own: tuple[str, str], parts: int) -> None:
    made = family(offer(2, "A", own[0], Letter="A"), offer(3, "B", own[1], Letter="B"))
    assert len(looks(made)) == parts


def test_photos_that_follow_a_known_option_part_nothing_more() -> None:
    offers = [offer(line, f"S{line}", f"{metal}.jpg", Metal=metal, Box=box)
              for line, (metal, box) in enumerate([("gold", "red"), ("gold", "blue"), ("silver", "red")])]  # fmt: skip
    assert set(looks(family(*offers))) == {"S0", "S2"}


def test_what_is_said_of_all_looks_is_no_fact_about_one_that_differs() -> None:
    made = family(offer(2, "A", Colour="green"), offer(3, "B", Colour="blue"))
    made.values["metal"] = Value("gold; silver", "Material")
    made.values["gemstone"] = Value("agate", "Stone")
    draft = looks(made)["A"]
    assert draft.values["colour"].text == "green"
    assert "metal" not in draft.values
    assert draft.attributes["Material"] == "gold; silver"
    assert draft.values["gemstone"].text == "agate"


def test_the_lowest_price_is_the_looks_and_a_bad_one_is_told_of() -> None:
    made = family(
        offer(2, "A", price="30", Size="1"), offer(3, "B", price="x", Size="2"), offer(4, "C", price="20", Size="3")
    )
    (draft,) = drafts(made, "EUR")
    assert draft.values["price"].text == "20"
    assert [variant.price for variant in draft.variants] == [Decimal(30), None, Decimal(20)]
    assert [(warning.line, warning.column) for warning in draft.warnings] == [(3, "price")]


@pytest.mark.parametrize(
    ("cells", "found"), [(("no", "yes"), "yes"), (("no", "no"), "no"), (("no", ""), None), (("", ""), None)]
)
def test_a_look_is_available_if_one_of_its_variants_is(cells: tuple[str, str], found: str | None) -> None:
    offers = [offer(2, "A", Size="1"), offer(3, "B", Size="2")]
    for one, cell in zip(offers, cells, strict=True):
        if cell:
            one.values["available"] = Value(cell, "Stock")
    (draft,) = drafts(family(*offers), None)
    assert (draft.values["available"].text if "available" in draft.values else None) == found


PIECES = st.lists(
    st.tuples(st.sampled_from(["gold", "silver", "rose gold"]), st.integers(40, 70)),
    min_size=1,
    max_size=12,
    unique=True,
)


@given(PIECES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_sku_title_or_variant(pieces: list[tuple[str, int]], draw: random.Random) -> None:
    offers = [offer(line, f"{metal[0]}{size}", f"{metal}.jpg", str(size), Metal=metal, Size=str(size))
              for line, (metal, size) in enumerate(pieces)]  # fmt: skip
    shuffled = draw.sample(offers, len(offers))

    def facts(found: dict[str, Draft]) -> dict[str, tuple[object, ...]]:
        return {
            sku: (draft.values["title"].text, draft.values["price"].text, frozenset(v.sku for v in draft.variants))
            for sku, draft in found.items()
        }

    assert facts(looks(family(*offers))) == facts(looks(family(*shuffled)))
    assert len(looks(family(*offers))) == len({metal for metal, _ in pieces})


@pytest.mark.parametrize(
    ("regular", "sale", "price", "kept"),
    [("100", "80", "80", {"Regular": "100"}), ("100", "120", "100", {"Sale": "120"}), ("100", "", "100", {}),
     ("", "80", "80", {}), ("100", "0", "100", {"Sale": "0"}), ("100", "soon", "100", {"Sale": "soon"}),
     ("call us", "80", "80", {"Regular": "call us"})],
)  # fmt: skip
def test_a_sale_price_counts_if_it_is_lower(regular: str, sale: str, price: str, kept: dict[str, str]) -> None:
    values = {"price": Value(regular, "Regular")} if regular else {}
    attributes: dict[str, str] = {}
    set_sale_price(values, attributes, Value(sale, "Sale"), "EUR")
    assert (values["price"].text, attributes) == (price, kept)


def test_photos_without_end_are_cut_and_told_of() -> None:
    (draft,) = drafts(family(sku="H-1", photos=tuple(f"{number}.jpg" for number in range(300))), None)
    assert len(draft.photos) == 250
    assert [warning.value for warning in draft.warnings] == ["250.jpg"]
