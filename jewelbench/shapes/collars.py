"""Collars: stiff rings round the neck, open at the back."""

from collections.abc import Callable

import numpy as np

from jewelbench.shapes.drapes import Drape
from jewelbench.shapes.mesh import Assembly, sphere, superellipse, sweep
from jewelbench.shapes.settings import set_stone
from jewelbench.specs.spec import Spec

_RADIUS = 58.0
_GAP = 17.0
"""Half of the opening at the back, in mm."""


def collar(spec: Spec, lay: Callable[[float, float], Drape]) -> Assembly:
    """A rounded or flat band of metal, its ends beaded, with a stone at the front where the spec has one."""
    whole = lay(_RADIUS, 0.0)
    drape = whole.part(_GAP - whole.length / 2, whole.length / 2 - _GAP) if whole.closed else whole
    width = spec.width_mm or 4.0
    thickness = width if spec.profile == "rounded" and width < 7 else min(0.42 * width + 0.9, 2.2)
    section = superellipse(width, thickness, 2.0 if spec.profile == "rounded" else 6.0, 28)
    count = len(drape.path)
    taper = 0.72 + 0.28 * np.sin(np.linspace(0, np.pi, count)) ** 0.5
    up = drape.normals + 0.45 * _outer(drape)
    result = Assembly().add(
        "metal",
        sweep(drape.path, section, closed=False, up=up, scale=np.stack([taper, np.ones(count)], 1)),
    )
    for end in (0, -1):
        result.add("metal", sphere(max(0.62 * thickness, 0.38 * width * 0.72), 14), translation=drape.path[end])
    if spec.stone:
        radius = float(np.clip(0.42 * width, 3.0, 5.5))
        cut = spec.cut or "round"
        setting = "bezel" if "cabochon" in cut else "prong"
        lift = 0.5 * thickness + 0.45 * radius
        sideways = set_stone(cut, radius, setting, halo=0)
        result.merge(drape.hung(sideways, [0, 0, lift]))
    return result


def _outer(drape: Drape) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Directions (n, 3) square to the curve and to its normals, away from the neck."""
    tangent = np.gradient(drape.path, axis=0)
    tangent = tangent / (np.linalg.norm(tangent, axis=1, keepdims=True) + 1e-12)
    outer = np.cross(tangent, drape.normals)
    middle = len(outer) // 2
    return outer if outer[middle] @ drape.hang[:, 1] < 0 else -outer
