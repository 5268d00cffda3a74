import random

import numpy as np
import pytest

from jewelbench.shapes import rings
from jewelbench.shapes.mesh import Assembly
from jewelbench.shapes.reliefs import engraved, hammered
from jewelbench.shapes.shanks import INNER, band, section
from jewelbench.specs.rings import RINGS
from jewelbench.specs.spec import Spec

STYLES = {style.name: style for style in RINGS}


def ring(**fields: object) -> Spec:
    return Spec.model_validate({"category": "ring", "metal": "yellow gold", **fields})


def shape(assembly: Assembly) -> dict[str, float]:
    return {
        slot: round(float(sum(np.abs(mesh.vertices).sum() for mesh in meshes)), 3)
        for slot, meshes in assembly.slots.items()
    }


@pytest.mark.parametrize("name", STYLES)
def test_every_style_leaves_room_for_the_finger_and_stands_on_the_ground(name: str) -> None:
    spec = STYLES[name].draw(random.Random(5))
    built = rings.build(spec)
    points = built.points()
    assert np.isfinite(points).all()
    assert built.triangles() < 150_000
    metal = np.concatenate([m.vertices for slot in ("metal", "second_metal") for m in built.slots.get(slot, [])])
    assert np.hypot(metal[:, 0], metal[:, 2]).min() > INNER - 0.3
    for layout in ("front", "lying", "leaning"):
        assert rings.display(spec, layout).points()[:, 2].min() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("name", STYLES)
def test_every_length_and_choice_of_form_changes_the_ring(name: str) -> None:
    """Colours are the materials' business; the rest must be seen in the mesh."""
    rng = random.Random(3)
    form = ("cut", "stone_mm", "setting", "halo", "accent_cut", "pave", "profile", "width_mm", "size_mm", "motif",
            "letter", "engraving", "count")  # fmt: skip
    for _ in range(3):
        first, other = STYLES[name].draw(rng), STYLES[name].draw(rng)
        for field in form:
            changed = first.model_copy(update={field: getattr(other, field)})
            if getattr(first, field) == getattr(other, field) or not _valid(name, changed):
                continue
            assert shape(rings.build(first)) != shape(rings.build(changed)), field


def _valid(name: str, spec: Spec) -> bool:
    try:
        STYLES[name].check(spec)
    except ValueError:
        return False
    return True


def test_a_lying_ring_rests_on_its_head_and_on_its_back() -> None:
    spec = ring(style="solitaire", width_mm=1.8, stone="ruby", cut="oval", stone_mm=8.4, setting="prong")
    points = rings.display(spec, "lying").points()
    for half in (points[points[:, 1] < 0], points[points[:, 1] > 0]):
        assert half[:, 2].min() == pytest.approx(0, abs=0.05)


def test_one_layout_is_kept_for_testing() -> None:
    assert [layout.name for layout in rings.LAYOUTS if layout.held_out] == ["leaning"]


def test_stones_lie_in_the_slot_of_their_material() -> None:
    built = rings.build(ring(style="bypass", stone="ruby", cut="round", stone_mm=4.0, accent="diamond"))
    assert len(built.slots["stone"]) == len(built.slots["accent"]) == 1
    assert "accent" not in rings.build(ring(style="serpent", count=2)).slots
    assert "accent" in rings.build(ring(style="serpent", count=2, accent="ruby")).slots
    two = ring(style="stacking", count=3, second_metal="platinum")
    assert "second_metal" in rings.build(two).slots
    assert "second_metal" not in rings.build(two.model_copy(update={"second_metal": None})).slots


def test_a_hammered_finish_dents_a_band() -> None:
    plain = ring(style="band", profile="flat", width_mm=4.0)
    dented = plain.model_copy(update={"finish": "hammered"})
    radii = [np.linalg.norm(rings.build(s).points()[:, [0, 2]], axis=1) for s in (plain, dented)]
    top = [r[r > r.max() - 0.35] for r in radii]
    assert len(np.unique(np.round(top[1], 2))) > 3 * len(np.unique(np.round(top[0], 2)))


@pytest.mark.parametrize("pattern", ["lines", "waves", "vine", "diamonds"])
def test_engraving_only_cuts_in_and_closes_around_the_band(pattern: str) -> None:
    length, width = 65.0, 6.0
    along, across = np.meshgrid(np.linspace(0, length, 400), np.linspace(-3, 3, 60))
    cut = engraved(pattern, length, width)(along, across)
    assert cut.max() <= 0
    assert -0.4 < cut.min() < -0.2
    assert 0.08 < np.mean(cut < -0.05) < 0.7
    assert cut[:, 0] == pytest.approx(cut[:, -1], abs=1e-6)


def test_hammer_marks_close_around_the_band() -> None:
    marks = hammered(65.0, 6.0)
    across = np.linspace(-3, 3, 40)
    assert marks(np.zeros(40), across) == pytest.approx(marks(np.full(40, 65.0), across), abs=1e-9)


@pytest.mark.parametrize("profile", ["flat", "domed", "knife edge", "rounded"])
def test_a_band_is_as_wide_and_thick_as_asked(profile: str) -> None:
    points = band(section(profile, 5.0, 1.8)).vertices
    assert np.ptp(points[:, 1]) == pytest.approx(5.0, abs=0.1)
    radius = np.hypot(points[:, 0], points[:, 2])
    assert radius.min() == pytest.approx(INNER, abs=0.06)
    assert radius.max() == pytest.approx(INNER + 1.8, abs=0.1)


def test_worn_rings_sit_on_the_finger() -> None:
    worn = rings.worn(ring(style="band", profile="domed", width_mm=4.0))
    assert (worn.body, worn.radius) == ("finger", (INNER, INNER))
