"""Everything that a picture shows, as flat arrays of triangles and materials."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.materials import Material, absorption
from jewelbench.shapes.mesh import Assembly, Mesh, Slot

Array = NDArray[np.float64]
Floats = NDArray[np.float32]
Indices = NDArray[np.uint32]


@dataclass(frozen=True)
class Extra:
    """Something around the piece: a hand, a box, a cup. In the piece's frame, mm.

    Attributes:
        mesh: Its shape.
        material: How it looks.
        colours: Factors on the body's colour for each face (F, 3) in [0, 1], or None.
    """

    mesh: Mesh
    material: Material
    colours: Array | None = None


@dataclass(frozen=True)
class Triangles:
    """Arrays as the tracer reads them.

    Attributes:
        positions: Vertices (V, 3), mm.
        normals: Shading normals (V, 4), the last column unused.
        corners: Vertex numbers and the packed colour factor of each face (F, 4).
        planes: Outward normal and material number of each face (F, 4).
        materials: One row for each material (M, 16); `_row` says what stands where.
    """

    positions: Floats
    normals: Floats
    corners: Indices
    planes: Floats
    materials: Floats


@dataclass
class _Batch:
    """Meshes to be joined, with the material number and the colours of each."""

    meshes: list[Mesh]
    numbers: list[int]
    colours: list[Array | None]


def pack(assembly: Assembly, materials: Mapping[Slot, Material], extras: Sequence[Extra]) -> Triangles:
    """Join a piece and what is around it."""
    rows: dict[tuple[Material, float, bool], int] = {}
    smooth, flat = _Batch([], [], []), _Batch([], [], [])
    for mesh, material, colours, ours in _everything(assembly, materials, extras):
        batch = smooth if mesh.smooth and material.kind == "opaque" else flat
        chord = _chord(mesh) if material.kind == "stone" else 0.0
        batch.meshes.append(mesh)
        batch.numbers.append(rows.setdefault((material, chord, ours), len(rows)))
        batch.colours.append(colours)
    parts = [_joined(batch, is_smooth) for batch, is_smooth in ((smooth, True), (flat, False)) if batch.meshes]
    corners = [part[2] for part in parts]
    if len(parts) == 2:
        corners[1][:, :3] += len(parts[0][0])
    return Triangles(
        positions=np.concatenate([part[0] for part in parts]),
        normals=np.concatenate([part[1] for part in parts]),
        corners=np.concatenate(corners),
        planes=np.concatenate([part[3] for part in parts]),
        materials=np.array([_row(*key) for key in rows], np.float32),
    )


def _everything(
    assembly: Assembly, materials: Mapping[Slot, Material], extras: Sequence[Extra]
) -> Iterable[tuple[Mesh, Material, Array | None, bool]]:
    """Mesh, material, colours, and whether it is part of the piece."""
    for slot, meshes in assembly.slots.items():
        for mesh in meshes:
            yield mesh, materials[slot], None, True
    for extra in extras:
        yield extra.mesh, extra.material, extra.colours, False


def _chord(mesh: Mesh) -> float:
    """The mean way of a straight line through a stone, mm; the same for one stone as for a mesh of many like it.

    In steps of 5 %, so that stones of about one size share a material. Source: Cauchy, 4 * volume / surface.
    """
    a, b, c = (mesh.vertices[mesh.faces[:, k]] for k in range(3))
    cross = np.cross(b - a, c - a)
    surface = np.linalg.norm(cross, axis=1).sum() / 2
    chord = 4 * abs(float((a * cross).sum()) / 6) / max(float(surface), 1e-9)
    return float(1.05 ** round(np.log(max(chord, 0.01)) / np.log(1.05)))


def _row(material: Material, chord: float, ours: bool) -> list[float]:
    """A material's sixteen numbers."""
    clear = material.kind == "stone"
    body = absorption(material, chord) if clear else material.body
    rim = material.body if material.rim is None else material.rim
    return [
        float(clear), material.roughness, material.index, material.dispersion,
        *body, float(material.textured),
        *material.coat, material.whitening,
        *rim, float(ours),
    ]  # fmt: skip


def _joined(batch: _Batch, smooth: bool) -> tuple[Floats, Floats, Indices, Floats]:
    """Positions, normals, corners and planes of meshes that are all smooth or all flat."""
    sizes = [len(mesh.vertices) for mesh in batch.meshes]
    offsets = np.cumsum([0, *sizes[:-1]])
    faces = np.concatenate([mesh.faces + offset for mesh, offset in zip(batch.meshes, offsets, strict=True)])
    vertices = np.concatenate([mesh.vertices for mesh in batch.meshes])
    counts = [len(mesh.faces) for mesh in batch.meshes]
    cross = np.cross(vertices[faces[:, 1]] - vertices[faces[:, 0]], vertices[faces[:, 2]] - vertices[faces[:, 0]])
    planes = _unit(cross)
    if smooth:
        normals = _unit(_gathered(cross, faces, len(vertices)))
    else:
        vertices = vertices[faces].reshape(-1, 3)
        normals = np.repeat(planes, 3, axis=0)
        faces = np.arange(len(vertices)).reshape(-1, 3)
    numbers = np.repeat(np.array(batch.numbers, float), counts)
    colours = np.concatenate([_packed(c, n) for c, n in zip(batch.colours, counts, strict=True)])
    return (
        vertices.astype(np.float32),
        np.c_[normals, np.zeros(len(normals))].astype(np.float32),
        np.c_[faces, colours].astype(np.uint32),
        np.c_[planes, numbers].astype(np.float32),
    )


def _gathered(cross: Array, faces: NDArray[np.int64], count: int) -> Array:
    """The sum of the face vectors (F, 3) around each of `count` vertices."""
    at = faces.T.ravel()
    return np.stack([np.bincount(at, np.tile(cross[:, k], 3), count) for k in range(3)], 1)


def _unit(vectors: Array) -> Array:
    """The vectors (n, 3) at length 1; a vector of length 0 points up."""
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.where(length > 1e-12, vectors / np.maximum(length, 1e-12), [0.0, 0.0, 1.0])


def _packed(colours: Array | None, count: int) -> NDArray[np.int64]:
    """Colour factors (F, 3) as three bytes of a number, in steps that are even to the eye."""
    if colours is None:
        return np.full(count, 0xFFFFFF)
    steps = np.round(np.sqrt(np.clip(colours, 0, 1)) * 255).astype(np.int64)
    return np.asarray(steps[:, 0] | steps[:, 1] << 8 | steps[:, 2] << 16)
