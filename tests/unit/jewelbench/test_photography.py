from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from PIL import Image

from jewelbench.photography.optics import apply, apply_to_mask
from jewelbench.photography.screenshots import Frame, framed
from jewelbench.rendering.scene import Optics

FRAMES = [frame for frame in get_args(Frame) if frame != "none"]


def picture() -> np.ndarray:
    coarse = np.random.default_rng(5).integers(40, 215, (9, 9, 3)).astype(np.uint8)
    return np.asarray(Image.fromarray(coarse).resize((72, 72), Image.Resampling.NEAREST))


def taken(seed: int = 1, **faults: object) -> np.ndarray:
    return apply(replace(Optics(), **faults), picture(), seed).astype(float)


def sharpness(pixels: np.ndarray, axis: int) -> float:
    return float((np.diff(pixels, axis=axis) ** 2).mean())


def test_a_phone_without_faults_changes_nothing() -> None:
    assert np.abs(taken() - picture()).max() <= 1


def test_the_input_is_left_alone() -> None:
    before = picture()
    apply(Optics(noise=0.1, exposure=1.0, mirrored=True), before, 0)
    assert np.array_equal(before, picture())


def test_noise_comes_from_the_seed_and_has_no_bias() -> None:
    assert np.array_equal(taken(noise=0.05), taken(noise=0.05))
    assert not np.array_equal(taken(noise=0.05), taken(seed=2, noise=0.05))
    off = taken(noise=0.05) - picture()
    assert 3 < off.std() < 20
    assert abs(off.mean()) < 2


def test_blur_softens_every_way_and_motion_only_along_its_direction() -> None:
    sharp = taken()
    assert sharpness(taken(blur=0.02), 0) < 0.9 * sharpness(sharp, 0)
    across = taken(motion=0.05, motion_angle=0.0)
    assert sharpness(across, 1) / sharpness(sharp, 1) < 0.6 * sharpness(across, 0) / sharpness(sharp, 0)
    assert sharpness(taken(sharpen=1.0), 1) > 1.1 * sharpness(sharp, 1)


def test_light_is_gained_or_lost() -> None:
    assert taken(exposure=0.7).mean() > taken().mean() + 10
    assert taken(exposure=-0.7).mean() < taken().mean() - 10
    warm = taken(white_balance=0.6).mean((0, 1)) - taken().mean((0, 1))
    assert warm[0] > 5 > -5 > warm[2]
    assert (taken(tint=0.4) - taken()).mean((0, 1))[1] > 5
    dark = taken(vignette=0.6) / np.maximum(taken(), 1)
    assert dark[:6, :6].mean() < 0.85 < 0.97 < dark[33:39, 33:39].mean()


def test_contrast_and_saturation_spread_the_colours() -> None:
    assert taken(contrast=1.3).std() > 1.1 * taken().std()
    assert np.ptp(taken(saturation=0.0), axis=2).max() <= 2


def test_recompression_leaves_traces_that_fall_with_quality() -> None:
    poor, good = (np.abs(taken(recompress=quality) - picture()).mean() for quality in (20, 90))
    assert poor > 2 * good > 0


def test_mirrored_turned_and_cropped() -> None:
    assert np.array_equal(taken(mirrored=True), taken()[:, ::-1])
    assert np.array_equal(taken(rotation=1), np.rot90(taken()))
    cropped = taken(crop=(0.0, 0.25, 0.0, 0.25))
    assert cropped.shape == (36, 72, 3)
    assert np.array_equal(cropped, taken()[18:54])
    assert taken(crop=(0.5, 0.0, 0.0, 0.0)).shape == (72, 36, 3)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("seed", range(6))
def test_a_screenshot_holds_the_picture_whole(frame: Frame, seed: int) -> None:
    shot = framed(picture(), frame, np.random.default_rng(seed))
    assert shot.shape[0] > 72 or shot.shape[1] > 72
    places = np.lib.stride_tricks.sliding_window_view(shot, (72, 72, 3))[:, :, 0]
    off = min(
        np.abs(places[i, j].astype(int) - picture()).mean()
        for i in range(places.shape[0])
        for j in range(places.shape[1])
    )
    assert off < 12  # a sticker may lie on a part of it


def test_no_frame_is_no_frame() -> None:
    assert np.array_equal(framed(picture(), "none", np.random.default_rng(0)), picture())


@pytest.mark.parametrize("frame", ["none", *FRAMES])
def test_a_mask_goes_where_the_piece_went(frame: Frame) -> None:
    mask = np.zeros((72, 72), np.uint8)
    mask[20:50, 30:44] = 255
    black = np.zeros((72, 72, 3), np.uint8)
    red = black.copy()
    red[..., 0] = mask
    optics = Optics(noise=0.02, crop=(0.1, 0.0, 0.05, 0.2), mirrored=True, rotation=1, frame=frame)
    with_piece, without = (apply(optics, picture, 7).astype(int)[..., 0] for picture in (red, black))
    moved = apply_to_mask(optics, mask, 7)
    assert moved.shape == with_piece.shape
    shown = (with_piece - without) > 127
    assert 0.02 < shown.mean() < 0.3
    assert ((moved > 127) == shown).mean() > 0.99
