"""From a design and a scene to a photo."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from jewelbench import shapes
from jewelbench.photography import optics
from jewelbench.rendering import not_jewellery, tone
from jewelbench.rendering.engine import Engine
from jewelbench.rendering.exposure import Exposure
from jewelbench.rendering.materials import materials_of
from jewelbench.rendering.scene import Optics, Scene
from jewelbench.rendering.surroundings import extras_for
from jewelbench.shapes.layout import Worn
from jewelbench.shapes.mesh import Assembly
from jewelbench.specs.spec import Spec


class Photographer:
    """Takes photos; one for each process.

    Equal designs and scenes give equal photos on one machine, whatever was photographed before.
    """

    def __init__(self, resolution: int, samples: int, threads: int = 1) -> None:
        """Set up the engine.

        Args:
            resolution: Pixels on a side.
            samples: Light paths for each pixel.
            threads: Threads of this process.

        Raises:
            RendererError: The renderer cannot run here.
        """
        self._engine = Engine(resolution, samples, threads)

    def take(self, spec: Spec | None, scene: Scene) -> NDArray[np.uint8]:
        """Photograph a design, or, without one, the thing that a scene without jewellery names.

        Returns:
            sRGB (H, W, 3), uint8; square unless the scene's optics crop it.
        """
        picture = tone.develop(self._exposed(spec, scene), scene)
        return _through_a_phone(picture, scene)

    def take_with_mask(self, spec: Spec | None, scene: Scene) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        """The same, with where the picture shows the piece.

        Returns:
            The photo as `take` gives it, and the share of each of its pixels that shows the piece, (H, W), 255 for all.
        """
        exposure = self._exposed(spec, scene)
        picture = _through_a_phone(tone.develop(exposure, scene), scene)
        mask = np.asarray(np.clip(exposure.piece, 0, 1) * 255 + 0.5).astype(np.uint8)
        return picture, mask if scene.optics == Optics() else optics.apply_to_mask(scene.optics, mask, scene.seed)

    def _exposed(self, spec: Spec | None, scene: Scene) -> Exposure:
        if spec is None:
            extras, parts = not_jewellery.arrange(scene)
            materials = not_jewellery.TARGET
        else:
            extras, parts = extras_for(scene, _piece(spec, scene.layout))
            materials = materials_of(spec)
        return self._engine.render(parts, materials, scene, extras)


def _through_a_phone(picture: NDArray[np.uint8], scene: Scene) -> NDArray[np.uint8]:
    return picture if scene.optics == Optics() else optics.apply(scene.optics, picture, scene.seed)


@lru_cache(maxsize=4)
def _piece(spec: Spec, layout: str) -> Assembly | Worn:
    """The piece in a layout; kept, since a product's photos are taken one after another."""
    if layout != "worn":
        return shapes.display(spec, layout)
    piece = shapes.worn(spec)
    if piece is None:
        raise ValueError(f"A {spec.category} is not worn; photograph it in one of its layouts")
    return piece
