"""Turns the pixels of any image file into 8-bit sRGB without transparency."""

from functools import lru_cache
from io import BytesIO

import numpy as np
from PIL import Image, ImageCms

_MODE_OF_SPACE = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}  # ICC colour space to the mode that holds its pixels
_INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
_FLAGS = ImageCms.Flags.BLACKPOINTCOMPENSATION


def flatten_to_srgb(image: Image.Image) -> Image.Image:
    """Convert a loaded image to sRGB, laying transparent parts onto white.

    Honours the ICC profile in `image.info["icc_profile"]`; one that is broken, or for another kind of pixels, is
    ignored, as browsers do.

    Args:
        image: Pixels in any of Pillow's modes.

    Returns:
        Mode RGB, sRGB in [0, 255].
    """
    colour, opacity = _split_opacity(_eight_bit(image))
    srgb = _to_srgb(colour, image.info.get("icc_profile"))
    if opacity is None:
        return srgb
    flat = Image.new("RGB", srgb.size, "white")
    flat.paste(srgb, mask=opacity)
    return flat


def _eight_bit(image: Image.Image) -> Image.Image:
    """Scale grey of 16 or 32 bits to 8, where Pillow's own conversion would clip."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode not in ("I", "F"):
        return image
    # Samples of 32 bits, whole or floating, have no agreed range: the darkest becomes black, the lightest white.
    grey = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    low, high = float(grey.min()), float(grey.max())
    return Image.fromarray(np.rint((grey - low) * (255 / ((high - low) or 1))).astype(np.uint8))


def _split_opacity(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Separate colour (mode L, RGB, CMYK or LAB) from opacity (mode L; None where all is opaque)."""
    if image.has_transparency_data:
        grey = image.mode in ("1", "L", "LA")
        separate = image.convert("LA" if grey else "RGBA")
        return separate.convert("L" if grey else "RGB"), separate.getchannel("A")
    return (image if image.mode in ("L", "RGB", "CMYK", "LAB") else image.convert("RGB")), None


def _to_srgb(colour: Image.Image, profile: bytes | None) -> Image.Image:
    if colour.mode == "LAB":
        return _lab_transform().apply(colour)
    found = _profile_transform(profile) if profile else None
    if found is None:
        return colour.convert("RGB")
    mode, transform = found
    if colour.mode == "L" and mode == "RGB":
        colour = colour.convert("RGB")  # scanners give grey pictures the profile of their colour mode
    if colour.mode != mode:
        return colour.convert("RGB")
    return transform.apply(colour)


@lru_cache(maxsize=16)
def _profile_transform(profile: bytes) -> tuple[str, ImageCms.ImageCmsTransform] | None:
    """The pixel mode an ICC profile is for, and its way to sRGB; None where it changes nothing or cannot be used.

    Most photos carry one of a few profiles, and most of those are sRGB under some name: to build a transform costs
    milliseconds, to apply one to a megapixel tens of them.
    """
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = _MODE_OF_SPACE.get(source.profile.xcolor_space.strip())
        if mode is None:
            return None
        transform = _transform(source, mode)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return None
    return None if mode == "RGB" and _changes_nothing(transform) else (mode, transform)


@lru_cache(maxsize=1)
def _lab_transform() -> ImageCms.ImageCmsTransform:
    return _transform(ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")), "LAB")


def _transform(source: ImageCms.ImageCmsProfile, mode: str) -> ImageCms.ImageCmsTransform:
    """The way from a profile's colours, held in `mode`, to sRGB; safe to apply in several threads at once."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    return ImageCms.ImageCmsTransform(source, srgb, mode, "RGB", _INTENT, flags=_FLAGS)


def _changes_nothing(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether no colour of a 9 × 9 × 9 cube moves by more than rounding."""
    steps = np.linspace(0, 255, 9).astype(np.uint8)
    cube = np.stack(np.meshgrid(steps, steps, steps), axis=-1).reshape(27, 27, 3)
    moved = np.asarray(transform.apply(Image.fromarray(cube))).astype(np.int16) - cube
    return int(np.abs(moved).max()) <= 2
