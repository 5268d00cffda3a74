import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jewelbench.spec_file import read_spec
from jewelbench.specs import STYLES, check, sample
from jewelbench.specs.edits import edits, matching, reverse
from jewelbench.specs.extent import extent
from jewelbench.specs.facts import COLUMNS, attributes, look
from jewelbench.specs.materials import GEMS, METALS
from jewelbench.specs.space import InvalidSpecError, Sizes
from jewelbench.specs.spec import Spec

SOLITAIRE = Spec(
    category="ring",
    style="solitaire",
    metal="platinum",
    width_mm=1.7,
    stone="ruby",
    cut="oval",
    stone_mm=6.5,
    setting="prong",
)
HALO_STUDS = Spec(
    category="earrings",
    style="stud",
    metal="rose gold",
    motif="solitaire",
    stone="emerald",
    cut="round",
    stone_mm=6.5,
    setting="prong",
    halo=1,
    accent="diamond",
)


@given(st.integers(0, 10**9), st.booleans())
def test_whatever_is_drawn_is_valid(seed: int, held_out: bool) -> None:
    check(sample(random.Random(seed), held_out))


def test_equal_seeds_draw_equal_designs() -> None:
    assert [sample(random.Random(7)) for _ in range(3)] == [sample(random.Random(7)) for _ in range(3)]


def test_every_style_is_drawn() -> None:
    rng = random.Random(0)
    drawn = {(spec.category, spec.style) for spec in (sample(rng) for _ in range(4000))}
    assert drawn == set(STYLES)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"style": "tiara"}, "no style 'tiara'"),
        ({"stone": None, "cut": None, "stone_mm": None, "setting": None}, "stone is missing"),
        ({"metal": "tin"}, "metal is 'tin'"),
        ({"engraving": "vine"}, "engraving is not used"),
        ({"cut": "cabochon"}, "cut is 'cabochon'"),
        ({"accent": "diamond"}, "accent must be left out"),
        ({"width_mm": 2.2}, "width_mm is 2.2; it must be 1.5 to 1.9 or 2.6 to 3.2 mm"),
    ],
)
def test_an_invalid_spec_is_refused_by_field(changes: dict[str, object], said: str) -> None:
    with pytest.raises(InvalidSpecError, match=said):
        check(SOLITAIRE.model_copy(update=changes))


def grids() -> Iterator[tuple[str, Sizes]]:
    for (category, name), style in STYLES.items():
        for field, rule in style.fields.items():
            if isinstance(rule, Sizes):
                yield f"{category} {name} {field}", rule


def test_held_out_lengths_are_never_drawn_for_training() -> None:
    for where, allowed in grids():
        for band in allowed.bands:
            kept, held_out = set(allowed.grid(band, False)), set(allowed.grid(band, True))
            assert not kept & held_out, where


def test_white_metals_and_like_stones_are_one_look_but_keep_their_names() -> None:
    other = SOLITAIRE.model_copy(update={"metal": "silver", "stone": "red spinel"})
    assert look(SOLITAIRE) == look(other)
    assert attributes(SOLITAIRE)["metal"] == "platinum"
    assert attributes(other)["stone"] == "red spinel"


def test_the_links_of_a_hair_thin_chain_are_not_recorded() -> None:
    rng = random.Random(3)
    pendant = STYLES["necklace", "pendant"].draw(rng)
    assert pendant.chain is not None
    assert "chain" not in attributes(pendant)
    assert attributes(STYLES["necklace", "chain"].draw(rng))["chain"]


@given(st.integers(0, 10**9))
def test_facts_keep_to_their_columns(seed: int) -> None:
    spec = sample(random.Random(seed))
    assert set(attributes(spec)) <= set(COLUMNS)
    assert set(look(spec)) == set(attributes(spec))


@given(st.integers(0, 10**9), st.booleans())
def test_an_edit_leads_to_a_valid_design_that_looks_different_and_back(seed: int, held_out: bool) -> None:
    rng = random.Random(seed)
    spec = sample(rng, held_out)
    for edit in edits(spec, rng):
        check(edit.target)
        assert look(edit.target) != look(spec)
        back = reverse(edit, spec)
        assert (back.target, back.before, back.after) == (spec, edit.after, edit.before)
        assert reverse(back, edit.target) == edit


def test_an_edit_names_the_field_it_changes() -> None:
    for edit in edits(SOLITAIRE, random.Random(1)):
        if edit.kind == "metal":
            assert METALS[edit.target.metal].look != METALS[SOLITAIRE.metal].look
            assert (edit.before, edit.after) == ("platinum", edit.target.metal)
            return
    pytest.fail("no edit of the metal")


def test_a_halo_can_be_taken_off_and_put_on() -> None:
    found = {edit.kind: edit.target for edit in edits(HALO_STUDS, random.Random(0))}
    assert found["halo removed"].halo == 0
    assert found["halo removed"].accent is None
    ring = {edit.kind: edit.target for edit in edits(SOLITAIRE, random.Random(0))}
    assert ring["halo added"].style == "halo"


def test_a_matching_piece_carries_stone_metal_and_halo() -> None:
    ring = matching(HALO_STUDS, "ring")
    assert ring is not None
    assert (ring.style, ring.metal, ring.stone, ring.cut, ring.halo) == ("halo", "rose gold", "emerald", "round", 1)
    assert matching(HALO_STUDS, "earrings") is None


def test_a_stone_name_is_never_the_name_of_a_cut() -> None:
    cuts = {"round", "oval", "emerald cut", "cabochon"}
    assert not cuts & set(GEMS)


def test_the_extent_counts_looks_and_never_estimates_fewer() -> None:
    found = extent(400, seed=1)
    rng = random.Random(1)
    looks = {tuple(sorted(look(sample(rng)).items())) for _ in range(400)}
    assert found.looks == len(looks)
    assert found.at_least >= found.looks
    assert 0 <= found.coverage < 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "design.json: Invalid JSON"),
        ('{"category": "ring"}', "design.json: style: Field required"),
        ('{"category": "ring", "style": "band", "metal": "silver", "shine": 3}', "shine: Extra inputs"),
        ('{"category": "ring", "style": "band", "metal": "tin"}', "design.json: ring, band: metal is 'tin'"),
    ],
)
def test_a_file_that_is_no_design_is_refused_by_field(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "design.json"
    path.write_text(text)
    with pytest.raises(InvalidSpecError, match=said):
        read_spec(path)


def test_a_design_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "design.json"
    path.write_text(SOLITAIRE.model_dump_json(exclude_defaults=True))
    assert read_spec(path) == SOLITAIRE
