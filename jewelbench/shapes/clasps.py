"""What closes a chain and what a pendant hangs by."""

import numpy as np

from jewelbench.shapes.mesh import TAU, Assembly, Mesh, rod, rotation, superellipse, sweep, torus


def jump_ring(radius: float, wire: float) -> Mesh:
    """A plain ring in the plane z = 0; `radius` to the middle of the wire."""
    return torus(radius, wire / 2, 28, 10)


def bailed(ornament: Assembly, top: float, gauge: float) -> Assembly:
    """An ornament under a bail whose opening, with the chain in it, is at the origin.

    Args:
        ornament: It hangs from (0, `top`, 0), y up, facing +z.
        top: In mm.
        gauge: Of the chain that passes through, in mm.
    """
    opening = 0.72 * gauge + 0.35
    ring = max(0.85, 0.5 * gauge)
    t = np.linspace(0, TAU, 28, endpoint=False)
    # The bail is a band bent to a drop: round about the chain, narrow where it holds the ring.
    height = opening * (np.cos(t) - 0.45 * (1 - np.cos(t)) * 0.9)
    depth = opening * np.sin(t) * (0.72 + 0.28 * np.cos(t))
    loop = np.stack([0 * t, height, depth], 1)
    width = 1.0 + 0.35 * np.cos(t)
    band = sweep(loop, superellipse(1.15 * ring, 0.34, 3, 10), up=loop - [0, -0.3 * opening, 0], scale=width)
    low = float(height.min())
    ring_at = low - 0.72 * ring + 0.2
    result = Assembly().add("metal", band).add("metal", jump_ring(ring, 0.42), translation=[0, ring_at, 0])
    return result.merge(ornament, translation=[0, ring_at - 0.8 * ring - top, 0])


def ringed(ornament: Assembly, top: float, gauge: float) -> Assembly:
    """An ornament on a single jump ring that passes round a chain at the origin: for charms."""
    radius = 0.75 * gauge + 0.55
    ring = jump_ring(radius, 0.2 * radius + 0.24)
    result = Assembly().add("metal", ring, rotation("y", 62), [0, 0.25 * gauge - radius, 0])
    return result.merge(ornament, translation=[0, 0.25 * gauge - 2 * radius - top + 0.25, 0])


def lobster(size: float) -> Assembly:
    """A lobster clasp in the plane z = 0, along x, its middle at the origin, `size` mm long."""
    t = np.linspace(0, TAU, 36, endpoint=False)
    taper = 0.34 + 0.10 * np.cos(t)
    path = np.stack([0.36 * np.cos(t), taper * 0.72 * np.sin(t), 0 * t], 1) * size
    body = sweep(path, superellipse(0.17 * size, 0.15 * size, 3, 10), up=path, scale=1 + 0.25 * np.sin(t / 2) ** 2)
    lever = rod([-0.1 * size, 0.2 * size, 0], [-0.28 * size, 0.36 * size, 0], 0.07 * size)
    tail = jump_ring(0.12 * size, 0.09 * size)
    return Assembly().add("metal", body).add("metal", lever).add("metal", tail, translation=[-0.5 * size, 0, 0])
