"""A woman's head in profile, in low relief: for cameos and coins."""

from functools import cache

import numpy as np

from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import Array, Assembly, Mesh, Slot, sphere
from jewelbench.shapes.motif_outlines import smooth_outline
from jewelbench.shapes.slabs import Sheet, sheet

_BUST = [
    (-0.3, -0.5), (-0.05, -0.47), (0.2, -0.5), (0.25, -0.42), (0.14, -0.31), (0.075, -0.2), (0.085, -0.12),
    (0.17, -0.105), (0.222, -0.08), (0.218, -0.035), (0.232, -0.012), (0.222, 0.012), (0.24, 0.03), (0.232, 0.06),
    (0.29, 0.085),
    (0.262, 0.14), (0.235, 0.2), (0.24, 0.265), (0.2, 0.35), (0.1, 0.44), (-0.05, 0.5), (-0.2, 0.46), (-0.3, 0.34),
    (-0.33, 0.2), (-0.31, 0.08), (-0.24, -0.02), (-0.17, -0.1), (-0.13, -0.2), (-0.17, -0.3), (-0.3, -0.4),
]  # fmt: skip
_HAIR = [
    (0.2, 0.31), (0.1, 0.43), (-0.05, 0.5), (-0.2, 0.46), (-0.3, 0.34), (-0.34, 0.2), (-0.31, 0.06), (-0.22, 0.0),
    (-0.1, 0.02),
    (-0.03, 0.1), (0.02, 0.19), (0.12, 0.25),
]  # fmt: skip
_LOCKS = (
    [(0.17, 0.3), (0.02, 0.34), (-0.14, 0.3), (-0.24, 0.18), (-0.24, 0.07)],
    [(0.12, 0.38), (-0.04, 0.42), (-0.2, 0.36), (-0.3, 0.22)],
    [(0.08, 0.25), (-0.05, 0.24), (-0.14, 0.16), (-0.15, 0.06)],
)


@cache
def _bust() -> Sheet:
    return sheet([smooth_outline(_BUST)])


@cache
def _hair() -> Sheet:
    return sheet([smooth_outline(_HAIR)])


def profile_head(size: float, relief: float, slot: Slot = "metal") -> Assembly:
    """A bust that looks to the right, `size` mm high and about `relief` mm thick, standing on z = 0."""
    assembly = Assembly().add(slot, _bust().puffed(size, relief, 0.3 * relief, 0.0))
    assembly.add(slot, _hair().puffed(size, 0.75 * relief, 0.2 * relief, 0.0), translation=[0, 0, 0.62 * relief])
    for lock in _LOCKS:
        assembly.add(slot, _lock(np.array(lock), size, relief))
    bun = sphere(0.13 * size, 14)
    return assembly.add(
        slot, bun.scaled([1, 0.9, relief / (0.13 * size)]), translation=[-0.33 * size, 0.1 * size, 0.4 * relief]
    )


def _lock(knots: Array, size: float, relief: float) -> Mesh:
    height = _hair().surface(size, _hair().domed(0.75 * relief, 0.2 * relief))
    t = np.linspace(0, len(knots) - 1, 24)
    path = np.stack([np.interp(t, np.arange(len(knots)), knots[:, k]) for k in (0, 1)], 1) * size
    return wire(np.c_[path, height(path) + 0.62 * relief], 0.028 * size)
