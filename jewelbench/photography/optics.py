"""What a phone does to a picture after the light has passed its lens."""

import io
from copy import deepcopy

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from jewelbench.photography.screenshots import framed
from jewelbench.rendering.scene import Optics

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]
Mask = NDArray[np.uint8]


def apply(optics: Optics, picture: Picture, seed: int) -> Picture:
    """Put a picture through a phone: lens, sensor, development, crop, JPEG, screenshot.

    Args:
        optics: What the phone does.
        picture: sRGB (H, W, 3), uint8.
        seed: Seeds the noise and the screenshot's decoration.

    Returns:
        sRGB (H', W', 3), uint8: no longer square where it was cropped, and taller or wider within a screenshot.
    """
    rng = np.random.default_rng(seed)
    light = _linear(picture)
    light = _blurred(light, optics.blur * picture.shape[0])
    light = _smeared(light, optics.motion * picture.shape[0], optics.motion_angle)
    light = _exposed(light, optics)
    light = _noisy(light, optics.noise, rng)
    signal = _toned(_encoded(light), optics)
    signal = _sharpened(signal, optics.sharpen)
    whole = np.asarray(np.clip(signal, 0, 1) * 255 + 0.5).astype(np.uint8)
    placed = _cropped(_turned(whole, optics), optics.crop)
    if optics.recompress:
        placed = recompressed(placed, optics.recompress)
    return framed(placed, optics.frame, rng)


def apply_to_mask(optics: Optics, mask: Mask, seed: int) -> Mask:
    """Where the piece lies in what `apply` makes of the picture.

    Args:
        optics: What the phone does; only what moves or hides pixels matters here.
        mask: Share of each of the picture's pixels that shows the piece (H, W), 255 for all of it.
        seed: The seed that `apply` was given.

    Returns:
        (H', W'), uint8, as large as the picture that `apply` returns.
    """
    after_noise = np.random.default_rng(seed)
    _noisy(np.zeros((*mask.shape, 3), np.float32), optics.noise, after_noise)
    placed = _cropped(_turned(np.repeat(mask[..., None], 3, axis=2), optics), optics.crop)
    if optics.frame == "none":
        return np.ascontiguousarray(placed[..., 0])
    shown, bare = (framed(layer, optics.frame, deepcopy(after_noise)) for layer in (placed, np.zeros_like(placed)))
    return np.asarray(shown[..., 0] - np.minimum(bare[..., 0], shown[..., 0]))


def recompressed(picture: Picture, quality: int) -> Picture:
    """A picture after it was saved as a JPEG of a quality in [1, 95]."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "jpeg", quality=quality)
    return np.asarray(Image.open(buffer).convert("RGB"))


def _linear(picture: Picture) -> Floats:
    signal = picture.astype(np.float32) / 255
    return np.asarray(np.where(signal <= 0.04045, signal / 12.92, ((signal + 0.055) / 1.055) ** 2.4), np.float32)


def _encoded(light: Floats) -> Floats:
    light = np.clip(light, 0, 1)
    return np.asarray(np.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055), np.float32)


def _blurred(light: Floats, sigma: float) -> Floats:
    """Gaussian blur by `sigma` pixels."""
    if sigma < 0.15:
        return light
    reach = int(np.ceil(3 * sigma))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel = (kernel / kernel.sum()).astype(np.float32)
    for axis in (0, 1):
        padding = [(reach, reach) if k == axis else (0, 0) for k in range(3)]
        padded = np.pad(light, padding, mode="edge")
        views = [np.take(padded, range(k, k + light.shape[axis]), axis) for k in range(2 * reach + 1)]
        light = np.asarray(sum(weight * view for weight, view in zip(kernel, views, strict=True)), np.float32)
    return light


def _smeared(light: Floats, length: float, angle: float) -> Floats:
    """Motion blur: the mean of the picture moved along a line of `length` pixels."""
    if length < 0.5:
        return light
    reach = int(np.ceil(length / 2)) + 1
    padded = np.pad(light, ((reach, reach), (reach, reach), (0, 0)), mode="edge")
    count = 2 * reach + 1
    total = np.zeros_like(light)
    for t in np.linspace(-length / 2, length / 2, count):
        total += _moved(
            padded, reach + t * np.sin(np.radians(angle)), reach + t * np.cos(np.radians(angle)), light.shape
        )
    return total / np.float32(count)


def _moved(padded: Floats, top: float, left: float, shape: tuple[int, ...]) -> Floats:
    """The part of a padded picture that starts at a place between pixels."""
    y, x = int(np.floor(top)), int(np.floor(left))
    v, u = np.float32(top - y), np.float32(left - x)
    height, width = shape[:2]
    rows = (1 - v) * padded[y : y + height] + v * padded[y + 1 : y + 1 + height] if v else padded[y : y + height]
    right = rows[:, x + 1 : x + 1 + width] if u else rows[:, x : x + width]
    return np.asarray((1 - u) * rows[:, x : x + width] + u * right, np.float32)


def _exposed(light: Floats, optics: Optics) -> Floats:
    """Errors of exposure and white balance, and darker corners."""
    half = optics.white_balance / 2
    gains = 2.0 ** np.array([optics.exposure + half, optics.exposure + optics.tint, optics.exposure - half])
    height, width = light.shape[:2]
    y, x = np.meshgrid(np.linspace(-1, 1, height), np.linspace(-1, 1, width), indexing="ij")
    falloff = 1 - optics.vignette * ((x**2 + y**2) / 2)
    return np.asarray(light * gains * falloff[..., None], np.float32)


def _noisy(light: Floats, deviation: float, rng: np.random.Generator) -> Floats:
    """Shot noise, partly smoothed as a phone does: fine grain in brightness, coarser blotches in colour."""
    if deviation <= 0:
        return light
    height, width = light.shape[:2]
    grain = rng.standard_normal((height, width, 1)).astype(np.float32)
    colour = _blurred(rng.standard_normal((height, width, 3)).astype(np.float32), 1.0) * np.float32(2.4)
    strength = deviation * np.sqrt(np.maximum(light, 0.0) * 0.8 + 0.01) / np.sqrt(0.18)
    return np.asarray(light + 0.45 * strength * (0.8 * grain + 0.5 * colour), np.float32)


def _toned(signal: Floats, optics: Optics) -> Floats:
    """Contrast about mid grey, saturation about the pixel's own grey."""
    signal = (signal - 0.5) * np.float32(optics.contrast) + 0.5
    grey = signal @ np.array([0.299, 0.587, 0.114], np.float32)
    return np.asarray(grey[..., None] + (signal - grey[..., None]) * np.float32(optics.saturation), np.float32)


def _sharpened(signal: Floats, strength: float) -> Floats:
    """Unsharp masking with the halo that phones leave."""
    if strength <= 0:
        return signal
    return signal + np.float32(strength) * (signal - _blurred(signal, 1.1))


def _turned(picture: Picture, optics: Optics) -> Picture:
    """Mirrored and turned as the phone was."""
    picture = picture[:, ::-1] if optics.mirrored else picture
    return np.ascontiguousarray(np.rot90(picture, optics.rotation))


def _cropped(picture: Picture, crop: tuple[float, float, float, float]) -> Picture:
    """What is left after shares are cut off at left, top, right and bottom, its longer side as long as before."""
    left, top, right, bottom = crop
    if not any(crop):
        return picture
    height, width = picture.shape[:2]
    kept = (round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height))
    part = Image.fromarray(picture).crop(kept)
    scale = max(height, width) / max(part.size)
    size = (max(1, round(part.width * scale)), max(1, round(part.height * scale)))
    return np.asarray(part.resize(size, Image.Resampling.BICUBIC))
