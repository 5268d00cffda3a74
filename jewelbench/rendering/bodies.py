"""What wears or holds a piece in a shopper's photo: the body around it, both standing on or lying above z = 0.

Ears, necks and cloth lie on their back, so the light sets and cameras that suit a piece on a table suit them too.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.ndimage import map_coordinates

from jewelbench.rendering import hands, heads, limbs
from jewelbench.rendering.garments import WOVEN, cloth, cuff, lapel_extras
from jewelbench.rendering.materials import Material
from jewelbench.rendering.novelty import is_held_out
from jewelbench.rendering.scene import Scene
from jewelbench.rendering.skin import skin_material
from jewelbench.rendering.triangles import Extra
from jewelbench.shapes.layout import Worn
from jewelbench.shapes.mesh import Array, Assembly, Mesh, rotation

LYING = np.array([[1.0, 0, 0], [0, 0, 1], [0, -1, 0]])
"""Turns a body's front, -y, up."""

NECKLINES = ("v", "scoop", "strapless", "straps")
HELD_OUT_NECKLINE = "high"
"""A necklace over a jumper: only test photos show it."""

HAIRS = (
    (0.020, 0.012, 0.008), (0.055, 0.026, 0.012), (0.14, 0.065, 0.026), (0.40, 0.24, 0.10), (0.22, 0.06, 0.02),
    (0.30, 0.29, 0.28),
)  # fmt: skip


@dataclass(frozen=True)
class Staged:
    """A piece with what is around it, in the frame of the picture: mm, z up, the ground at z = 0."""

    piece: Assembly
    extras: list[Extra]


def wear(worn: Worn, scene: Scene) -> Staged:
    """Put a piece on the body that wears it."""
    if worn.body == "finger":
        return _lifted(_on_finger(worn, scene))
    if worn.body == "wrist":
        return _lifted(_on_wrist(worn, scene))
    if worn.body == "ankle":
        return _lifted(_on_ankle(worn, scene))
    if worn.body == "ear":
        return _lifted(_on_ear(worn, scene))
    if worn.body == "neck":
        return _lifted(_on_neck(worn, scene))
    return _lifted(_on_cloth(worn, scene))


def _lifted(staged: Staged) -> Staged:
    """The same with its lowest point on the ground."""
    lowest = min(extra.mesh.vertices[:, 2].min() for extra in staged.extras)
    up = np.array([0.0, 0.0, -lowest])
    extras = [replace(extra, mesh=extra.mesh.moved(up)) for extra in staged.extras]
    return Staged(Assembly().merge(staged.piece, translation=up), extras)


def _on_finger(worn: Worn, scene: Scene) -> Staged:
    """A hand on the table, back up."""
    setting = scene.setting
    scale = worn.radius[0] / hands.UNIT
    extras = hands.hand_extras(
        setting.skin, setting.seed, scale, np.eye(3), np.zeros(3), mirrored=setting.seed % 2 == 1
    )
    return Staged(worn.assembly, extras)


def _on_wrist(worn: Worn, scene: Scene) -> Staged:
    """A forearm and a hand on the table, back up."""
    setting = scene.setting
    middle = hands.WRIST - (0, 20, 0)
    shape = hands.hand(setting.seed % hands.POSES).mesh.vertices
    width, height, centre = _section(shape, middle, 1)
    stretch = np.array([worn.radius[0] / width, 0.0, worn.radius[1] / height]) * 0.985
    stretch[1] = stretch[[0, 2]].mean()
    mirrored = setting.seed % 2 == 1
    side = np.array([-1.0 if mirrored else 1.0, 1, 1])
    extras = hands.hand_extras(
        setting.skin, setting.seed, 1.0, np.diag(stretch), -centre * stretch * side, mirrored=mirrored
    )
    return Staged(Assembly().merge(worn.assembly, rotation=LYING), extras)


def _section(vertices: Array, middle: Array, axis: int) -> tuple[float, float, Array]:
    """Half-axes of a limb across an axis at a place (3,), and the middle of its section (3,)."""
    across = [k for k in range(3) if k != axis]
    ring = vertices[np.abs(vertices[:, axis] - middle[axis]) < 2.5]
    ring = ring[np.linalg.norm(ring[:, across] - middle[across], axis=1) < 60]
    low, high = ring.min(0), ring.max(0)
    centre = (low + high) / 2
    centre[axis] = middle[axis]
    half = (high - low) / 2
    return float(half[across[0]]), float(half[across[1]]), centre


def _on_ankle(worn: Worn, scene: Scene) -> Staged:
    """A foot that stands on the ground."""
    setting = scene.setting
    mesh, colours = limbs.foot(setting.seed % limbs.FEET)
    width, depth, centre = _section(mesh.vertices, np.zeros(3), 2)
    stretch = 0.985 * np.array([worn.radius[0] / width, worn.radius[1] / depth, 0.0])
    stretch[2] = stretch[:2].mean()
    moved = Mesh((mesh.vertices - centre) * stretch, mesh.faces)
    if setting.seed % 2 == 1:
        moved = _mirrored(moved)
    return Staged(worn.assembly, [Extra(moved, skin_material(setting.skin), colours)])


def foot_extras(skin: float, seed: int) -> list[Extra]:
    """A bare foot that stands on the ground."""
    mesh, colours = limbs.foot(seed % limbs.FEET)
    return [Extra(mesh.moved((0, 0, -limbs.SOLE)), skin_material(skin), colours)]


def _on_ear(worn: Worn, scene: Scene) -> Staged:
    """The side of a head, lying."""
    setting = scene.setting
    rng = np.random.default_rng(setting.seed)
    mesh, colours = heads.ear(setting.seed % heads.EARS)
    locks, shades = heads.hair(setting.seed % 8)
    dark = HAIRS[int(rng.integers(2 if setting.skin > 0.6 else len(HAIRS)))]
    if setting.seed % 2 == 1:
        mesh, locks = _mirrored(mesh), _mirrored(locks)
    extras = [
        Extra(mesh, skin_material(setting.skin), colours),
        Extra(locks, Material(body=dark, coat=(0.05, 0.045, 0.04), roughness=0.32), shades),
    ]
    return Staged(Assembly().merge(worn.assembly, rotation=LYING), extras)


def _mirrored(mesh: Mesh) -> Mesh:
    """The mesh with left and right swapped."""
    return Mesh(mesh.vertices * [-1, 1, 1], mesh.faces[:, ::-1], mesh.smooth)


def _on_neck(worn: Worn, scene: Scene) -> Staged:
    """A neck and a chest, lying, the necklace drawn down onto the skin or the jumper."""
    setting = scene.setting
    rng = np.random.default_rng(setting.seed)
    variant = setting.seed % heads.NECKS
    high = is_held_out(setting.seed)
    cut = HELD_OUT_NECKLINE if high else NECKLINES[int(rng.integers(len(NECKLINES)))]
    mesh, colours = heads.neck(variant)
    extras = [
        Extra(mesh, skin_material(setting.skin), colours),
        Extra(heads.garment(variant, cut), cloth(rng, scene.backdrop.kind in WOVEN)),
    ]
    lying = Assembly().merge(worn.assembly, rotation=LYING)
    return Staged(draped(lying, heads.heights(variant, cut if high else None)), extras)


def draped(piece: Assembly, heights: Array) -> Assembly:
    """A piece that lies before the plane z = 0, drawn down along z onto `heads.heights`."""
    grid = heads.HEIGHT_GRID
    result = Assembly()
    for slot, meshes in piece.slots.items():
        for mesh in meshes:
            at = (mesh.vertices[:, :2] - grid[0]) / (grid[1] - grid[0])
            lift = map_coordinates(heights, at.T, order=1, mode="nearest") + 0.3
            result.add(slot, mesh._replace(vertices=mesh.vertices + np.c_[np.zeros((len(lift), 2)), lift]))
    return result


def _on_cloth(worn: Worn, scene: Scene) -> Staged:
    """A lapel, or the cuff of a shirt."""
    rng = np.random.default_rng(scene.setting.seed)
    woven = scene.backdrop.kind in WOVEN
    lying = Assembly().merge(worn.assembly, rotation=LYING)
    if scene.setting.body != "cuff":
        return Staged(lying, lapel_extras(rng, scene.setting.seed, woven))
    shirt, sleeve, leaves = cuff()
    white = Material(body=(0.84, 0.84, 0.83), textured=woven)
    hand = hands.hand_extras(
        scene.setting.skin,
        scene.setting.seed,
        0.92,
        rotation("z", 180),
        leaves + rotation("z", 180) @ (-0.92 * hands.WRIST) + (0, 14, 0),
    )
    return Staged(lying, [Extra(shirt, white), Extra(sleeve, cloth(rng, woven)), *hand])
