from typing import get_args

import numpy as np
import pytest

from jewelbench.rendering.materials import absorption, materials_of, metal, pearl, stone
from jewelbench.shapes.mesh import Slot
from jewelbench.specs.materials import GEMS, METALS, PEARLS
from jewelbench.specs.spec import Spec

RING = Spec(category="ring", style="solitaire", metal="yellow gold", stone="ruby", cut="round")


def test_every_slot_has_a_material() -> None:
    assert set(materials_of(RING)) == set(get_args(Slot))


@pytest.mark.parametrize(
    "change",
    [
        {"metal": "silver"},
        {"finish": "satin"},
        {"second_metal": "silver"},
        {"stone": "emerald"},
        {"accent": "emerald"},
        {"pearl": "Tahitian pearl"},
        {"enamel": "red enamel"},
        {"cord": "red cord"},
    ],
)
def test_every_substance_of_a_spec_is_seen(change: dict[str, str]) -> None:
    assert materials_of(RING.model_copy(update=change)) != materials_of(RING)


def test_substances_that_look_different_have_different_materials() -> None:
    for names, material, looks in (
        (METALS, metal, {name: METALS[name].look for name in METALS}),
        (GEMS, stone, {name: GEMS[name].look for name in GEMS}),
        (PEARLS, pearl, {name: PEARLS[name].look for name in PEARLS}),
    ):
        for a in names:
            for b in names:
                assert looks[a] == looks[b] or material(a) != material(b), (a, b)


def test_a_stone_has_the_same_colour_in_every_size() -> None:
    ruby = stone("ruby")
    small, large = (np.exp(-absorption(ruby, chord) * 2 * chord) for chord in (0.3, 4.0))
    assert small == pytest.approx(large)
    assert small[0] > 5 * small[2]
