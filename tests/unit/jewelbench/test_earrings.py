import random

import numpy as np
import pytest

from jewelbench.shapes import brooches, charms, cufflinks, earrings
from jewelbench.shapes.mesh import Assembly
from jewelbench.shapes.pairs import mirrored
from jewelbench.specs import STYLES
from jewelbench.specs.facts import attributes
from jewelbench.specs.spec import Spec

MODULES = {"earrings": earrings, "brooch": brooches, "charm": charms, "cufflinks": cufflinks}
MINE = [key for key in STYLES if key[0] in MODULES]
MATERIAL_ONLY = {"metal", "stone", "accent", "pearl", "enamel", "finish"}
"""Fields that may show in the material alone."""


def drawn(category: str, style: str, seed: int) -> Spec:
    return STYLES[category, style].draw(random.Random(seed))


def same(one: Assembly, other: Assembly) -> bool:
    a, b = one.points(), other.points()
    return one.slots.keys() == other.slots.keys() and a.shape == b.shape and bool(np.allclose(a, b))


@pytest.mark.parametrize(("category", "style"), MINE)
def test_every_layout_rests_on_the_table_within_the_budget(category: str, style: str) -> None:
    module = MODULES[category]
    spec = drawn(category, style, 1)
    layouts = module.layouts_of(spec)
    assert any(layout.held_out for layout in layouts)
    for layout in layouts:
        assembly = module.display(spec, layout.name)
        assert assembly.points()[:, 2].min() == pytest.approx(0, abs=1e-6)
        assert np.isfinite(assembly.points()).all()
        assert assembly.triangles() < 150_000


@pytest.mark.parametrize(("category", "style"), MINE)
def test_a_design_is_made_the_same_every_time(category: str, style: str) -> None:
    module = MODULES[category]
    spec = drawn(category, style, 2)
    layout = module.layouts_of(spec)[0].name
    assert same(module.display(spec, layout), module.display(spec, layout))


@pytest.mark.parametrize(("category", "style"), MINE)
def test_every_field_that_is_said_changes_the_shape_or_names_a_material(category: str, style: str) -> None:
    module = MODULES[category]
    first = drawn(category, style, 3)
    shape = module.display(first, module.layouts_of(first)[0].name)
    for seed in range(4, 8):
        other = drawn(category, style, seed)
        said = {k for k in other.used() | first.used() if getattr(first, k) != getattr(other, k)} - MATERIAL_ONLY
        if said and attributes(first) != attributes(other):
            assert not same(shape, module.display(other, module.layouts_of(other)[0].name)), said


@pytest.mark.parametrize(
    ("changes", "slot"),
    [
        ({"style": "hoop", "width_mm": 5.0, "size_mm": 28.0, "profile": "flat", "pave": True}, "accent"),
        ({"style": "huggie", "width_mm": 3.0, "motif": "evil eye", "size_mm": 6.0}, "dark"),
        ({"style": "drop", "motif": "disc", "size_mm": 15.0, "accent": "ruby"}, "accent"),
        ({"style": "tassel", "pearl": "white pearl", "size_mm": 20.0}, "pearl"),
        ({"style": "chandelier", "stone": "ruby", "cut": "pear", "count": 5, "accent": "diamond"}, "stone"),
    ],
)
def test_what_a_spec_names_is_there(changes: dict[str, object], slot: str) -> None:
    spec = Spec.model_validate({"category": "earrings", "metal": "silver", **changes})
    assert slot in earrings.display(spec, "pair").slots


def test_a_hoop_has_its_outer_diameter_and_width() -> None:
    spec = Spec(category="earrings", style="hoop", metal="silver", profile="flat", width_mm=5.0, size_mm=28.0)
    wide, deep, tall = np.ptp(earrings.earring(spec, lying=True).points(), axis=0)
    assert (wide, deep, tall) == pytest.approx((28.0, 5.0, 28.0), abs=0.3)


def test_hammered_hoops_are_uneven() -> None:
    plain = Spec(category="earrings", style="hoop", metal="silver", profile="flat", width_mm=5.0, size_mm=28.0)
    beaten = plain.model_copy(update={"finish": "hammered"})
    assert not same(earrings.earring(plain), earrings.earring(beaten))


@pytest.mark.parametrize("style", ["stud", "hoop", "drop", "tassel", "climber"])
def test_an_earring_hangs_before_the_ear(style: str) -> None:
    worn = earrings.worn(drawn("earrings", style, 4))
    points = worn.assembly.points()
    assert worn.body == "ear"
    assert points[:, 1].min() < -0.5
    assert abs(points[:, 0].mean()) < 8
    if style in ("hoop", "drop", "tassel"):
        assert points[:, 2].min() < -8


def test_stones_face_away_from_the_skin() -> None:
    spec = Spec(
        category="earrings", style="stud", metal="silver", motif="solitaire",
        stone="ruby", cut="round", stone_mm=6.0, setting="prong",
    )  # fmt: skip
    stone = earrings.worn(spec).assembly.slots["stone"][0].vertices
    assert stone[:, 1].max() < 0.2
    front = stone[np.isclose(stone[:, 1], stone[:, 1].min(), atol=1e-3)]
    back = stone[stone[:, 1] > stone[:, 1].max() - 0.1]
    assert np.ptp(front[:, 0]) > np.ptp(back[:, 0])


def test_a_pair_that_looks_to_one_side_is_mirrored_and_letters_are_not() -> None:
    def halves(name: str) -> tuple[np.ndarray, np.ndarray]:
        spec = Spec(category="earrings", style="stud", metal="silver", motif=name, size_mm=9.0, letter="B")
        points = earrings.display(spec, "pair").points()
        left, right = points[points[:, 0] < 0], points[points[:, 0] > 0]
        return np.sort(left[:, 0] - left[:, 0].min()), np.sort(right[:, 0] - right[:, 0].min())

    left, right = halves("letter")
    assert np.allclose(left, right)
    left, right = halves("moon")
    assert not np.allclose(left, right, atol=1e-3)
    assert np.allclose(left, np.sort(right.max() - right))


def test_a_mirror_image_still_faces_outward() -> None:
    solid = earrings.earring(drawn("earrings", "stud", 9))

    def volume(assembly: Assembly) -> float:
        total = 0.0
        for meshes in assembly.slots.values():
            for mesh in meshes:
                a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
                total += float(np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6)
        return total

    assert volume(solid) > 0
    assert volume(mirrored(solid)) == pytest.approx(volume(solid))


def test_brooches_and_cufflinks_are_worn_on_cloth_without_their_backs() -> None:
    for category, style in (("brooch", "cameo"), ("cufflinks", "knot")):
        worn = MODULES[category].worn(drawn(category, style, 5))
        assert worn.body == "cloth"
        assert worn.assembly.points()[:, 1].max() < 0.05
    assert charms.worn(drawn("charm", "motif", 5)) is None


def test_a_stud_with_an_open_middle_sits_on_its_post_by_the_rim() -> None:
    spec = Spec(category="earrings", style="stud", metal="silver", motif="circle", size_mm=13.0)
    metal = earrings.earring(spec, lying=True).slots["metal"][0].vertices
    assert np.linalg.norm(metal[:, [0, 2]], axis=1).min() < 0.6
