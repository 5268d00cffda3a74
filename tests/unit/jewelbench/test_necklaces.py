import random

import numpy as np
import pytest

from jewelbench.shapes import necklaces
from jewelbench.shapes.mesh import Assembly
from jewelbench.specs.necklaces import NECKLACES
from jewelbench.specs.space import Style
from jewelbench.specs.spec import Spec

MOST_TRIANGLES = 150_000
PENDANT = Spec(
    category="necklace", style="pendant", metal="silver", motif="heart", size_mm=15, chain="cable", gauge_mm=1.1
)


@pytest.mark.parametrize("style", NECKLACES, ids=lambda style: style.name)
def test_every_layout_rests_on_the_table(style: Style) -> None:
    spec = style.draw(random.Random(style.name), held_out=False)
    for layout in necklaces.layouts_of(spec):
        piece = necklaces.display(spec, layout.name)
        assert np.isfinite(piece.points()).all()
        assert piece.points()[:, 2].min() == pytest.approx(0, abs=1e-6)
        assert piece.triangles() < MOST_TRIANGLES


@pytest.mark.parametrize("style", NECKLACES, ids=lambda style: style.name)
def test_worn_it_hangs_before_the_skin(style: Style) -> None:
    spec = style.draw(random.Random(style.name), held_out=False)
    piece = necklaces.worn(spec)
    points = piece.assembly.points()
    assert piece.body == "neck"
    assert points[:, 1].max() < 1.5, "hardly anything sinks into the skin"
    assert -75 < points[:, 2].min() < -30
    assert points[:, 2].max() > 40
    assert abs(points[:, 0].min() + points[:, 0].max()) < 8


def test_some_layouts_are_kept_for_the_test_split() -> None:
    assert any(layout.held_out for layout in necklaces.LAYOUTS)
    assert not all(layout.held_out for layout in necklaces.layouts_of(PENDANT))


@pytest.mark.parametrize(
    "change",
    [{"chain": "rope"}, {"gauge_mm": 1.3}, {"motif": "star"}, {"size_mm": 22}],
    ids=lambda change: next(iter(change)),
)
def test_what_changes_in_the_spec_changes_in_the_picture(change: dict[str, object]) -> None:
    before, after = (necklaces.display(spec, "hanging") for spec in (PENDANT, PENDANT.model_copy(update=change)))
    assert _shape(before) != _shape(after)


def test_more_strands_hang_lower() -> None:
    one = Spec(
        category="necklace", style="strand", metal="silver", pearl="white pearl", pearl_mm=7, strands=1, motif="even"
    )
    three = one.model_copy(update={"strands": 3})
    assert _height(three) > _height(one) + 10
    assert len(necklaces.display(three, "loop").slots["pearl"]) == 3


def test_a_pendant_hangs_below_the_front_of_its_chain() -> None:
    hung = necklaces.worn(PENDANT).assembly.points()
    low = hung[hung[:, 2] < -48]
    assert np.abs(low[:, 0]).max() < 12


def test_a_bar_joins_the_ends_of_its_chain() -> None:
    spec = Spec(category="necklace", style="bar", metal="silver", size_mm=40, width_mm=2, gauge_mm=1.2)
    points = necklaces.display(spec, "hanging").points()
    bottom = points[points[:, 1] < points[:, 1].min() + 3]
    assert np.ptp(bottom[:, 0]) > 38


def _height(spec: Spec) -> float:
    return float(np.ptp(necklaces.display(spec, "hanging").points()[:, 1]))


def _shape(piece: Assembly) -> tuple[int, float]:
    return piece.triangles(), round(float(np.abs(piece.points()).sum()), 1)
