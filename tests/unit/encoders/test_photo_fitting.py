"""Photos are fitted as the libraries that checkpoints come from fit them."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bundles import PhotoFitting
from encoders.photo import decode_photo
from encoders.preprocessing import decoded_side, fit_photo, fit_square
from encoders.towers.torchvision_operators import ensure_torchvision_imports

SHAPES = [(640, 480), (333, 500), (224, 224), (97, 300), (60, 50), (225, 226)]


def picture(width: int, height: int) -> Image.Image:
    """Fine and coarse structure, and no symmetry that would hide a shift."""
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(x / 3 + y / 7), np.cos(x / 17 - y / 11), np.sin((x + 2 * y) / 23)]
    return Image.fromarray(np.stack([(127 * wave + 128).clip(0, 255) for wave in waves], axis=2).astype(np.uint8))


def as_pixels(transform: Callable[[Image.Image], object], photo: Image.Image) -> NDArray[np.uint8]:
    tensor = transform(photo)
    return np.asarray(tensor * 255).round().astype(np.uint8).transpose(1, 2, 0)  # type: ignore[operator]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("interpolation", ["bicubic", "bilinear"])
@pytest.mark.parametrize(("way", "theirs"), [("crop", "shortest"), ("squash", "squash")])
def test_open_clips_photos_are_the_same_to_the_pixel(
    shape: tuple[int, int], interpolation: str, way: str, theirs: str
) -> None:
    ensure_torchvision_imports()
    from open_clip.transform import image_transform

    transform = image_transform(
        224, is_train=False, mean=(0, 0, 0), std=(1, 1, 1), resize_mode=theirs, interpolation=interpolation
    )
    fitting = PhotoFitting.model_validate({"way": way, "interpolation": interpolation})
    fitted = fit_photo(picture(*shape), 224, fitting)
    np.testing.assert_array_equal(fitted, as_pixels(transform, picture(*shape)))


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("way", "theirs"), [("crop", "center"), ("squash", "squash")])
def test_timms_photos_are_the_same_to_the_pixel(shape: tuple[int, int], way: str, theirs: str) -> None:
    ensure_torchvision_imports()
    from timm.data import create_transform

    transform = create_transform(
        (3, 224, 224), interpolation="bicubic", mean=(0, 0, 0), std=(1, 1, 1), crop_pct=0.95, crop_mode=theirs
    )
    fitting = PhotoFitting.model_validate({"way": way, "scaled_to": int(224 / 0.95)})
    fitted = fit_photo(picture(*shape), 224, fitting)
    np.testing.assert_array_equal(fitted, as_pixels(transform, picture(*shape)))


@pytest.mark.parametrize("way", ["crop", "squash"])
def test_a_photo_that_was_decoded_smaller_is_fitted_nearly_alike(way: str, encoded: Callable[..., bytes]) -> None:
    fitting = PhotoFitting.model_validate({"way": way})
    data = encoded(picture(2000, 1500), "JPEG", quality=95)
    whole = fit_photo(decode_photo(data), 224, fitting).astype(float)
    reduced = decode_photo(data, shortest=decoded_side(224, fitting))
    assert min(reduced.size) < 800
    assert np.abs(whole - fit_photo(reduced, 224, fitting)).mean() < 1.5


def test_without_a_word_on_it_the_whole_photo_is_kept() -> None:
    photo = picture(300, 200)
    np.testing.assert_array_equal(fit_photo(photo, 97, PhotoFitting()), fit_square(photo, 97))
    assert decoded_side(97, PhotoFitting()) == 97
