import numpy as np

from jewelbench.rendering.exposure import Exposure
from jewelbench.rendering.scene import Backdrop, Camera, Scene
from jewelbench.rendering.tone import develop, encode

LIGHT = np.full((16, 16, 3), 0.8, np.float32)
PIECE = np.zeros((16, 16), np.float32)
LIGHT[5:11, 5:11] = 0.3
PIECE[5:11, 5:11] = 1.0


def scene(kind: str, backdrop: str) -> Scene:
    return Scene(kind, "flat", Camera(40, -90), backdrop=Backdrop(backdrop))  # type: ignore[arg-type]


def test_encoding_is_monotone_and_never_wraps() -> None:
    signal = encode(np.linspace(0, 20, 500, dtype=np.float32).reshape(1, -1, 1).repeat(3, 2))[0, :, 0].astype(int)
    assert (np.diff(signal) >= 0).all()
    assert (signal[0], signal[-1]) == (0, 255)


def test_a_shop_shows_white_as_paper_and_leaves_the_piece_alone() -> None:
    picture = develop(Exposure(LIGHT, PIECE), scene("packshot", "white"))
    assert picture[0, 0].min() >= 250
    assert np.array_equal(picture[8, 8], encode(LIGHT)[8, 8])


def test_a_shopper_and_a_coloured_backdrop_get_the_light_as_it_is() -> None:
    for each in (scene("plain", "white"), scene("packshot", "blush")):
        assert np.array_equal(develop(Exposure(LIGHT, PIECE), each), encode(LIGHT))


def test_a_shadow_beside_the_piece_stays_visible() -> None:
    shaded = LIGHT.copy()
    shaded[12:14, 5:11] = 0.4
    picture = develop(Exposure(shaded, PIECE), scene("packshot", "white"))
    assert picture[12, 8].max() < 215


def test_a_picture_that_is_all_piece_can_be_developed() -> None:
    picture = develop(Exposure(LIGHT, np.ones_like(PIECE)), scene("packshot", "white"))
    assert np.array_equal(picture, encode(LIGHT))
