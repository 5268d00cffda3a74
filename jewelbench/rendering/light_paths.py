"""What the tracer carries: the scene on the device, and the light paths on their way through it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class World:
    """A scene on the device.

    Attributes:
        scene: Mitsuba's scene, which finds what a ray meets.
        corners, planes, normals, materials: As in `Triangles`, flattened.
        radiance, odds, lamps: As in `Surroundings`, the first padded to four columns; `side` and `chances` are their
            sizes.
        texture, tile_u, tile_v, texels: As in `Surface`.
        backdrop: Radiance that the camera sees where it looks past everything.
        gap: How far a path starts from the surface that it leaves, mm.
        turn: Cosine and sine of the turn from the world to the camera's azimuth.
        samples: Light paths for each pixel; `pixels` on a side of the picture.
        origin, right, up, forward, reach, aperture, focus: As in `View`.
        seed: Of the random numbers.
    """

    scene: Any
    corners: Any
    planes: Any
    normals: Any
    materials: Any
    radiance: Any
    odds: Any
    lamps: Any
    side: Any
    chances: Any
    texture: Any
    tile_u: Any
    tile_v: Any
    texels: Any
    backdrop: Any
    gap: Any
    turn: Any
    samples: Any
    pixels: Any
    origin: Any
    right: Any
    up: Any
    forward: Any
    reach: Any
    aperture: Any
    focus: Any
    seed: Any


@dataclass
class Path:
    """The state of the light paths between two surfaces.

    Attributes:
        origin, direction: Where the path goes on.
        throughput: What share of the light at its far end reaches the camera.
        radiance: Light gathered on the way.
        absorption: Of the stone that it is in, per mm.
        spread: As in `Crossing`, where it has just left a stone.
        density: Of the draw of its direction; 0 where lamps were not aimed at as well.
        whitening: Of the stone that it has just left.
        depth: Surfaces met.
        active: It still goes on.
        random: Its random numbers; `pixel` and `sample` number it for those that are spread evenly within a pixel.
        albedo, normal, ours: Of the first surface; `ours` is 1 on the piece.
    """

    origin: Any
    direction: Any
    throughput: Any
    radiance: Any
    absorption: Any
    spread: Any
    density: Any
    whitening: Any
    depth: Any
    active: Any
    random: Any
    pixel: Any
    sample: Any
    albedo: Any
    normal: Any
    ours: Any
