"""Where photos are cut."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

from bundles import BundleCorruptError, LocatorSpec, load_bundle
from bundles.manifest import written
from encoders.graph_encoders import CLOSER, GraphImageEncoder
from encoders.locator import Box, PieceLocator, box_around

SIZE, CELLS = 32, 16
SPEC = LocatorSpec(
    file="locator.onnx", sha256="0" * 64, size=SIZE, threshold=0.5, margin=0.5, smallest=0.25, parameters=1
)


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


def dark_is_piece(path: Path) -> None:
    """A graph for which each cell of two by two pixels is as likely a piece as it is dark."""
    weights = {
        "darker": np.array([-1 / 255], dtype=np.float32),
        "one": np.ones(1, dtype=np.float32),
    }
    nodes = [
        helper.make_node("Cast", ["pixels"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["float", "darker"], ["negative"]),
        helper.make_node("Add", ["negative", "one"], ["dark"]),
        helper.make_node("Transpose", ["dark"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("AveragePool", ["planes"], ["pooled"], kernel_shape=[2, 2], strides=[2, 2]),
        helper.make_node("ReduceMean", ["pooled"], ["piece"], axes=[1], keepdims=0),
    ]
    graph = helper.make_graph(
        nodes, "dark",
        [helper.make_tensor_value_info("pixels", TensorProto.UINT8, ["batch", SIZE, SIZE, 3])],
        [helper.make_tensor_value_info("piece", TensorProto.FLOAT, ["batch", CELLS, CELLS])],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )  # fmt: skip
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))


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
    cut = locator.cut(whole)
    dark = np.asarray(cut.convert("L")) < 100
    assert dark.sum() == 80 * 100
    assert cut.size[0] == cut.size[1]
    assert max(cut.size) < 200


def test_a_photo_without_a_piece_stays_as_it_is(locator: PieceLocator) -> None:
    empty = photo((64, 48), (0, 0, 0, 0))
    assert locator.cut(empty) is empty


def test_locators_that_cut_differently_have_other_names(locator: PieceLocator, tmp_path: Path) -> None:
    wider = PieceLocator(tmp_path, SPEC.model_copy(update={"margin": 0.1}))
    assert wider.name != locator.name == PieceLocator(tmp_path, SPEC).name


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """The shipped bundle with a locator that takes dark parts for the piece."""
    shipped = load_bundle(Path("models/loupe-mini"))
    for file in shipped.manifest.files:
        (tmp_path / file.file).symlink_to(shipped.path(file).resolve())
    path = tmp_path / SPEC.file
    path.unlink(missing_ok=True)
    dark_is_piece(path)
    spec = SPEC.model_copy(update={"sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    image = shipped.manifest.image.model_copy(update={"locator": spec})
    manifest = shipped.manifest.model_copy(update={"image": image})
    (tmp_path / "manifest.json").write_bytes(written(manifest.model_dump(exclude_none=True)))
    return tmp_path


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
