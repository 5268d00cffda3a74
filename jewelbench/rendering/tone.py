"""From linear light to the picture that a shop or a phone shows."""

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.exposure import Exposure
from jewelbench.rendering.scene import Scene

SHOULDER = 0.84
"""Linear value above which highlights are compressed instead of clipped."""
PAPER = 1.2
"""Linear value that a white backdrop is raised to in a shop's photo; it shows as 251 of 255."""
WHITE_BACKDROPS = ("white", "acrylic")


def develop(exposure: Exposure, scene: Scene) -> NDArray[np.uint8]:
    """Develop a picture.

    A shop that photographs on white raises the backdrop alone to paper white, with a mask, and leaves the piece as it
    is.

    Returns:
        sRGB (H, W, 3), uint8.
    """
    light = exposure.light
    if scene.kind == "packshot" and scene.backdrop.kind in WHITE_BACKDROPS:
        raised = np.clip(PAPER / _backdrop(exposure), 1.0, 2.2)
        light = light * (raised + (1 - raised) * exposure.piece)[..., None]
    return encode(light)


def encode(light: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Linear RGB as sRGB, with highlights that roll off."""
    room = 1 - SHOULDER
    rolled = SHOULDER + room * (1 - np.exp(-np.maximum(light - SHOULDER, 0) / (1.6 * room)))
    linear = np.where(light > SHOULDER, rolled, np.maximum(light, 0))
    signal = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * np.maximum(linear, 1e-8) ** (1 / 2.4) - 0.055)
    return np.asarray(np.clip(signal, 0, 1) * 255 + 0.5).astype(np.uint8)


def _backdrop(exposure: Exposure) -> float:
    """How bright the backdrop is away from the piece's shadow: the upper quartile where the piece is not."""
    bare = exposure.light[exposure.piece < 0.05].mean(-1)
    return max(float(np.percentile(bare, 75)), 0.05) if len(bare) else PAPER
