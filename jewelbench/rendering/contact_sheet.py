"""Many photos on one page."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

CAPTION = 14
"""Height of a line of caption, pixels."""


def sheet(photos: Sequence[NDArray[np.uint8]], columns: int = 8, captions: Sequence[str] = ()) -> Image.Image:
    """Lay photos out in rows.

    Args:
        photos: Equal-sized sRGB pictures (H, W, 3).
        columns: Photos in a row.
        captions: A line below each photo, or none at all.
    """
    height, width = photos[0].shape[:2]
    step = height + (CAPTION if captions else 0)
    rows = -(-len(photos) // columns)
    page = Image.new("RGB", (columns * width, rows * step), "white")
    draw = ImageDraw.Draw(page)
    for number, photo in enumerate(photos):
        left, top = number % columns * width, number // columns * step
        page.paste(Image.fromarray(photo), (left, top))
        if captions:
            draw.text((left + 2, top + height + 1), captions[number][: width // 6], fill="black")
    return page
