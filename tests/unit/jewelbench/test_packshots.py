import random

from jewelbench.rendering.backdrops import HELD_OUT_BACKDROPS
from jewelbench.rendering.lights import HELD_OUT_LIGHTS
from jewelbench.rendering.packshots import sample_packshot
from jewelbench.rendering.scene import Scene
from jewelbench.shapes.layout import Layout
from jewelbench.specs.spec import Spec

SPEC = Spec(category="ring", style="band", metal="silver")
LAYOUTS = (Layout("standing", (20.0, 40.0), (-110.0, -70.0)), Layout("flat", (60.0, 80.0), (-95.0, -85.0), 0.5))


def drawn(held_out: bool, count: int = 400) -> list[Scene]:
    return [sample_packshot(random.Random(f"{held_out}{seed}"), SPEC, LAYOUTS, held_out) for seed in range(count)]


def test_equal_chance_gives_equal_scenes() -> None:
    first, second = (sample_packshot(random.Random(8), SPEC, LAYOUTS, False) for _ in range(2))
    assert first == second


def test_the_camera_keeps_to_the_angles_of_its_layout() -> None:
    angles = {layout.name: layout for layout in LAYOUTS}
    for scene in drawn(False):
        layout = angles[scene.layout]
        assert layout.elevation[0] <= scene.camera.elevation <= layout.elevation[1]
        assert layout.azimuth[0] <= scene.camera.azimuth <= layout.azimuth[1]


def test_held_out_backdrops_and_lights_are_drawn_only_for_the_test_split() -> None:
    seen, held = drawn(False), drawn(True)
    assert not {scene.backdrop.kind for scene in seen} & set(HELD_OUT_BACKDROPS)
    assert not {scene.light.kind for scene in seen} & set(HELD_OUT_LIGHTS)
    assert {scene.backdrop.kind for scene in held} & set(HELD_OUT_BACKDROPS)
    assert {scene.light.kind for scene in held} & set(HELD_OUT_LIGHTS)


def test_most_shops_photograph_on_white() -> None:
    white = sum(scene.backdrop.kind == "white" for scene in drawn(False))
    assert 0.5 < white / 400 < 0.8
