"""What the camera's sensor got."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Exposure:
    """A picture before it is developed.

    Attributes:
        light: Linear RGB (H, W, 3), float32; a white card lying on the ground is 1.
        piece: Share of each pixel that shows the piece (H, W), float32 in [0, 1].
    """

    light: NDArray[np.float32]
    piece: NDArray[np.float32]
