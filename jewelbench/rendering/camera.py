"""Where the camera has to stand so that the piece fills the frame as asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jewelbench.rendering.scene import Camera

Array = NDArray[np.float64]


@dataclass(frozen=True)
class View:
    """A camera that has been aimed.

    Attributes:
        origin: Centre of the lens (3,), mm.
        axes: Right, up and forward as rows (3, 3).
        reach: Half the frame's side at distance 1: the tangent of half the field of view.
        aperture: Radius of the lens, mm; 0 is a pinhole.
        focus: Distance of the plane in focus, mm.
        radius: Of the ball that the piece fits into, mm.
    """

    origin: Array
    axes: Array
    reach: float
    aperture: float
    focus: float
    radius: float

    def seen(self, points: Array) -> Array:
        """Points (n, 3) as they fall into the frame (n, 2): -1 to 1 from left to right and from bottom to top."""
        local = (points - self.origin) @ self.axes.T
        return np.asarray(local[:, :2] / (local[:, 2:] * self.reach))


def aim(camera: Camera, points: Array) -> View:
    """Aim a camera at the points (n, 3) of a piece.

    The piece's box in the picture is centred in the frame, then moved by `camera.shift`; its longer side takes
    `camera.fill` of the frame's side.
    """
    low, high = points.min(0), points.max(0)
    centre = (low + high) / 2
    radius = float(np.linalg.norm(points - centre, axis=1).max())
    axes = _axes(camera)
    reach = float(np.tan(np.radians(camera.fov / 2)))
    local = _outer((points - centre) @ axes.T, reach)
    side, distance = _fit(local, reach * camera.fill, radius)
    side = side - 2 * np.array(camera.shift) * reach * distance
    origin = centre + side @ axes[:2] - axes[2] * distance
    return View(
        origin=origin,
        axes=axes,
        reach=reach,
        aperture=camera.aperture * distance,
        focus=max(distance + camera.focus * radius, 0.1 * distance),
        radius=radius,
    )


def _outer(local: Array, reach: float) -> Array:
    """Of many points (n, 3) in camera axes those that can touch the sides of the frame, wherever the camera stands."""
    tilts = np.linspace(-1.5, 1.5, 13) * reach
    zero, one = np.zeros_like(tilts), np.ones_like(tilts)
    across = local @ np.concatenate([np.stack([one, zero, tilts]), np.stack([zero, one, tilts])], 1)
    return np.asarray(local[np.unique([across.argmin(0), across.argmax(0)])])


def _axes(camera: Camera) -> Array:
    """Right, up and forward of the camera, as rows (3, 3)."""
    elevation, azimuth, roll = np.radians([camera.elevation, camera.azimuth, camera.roll])
    forward = -np.array([np.cos(elevation) * np.cos(azimuth), np.cos(elevation) * np.sin(azimuth), np.sin(elevation)])
    right = np.array([-np.sin(azimuth), np.cos(azimuth), 0.0])
    up = np.cross(right, forward)
    c, s = np.cos(roll), np.sin(roll)
    return np.stack([right * c + up * s, up * c - right * s, forward])


def _fit(local: Array, reach: float, radius: float) -> tuple[Array, float]:
    """Sideways offset (2,) and distance at which points in camera axes fill a frame of a given half-side."""
    side, distance = np.zeros(2), 2.2 * radius / reach
    for _ in range(12):
        depth = np.maximum(local[:, 2] + distance, 0.05 * distance)
        seen = (local[:, :2] - side) / depth[:, None]
        low, high = seen.min(0), seen.max(0)
        side = side + (low + high) / 2 * distance
        distance = max(distance * float((high - low).max()) / (2 * reach), 1.15 * radius)
    return side, distance
