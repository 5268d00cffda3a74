"""How a piece is laid out for a photograph, and how it is worn."""

from dataclasses import dataclass
from typing import Literal

from jewelbench.shapes.mesh import Assembly

Body = Literal["finger", "ear", "neck", "wrist", "ankle", "cloth"]


@dataclass(frozen=True)
class Layout:
    """An arrangement of the piece and the camera angles from which shops show it.

    Attributes:
        name: Its name within the category.
        elevation: Degrees above the horizon, lowest and highest.
        azimuth: Degrees, counter-clockwise from +x; -90 looks from the front.
        weight: How often it is drawn, against the category's others.
        held_out: Only the test split draws it.
    """

    name: str
    elevation: tuple[float, float]
    azimuth: tuple[float, float]
    weight: float = 1.0
    held_out: bool = False


@dataclass(frozen=True)
class Worn:
    """A piece in the frame of the body that wears it.

    Attributes:
        assembly: The piece; front toward -y, up along +z.
        body: What wears it. A finger lies along y, a wrist and an ankle along z; ear, neck and cloth are the plane
            y = 0 behind the piece.
        radius: Half-axes of the limb in mm, along x and along the other axis across the limb; (0, 0) for a plane.
    """

    assembly: Assembly
    body: Body
    radius: tuple[float, float] = (0.0, 0.0)
