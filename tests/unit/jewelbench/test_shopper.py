import random
from collections import Counter

import pytest

from jewelbench.rendering.backdrops import HELD_OUT_BACKDROPS
from jewelbench.rendering.lights import HELD_OUT_LIGHTS
from jewelbench.rendering.novelty import is_held_out
from jewelbench.rendering.scene import PhotoKind, Scene
from jewelbench.rendering.shopper import BODIES, KINDS, sample_query_scene
from jewelbench.rendering.skin import HELD_OUT_SKIN
from jewelbench.shapes.layout import Layout
from jewelbench.specs import sample
from jewelbench.specs.spec import Spec

LAYOUTS = (Layout("flat", (50, 80), (-120, -60)), Layout("standing", (10, 25), (-110, -70)))
RING = next(spec for spec in (sample(random.Random(n)) for n in range(200)) if spec.category == "ring")
CHARM = next(spec for spec in (sample(random.Random(n)) for n in range(2000)) if spec.category == "charm")


def scenes(held_out: bool, spec: Spec = RING, kind: PhotoKind | None = None, count: int = 300) -> list[Scene]:
    return [sample_query_scene(random.Random(n), spec, LAYOUTS, held_out, kind) for n in range(count)]


def strange(scene: Scene) -> set[str]:
    """What a scene shows of that which is held out."""
    found = set()
    if scene.backdrop.kind in HELD_OUT_BACKDROPS:
        found.add("backdrop")
    if scene.light.kind in HELD_OUT_LIGHTS:
        found.add("light")
    if is_held_out(scene.setting.seed):
        found.add("setting")
    if any(low <= scene.setting.skin <= high for low, high in HELD_OUT_SKIN):
        found.add("skin")
    return found


def test_training_never_sees_what_is_held_out() -> None:
    assert not any(strange(scene) for scene in scenes(held_out=False))


def test_test_photos_show_both_what_is_held_out_and_what_is_not() -> None:
    counts = Counter(what for scene in scenes(held_out=True) for what in strange(scene))
    assert all(60 < counts[what] < 240 for what in ("setting", "skin")), counts
    assert counts["backdrop"] > 40
    assert counts["light"] > 40


def test_a_seed_gives_one_scene() -> None:
    assert scenes(True, count=20) == scenes(True, count=20)
    assert len({scene.seed for scene in scenes(True, count=20)}) == 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_is_asked_for_is_what_comes(kind: PhotoKind) -> None:
    for scene in scenes(False, kind=kind, count=40):
        assert scene.kind == kind
        assert (scene.layout == "worn") == (kind == "worn")
        assert scene.setting.box == (kind == "boxed")
        assert scene.setting.body == {"worn": "finger", "held": "palm"}.get(kind, "none")
        assert (scene.setting.clutter >= 3) == (kind == "cluttered")


def test_nothing_wears_a_charm() -> None:
    assert "charm" not in BODIES
    assert "worn" not in {scene.kind for scene in scenes(False, CHARM)}


def test_the_piece_stays_in_the_frame_and_most_photos_have_few_faults() -> None:
    faults = []
    for scene in scenes(False):
        camera, optics = scene.camera, scene.optics
        assert max(map(abs, camera.shift)) + camera.fill / 2 <= 0.5
        assert all(cut <= 0.12 for cut in optics.crop)
        wrong = (
            optics.noise > 0.02, optics.blur > 0.004, optics.motion > 0, abs(optics.exposure) > 0.35,
            0 < optics.recompress < 70, any(optics.crop),
        )  # fmt: skip
        faults.append(sum(wrong))
    assert sum(faults) / len(faults) < 1.5
    assert max(faults) >= 3
