"""What is photographed, and how: plain values, sampled from a seed and kept with every photo."""

from dataclasses import dataclass, field
from typing import Literal

PhotoKind = Literal["packshot", "plain", "worn", "held", "boxed", "surface", "cluttered"]
LightKind = Literal["softbox", "tent", "dark", "window", "hard", "ring", "flash", "evening"]
BackdropKind = Literal[
    "white", "acrylic", "grey", "blush", "sage", "sky", "lilac", "navy", "black", "slate",
    "marble", "wood", "linen", "velvet", "concrete", "paper", "terrazzo", "leather", "grass",
]  # fmt: skip


@dataclass(frozen=True)
class Camera:
    """Where the camera stands and what it sees.

    Attributes:
        elevation: Degrees above the horizon.
        azimuth: Degrees counter-clockwise from +x; -90 is the front.
        fov: Horizontal field of view, degrees.
        fill: Share of the frame's side that the piece takes; small for a piece far away, above 1 when it is cut off.
        roll: Degrees the camera is turned about its own axis.
        shift: How far the piece stands from the middle of the frame, in shares of its side (x right, y up).
        aperture: Lens radius as a share of the distance; 0 keeps everything sharp.
        focus: Where the lens is focused: 0 on the piece's middle, negative before it, in radii of the piece.
    """

    elevation: float
    azimuth: float
    fov: float = 22.0
    fill: float = 0.82
    roll: float = 0.0
    shift: tuple[float, float] = (0.0, 0.0)
    aperture: float = 0.0
    focus: float = 0.0


@dataclass(frozen=True)
class Light:
    """The light: a kind of set, its own seed, warmth (-1 blue to 1 amber) and exposure in stops."""

    kind: LightKind = "softbox"
    seed: int = 0
    warmth: float = 0.0
    exposure: float = 0.0


@dataclass(frozen=True)
class Backdrop:
    """What the piece lies on or hangs before; `hover` lifts it above the surface, in radii of the piece."""

    kind: BackdropKind = "white"
    seed: int = 0
    hover: float = 0.0


@dataclass(frozen=True)
class Setting:
    """What is around the piece in a shopper's photo.

    Attributes:
        body: "none", or what wears or holds it: the body of `Worn`, or "palm".
        skin: 0 (pale) to 1 (dark).
        clutter: How many other objects stand about.
        box: Whether it sits in a jewellery box.
        cover: Share of the piece that something hides, 0 to 0.5.
        seed: Seeds the shapes and places of all these.
    """

    body: str = "none"
    skin: float = 0.3
    clutter: int = 0
    box: bool = False
    cover: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Optics:
    """What the phone did after the light reached it; the defaults leave a picture as it is.

    Attributes:
        noise: Standard deviation of sensor noise at mid grey, in shares of white.
        blur: Gaussian blur, in shares of the picture's side.
        motion: Length of motion blur, in shares of the picture's side.
        motion_angle: Its direction, degrees.
        white_balance: Gain error of red against blue, in stops; positive is too warm.
        tint: Gain error of green, in stops.
        exposure: Exposure error, in stops.
        contrast: 1 as it is, above steeper.
        saturation: 1 as it is.
        vignette: Darkening of the corners, shares of white.
        sharpen: Strength of the phone's sharpening halo.
        recompress: JPEG quality of an earlier save, 0 for none.
        crop: left, top, right, bottom shares cut off after everything else was framed.
        frame: "none", or what a screenshot put around it: "story", "browser", "chat", "border".
        mirrored: Left and right are swapped (a selfie).
        rotation: Quarter turns.
    """

    noise: float = 0.0
    blur: float = 0.0
    motion: float = 0.0
    motion_angle: float = 0.0
    white_balance: float = 0.0
    tint: float = 0.0
    exposure: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    vignette: float = 0.0
    sharpen: float = 0.0
    recompress: int = 0
    crop: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    frame: Literal["none", "story", "browser", "chat", "border"] = "none"
    mirrored: bool = False
    rotation: int = 0


@dataclass(frozen=True)
class Scene:
    """One photograph to take.

    Attributes:
        kind: What sort of photo it is.
        layout: The layout the piece is in (`jewelbench.shapes.layouts_of`), or "worn".
        camera: The camera.
        light: The light.
        backdrop: What it lies on.
        setting: Body, box and clutter around it.
        optics: What the phone did.
        seed: Seeds the renderer's samples and the noise.
    """

    kind: PhotoKind
    layout: str
    camera: Camera
    light: Light = field(default_factory=Light)
    backdrop: Backdrop = field(default_factory=Backdrop)
    setting: Setting = field(default_factory=Setting)
    optics: Optics = field(default_factory=Optics)
    seed: int = 0
