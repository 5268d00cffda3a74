"""Screenshots: what an app or a web page puts around a picture."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

Frame = Literal["none", "story", "browser", "chat", "border"]
Picture = NDArray[np.uint8]
Ink = tuple[int, int, int]

PAGES: tuple[tuple[Ink, Ink], ...] = (
    ((255, 255, 255), (60, 60, 66)),
    ((18, 18, 20), (205, 205, 210)),
    ((242, 240, 236), (90, 84, 80)),
)
"""Page and ink: light, dark and cream."""
ACCENTS: tuple[Ink, ...] = ((225, 48, 108), (0, 122, 255), (37, 160, 100), (180, 140, 70), (30, 30, 30))


def framed(picture: Picture, frame: Frame, rng: np.random.Generator) -> Picture:
    """A picture within a frame.

    Args:
        picture: sRGB (H, W, 3), uint8.
        frame: "none" leaves it as it is.
        rng: Draws colours, sizes and what passes for text.

    Returns:
        The screenshot (H', W', 3), uint8; the picture in it has its old size.
    """
    if frame == "none":
        return picture
    draw = {"story": _story, "browser": _browser, "chat": _chat, "border": _border}[frame]
    return np.asarray(draw(Image.fromarray(picture), rng))


def _border(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Bars of one colour at two or four sides."""
    side = max(picture.size)
    across = round(side * rng.uniform(0.04, 0.18))
    down = across if rng.random() < 0.5 else 0
    across, down = (across, down) if rng.random() < 0.5 else (down, across)
    if not across and not down:
        across = round(0.1 * side)
    shade = ((255, 255, 255), (0, 0, 0), (245, 238, 228), (226, 200, 196))[int(rng.integers(4))]
    page = Image.new("RGB", (picture.width + 2 * across, picture.height + 2 * down), shade)
    page.paste(picture, (across, down))
    return page


def _story(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A story: progress bars and a name above, a line of text and a reply box below, now and then a sticker."""
    unit = picture.width / 100
    page, ink = PAGES[1] if rng.random() < 0.7 else PAGES[0]
    above, below = round(unit * rng.uniform(16, 30)), round(unit * rng.uniform(18, 36))
    canvas = Image.new("RGB", (picture.width, picture.height + above + below), page)
    canvas.paste(picture, (0, above))
    draw = ImageDraw.Draw(canvas)
    segments = int(rng.integers(1, 6))
    for number in range(segments):
        left = unit * (3 + 94 * number / segments)
        draw.rectangle(
            (left, 3 * unit, left + unit * (94 / segments - 1.5), 4 * unit),
            fill=ink if number == 0 else _mixed(ink, page),
        )
    draw.ellipse((4 * unit, 6.5 * unit, 12 * unit, 14.5 * unit), fill=_accent(rng))
    _words(draw, rng, (15 * unit, 9 * unit), 2.6 * unit, 30 * unit, ink)
    foot = above + picture.height
    if rng.random() < 0.6:
        _words(draw, rng, (20 * unit, foot + 3 * unit), 3.4 * unit, 60 * unit, ink)
    draw.rounded_rectangle(
        (4 * unit, foot + below - 12 * unit, 82 * unit, foot + below - 4 * unit), 4 * unit, outline=ink
    )
    if rng.random() < 0.4:
        _sticker(draw, rng, unit, above, picture.height)
    return canvas


def _sticker(draw: ImageDraw.ImageDraw, rng: np.random.Generator, unit: float, top: int, height: int) -> None:
    """A label with words near a corner of the picture."""
    width = unit * rng.uniform(24, 42)
    x = unit * 4 if rng.random() < 0.5 else unit * 96 - width
    y = top + (unit * 5 if rng.random() < 0.5 else height - 14 * unit)
    draw.rounded_rectangle((x, y, x + width, y + 9 * unit), 2 * unit, fill=(255, 255, 255))
    _words(draw, rng, (x + 3 * unit, y + 3 * unit), 3 * unit, width - 6 * unit, _accent(rng))


def _browser(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A shop's page: address bar, menu, the picture, a title, a price and a button."""
    unit = picture.width / 100
    page, ink = PAGES[0] if rng.random() < 0.75 else PAGES[2]
    margin, above = round(unit * rng.uniform(0, 10)), round(unit * 22)
    below = round(unit * rng.uniform(16, 44))
    canvas = Image.new("RGB", (picture.width + 2 * margin, picture.height + above + below), page)
    canvas.paste(picture, (margin, above))
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0, 0, canvas.width, 11 * unit), fill=(228, 228, 232))
    draw.rounded_rectangle((6 * unit, 2 * unit, canvas.width - 6 * unit, 9 * unit), 3.5 * unit, fill=(250, 250, 252))
    _words(draw, rng, (12 * unit, 4.4 * unit), 2.2 * unit, 40 * unit, (120, 120, 128))
    for number in range(3):
        y = unit * (14 + 2 * number)
        draw.rectangle((4 * unit, y, 9 * unit, y + 0.7 * unit), fill=ink)
    _words(draw, rng, (canvas.width / 2 - 14 * unit, 14.5 * unit), 3.6 * unit, 28 * unit, ink)
    foot = above + picture.height
    _words(draw, rng, (margin + 3 * unit, foot + 4 * unit), 3.4 * unit, 70 * unit, ink)
    _words(draw, rng, (margin + 3 * unit, foot + 10 * unit), 3.4 * unit, 22 * unit, ink)
    if below > 26 * unit:
        draw.rectangle(
            (margin + 3 * unit, foot + 17 * unit, canvas.width - margin - 3 * unit, foot + 25 * unit), fill=_accent(rng)
        )
    return canvas


def _chat(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """A chat: the picture in a bubble, a line of words above or below it."""
    unit = picture.width / 100
    page = ((236, 229, 221), (255, 255, 255), (12, 16, 20))[int(rng.integers(3))]
    mine = rng.random() < 0.5
    bubble = ((217, 253, 211), (0, 122, 255), (38, 44, 50))[int(rng.integers(3))] if mine else (233, 233, 235)
    ink: Ink = (30, 30, 32) if sum(bubble) > 380 else (245, 245, 245)
    left, right = (22, 4) if mine else (4, 22)
    above, below = round(unit * rng.uniform(4, 22)), round(unit * rng.uniform(8, 30))
    canvas = Image.new("RGB", (round(picture.width + unit * (left + right)), picture.height + above + below), page)
    draw = ImageDraw.Draw(canvas)
    start = round(left * unit)
    edge = 2 * unit
    draw.rounded_rectangle(
        (
            start - edge,
            above - edge,
            start + picture.width + edge,
            above + picture.height + min(below - unit, 9 * unit),
        ),
        4 * unit,
        fill=bubble,
    )
    canvas.paste(picture, (start, above))
    _words(draw, rng, (start + edge, above + picture.height + 3 * unit), 3.2 * unit, 60 * unit, ink)
    return canvas


def _words(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    place: tuple[float, float],
    height: float,
    width: float,
    ink: Ink,
) -> None:
    """A line of bars that reads as small print."""
    x, y = place
    end = x + width * rng.uniform(0.6, 1.0)
    while x < end:
        word = height * rng.uniform(1.0, 4.0)
        draw.rectangle((x, y, min(x + word, end), y + 0.75 * height), fill=_mixed(ink, (128, 128, 128)))
        x += word + 0.6 * height


def _mixed(first: Ink, second: Ink) -> Ink:
    """The colour halfway."""
    return (first[0] + second[0]) // 2, (first[1] + second[1]) // 2, (first[2] + second[2]) // 2


def _accent(rng: np.random.Generator) -> Ink:
    return ACCENTS[int(rng.integers(len(ACCENTS)))]
