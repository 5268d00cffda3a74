"""A locator that takes dark parts of a photo for the piece."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from bundles import LocatorSpec, load_bundle
from bundles.manifest import written

SIZE, CELLS = 32, 16
SPEC = LocatorSpec(
    file="locator.onnx", sha256="0" * 64, size=SIZE, threshold=0.5, margin=0.5, smallest=0.25, parameters=1
)


def bundle_with_locator(folder: Path) -> Path:
    """The shipped bundle with such a locator in an empty folder, which is returned."""
    shipped = load_bundle(Path("models/loupe-mini"))
    for file in shipped.manifest.files:
        if file.file != SPEC.file:
            (folder / file.file).symlink_to(shipped.path(file).resolve())
    path = folder / SPEC.file
    dark_is_piece(path)
    spec = SPEC.model_copy(update={"sha256": hashlib.sha256(path.read_bytes()).hexdigest()})
    image = shipped.manifest.image.model_copy(update={"locator": spec})
    manifest = shipped.manifest.model_copy(update={"image": image})
    (folder / "manifest.json").write_bytes(written(manifest.model_dump(exclude_none=True)))
    return folder


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
