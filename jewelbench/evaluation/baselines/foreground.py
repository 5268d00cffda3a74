"""Where the piece is in a photo: what differs from the photo's border. Good on plain backdrops, a guess on others."""

import cv2
import numpy as np
from numpy.typing import NDArray

from encoders.photo import decode_photo
from encoders.preprocessing import fit_square
from jewelbench.evaluation.retriever import PhotoFile

SIDE = 160
NEAR, FAR = 6.0, 26.0
"""Distances from the backdrop's colour in CIELAB: below is backdrop, above is piece."""

Pixels = NDArray[np.float32]


def read_rgb(path: PhotoFile, side: int = SIDE) -> NDArray[np.uint8]:
    """A photo fitted to a square, (side, side, 3), RGB in [0, 255]."""
    return fit_square(decode_photo(path.read_bytes(), shortest=side), side)


def to_lab(rgb: NDArray[np.uint8]) -> Pixels:
    """CIELAB, D65: L in [0, 100], a and b about [-100, 100]."""
    return np.asarray(cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), dtype=np.float32)


def foreground(lab: Pixels) -> Pixels:
    """How surely each pixel is the piece, (height, width), in [0, 1]; all 1 where nothing stands out."""
    border = np.concatenate([lab[0], lab[-1], lab[:, 0], lab[:, -1]])
    distance = np.linalg.norm(lab - np.median(border, axis=0), axis=2)
    weight: Pixels = np.clip((distance - NEAR) / (FAR - NEAR), 0, 1).astype(np.float32)
    if weight.sum() < 0.002 * weight.size:
        return np.ones_like(weight)
    return weight


def bounding_square(weight: Pixels, margin: float = 0.06) -> tuple[int, int, int, int]:
    """The square around the piece: left, top, right, bottom in pixels; it may reach beyond the picture."""
    left, right = _span(weight.sum(axis=0))
    top, bottom = _span(weight.sum(axis=1))
    half = 0.5 * max(right - left, bottom - top) * (1 + 2 * margin)
    x, y = 0.5 * (left + right), 0.5 * (top + bottom)
    return round(x - half), round(y - half), round(x + half), round(y + half)


def _span(profile: Pixels) -> tuple[float, float]:
    """Where the middle 98 % of a profile begin and end."""
    share = np.cumsum(profile) / profile.sum()
    return float(np.searchsorted(share, 0.01)), float(np.searchsorted(share, 0.99) + 1)
