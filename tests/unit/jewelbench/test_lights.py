from dataclasses import replace
from typing import get_args

import numpy as np
import pytest

from jewelbench.rendering.lights import CHANCES, HELD_OUT_LIGHTS, SIDE, directions, solid_angles, surroundings
from jewelbench.rendering.scene import Light, LightKind

KINDS: tuple[LightKind, ...] = get_args(LightKind)


def test_the_map_covers_the_sphere_once() -> None:
    assert solid_angles().sum() == pytest.approx(4 * np.pi, rel=1e-3)
    assert np.abs((directions() * solid_angles()[:, None]).sum(0)).max() < 1e-6


@pytest.mark.parametrize("kind", KINDS)
def test_a_white_card_on_the_ground_has_radiance_one(kind: LightKind) -> None:
    around = surroundings(Light(kind, seed=3))
    up = np.maximum(directions()[:, 2], 0) * solid_angles()
    assert (around.radiance.mean(1) * up).sum() / np.pi == pytest.approx(1.0, rel=1e-6)
    assert around.radiance.min() >= 0


@pytest.mark.parametrize("kind", KINDS)
def test_lamps_are_drawn_in_proportion_to_their_light(kind: LightKind) -> None:
    around = surroundings(Light(kind, seed=3))
    power = around.radiance.mean(1) * solid_angles()
    drawn = np.bincount(around.lamps, minlength=SIDE**2) / CHANCES
    assert np.abs(drawn - power / power.sum()).max() <= 1.01 / CHANCES
    assert (around.odds / SIDE**2).sum() == pytest.approx(1.0)


def test_exposure_doubles_the_light_and_the_seed_changes_it() -> None:
    dim, bright = surroundings(Light("softbox", 1)), surroundings(Light("softbox", 1, exposure=1.0))
    assert bright.radiance == pytest.approx(2 * dim.radiance)
    assert not np.allclose(surroundings(Light("softbox", 2)).radiance, dim.radiance)


def test_warm_light_is_redder_than_cold_light() -> None:
    warm, cold = (surroundings(Light("tent", 1, warmth=w)).radiance.mean(0) for w in (1.0, -1.0))
    assert warm[0] / warm[2] > 1.3 * cold[0] / cold[2]


def test_equal_lights_give_equal_surroundings_after_others_were_made() -> None:
    light = Light("hard", 5)
    first = surroundings(light).radiance.copy()
    for seed in range(10):
        surroundings(replace(light, seed=100 + seed))
    assert np.array_equal(surroundings(light).radiance, first)


def test_held_out_lights_are_lights() -> None:
    assert set(HELD_OUT_LIGHTS) < set(KINDS)
