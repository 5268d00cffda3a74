"""What a light path meets: the surface's place, its normal, its material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi

from jewelbench.rendering.light_paths import Path, World
from jewelbench.rendering.shading import Shade


@dataclass
class Hit:
    """Where paths met a surface, and what it is made of."""

    point: Any
    facet: Any
    shade: Any
    is_stone: Any
    index: Any
    dispersion: Any
    absorption: Any
    whitening: Any
    ours: Any


def hit_of(world: World, path: Path, found: Any, met: Any) -> Hit:
    """The surfaces that paths met, seen from the side that they came from."""
    plane = dr.gather(mi.Vector4f, world.planes, found.prim_index, met)
    corner = dr.gather(mi.Vector4u, world.corners, found.prim_index, met)
    row = mi.UInt32(plane.w) * 4
    first, second, third, fourth = (dr.gather(mi.Vector4f, world.materials, row + k, met) for k in range(4))
    facet = mi.Vector3f(plane.x, plane.y, plane.z)
    point = mi.Point3f(path.origin + path.direction * found.t)
    is_stone = first.x > 0.5
    normal = _normal(world, found, corner, met)
    body = mi.Color3f(second.x, second.y, second.z)
    factor, lean = _textured(world, path, point, met & (second.w > 0.5))
    normal = dr.normalize(normal + lean)
    view = -path.direction
    normal = dr.select(dr.dot(facet, view) < 0, -normal, normal)
    normal = dr.normalize(normal + view * dr.maximum(0.0, 0.02 - dr.dot(normal, view)))
    tint = _unpacked(corner.w) * factor
    edge = 1.0 - dr.maximum(dr.dot(normal, view), 0.0)
    body = dr.lerp(body, mi.Color3f(fourth.x, fourth.y, fourth.z), edge * edge) * tint
    coat = mi.Color3f(third.x, third.y, third.z)
    bright = dr.max(coat) * path.whitening * dr.select(dr.max(body) > 0, 0.0, 1.0)
    coat = dr.lerp(coat, mi.Color3f(0.9), dr.clip(bright, 0.0, 1.0))
    shade = Shade(dr.select(is_stone, facet, normal), view, body, coat, dr.maximum(first.y, 0.02))
    absorption = mi.Color3f(second.x, second.y, second.z)
    return Hit(point, facet, shade, is_stone, first.z, first.w, absorption, third.w, fourth.w)


def _normal(world: World, found: Any, corner: Any, met: Any) -> Any:
    """The normal between those of a triangle's corners."""
    u, v = found.prim_uv.x, found.prim_uv.y
    total = mi.Vector3f(0.0)
    for vertex, weight in ((corner.x, 1.0 - u - v), (corner.y, u), (corner.z, v)):
        normal = dr.gather(mi.Vector4f, world.normals, vertex, met)
        total = total + mi.Vector3f(normal.x, normal.y, normal.z) * weight
    return dr.normalize(total)


def _textured(world: World, path: Path, point: Any, met: Any) -> tuple[Any, Any]:
    """Colour factor and lean of the normal from the backdrop's texture; 1 and 0 elsewhere.

    One random texel out of the four around the point stands for their blend.
    """
    place = mi.Vector3f(point.x, point.y, 1.0)
    u = dr.dot(place, world.tile_u) * mi.Float(world.texels) + path.random.next_float32()
    v = dr.dot(place, world.tile_v) * mi.Float(world.texels) + path.random.next_float32()
    column = mi.UInt32(mi.Int32(dr.floor(u))) % world.texels
    row = mi.UInt32(mi.Int32(dr.floor(v))) % world.texels
    at = (row * world.texels + column) * 2
    colour = dr.gather(mi.Vector4f, world.texture, at, met)
    slope = dr.gather(mi.Vector4f, world.texture, at + 1, met)
    along, across = dr.normalize(world.tile_u), dr.normalize(world.tile_v)
    lean = mi.Vector3f(along.x, along.y, 0) * colour.w + mi.Vector3f(across.x, across.y, 0) * slope.x
    return dr.select(met, mi.Color3f(colour.x, colour.y, colour.z), 1.0), dr.select(met, -lean, 0.0)


def _unpacked(number: Any) -> Any:
    """A colour factor from three bytes."""
    steps = [mi.Float((number >> shift) & 255) * (1 / 255) for shift in (0, 8, 16)]
    return mi.Color3f(*(step * step for step in steps))
