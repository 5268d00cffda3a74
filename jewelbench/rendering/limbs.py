"""An ankle with its foot; a limb stands along z, its front toward -y."""

from functools import lru_cache

import numpy as np

from jewelbench.rendering.sculpting import Field, carve, chain, cone, ellipsoid, union
from jewelbench.rendering.skin import complexion
from jewelbench.shapes.mesh import Array, Mesh

FEET = 3
SOLE = -80.0
"""Height of the ground below the anklet, mm."""


@lru_cache(maxsize=FEET)
def foot(variant: int) -> tuple[Mesh, Array]:
    """A left foot and the leg above it, and the colour factors of its faces."""
    rng = np.random.default_rng(variant)
    wide = rng.uniform(0.95, 1.05)
    across, deep = 28.0, 35.0
    leg = union(
        cone((0, across - deep, -10), (0, -18, 190), across, 47),
        cone((0, deep - across, -10), (0, 22, 190), across, 52),
        fillet=16.0,
    )
    knobs = [ellipsoid((25, 6, -32), (10, 12, 13)), ellipsoid((-24, 2, -28), (10, 12, 13))]
    tendon = cone((0, 30, -45), (0, 33, 70), 11, 9)
    heel = ellipsoid((0, 20, SOLE + 25), (29, 34, 29))
    instep = union(
        cone((4, -10, -35), (12 * wide, -112, SOLE + 17), 32, 15),
        cone((-6, -10, -50), (-26 * wide, -98, SOLE + 13), 26, 12),
        cone((0, 10, SOLE + 20), (-8, -105, SOLE + 13), 22, 14),
        fillet=16.0,
    )
    toes = [_toe(k) for k in range(5)]
    body = union(union(leg, heel, instep, tendon, *knobs, fillet=14.0), union(*toes), fillet=5.0)
    mesh = carve(body, (-66, -166, SOLE - 1), (66, 84, 165), 3.0)
    spots = [(np.array([0.0, 40.0, SOLE + 20]), 30.0), *((_toe_path(k)[-1], 12.0) for k in range(5))]
    return mesh, complexion(mesh, spots)


def _toe_path(number: int) -> Array:
    """The joints of a toe, the big one first."""
    k = number
    return np.array([
        (22 - 13 * k, -104 + 5 * k, SOLE + 16 - k),
        (23 - 14.5 * k, -128 + 8 * k, SOLE + 15 - 0.5 * k),
        (20 - 14.5 * k, -146 + 12 * k, SOLE + 8.5),
    ])  # fmt: skip


def _toe(number: int) -> Field:
    """A toe, the big one first."""
    return chain(_toe_path(number), (12, 11, 10) if number == 0 else (8, 7.2 - 0.4 * number, 6.6 - 0.4 * number), 2.0)
