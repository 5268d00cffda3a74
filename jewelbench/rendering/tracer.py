"""A small path tracer for jewellery, on Mitsuba's ray casting.

Everything that differs between two pictures (triangles, materials, surroundings, camera) is data in arrays, so the one
kernel that is compiled for the first picture serves all others. It takes three liberties with physics: colours part
only where light leaves a stone; the metal behind small stones loses its colour where their material asks for it, as if
they were set over rhodium; and a path that is still inside a stone when its time is up counts as having left it.
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import mitsuba as mi

from jewelbench.rendering.even_numbers import spread_evenly, tent
from jewelbench.rendering.hits import Hit, hit_of
from jewelbench.rendering.light_paths import Path, World
from jewelbench.rendering.octahedron import direction_at, per_angle, texel_of
from jewelbench.rendering.shading import NARROW, cross_facet, sample_opaque, scattered

BRIGHTEST = 12.0
"""Radiance, in units of a white card's, at which a light path is cut off, so that single sparks do not spread."""
BOUNCES = 11
"""Surfaces that a path may meet; stones need about eight."""
CERTAIN = 3
"""Surfaces that a path meets before chance may end it."""


def trace(world: World, count: int) -> tuple[Any, Any, Any, Any]:
    """Follow `count` light paths, `world.samples` for each pixel, row by row from the top.

    Returns:
        For each path: radiance, albedo and normal of the first surface, and whether that is the piece (0 or 1).
    """
    path = _start(world, count)
    path = dr.while_loop(
        (path,), lambda path: path.active, lambda path: (_bounce(world, path),), max_iterations=BOUNCES, label="paths"
    )[0]
    light = _escaped(world, path)
    radiance = path.radiance + path.throughput * light
    peak = dr.max(radiance)
    return radiance * dr.minimum(1.0, BRIGHTEST / dr.maximum(peak, 1e-6)), path.albedo, path.normal, path.ours


def _start(world: World, count: int) -> Path:
    """Paths as they leave the lens: the pixel is filtered with a tent of twice its width."""
    number: Any = dr.arange(mi.UInt32, count)
    pixel = number // world.samples
    sample = mi.Float(number % world.samples)
    generator: Any = mi.PCG32
    random = generator(size=count, initstate=world.seed)
    key = pixel + world.seed
    x, y = (tent(spread_evenly(key, sample, dimension)) for dimension in (0, 1))
    half = 0.5 * mi.Float(world.pixels)
    across = (mi.Float(pixel % world.pixels) + 0.5 + x - half) / half
    down = (mi.Float(pixel // world.pixels) + 0.5 + y - half) / half
    ahead = world.forward + world.right * (across * world.reach) - world.up * (down * world.reach)
    radius, angle = dr.sqrt(spread_evenly(key, sample, 2)), dr.two_pi * spread_evenly(key, sample, 3)
    sine, cosine = dr.sincos(angle)
    lens = (world.right * cosine + world.up * sine) * (radius * world.aperture)
    zero = dr.zeros(mi.Float, count)
    return Path(
        origin=mi.Point3f(world.origin + lens),
        direction=dr.normalize(mi.Vector3f(ahead * world.focus - lens)),
        throughput=mi.Color3f(zero + 1.0),
        radiance=mi.Color3f(zero),
        absorption=mi.Color3f(zero),
        spread=mi.Vector3f(zero),
        density=mi.Float(zero),
        whitening=mi.Float(zero),
        depth=dr.zeros(mi.UInt32, count),
        active=dr.full(mi.Bool, True, count),
        random=random,
        pixel=key,
        sample=sample,
        albedo=mi.Color3f(zero + 1.0),
        normal=mi.Vector3f(zero),
        ours=mi.Float(zero),
    )


def _bounce(world: World, path: Path) -> Path:
    """One more surface for every path that is still on its way."""
    found = world.scene.ray_intersect_preliminary(
        mi.Ray3f(path.origin, path.direction), coherent=False, active=path.active
    )
    met = path.active & found.is_valid()
    path.throughput = dr.select(met, path.throughput * dr.exp(-path.absorption * found.t), path.throughput)
    hit = hit_of(world, path, found, met)
    first = met & (path.depth == 0)
    path.albedo = dr.select(
        first, dr.select(hit.is_stone, 1.0, dr.clip(hit.shade.body + hit.shade.coat, 0, 1)), path.albedo
    )
    path.normal = dr.select(first, hit.shade.normal, path.normal)
    path.ours = dr.select(first, hit.ours, path.ours)
    opaque, stone = met & ~hit.is_stone, met & hit.is_stone
    path.radiance = path.radiance + dr.select(opaque, _lamplight(world, path, hit, opaque), 0.0)
    out, weight, density = _reflect(path, hit)
    crossing = cross_facet(path.direction, hit.facet, hit.index, hit.dispersion, path.random.next_float32())
    path.throughput = dr.select(opaque, path.throughput * weight, path.throughput)
    path.direction = dr.select(stone, crossing.direction, dr.select(opaque, out, path.direction))
    path.density = dr.select(opaque, density, dr.select(stone, 0.0, path.density))
    path.spread = dr.select(stone, crossing.spread, dr.select(opaque, 0.0, path.spread))
    body = opaque & (dr.max(hit.shade.body) > 0)
    path.whitening = dr.select(stone & crossing.left, hit.whitening, dr.select(body, 0.0, path.whitening))
    path.absorption = dr.select(stone & crossing.entered, hit.absorption, path.absorption)
    path.absorption = dr.select(stone & crossing.left, 0.0, path.absorption)
    side = _towards(path.direction, hit.facet, world.gap)
    path.origin = dr.select(met, hit.point + hit.facet * side, path.origin)
    path.depth = path.depth + dr.select(met, mi.UInt32(1), mi.UInt32(0))
    path.active = met & (dr.max(path.throughput) > 1e-3) & (path.depth < BOUNCES)
    return _roulette(path, opaque)


def _roulette(path: Path, opaque: Any) -> Path:
    """End faint paths by chance, making those that go on brighter by as much; never inside a stone."""
    odds = dr.clip(dr.max(path.throughput), 0.05, 0.95)
    drawn = path.active & opaque & (path.depth > CERTAIN)
    survives = ~drawn | (path.random.next_float32() < odds)
    path.throughput = dr.select(survives, dr.select(drawn, path.throughput / odds, path.throughput), 0.0)
    path.active = path.active & survives
    return path


def _lamplight(world: World, path: Path, hit: Hit, active: Any) -> Any:
    """Light that reaches an opaque surface straight from the surroundings."""
    broad = active & ((hit.shade.alpha > NARROW) | (dr.max(hit.shade.body) > 0))
    key = _key(path)
    draw = mi.UInt32(spread_evenly(key, path.sample, 4) * mi.Float(world.chances))
    texel = dr.gather(mi.UInt32, world.lamps, dr.minimum(draw, world.chances - 1), broad)
    side = mi.Float(world.side)
    u = (mi.Float(texel % world.side) + path.random.next_float32()) / side
    v = (mi.Float(texel // world.side) + path.random.next_float32()) / side
    local, length = direction_at(u, v)
    out = mi.Vector3f(
        local.x * world.turn.x - local.y * world.turn.y, local.x * world.turn.y + local.y * world.turn.x, local.z
    )
    density = dr.gather(mi.Float, world.odds, texel, broad) * per_angle(length)
    value, pdf = scattered(hit.shade, out)
    broad &= (dr.max(value) > 1e-4) & (dr.dot(out, hit.facet) * dr.dot(hit.shade.view, hit.facet) > 0)
    start = hit.point + hit.facet * _towards(out, hit.facet, world.gap)
    blocked = world.scene.ray_test(mi.Ray3f(start, out), broad)
    light = dr.gather(mi.Vector4f, world.radiance, texel, broad)
    arrived = path.throughput * value * mi.Color3f(light.x, light.y, light.z) / (density + pdf)
    return dr.select(broad & ~blocked, arrived, 0.0)


def _towards(direction: Any, normal: Any, gap: Any) -> Any:
    """The gap, positive where the direction leaves along the normal."""
    return dr.select(dr.dot(direction, normal) < 0, -gap, gap)


def _key(path: Path) -> Any:
    """A number for each pixel and surface met."""
    return path.pixel + path.depth * mi.UInt32(0x51ED270B)


def _reflect(path: Path, hit: Hit) -> tuple[Any, Any, Any]:
    """Where opaque surfaces send paths on, with what weight, and how dense that draw is (0: no lamps aimed at)."""
    key = _key(path)
    first, second = (spread_evenly(key, path.sample, dimension) for dimension in (6, 7))
    out = sample_opaque(hit.shade, path.random.next_float32(), first, second)
    value, pdf = scattered(hit.shade, out)
    outside = dr.dot(out, hit.facet) * dr.dot(hit.shade.view, hit.facet) > 0
    weight = dr.select((pdf > 0) & outside, value / dr.maximum(pdf, 1e-9), 0.0)
    aimed = (hit.shade.alpha > NARROW) | (dr.max(hit.shade.body) > 0)
    return out, weight, dr.select(aimed, pdf, 0.0)


def _escaped(world: World, path: Path) -> Any:
    """The light that paths meet when nothing else is in their way, each colour in its own direction."""
    light = mi.Color3f(0.0)
    for k, sign in enumerate((1.0, 0.0, -1.0)):
        toward = dr.normalize(path.direction + path.spread * sign)
        light[k] = _seen(world, path, toward)[k]
    texel, length = texel_of(world, path.direction, mi.Float(0.5), mi.Float(0.5))
    density = dr.gather(mi.Float, world.odds, texel) * per_angle(length)
    share = dr.select(path.density > 0, path.density / (path.density + density), 1.0)
    return dr.select(path.depth == 0, world.backdrop, light * share)


def _seen(world: World, path: Path, toward: Any) -> Any:
    """The surroundings in a direction; one random texel stands for the blend of the four around it."""
    texel, _ = texel_of(world, toward, path.random.next_float32(), path.random.next_float32())
    light = dr.gather(mi.Vector4f, world.radiance, texel)
    return mi.Color3f(light.x, light.y, light.z)
