"""Renders a piece in a scene: meshes and materials in, linear light out."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering import backend
from jewelbench.rendering.backdrops import ground, surface
from jewelbench.rendering.backend import RendererError, Variant
from jewelbench.rendering.camera import aim
from jewelbench.rendering.exposure import Exposure
from jewelbench.rendering.lights import surroundings
from jewelbench.rendering.materials import Material
from jewelbench.rendering.scene import Scene
from jewelbench.rendering.triangles import Extra, pack
from jewelbench.shapes.mesh import Assembly, Slot

__all__ = ["Engine", "Extra", "RendererError"]

GROUND = 300.0
"""How far the ground reaches, in radii of the piece."""
SUNK = 1e-3
"""How far the ground lies below the piece, in radii of it, so that the two never share a plane."""


class Engine:
    """Renders square pictures.

    The first picture compiles the kernel, which takes a second, or fetches it from Dr.Jit's cache in the home folder;
    all others share it, whatever they show. Nothing else is kept from one picture to the next.
    """

    def __init__(self, resolution: int, samples: int, threads: int = 1, variant: Variant = "llvm_ad_rgb") -> None:
        """Load the renderer.

        Args:
            resolution: Pixels on a side.
            samples: Light paths for each pixel; 8 are enough for the denoiser.
            threads: Threads of this process; one process per core with one thread each is fastest.
            variant: Mitsuba's variant.

        Raises:
            RendererError: Mitsuba, the denoiser or LLVM is missing.
        """
        backend.load(variant, threads)
        self.resolution = resolution
        self.samples = samples

    def render(
        self, parts: Assembly, materials: Mapping[Slot, Material], scene: Scene, extras: Sequence[Extra] = ()
    ) -> Exposure:
        """Photograph a piece.

        Args:
            parts: The piece; the ground is at z = 0, or below it if the backdrop hovers.
            materials: The material of each of its slots.
            scene: How to photograph it.
            extras: What else is around it.
        """
        from jewelbench.rendering.device import upload
        from jewelbench.rendering.tracer import trace

        view = aim(scene.camera, parts.points())
        below = surface(scene.backdrop)
        floor = ground(-(scene.backdrop.hover + SUNK) * view.radius, GROUND * view.radius)
        triangles = pack(parts, materials, [*extras, Extra(floor, below.material)])
        light = surroundings(scene.light)
        world = upload(triangles, view, light, below, scene, self.resolution, self.samples)
        planes = self._averaged(trace(world, self.resolution**2 * self.samples))
        return Exposure(_denoised(planes), np.ascontiguousarray(planes[..., 9]))

    def _averaged(self, traced: tuple[Any, ...]) -> NDArray[np.float32]:
        """The mean of each pixel's paths (H, W, 10): light, albedo, normal, coverage."""
        import drjit as dr

        light, albedo, normal, ours = traced
        channels = (*light, *albedo, *normal, ours)
        dr.eval(channels)  # all at once: each alone would trace the paths again
        means = [np.asarray(dr.block_sum(channel, self.samples)) / np.float32(self.samples) for channel in channels]
        return np.stack(means, -1, dtype=np.float32).reshape(self.resolution, self.resolution, len(means))


def _denoised(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """The light (H, W, 3) without its grain, from light, albedo, normal and coverage (H, W, 10)."""
    import pyoidn

    light, albedo, normal = (np.ascontiguousarray(planes[..., k : k + 3]) for k in (0, 3, 6))
    picture: NDArray[np.float32] = pyoidn.denoise(
        light, albedo=np.clip(albedo, 0, 1), normal=normal, hdr=True, quality="balanced"
    )
    return picture
