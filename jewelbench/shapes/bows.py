"""A tied ribbon: an ornament and a brooch."""

from functools import cache

import numpy as np

from jewelbench.shapes import motif_outlines as outlines
from jewelbench.shapes.findings import wire
from jewelbench.shapes.mesh import Array, Assembly, sphere
from jewelbench.shapes.motif_parts import thickness
from jewelbench.shapes.pairs import mirrored
from jewelbench.shapes.slabs import Sheet, contains, sheet
from jewelbench.shapes.stones import melee

_PUFF = 0.075
"""How much a loop swells, in shares of the bow's width."""


@cache
def _loop() -> Sheet:
    return sheet([outlines.bow_loop()], step=0.014)


@cache
def _tail() -> Sheet:
    return sheet([outlines.dense(outlines.bow_tail(), 160)], step=0.014)


def ribbon_bow(size: float, pave: bool = False) -> Assembly:
    """A tied ribbon `size` mm wide: two loops, two tails and a knot; its loops may be paved."""
    edge = 0.35 * thickness(size)
    right = Assembly().add("metal", _tail().puffed(size, 0.03 * size, edge))
    right = Assembly().merge(right, translation=[0.01 * size, -0.02 * size, -0.05 * size])
    right.add("metal", _loop().puffed(size, _PUFF * size, edge))
    over = _loop().surface(size, _loop().domed(_PUFF * size, edge))
    for fold in _folds():
        crease = np.c_[fold * size, over(fold * size) - 0.004 * size]
        right.add("metal", wire(crease, 0.022 * size, n=8))
    if pave:
        right.merge(_paved(size, edge))
    assembly = Assembly().merge(right).merge(mirrored(right))
    knot = sphere(1, 16).scaled([0.07 * size, 0.085 * size, 0.075 * size])
    return assembly.add("metal", knot, translation=[0, 0.01 * size, 0.03 * size])


def _folds() -> list[Array]:
    """Creases (n, 2) that run from the knot into the right loop."""
    t = np.linspace(0, 1, 10)[:, None]
    return [np.array([0.06, 0.02]) * (1 - t) + np.array(end) * t for end in ((0.34, 0.1), (0.33, 0.0))]


def _paved(size: float, edge: float) -> Assembly:
    """Small stones side by side over the right loop."""
    small = 0.75
    x, y = np.meshgrid(np.arange(0.1 * size, 0.5 * size, 2.15 * small), np.arange(-0.2 * size, 0.3 * size, 1.9 * small))
    x = x + np.where(np.arange(len(x)) % 2, 1.07 * small, 0.0)[:, None]
    at = np.stack([x.ravel(), y.ravel()], 1)
    rim = _loop().points[_loop().border[:, 0]] * size
    clear = np.linalg.norm(at[:, None] - rim[None], axis=2).min(1) > 1.1 * small
    at = at[clear & contains([outlines.bow_loop()], at / size)]
    height = _loop().surface(size, _loop().domed(_PUFF * size, edge))(at) + 0.16
    assembly, bead = Assembly(), sphere(0.2 * small, 6)
    for spot in np.c_[at, height]:
        assembly.add("accent", melee(), translation=spot, scale=small)
        assembly.add("metal", bead, translation=spot + np.array([1.07 * small, 0.55 * small, 0.05]))
    return assembly
