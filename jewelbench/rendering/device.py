"""Puts a scene where the tracer reads it. Values become arrays on the device, never constants of the kernel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import drjit as dr
import mitsuba as mi
import numpy as np
from numpy.typing import ArrayLike, NDArray

from jewelbench.rendering.backdrops import TEXELS, Surface
from jewelbench.rendering.camera import View
from jewelbench.rendering.light_paths import World
from jewelbench.rendering.lights import CHANCES, SIDE, Surroundings
from jewelbench.rendering.scene import Scene
from jewelbench.rendering.triangles import Triangles


def upload(
    triangles: Triangles,
    view: View,
    around: Surroundings,
    below: Surface,
    scene: Scene,
    resolution: int,
    samples: int,
) -> World:
    """The scene on the device."""
    turn = np.radians(scene.camera.azimuth + 90)
    glow = 2.0**scene.light.exposure
    return World(
        scene=_caster(triangles),
        corners=mi.UInt32(_aligned(triangles.corners, np.uint32)),
        planes=mi.Float(_aligned(triangles.planes)),
        normals=mi.Float(_aligned(triangles.normals)),
        materials=mi.Float(_aligned(triangles.materials)),
        radiance=mi.Float(_aligned(np.c_[around.radiance, np.zeros(len(around.radiance))])),
        odds=mi.Float(_aligned(around.odds)),
        lamps=mi.UInt32(_aligned(around.lamps, np.uint32)),
        side=_integer(SIDE),
        chances=_integer(CHANCES),
        texture=mi.Float(_aligned(below.texture)),
        tile_u=_vector(below.across[0]),
        tile_v=_vector(below.across[1]),
        texels=_integer(TEXELS),
        backdrop=mi.Color3f(_vector([channel * glow for channel in below.colour])),
        gap=_number(2e-4 * view.radius),
        turn=mi.Vector2f(_number(float(np.cos(turn))), _number(float(np.sin(turn)))),
        samples=_integer(samples),
        pixels=_integer(resolution),
        origin=_vector(view.origin),
        right=_vector(view.axes[0]),
        up=_vector(view.axes[1]),
        forward=_vector(view.axes[2]),
        reach=_number(view.reach),
        aperture=_number(view.aperture),
        focus=_number(view.focus),
        seed=_integer(scene.seed % 2**32),
    )


def _number(value: float) -> Any:
    return dr.opaque(mi.Float, value)


def _integer(value: int) -> Any:
    return dr.opaque(mi.UInt32, value)


def _vector(values: Sequence[float] | NDArray[np.float64]) -> Any:
    return mi.Vector3f(*(_number(float(value)) for value in values))


def _aligned(values: ArrayLike, kind: type[np.float32] | type[np.uint32] = np.float32) -> NDArray[Any]:
    """The values, flat, at a multiple of 64 bytes: elsewhere Dr.Jit reads them with another kernel."""
    given = np.asarray(values)
    room = np.empty(given.size * 4 + 64, np.uint8)
    start = -room.ctypes.data % 64
    flat: NDArray[Any] = room[start : start + given.size * 4].view(kind)
    flat[:] = given.ravel()
    return flat


def _caster(triangles: Triangles) -> Any:
    """Mitsuba's scene of the triangles, which casts the rays."""
    mesh = mi.Mesh("piece", len(triangles.positions), len(triangles.corners))
    parameters: Any = mi.traverse(mesh)
    parameters["vertex_positions"] = triangles.positions.ravel()
    parameters["faces"] = np.ascontiguousarray(triangles.corners[:, :3]).ravel()
    parameters.update()
    return mi.load_dict({"type": "scene", "mesh": mesh})
