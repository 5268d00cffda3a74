"""How light scatters from metal, lacquer and stone: the functions that the tracer's kernel is made of.

All arguments are Dr.Jit arrays, one entry per light path; vectors are unit length and in world space. Opaque materials
are one model: a GGX coat over a diffuse body (a metal has a coloured coat and a black body). Stones are smooth
dielectrics.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import drjit as dr
import mitsuba as mi

NARROW = 0.1
"""Roughness below which a metal is not worth aiming at lamps: its reflection finds them alone."""


@dataclass
class Shade:
    """An opaque surface where a path met it.

    Attributes:
        normal: Shading normal on the side of the viewer.
        view: Direction back along the path.
        body: Diffuse reflectance.
        coat: Reflectance of the coat at normal incidence.
        alpha: GGX roughness.
    """

    normal: Any
    view: Any
    body: Any
    coat: Any
    alpha: Any


def schlick(coat: Any, cosine: Any) -> Any:
    """Fresnel reflectance that rises from `coat` to 1 at grazing angles; a coat of 0 stays 0.

    Source: Schlick 1994, eq. 15.
    """
    edge = dr.minimum(1.0, 25.0 * dr.max(coat))
    weight = dr.maximum(1.0 - cosine, 0.0)
    square = weight * weight
    return coat + (edge - coat) * (square * square * weight)


def _masking(cosine: Any, alpha2: Any) -> Any:
    """Smith's masking of a GGX surface for one direction."""
    return 2.0 * cosine / (cosine + dr.sqrt(alpha2 + (1.0 - alpha2) * cosine * cosine))


def coat_share(shade: Shade) -> Any:
    """How often a scattered ray is drawn from the coat rather than the body."""
    front = dr.maximum(dr.dot(shade.normal, shade.view), 1e-3)
    coat = dr.max(schlick(shade.coat, front))
    share = coat / (coat + (1.0 - coat) * dr.max(shade.body) + 1e-6)
    return dr.select(dr.max(shade.body) > 0, dr.select(coat > 0, dr.clip(share, 0.15, 0.9), 0.0), 1.0)


def scattered(shade: Shade, out: Any) -> tuple[Any, Any]:
    """Reflectance towards `out` times its cosine, and the density with which `sample_opaque` draws `out`.

    Source: Walter et al. 2007, eqs. 20, 33, 34; Heitz 2018, eq. 17.
    """
    front = dr.maximum(dr.dot(shade.normal, shade.view), 1e-3)
    back = dr.dot(shade.normal, out)
    lit = back > 1e-4
    cosine = dr.maximum(back, 1e-4)
    half = dr.normalize(shade.view + out)
    alpha2 = shade.alpha * shade.alpha
    lobe = dr.square(dr.dot(shade.normal, half)) * (alpha2 - 1.0) + 1.0
    density = alpha2 / (dr.pi * lobe * lobe)
    masked = _masking(front, alpha2)
    fresnel = schlick(shade.coat, dr.dot(half, out))
    coat = fresnel * (density * masked * _masking(cosine, alpha2) / (4.0 * front))
    through = (1.0 - dr.max(schlick(shade.coat, front))) * (1.0 - dr.max(schlick(shade.coat, cosine)))
    body = shade.body * (through * cosine * dr.inv_pi)
    share = coat_share(shade)
    pdf = share * density * masked / (4.0 * front) + (1.0 - share) * cosine * dr.inv_pi
    return dr.select(lit, coat + body, 0.0), dr.select(lit, pdf, 0.0)


def sample_opaque(shade: Shade, choice: Any, first: Any, second: Any) -> Any:
    """Draw a direction from the coat's visible normals or the body's cosine lobe, by three numbers in [0, 1).

    Source: Heitz 2018, listing 1.
    """
    frame = mi.Frame3f(shade.normal)
    view = frame.to_local(shade.view)
    sine, cosine = dr.sincos(dr.two_pi * second)
    x, y = dr.sqrt(first) * cosine, dr.sqrt(first) * sine
    body = mi.Vector3f(x, y, dr.safe_sqrt(1.0 - first))
    stretched = dr.normalize(mi.Vector3f(shade.alpha * view.x, shade.alpha * view.y, dr.maximum(view.z, 1e-3)))
    up = dr.normalize(mi.Vector3f(1e-6, 0, 1) - stretched * stretched.z)
    across = dr.cross(up, stretched)
    lean = 0.5 * (1.0 + stretched.z)
    y = (1.0 - lean) * dr.safe_sqrt(1.0 - x * x) + lean * y
    normal = across * x + up * y + stretched * dr.safe_sqrt(1.0 - x * x - y * y)
    half = dr.normalize(mi.Vector3f(shade.alpha * normal.x, shade.alpha * normal.y, dr.maximum(normal.z, 1e-6)))
    mirrored = 2.0 * dr.dot(view, half) * half - view
    return frame.to_world(dr.select(choice < coat_share(shade), mirrored, body))


@dataclass
class Crossing:
    """What became of a ray at a stone's surface.

    Attributes:
        direction: Where it goes on.
        entered: It is now inside.
        left: It is now outside, having been inside.
        spread: How much the direction of red differs from it; that of blue differs by the opposite.
    """

    direction: Any
    entered: Any
    left: Any
    spread: Any


def cross_facet(direction: Any, normal: Any, index: Any, dispersion: Any, choice: Any) -> Crossing:
    """Reflect or refract a ray at a smooth facet, by Fresnel's odds.

    Colours part only where light leaves the stone: there the angles are steep, and one more lookup of the surroundings
    per colour is all that it costs.

    Args:
        direction: Of the ray, towards the facet.
        normal: Of the facet, out of the stone.
        index: Refractive index of the stone.
        dispersion: Relative difference of the index between red and green.
        choice: A number in [0, 1).
    """
    outside = dr.dot(direction, normal) < 0
    facing = dr.select(outside, normal, -normal)
    cosine = dr.minimum(-dr.dot(direction, facing), 1.0)
    ratio = dr.select(outside, 1.0 / index, index)
    refracted = dr.safe_sqrt(1.0 - ratio * ratio * (1.0 - cosine * cosine))
    across = (ratio * cosine - refracted) / (ratio * cosine + refracted)
    along = (cosine - ratio * refracted) / (cosine + ratio * refracted)
    bounced = (refracted <= 0) | (choice < 0.5 * (across * across + along * along))
    tangent = (direction + facing * cosine) * ratio
    through = tangent - facing * refracted
    left = ~bounced & ~outside
    spread = -dispersion * (tangent + facing * (dr.squared_norm(tangent) / dr.maximum(refracted, 0.12)))
    return Crossing(
        dr.normalize(dr.select(bounced, direction + 2.0 * cosine * facing, through)),
        ~bounced & outside,
        left,
        dr.select(left, spread, 0.0),
    )
