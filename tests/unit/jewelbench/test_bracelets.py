import random

import numpy as np
import pytest

from jewelbench.shapes import anklets, bracelets
from jewelbench.shapes.layout import Worn
from jewelbench.shapes.mesh import Assembly
from jewelbench.specs.bracelets import ANKLETS, BRACELETS
from jewelbench.specs.space import Style
from jewelbench.specs.spec import Spec

MOST_TRIANGLES = 155_000
BANGLE = Spec(category="bracelet", style="bangle", metal="silver", profile="flat", width_mm=6)


def _draw(style: Style) -> Spec:
    return style.draw(random.Random(style.name), held_out=False)


@pytest.mark.parametrize("style", [*BRACELETS, *ANKLETS], ids=lambda style: f"{style.category} {style.name}")
def test_every_layout_rests_on_the_table(style: Style) -> None:
    spec = _draw(style)
    module = bracelets if spec.category == "bracelet" else anklets
    for layout in module.layouts_of(spec):
        piece = module.display(spec, layout.name)
        assert np.isfinite(piece.points()).all()
        assert piece.points()[:, 2].min() == pytest.approx(0, abs=1e-6)
        assert piece.triangles() < MOST_TRIANGLES
    assert any(layout.held_out for layout in module.layouts_of(spec))


@pytest.mark.parametrize("style", [*BRACELETS, *ANKLETS], ids=lambda style: f"{style.category} {style.name}")
def test_worn_it_goes_round_the_limb(style: Style) -> None:
    spec = _draw(style)
    module = bracelets if spec.category == "bracelet" else anklets
    piece = module.worn(spec)
    assert piece.body == ("wrist" if spec.category == "bracelet" else "ankle")
    assert _reach(piece).min() > 0.96, "nothing is inside the limb"
    angles = np.arctan2(*(piece.assembly.points()[:, :2] / piece.radius).T)
    widest_gap = np.diff(np.sort(angles)).max()
    assert widest_gap < (1.4 if spec.style == "cuff" else 0.35)


def _reach(piece: Worn) -> np.ndarray:
    """How far each point is from the limb's axis, in its radii."""
    reach: np.ndarray = np.linalg.norm(piece.assembly.points()[:, :2] / piece.radius, axis=1)
    return reach


@pytest.mark.parametrize(
    "change",
    [
        {"profile": "domed"},
        {"profile": "knife edge"},
        {"width_mm": 12},
        {"finish": "hammered"},
        {"pave": True, "accent": "diamond"},
        *[{"engraving": pattern} for pattern in ("lines", "waves", "vine", "diamonds")],
    ],
    ids=str,
)
def test_what_changes_in_a_bangle_is_seen(change: dict[str, object]) -> None:
    changed = bracelets.display(BANGLE.model_copy(update=change), "lying")
    assert _shape(changed) != _shape(bracelets.display(BANGLE, "lying"))


def test_a_beaded_bracelet_has_as_many_metal_beads_as_it_says() -> None:
    one = Spec(category="bracelet", style="beaded", metal="silver", stone="onyx", stone_mm=8, count=1)
    five = one.model_copy(update={"count": 5})
    faces = [bracelets.display(spec, "top").slots["metal"][0].faces for spec in (one, five)]
    assert len(faces[1]) == 5 * len(faces[0])


def test_a_cord_is_leather_or_twisted() -> None:
    leather = Spec(category="bracelet", style="cord", metal="silver", cord="black leather", strands=1, motif="disc")
    twisted = leather.model_copy(update={"cord": "red cord"})
    meshes = [bracelets.display(spec, "top").slots["cord"] for spec in (leather, twisted)]
    assert len(meshes[1]) == 3 * len(meshes[0])


def test_only_stiff_bracelets_stand() -> None:
    for style in BRACELETS:
        stands = any(layout.name == "standing" for layout in bracelets.layouts_of(_draw(style)))
        assert stands == (style.name in ("bangle", "cuff", "twist"))


def _shape(piece: Assembly) -> tuple[int, float]:
    return piece.triangles(), round(float(np.abs(piece.points()).sum()), 1)
