"""The octahedral map of the surroundings: from directions to texels and back.

Source: Engelhardt & Dachsbacher 2008, "Octahedron environment maps".
"""

from __future__ import annotations

from typing import Any

import drjit as dr
import mitsuba as mi

from jewelbench.rendering.light_paths import World


def texel_of(world: World, toward: Any, jitter_u: Any, jitter_v: Any) -> tuple[Any, Any]:
    """The texel of a direction, jittered by half a texel at most, and the length at which it meets the octahedron."""
    x = toward.x * world.turn.x + toward.y * world.turn.y
    y = toward.y * world.turn.x - toward.x * world.turn.y
    length = 1.0 / (dr.abs(x) + dr.abs(y) + dr.abs(toward.z))
    x, y = x * length, y * length
    folded = toward.z < 0
    flipped_x = (1.0 - dr.abs(y)) * dr.select(x < 0, -1.0, 1.0)
    flipped_y = (1.0 - dr.abs(x)) * dr.select(y < 0, -1.0, 1.0)
    x, y = dr.select(folded, flipped_x, x), dr.select(folded, flipped_y, y)
    last = world.side - 1
    side = mi.Float(world.side)
    column = dr.clip((0.5 + 0.5 * x) * side + jitter_u - 0.5, 0.0, mi.Float(last))
    row = dr.clip((0.5 + 0.5 * y) * side + jitter_v - 0.5, 0.0, mi.Float(last))
    return mi.UInt32(row) * world.side + mi.UInt32(column), length


def direction_at(u: Any, v: Any) -> tuple[Any, Any]:
    """The direction of a place on the map, and the length at which it meets the octahedron."""
    x, y = 2.0 * u - 1.0, 2.0 * v - 1.0
    z = 1.0 - dr.abs(x) - dr.abs(y)
    fold = dr.maximum(-z, 0.0)
    x = x - dr.select(x < 0, -fold, fold)
    y = y - dr.select(y < 0, -fold, fold)
    point = mi.Vector3f(x, y, z)
    length = dr.norm(point)
    return point / length, length


def per_angle(length: Any) -> Any:
    """Density on the map as density over directions: what one solid angle takes of the map.

    Seen from its middle, an octahedron's face at a distance shrinks with the cube of it.
    """
    return 0.25 * length * length * length
