"""Skin: its tones, how it shines, and the uneven colour that keeps it from looking like plastic."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.materials import Material, glossy
from jewelbench.shapes.mesh import Array, Mesh
from jewelbench.specs.materials import Colour

TONES: tuple[Colour, ...] = (
    (0.78, 0.57, 0.49), (0.70, 0.47, 0.37), (0.58, 0.36, 0.26), (0.42, 0.24, 0.16),
    (0.24, 0.125, 0.078), (0.12, 0.062, 0.041),
)  # fmt: skip
"""From pale to dark, linear RGB, evenly spread over `Setting.skin` in [0, 1]."""

HELD_OUT_SKIN: tuple[tuple[float, float], ...] = ((0.40, 0.50), (0.85, 0.95))
"""Ranges of `Setting.skin` that only test photos show."""

FLUSHED = np.array([1.0, 0.78, 0.74])
"""What blood near the surface does to the colour: knuckles, fingertips, ears."""

POLISHES: tuple[Colour, ...] = (
    (0.55, 0.02, 0.04), (0.80, 0.42, 0.40), (0.16, 0.01, 0.03), (0.86, 0.80, 0.76), (0.62, 0.16, 0.25),
)  # fmt: skip


def tone(skin: float) -> Colour:
    """The colour of a skin in [0, 1]."""
    at = np.clip(skin, 0, 1) * (len(TONES) - 1)
    red, green, blue = (float(np.interp(at, range(len(TONES)), [c[k] for c in TONES])) for k in range(3))
    return red, green, blue


def skin_material(skin: float) -> Material:
    """Skin: a diffuse body, a faint broad sheen, redder where it turns away as light bleeds through it."""
    red, green, blue = tone(skin)
    body = (min(1.08 * red, 1.0), 1.08 * green, 1.08 * blue)
    rim = (min(1.10 * red, 1.0), 0.96 * green, 0.92 * blue)
    return Material(body=body, coat=(0.028, 0.028, 0.028), roughness=0.42, rim=rim)


def nail_material(skin: float, rng: np.random.Generator) -> Material:
    """A nail, bare more often than painted."""
    if rng.random() < 0.4:
        return glossy(POLISHES[int(rng.integers(len(POLISHES)))], 0.12)
    red, green, blue = tone(skin)
    pale = (0.5 * red + 0.40, 0.5 * green + 0.22, 0.5 * blue + 0.19)
    return Material(body=pale if skin < 0.7 else (0.6 * red + 0.2, 0.6 * green + 0.11, 0.6 * blue + 0.09),
                    coat=(0.045, 0.045, 0.045), roughness=0.22)  # fmt: skip


def complexion(mesh: Mesh, flushed: Sequence[tuple[Array, float]] = (), creases: Array | None = None) -> Array:
    """Factors on the skin's colour for each face of a body (F, 3).

    Args:
        mesh: The body, mm.
        flushed: Redder places: centre (3,) and radius.
        creases: How dark the folds are at each face (F,), 0 to 1.
    """
    middles = mesh.vertices[mesh.faces].mean(1)
    redness = 0.35 * _mottled(middles, 9.0) + 0.2
    for centre, radius in flushed:
        redness += 0.75 * np.exp(-((middles - centre) ** 2).sum(1) / radius**2)
    colours = 0.94 + (FLUSHED - 1) * np.clip(redness, 0, 1)[:, None] * 0.7
    colours *= (1 + 0.025 * _mottled(middles, 2.6))[:, None]
    if creases is not None:
        colours *= 1 - creases[:, None] * np.array([0.30, 0.42, 0.46])
    return np.asarray(np.clip(colours, 0, 1))


def _mottled(points: Array, size: float) -> NDArray[np.float64]:
    """Smooth noise (n,) in about [-1, 1] with spots of `size` mm."""
    rng = np.random.default_rng(int(size * 10))
    waves, phases = rng.standard_normal((12, 3)) / size, rng.uniform(0, 2 * np.pi, 12)
    return np.asarray(np.sin(points @ waves.T + phases).sum(1) / 5)
