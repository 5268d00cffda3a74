"""Scattering against what physics says, with Dr.Jit; skipped where the renderer is missing."""

from typing import Any

import numpy as np
import pytest

from jewelbench.rendering import backend
from jewelbench.rendering.backend import RendererError

COUNT = 200_000


@pytest.fixture(scope="module", autouse=True)
def renderer() -> None:
    try:
        backend.load("llvm_ad_rgb", 1)
    except RendererError as error:
        pytest.skip(str(error))


def shade(body: float, coat: float, alpha: float, tilt: float) -> Any:
    import drjit as dr
    import mitsuba as mi

    from jewelbench.rendering.shading import Shade

    normal = dr.normalize(mi.Vector3f(0.2, -0.3, 0.9))
    frame = mi.Frame3f(normal)
    view = frame.to_world(mi.Vector3f(float(np.sin(tilt)), 0.0, float(np.cos(tilt))))
    return Shade(normal, view, mi.Color3f(body), mi.Color3f(coat), mi.Float(alpha))


def numbers(seed: int = 1) -> Any:
    import mitsuba as mi

    generator: Any = mi.PCG32
    return generator(size=COUNT, initstate=seed)


def drawn(surface: Any) -> Any:
    from jewelbench.rendering.shading import sample_opaque

    random = numbers()
    return sample_opaque(surface, *(random.next_float32() for _ in range(3)))


@pytest.mark.parametrize("tilt", [0.1, 0.9, 1.3])
@pytest.mark.parametrize(("body", "coat", "alpha"), [(0.0, 0.9, 0.3), (0.8, 0.04, 0.2), (0.6, 0.0, 0.3)])
def test_draws_agree_with_their_density(body: float, coat: float, alpha: float, tilt: float) -> None:
    """The light sent out is the same whether directions are drawn from the surface or from the whole sphere."""
    import mitsuba as mi

    from jewelbench.rendering.shading import scattered

    surface = shade(body, coat, alpha, tilt)
    value, pdf = scattered(surface, drawn(surface))
    kept = np.array(pdf) > 0
    by_surface = (np.array(value)[0][kept] / np.array(pdf)[kept]).sum() / COUNT
    random = numbers(9)
    toward = mi.warp.square_to_uniform_sphere(mi.Point2f(random.next_float32(), random.next_float32()))
    value, pdf = scattered(surface, toward)
    assert by_surface == pytest.approx(4 * np.pi * np.array(value)[0].mean(), rel=0.04)
    assert by_surface <= 1.0
    assert 4 * np.pi * np.array(pdf).mean() == pytest.approx(1.0, abs=0.12)


def test_a_facet_reflects_by_fresnel_and_refracts_by_snell() -> None:
    import mitsuba as mi

    from jewelbench.rendering.shading import cross_facet

    angle = 0.7
    random = numbers()
    ray = mi.Vector3f(float(np.sin(angle)), 0.0, float(-np.cos(angle)))
    crossing = cross_facet(ray, mi.Vector3f(0, 0, 1), mi.Float(2.417), mi.Float(0.0), random.next_float32())
    entered = np.array(crossing.entered)
    inside = np.array(crossing.direction)[:, entered]
    assert inside[0] == pytest.approx(np.sin(angle) / 2.417, abs=1e-4)
    bent = np.arcsin(np.sin(angle) / 2.417)
    across = (np.sin(angle - bent) / np.sin(angle + bent)) ** 2
    along = (np.tan(angle - bent) / np.tan(angle + bent)) ** 2
    assert 1 - entered.mean() == pytest.approx((across + along) / 2, abs=0.005)


def test_light_is_held_beyond_the_critical_angle_and_parts_into_colours_when_it_leaves() -> None:
    import mitsuba as mi

    from jewelbench.rendering.shading import cross_facet

    def leaving(angle: float) -> Any:
        ray = mi.Vector3f(float(np.sin(angle)), 0.0, float(np.cos(angle)))
        return cross_facet(ray, mi.Vector3f(0, 0, 1), mi.Float(2.417), mi.Float(0.02), mi.Float(0.999))

    assert not np.array(leaving(0.5).left)[0]
    free = leaving(0.3)
    assert np.array(free.left)[0]
    red, blue = (np.array(free.direction + sign * free.spread)[:, 0] for sign in (1, -1))
    assert np.arctan2(red[0], red[2]) < np.arctan2(blue[0], blue[2])
