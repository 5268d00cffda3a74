import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from encoders.preprocessing import fit_square

SIDES = st.integers(16, 300)


def on_backdrop(width: int, height: int, backdrop: tuple[int, int, int]) -> Image.Image:
    """A black piece that fills the inner half of a photo."""
    photo = Image.new("RGB", (width, height), backdrop)
    photo.paste("black", (width // 4, height // 4, width - width // 4, height - height // 4))
    return photo


@given(SIDES, SIDES, st.sampled_from([16, 64, 97, 224]))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_any_shape_fits_the_square(width: int, height: int, size: int) -> None:
    fitted = fit_square(on_backdrop(width, height, (250, 240, 230)), size)
    assert fitted.shape == (size, size, 3)
    assert fitted.dtype == np.uint8


@given(SIDES, SIDES)
@settings(deadline=None, derandomize=True, max_examples=60)
def test_the_piece_stays_in_the_middle_and_keeps_its_shape(width: int, height: int) -> None:
    dark = fit_square(on_backdrop(width, height, (255, 255, 255)), 200)[:, :, 0] < 128
    rows, columns = np.flatnonzero(dark.any(axis=1)), np.flatnonzero(dark.any(axis=0))
    assert abs(rows[0] + rows[-1] - 199) <= 4
    assert abs(columns[0] + columns[-1] - 199) <= 4
    longest = max(width, height)
    slack = 2 * 200 / longest + 3  # the piece is drawn on whole pixels of the photo, and may be one off on each side
    assert abs(len(rows) - 100 * height / longest) <= slack
    assert abs(len(columns) - 100 * width / longest) <= slack


@given(SIDES, SIDES, st.tuples(*[st.integers(0, 255)] * 3))
@settings(deadline=None, derandomize=True, max_examples=60)
def test_the_margin_has_the_colour_of_the_backdrop(width: int, height: int, backdrop: tuple[int, int, int]) -> None:
    fitted = fit_square(on_backdrop(width, height, backdrop), 100)
    assert np.array_equal(fitted[0, 0], backdrop)
    assert np.array_equal(fitted[-1, -1], backdrop)


def test_a_mark_in_the_corner_does_not_colour_the_margin() -> None:
    photo = Image.new("RGB", (200, 100), (240, 240, 240))
    photo.paste("red", (0, 0, 30, 30))
    assert np.array_equal(fit_square(photo, 64)[0, 40], (240, 240, 240))


def test_every_side_of_the_photo_counts_for_the_margin() -> None:
    photo = Image.new("RGB", (200, 100), (20, 20, 20))
    photo.paste((240, 240, 240), (190, 0, 200, 100))
    photo.paste((240, 240, 240), (0, 90, 200, 100))  # now the right and the lower sides just outweigh the others
    assert np.array_equal(fit_square(photo, 64)[0, 0], (240, 240, 240))


@pytest.mark.parametrize("size", [32, 64, 224])
def test_a_square_photo_gets_no_margin(size: int) -> None:
    photo = Image.new("RGB", (128, 128), "white")
    photo.paste("black", (0, 0, 128, 16))
    fitted = fit_square(photo, size)
    assert (fitted[0] < 10).all()
    assert (fitted[-1] > 245).all()


def test_a_photo_of_the_right_size_is_left_as_it_is() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    assert np.array_equal(fit_square(Image.fromarray(pixels), 64), pixels)


def test_both_ends_of_a_long_necklace_are_kept() -> None:
    photo = Image.new("RGB", (600, 100), "white")
    photo.paste("black", (0, 0, 12, 100))
    photo.paste("black", (588, 0, 600, 100))
    middle = fit_square(photo, 200)[100, :, 0]
    assert middle[0] < 60
    assert middle[-1] < 60
    assert middle[100] > 245


@pytest.mark.parametrize("size", [(20_000, 16), (16, 20_000)])
def test_the_longest_strip_leaves_a_line(size: tuple[int, int]) -> None:
    fitted = fit_square(Image.new("RGB", size, "teal"), 64)
    assert np.array_equal(np.unique(fitted.reshape(-1, 3), axis=0), [(0, 128, 128)])


def test_fine_stripes_are_averaged_and_not_picked_out() -> None:
    stripes = np.tile(np.array([0, 255], dtype=np.uint8), 512)[None, :, None].repeat(1024, 0).repeat(3, 2)
    fitted = fit_square(Image.fromarray(stripes), 64)
    assert np.abs(fitted.astype(int) - 128).max() <= 3


def test_the_same_photo_gives_the_same_pixels_that_may_be_written_to() -> None:
    photo = Image.fromarray(np.random.default_rng(2).integers(0, 256, (333, 333, 3), dtype=np.uint8))
    fitted = fit_square(photo, 64)
    assert np.array_equal(fitted, fit_square(photo, 64))
    fitted[:] = 0
