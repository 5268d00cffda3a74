import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jewelbench.rendering.camera import aim
from jewelbench.rendering.scene import Camera

CLOUD = np.random.default_rng(4).normal(size=(9000, 3)) * [6.0, 4.0, 5.0] + [40.0, 0.0, 6.0]


@settings(max_examples=60, deadline=None)
@given(
    elevation=st.floats(0, 89),
    azimuth=st.floats(-180, 180),
    fov=st.floats(10, 35),
    fill=st.floats(0.2, 1.1),
    roll=st.floats(-40, 40),
)
def test_the_piece_is_centred_and_fills_the_frame_as_asked(
    elevation: float, azimuth: float, fov: float, fill: float, roll: float
) -> None:
    seen = aim(Camera(elevation, azimuth, fov, fill, roll), CLOUD).seen(CLOUD)
    low, high = seen.min(0), seen.max(0)
    assert np.abs(low + high).max() < 0.02
    assert (high - low).max() / 2 == pytest.approx(fill, rel=0.01)


def test_a_shift_moves_the_piece_right_and_up() -> None:
    still, moved = (aim(Camera(30, -90, shift=shift), CLOUD).seen(CLOUD) for shift in ((0.0, 0.0), (0.1, 0.2)))
    low, high = (moved - still).min(0), (moved - still).max(0)
    assert low == pytest.approx([0.2, 0.4], abs=0.08)
    assert high == pytest.approx([0.2, 0.4], abs=0.08)


def test_from_the_front_right_is_right_and_up_is_up() -> None:
    view = aim(Camera(0, -90), CLOUD)
    assert view.axes == pytest.approx(np.array([[1, 0, 0], [0, 0, 1], [0, 1, 0]]), abs=1e-9)
    assert view.origin[1] < CLOUD[:, 1].min()


def test_the_lens_is_focused_before_the_piece_when_asked() -> None:
    middle, near = (aim(Camera(30, -90, aperture=0.02, focus=focus), CLOUD) for focus in (0.0, -1.0))
    assert middle.focus - near.focus == pytest.approx(middle.radius)
    assert middle.aperture > 0


def test_a_wide_lens_stays_outside_the_piece() -> None:
    view = aim(Camera(0, 0, fov=80, fill=1.2), CLOUD)
    middle = (CLOUD.min(0) + CLOUD.max(0)) / 2
    assert np.linalg.norm(view.origin - middle) > view.radius
