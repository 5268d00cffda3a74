"""The small parts that fasten jewellery to ears and cloth: posts, hooks, pins and toggles; and wire to make them of."""

import numpy as np

from jewelbench.shapes.mesh import Array, Assembly, Mesh, disc, rod, rotation, sphere, superellipse, sweep, torus


def wire(path: Array, thickness: float, closed: bool = False, section: Array | None = None, n: int = 10) -> Mesh:
    """A wire along a path (n, 2) or (n, 3), its ends rounded.

    Args:
        path: Points in mm; two columns lie in the plane z = 0.
        thickness: Of the wire, or the factor by which a given section is scaled.
        closed: Its ends meet.
        section: A section of unit width (m, 2) in place of a circle; columns are (sideways, up).
        n: Sides of the circle.
    """
    points = np.asarray(path, float)
    points = np.c_[points, np.zeros(len(points))] if points.shape[1] == 2 else points
    shape = superellipse(1, 1, 2, n) if section is None else section
    if closed:
        return sweep(points, shape * thickness, up=_upward(points))
    turns = np.radians([88, 62, 32])
    first, last = points[0] - points[1], points[-1] - points[-2]
    first, last = first / np.linalg.norm(first), last / np.linalg.norm(last)
    before = points[0] + first * np.sin(turns)[:, None] * thickness / 2
    after = points[-1] + last * np.sin(turns[::-1])[:, None] * thickness / 2
    scale = np.r_[np.cos(turns), np.ones(len(points)), np.cos(turns[::-1])] * thickness
    whole = np.concatenate([before, points, after])
    return sweep(whole, shape, closed=False, up=_upward(whole), scale=scale)


def _upward(points: Array) -> Array | None:
    """+z as the outward direction where a path keeps near the plane z = 0, else None: let the frame be carried."""
    step = np.abs(np.diff(points, axis=0))
    return np.tile([0.0, 0.0, 1.0], (len(points), 1)) if step[:, 2].sum() < 0.7 * step[:, :2].sum() else None


def post(back: float, length: float = 9.5, thickness: float = 0.8, stopper: bool = True) -> Assembly:
    """An ear stud's post from z = `back` mm downward, with its butterfly stopper."""
    assembly = Assembly().add("metal", rod([0, 0, back + 0.3], [0, 0, back - length], thickness / 2))
    assembly.add("metal", disc(1.1, 0.4, 0.12, 28), translation=[0, 0, back - 0.05])
    if stopper:
        assembly.merge(stopper_of(thickness), translation=[0, 0, back - 0.72 * length])
    return assembly


def stopper_of(thickness: float = 0.8) -> Assembly:
    """A butterfly stopper about the z axis, its plate toward +z."""
    assembly = Assembly().add("metal", disc(2.1, 0.4, 0.15, 40), translation=[0, 0, 0.2])
    t = np.linspace(-0.4, 1.45 * np.pi, 36)
    radius = 0.75 + 0.5 * thickness
    for side in (-1, 1):
        curl = np.stack(
            [side * (0.25 + radius * (1 - np.cos(t))), 0 * t, -0.1 - radius * 1.05 * (np.sin(t) * 0.9 + 0.36)], 1
        )
        flat = np.tile([0.0, 1.0, 0.0], (len(t), 1))
        assembly.add("metal", sweep(curl, superellipse(0.34, 2.6, 4, 12), closed=False, up=flat))
    return assembly


def ear_hook(height: float = 17.0, thickness: float = 0.85) -> Assembly:
    """A shepherd's hook in the plane x = 0: its loop hangs around the origin, its shank goes back toward +y.

    The piercing is at (0, 0, `hook_rise(height)`).
    """
    radius, rise = 0.25 * height, hook_rise(height)
    turns = np.radians(np.linspace(180, -10, 40))
    front = np.stack([np.zeros(10), np.zeros(10), np.linspace(1.1, rise - 0.3, 10)], 1)
    top = np.stack([0 * turns, radius + radius * np.cos(turns), rise + radius * np.sin(turns)], 1)
    fall = np.linspace(0.06, 1, 16)
    back = np.stack([0 * fall, 2 * radius + 0.45 * radius * fall**3, rise - 0.17 * radius - 0.75 * height * fall], 1)
    assembly = Assembly().add("metal", wire(np.concatenate([front, top, back]), thickness))
    assembly.add("metal", torus(1.0, 0.4 * thickness, 32, 10), rotation("y", 90))
    return assembly


def hook_rise(height: float = 17.0) -> float:
    """How far the front wire of an ear hook, and so the piercing, is above its loop, mm."""
    return 0.4 * height


def pin_back(length: float, back: float) -> Assembly:
    """A brooch's pin along x behind z = `back`: hinge, needle and safety catch."""
    z = back - 1.6
    assembly = Assembly().add("metal", rod([-length / 2, 0, z], [length / 2 + 1.2, 0, z], 0.38, 0.16))
    for x in (-length / 2, length / 2 - 1.2):
        assembly.add("metal", rod([x, 0, z], [x, 0, back + 0.3], 0.7))
        assembly.add("metal", torus(0.9, 0.4, 24, 10), rotation("x", 90), [x, 0, z])
    return assembly


def toggle(length: float = 17.0) -> Assembly:
    """A cufflink's bullet toggle on its arched stem, behind the origin along -z."""
    assembly = Assembly().add("metal", rod([0, 0, 0.3], [0, 0, -length * 0.72], 1.05, 0.95, 18))
    assembly.add("metal", disc(2.4, 0.7, 0.25, 40), translation=[0, 0, -0.4])
    bar = rod([0, -length * 0.42, 0], [0, length * 0.42, 0], 1.75, n=22)
    z = -length * 0.78
    assembly.add("metal", bar, translation=[0, 0, z])
    return assembly.add("metal", sphere(1.75, 14), translation=[0, -length * 0.42, z])
