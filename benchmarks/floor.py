"""The least that a query can take on one core: the towers at the core's measured peak, and decoding the photo."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from PIL import Image
from tokenizers import Tokenizer

from bundles import Bundle, Graph
from encoders.graph_encoders import GraphImageEncoder, GraphTextEncoder
from encoders.photo import decode_photo
from training.precision.feeds import pieces_of
from training.production.tokenizers import ServedTokenizer

Feeds = Mapping[str, NDArray[np.generic]]
SIDE = 1024
"""Rows and columns of the matrices that the peak is measured with: they fit the caches, and take tens of ms."""
ROUNDS = 15


@dataclass(frozen=True)
class Cost:
    """What one graph takes for one query.

    Attributes:
        macs: Multiplications with an addition, by whether they are of "fp32" or "int8" numbers.
        milliseconds: CPU time on one thread, the median.
    """

    macs: Mapping[str, int]
    milliseconds: float

    def at_peak(self, peaks: Mapping[str, float]) -> float:
        """How long its arithmetic would take at the peak, ms."""
        return sum(1000 * number / peaks[kind] for kind, number in self.macs.items())


def peaks(folder: Path) -> dict[str, float]:
    """Multiplications with an addition a second of one core, by the runtime's own products of large matrices."""
    return {"fp32": SIDE**3 / _fastest(_product(folder, "MatMul")), "int8": SIDE**3 / _fastest(_integers(folder))}


def costs(bundle: Bundle, photo: bytes, text: str) -> dict[str, Cost]:
    """What each graph of a bundle takes for a query of a photo and words."""
    manifest = bundle.manifest
    image, words = GraphImageEncoder(bundle, threads=1), GraphTextEncoder(bundle, threads=1)
    pixels = image.preprocess(decode_photo(photo, shortest=image.decoded_side))
    seen, said = image.encode([pixels]), words.encode([text])
    spec = manifest.text
    reader = Tokenizer.from_file(str(bundle.path(spec.tokenizer)))
    read = pieces_of([text], ServedTokenizer(reader, spec.max_pieces, spec.pad_id, spec.pad_to))
    fused: dict[str, NDArray[np.generic]] = {"role": np.array(0)}
    for name, encoding in (("image", seen), ("text", said)):
        parts = (encoding.vector, encoding.tokens, encoding.mask, np.ones(1, dtype=np.bool_))
        fused |= {
            f"{name}_{part}": each for part, each in zip(("vector", "tokens", "mask", "present"), parts, strict=True)
        }
    return {
        "image tower": _cost(bundle.path(manifest.image), {"pixels": pixels[None]}),
        "text tower": _cost(bundle.path(manifest.text), read),
        "fusion": _cost(bundle.path(manifest.fusion), fused),
    }


def decoding(bundle: Bundle, photo: bytes) -> dict[str, float]:
    """CPU time of decoding a photo, ms: the library alone, as small as the tower lets it; and as the service does."""
    image = GraphImageEncoder(bundle, threads=1)

    def bare() -> None:
        with Image.open(BytesIO(photo)) as opened:
            opened.draft("RGB", (image.decoded_side, image.decoded_side))
            opened.load()

    def whole() -> None:
        image.preprocess(decode_photo(photo, shortest=image.decoded_side))

    return {"bare": 1000 * _median(bare), "whole": 1000 * _median(whole)}


def macs(path: Path, feeds: Feeds) -> dict[str, int]:
    """Multiplications with an addition of a graph for some inputs, counted by the shapes that it really makes."""
    model = onnx.load(str(path))
    graph = model.graph
    counted = {"Conv", "Gemm", "MatMul", "MatMulInteger"}
    nodes = [node for node in graph.node if node.op_type in counted]
    known = {output.name for output in graph.output}
    wanted = list(dict.fromkeys(name for node in nodes for name in (*node.input[:2], node.output[0])))
    sizes = {weight.name: tuple(weight.dims) for weight in graph.initializer}
    made = {name for node in graph.node for name in node.output}
    graph.output.extend(helper.make_empty_tensor_value_info(name) for name in wanted if name in made - known)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [name for name in wanted if name in made]
    inputs = {each.name for each in session.get_inputs()}
    values = session.run(names, {name: value for name, value in feeds.items() if name in inputs})
    sizes |= {name: value.shape for name, value in zip(names, values, strict=True)}
    sizes |= {name: value.shape for name, value in feeds.items()}
    found = {"fp32": 0, "int8": 0}
    for node in nodes:
        weight, output = sizes[node.input[1]], int(np.prod(sizes[node.output[0]]))
        each = int(np.prod(weight[1:])) if node.op_type == "Conv" else sizes[node.input[0]][-1]
        found["int8" if _whole_numbers(node.op_type, node.input, graph) else "fp32"] += output * each
    return {kind: number for kind, number in found.items() if number}


def _whole_numbers(kind: str, inputs: list[str], graph: onnx.GraphProto) -> bool:
    """Whether a product is computed in int8: by its kind, or since its weights are stored so."""
    if kind == "MatMulInteger":
        return True
    stored = {weight.name for weight in graph.initializer if weight.data_type in (TensorProto.INT8, TensorProto.UINT8)}
    makers = {node.output[0]: node for node in graph.node if node.op_type == "DequantizeLinear"}
    return inputs[1] in makers and makers[inputs[1]].input[0] in stored


def _cost(path: Path, feeds: Feeds) -> Cost:
    graph = Graph(path, threads=1)
    read = {name: feeds[name] for name in graph.inputs}
    return Cost(macs(path, feeds), 1000 * _median(partial(graph.run, read, graph.outputs)))


def _product(folder: Path, kind: str) -> Callable[[], object]:
    weights = np.random.default_rng(0).normal(size=(SIDE, SIDE)).astype(np.float32)
    return _running(folder, kind, [numpy_helper.from_array(weights, "w")], ["x", "w"], weights, TensorProto.FLOAT)


def _integers(folder: Path) -> Callable[[], object]:
    drawn = np.random.default_rng(0).integers(0, 255, (SIDE, SIDE))
    kept = [
        numpy_helper.from_array((drawn - 128).astype(np.int8), "w"),
        numpy_helper.from_array(np.array(128, dtype=np.uint8), "zx"),
        numpy_helper.from_array(np.array(0, dtype=np.int8), "zw"),
    ]
    return _running(folder, "MatMulInteger", kept, ["x", "w", "zx", "zw"], drawn.astype(np.uint8), TensorProto.INT32)


def _running(
    folder: Path, kind: str, weights: list[TensorProto], inputs: list[str], fed: NDArray[np.generic], result: int
) -> Callable[[], object]:
    read = TensorProto.UINT8 if fed.dtype == np.uint8 else TensorProto.FLOAT
    graph = helper.make_graph(
        [helper.make_node(kind, inputs, ["y"])], kind, [helper.make_tensor_value_info("x", read, [SIDE, SIDE])],
        [helper.make_tensor_value_info("y", result, [SIDE, SIDE])], weights,
    )  # fmt: skip
    path = folder / f"{kind}.onnx"
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), str(path))
    opened = Graph(path, threads=1)
    return lambda: opened.run({"x": fed}, ("y",))


def _times(work: Callable[[], object]) -> list[float]:
    work()
    taken = []
    for _ in range(ROUNDS):
        started = time.thread_time()
        work()
        taken.append(time.thread_time() - started)
    return taken


def _median(work: Callable[[], object]) -> float:
    return statistics.median(_times(work))


def _fastest(work: Callable[[], object]) -> float:
    return min(_times(work))
