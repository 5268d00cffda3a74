"""Where photos are cut."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from bundles import BundleCorruptError, load_bundle
from encoders.graph_encoders import CLOSER, GraphImageEncoder
from encoders.locator import Box, PieceLocator, box_around
from tests.unit.encoders.dark_locator import CELLS, SPEC, bundle_with_locator, dark_is_piece


def seen(*spans: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """What is seen of pieces in cells from (left, top) up to (right, bottom)."""
    cells = np.full((CELLS, CELLS), 0.1, dtype=np.float32)
    for left, top, right, bottom in spans:
        cells[top:bottom, left:right] = 0.9
    return cells


@pytest.mark.parametrize(
    ("spans", "box"),
    [
        ([(6, 6, 10, 10)], Box(50, 50, 110, 110)),  # 40 pixels, and half of that around them
        ([(6, 7, 10, 9)], Box(50, 50, 110, 110)),  # as wide as it is long
        ([(0, 0, 4, 4)], Box(0, 0, 60, 60)),  # moved into the photo
        ([(12, 12, 16, 16)], Box(100, 100, 160, 160)),
        ([(8, 8, 9, 9)], Box(65, 65, 105, 105)),  # a quarter of the photo is the least
        ([(2, 2, 14, 14)], Box(0, 0, 160, 160)),  # no more than the photo
        ([(2, 7, 4, 9), (8, 7, 10, 9)], Box(0, 20, 120, 140)),  # a pair of earrings lies in one box
        ([], Box(0, 0, 160, 160)),  # nothing is seen, so all is looked at
    ],
)
def test_a_square_is_cut_around_all_that_is_seen(spans: list[tuple[int, int, int, int]], box: Box) -> None:
    assert box_around(seen(*spans), (160, 160), SPEC) == box


@pytest.mark.parametrize(
    ("shape", "box"),
    [((160, 80), Box(50, 10, 110, 70)), ((80, 160), Box(10, 50, 70, 110)), ((160, 40), Box(50, 0, 110, 40))],
)
def test_a_photo_that_is_not_square_is_cut_where_the_piece_is_in_it(shape: tuple[int, int], box: Box) -> None:
    assert box_around(seen((6, 6, 10, 10)), shape, SPEC) == box


def photo(shape: tuple[int, int], piece: tuple[int, int, int, int]) -> Image.Image:
    image = Image.new("RGB", shape, (240, 240, 240))
    image.paste((20, 10, 0), piece)
    return image


@pytest.fixture
def locator(tmp_path: Path) -> PieceLocator:
    dark_is_piece(tmp_path / SPEC.file)
    return PieceLocator(tmp_path, SPEC)


def test_what_is_cut_out_shows_the_whole_piece_larger(locator: PieceLocator) -> None:
    whole = photo((640, 480), (400, 200, 480, 300))
    cut, area = locator.cut(whole)
    assert area is not None
    assert area.left < 400 / 640 < 480 / 640 < area.right
    assert area.top < 200 / 480 < 300 / 480 < area.bottom
    dark = np.asarray(cut.convert("L")) < 100
    assert dark.sum() == 80 * 100
    assert cut.size[0] == cut.size[1]
    assert max(cut.size) < 200


def test_a_photo_without_a_piece_stays_as_it_is(locator: PieceLocator) -> None:
    empty = photo((64, 48), (0, 0, 0, 0))
    assert locator.cut(empty) == (empty, None)


def test_locators_that_cut_differently_have_other_names(locator: PieceLocator, tmp_path: Path) -> None:
    wider = PieceLocator(tmp_path, SPEC.model_copy(update={"margin": 0.1}))
    assert wider.name != locator.name == PieceLocator(tmp_path, SPEC).name


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    return bundle_with_locator(tmp_path)


def test_a_tower_with_a_locator_reads_what_is_cut_out_from_a_closer_picture(bundle: Path) -> None:
    encoder = GraphImageEncoder(load_bundle(bundle), threads=1)
    assert encoder.decoded_side == CLOSER * encoder.size
    near, far = photo((400, 400), (100, 100, 300, 300)), photo((1600, 1200), (1000, 300, 1400, 700))
    dark = [(encoder.preprocess(each).max(axis=2) < 100).sum() for each in (near, far)]
    assert dark[1] == pytest.approx(dark[0], rel=0.2)
    assert encoder.preprocess(near).shape == (encoder.size, encoder.size, 3)


def test_a_locator_whose_file_was_changed_is_refused(bundle: Path) -> None:
    with (bundle / SPEC.file).open("ab") as file:
        file.write(b"x")
    with pytest.raises(BundleCorruptError, match=r"locator\.onnx"):
        load_bundle(bundle)
