"""The renderer itself, on pictures of a few pixels; skipped where Mitsuba or LLVM is missing."""

import numpy as np
import pytest

from jewelbench.rendering.backend import RendererError
from jewelbench.rendering.engine import Engine
from jewelbench.rendering.exposure import Exposure
from jewelbench.rendering.materials import Material, matte, metal, stone
from jewelbench.rendering.scene import Backdrop, Camera, Light, Scene
from jewelbench.shapes.mesh import Assembly, Mesh, disc, sphere

BALL = Assembly().add("metal", sphere(4.0, 16)).grounded()
SCENE = Scene("packshot", "flat", Camera(35, -90, fill=0.7), seed=5)


@pytest.fixture(scope="module")
def engine() -> Engine:
    try:
        return Engine(resolution=24, samples=4)
    except RendererError as error:
        pytest.skip(str(error))


def shot(engine: Engine, material: Material, parts: Assembly = BALL, scene: Scene = SCENE) -> Exposure:
    return engine.render(parts, dict.fromkeys(parts.slots, material), scene)


def test_a_gold_ball_is_golden_on_a_white_ground(engine: Engine) -> None:
    exposure = shot(engine, metal("yellow gold"))
    ball, ground = exposure.light[exposure.piece > 0.99], exposure.light[exposure.piece == 0]
    assert 0.25 < (exposure.piece > 0.5).mean() < 0.5
    assert ball[:, 0].mean() > 1.5 * ball[:, 2].mean()
    assert np.median(ground) == pytest.approx(0.9, abs=0.12)
    assert ground.std(1).max() < 0.2


def test_equal_scenes_give_equal_pictures_whatever_came_between(engine: Engine) -> None:
    first = shot(engine, metal("silver"))
    other = Assembly().add("stone", Mesh(*sphere(2.0, 8)[:2], smooth=False)).grounded()
    shot(engine, stone("ruby"), other, Scene("plain", "flat", Camera(60, -40), Light("hard", 3), Backdrop("wood", 7)))
    second = shot(engine, metal("silver"))
    assert np.array_equal(first.light, second.light)
    assert np.array_equal(first.piece, second.piece)


def test_no_picture_compiles_another_kernel(engine: Engine) -> None:
    import drjit as dr

    shot(engine, metal("silver"))
    with dr.scoped_set_flag(dr.JitFlag.KernelHistory, True):
        for radius, kind, backdrop in ((1.0, "tent", "linen"), (30.0, "flash", "black")):
            parts = Assembly().add("metal", disc(radius, 1.0)).add("stone", sphere(radius, 6)).grounded()
            scene = Scene("plain", "flat", Camera(50, -80, aperture=0.02), Light(kind, 9), Backdrop(backdrop, 4))  # type: ignore[arg-type]
            shot(engine, stone("emerald"), parts, scene)
        history = dr.kernel_history()
    assert history
    assert all(entry["cache_hit"] for entry in history if "cache_hit" in entry)


def test_a_white_ball_in_even_light_shows_its_reflectance(engine: Engine) -> None:
    floating = Scene("packshot", "flat", Camera(80, -90, fill=0.9), Light("tent"), Backdrop("black", hover=20.0))
    pale, dark = (shot(engine, matte((body,) * 3), scene=floating) for body in (0.8, 0.2))
    inside = pale.piece > 0.99
    assert pale.light[inside].mean() / dark.light[inside].mean() == pytest.approx(4.0, rel=0.1)


def test_a_ruby_is_red_and_a_clear_stone_is_not(engine: Engine) -> None:
    facets = Assembly().add("stone", Mesh(*sphere(3.0, 6)[:2], smooth=False)).grounded()
    ruby, clear = (shot(engine, stone(name), facets) for name in ("ruby", "diamond"))
    red, white = (each.light[each.piece > 0.99].mean(0) for each in (ruby, clear))
    assert red[0] > 2 * red[1]
    assert white.max() < 1.15 * white.min()
