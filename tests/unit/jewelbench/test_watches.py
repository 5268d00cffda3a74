import itertools

import numpy as np
import pytest

from jewelbench.shapes import watches
from jewelbench.shapes.mesh import Assembly
from jewelbench.specs.spec import Spec

ROUND = Spec(category="watch", style="round", metal="silver", size_mm=38, enamel="white enamel")


@pytest.mark.parametrize(
    ("style", "cord", "size"), [*itertools.product(("round", "square"), (None, "black leather"), (24.0, 41.0))]
)
def test_every_layout_rests_on_the_table(style: str, cord: str | None, size: float) -> None:
    spec = ROUND.model_copy(update={"style": style, "cord": cord, "size_mm": size})
    for layout in watches.layouts_of(spec):
        piece = watches.display(spec, layout.name)
        assert np.isfinite(piece.points()).all()
        assert piece.points()[:, 2].min() == pytest.approx(0, abs=1e-6)
        assert piece.triangles() < 80_000
        assert ("cord" in piece.slots) == (cord is not None)


def test_worn_the_dial_looks_away_from_the_wrist() -> None:
    piece = watches.worn(ROUND)
    (dial,) = piece.assembly.slots["enamel"]
    assert dial.vertices[:, 1].max() < -piece.radius[1]
    reach = np.linalg.norm(piece.assembly.points()[:, :2] / piece.radius, axis=1)
    assert reach.min() > 0.9


def test_the_hands_stand_out_from_the_dial() -> None:
    black = ROUND.model_copy(update={"enamel": "black enamel"})
    assert "dark" in watches.display(ROUND, "flat").slots
    assert "dial" in watches.display(black, "flat").slots


@pytest.mark.parametrize(
    "change", [{"style": "square"}, {"size_mm": 26}, {"cord": "brown leather"}, {"pave": True}], ids=str
)
def test_what_changes_in_the_spec_changes_in_the_picture(change: dict[str, object]) -> None:
    changed = watches.display(ROUND.model_copy(update=change), "front")
    assert _shape(changed) != _shape(watches.display(ROUND, "front"))


def test_a_paved_watch_has_small_stones_round_its_bezel() -> None:
    paved = watches.display(ROUND.model_copy(update={"pave": True, "accent": "diamond"}), "flat")
    assert "accent" in paved.slots
    assert "accent" not in watches.display(ROUND, "flat").slots


def _shape(piece: Assembly) -> tuple[int, float]:
    return piece.triangles(), round(float(np.abs(piece.points()).sum()), 1)
