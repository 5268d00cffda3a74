import random
from dataclasses import replace

import numpy as np
import pytest

from jewelbench.rendering.not_jewellery import THINGS, arrange, sample_not_jewellery


def test_every_thing_turns_up() -> None:
    drawn = {sample_not_jewellery(random.Random(n)).layout for n in range(400)}
    assert drawn == set(THINGS)


def test_a_seed_gives_one_scene() -> None:
    assert sample_not_jewellery(random.Random(4)) == sample_not_jewellery(random.Random(4))


@pytest.mark.parametrize("name", THINGS)
def test_a_thing_stands_on_the_ground_and_the_camera_has_a_target_that_is_not_seen(name: str) -> None:
    scene = replace(sample_not_jewellery(random.Random(1)), layout=name)
    extras, target = arrange(scene)
    assert extras or name == "surface" or scene.setting.clutter
    for extra in extras:
        assert np.isfinite(extra.mesh.vertices).all()
        assert extra.mesh.vertices[:, 2].min() > -6
        assert extra.mesh.faces.max() < len(extra.mesh.vertices)
    for mesh in target.slots["dark"]:
        assert (mesh.faces == mesh.faces[:, :1]).all()
    assert np.ptp(target.points(), axis=0)[:2].min() > 3


def test_things_look_different_each_time() -> None:
    scene = replace(sample_not_jewellery(random.Random(1)), layout="cup")
    other = replace(scene, setting=replace(scene.setting, seed=scene.setting.seed + 1))
    assert arrange(scene)[0][0].mesh.vertices.shape == arrange(other)[0][0].mesh.vertices.shape
    assert not np.allclose(arrange(scene)[0][0].mesh.vertices, arrange(other)[0][0].mesh.vertices)
