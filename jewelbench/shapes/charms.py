"""Loose charms: an ornament with a lobster clasp or a ring to hang it by."""

import numpy as np

from jewelbench.shapes.clasps import jump_ring, lobster
from jewelbench.shapes.hoops import UPRIGHT
from jewelbench.shapes.layout import Layout, Worn
from jewelbench.shapes.mesh import Assembly, rotation
from jewelbench.shapes.motifs import linked, motif
from jewelbench.shapes.pairs import FACE_UP, Pose, one
from jewelbench.specs.spec import Spec

LAYOUTS = (
    Layout("flat", (64, 88), (-102, -78), 3.0),
    Layout("hanging", (4, 22), (-112, -68), 2.0),
    Layout("aslant", (58, 80), (-60, -35), 1.0),
    Layout("oblique", (28, 46), (-135, -112), 1.0, held_out=True),
)
_POSES = {"flat": FACE_UP, "hanging": Pose(10, 0), "aslant": FACE_UP, "oblique": FACE_UP}


def layouts_of(spec: Spec) -> tuple[Layout, ...]:
    """All of them."""
    del spec
    return LAYOUTS


def display(spec: Spec, layout: str) -> Assembly:
    """The charm lying face up, or hanging just above z = 0."""
    return one(Assembly().merge(_charm(spec), UPRIGHT), _POSES[layout])


def worn(spec: Spec) -> Worn | None:
    """None: nothing wears a loose charm."""
    del spec
    return None


def _charm(spec: Spec) -> Assembly:
    """A charm that faces +z, y up; its clasp's size follows the ornament's."""
    ornament = motif(spec)
    tall = float(np.ptp(ornament.assembly.points()[:, 1]))
    ring = 0.75 + 0.03 * tall
    body, y = linked(ornament, ring)
    body.add("metal", jump_ring(ring, 0.36 * ring), rotation("y", 68), [0, y + 1.3 * ring, 0])
    length = 7.5 + 0.2 * tall
    clasp = lobster(length)
    return body.merge(clasp, rotation("z", -90) @ rotation("z", 180), [0, y + 2.5 * ring + 0.55 * length, 0])
