"""What a photo shows in words, from graphs made by hand."""

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper

from bundles import AttributesSpec, Bundle, load_bundle
from encoders.attributes import AttributeHeads, Guess
from service.settings import REPOSITORY

SHIPPED = REPOSITORY / "models" / "loupe-mini"


def bundle_with_heads(folder: Path, thresholds: dict[str, float]) -> Bundle:
    """The shipped bundle with a head that takes the vector itself for likelihoods."""
    path = folder / "attributes.onnx"
    vector = helper.make_tensor_value_info("vector", TensorProto.FLOAT, ["batch", 3])
    out = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", 3]) for name in ("category", "gemstone")]
    nodes = [helper.make_node("Identity", ["vector"], [name]) for name in ("category", "gemstone")]
    opset = [helper.make_opsetid("", 17)]
    onnx.save(
        helper.make_model(helper.make_graph(nodes, "g", [vector], out), opset_imports=opset, ir_version=8), str(path)
    )
    spec = AttributesSpec(
        file=path.name,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        labels={"category": ["ring", "brooch", "watch"], "gemstone": ["", "ruby", "opal"]},
        thresholds=thresholds,
        calibration_errors={"category": 0.0, "gemstone": 0.0},
    )
    shipped = load_bundle(SHIPPED)
    return Bundle(folder, shipped.manifest.model_copy(update={"attributes": spec}), "f" * 64)


def test_only_what_is_sure_enough_is_guessed(tmp_path: Path) -> None:
    heads = AttributeHeads(bundle_with_heads(tmp_path, {"category": 0.8, "gemstone": 0.5}), threads=1)
    rows = np.array([[0.1, 0.85, 0.05], [0.3, 0.1, 0.6]], dtype=np.float32)
    first, second = heads.guess(rows)
    assert first == {"category": Guess("brooch", np.float32(0.85)), "gemstone": Guess("ruby", np.float32(0.85))}
    assert second == {"gemstone": Guess("opal", np.float32(0.6))}


def test_a_piece_without_a_stone_is_not_said_to_have_one(tmp_path: Path) -> None:
    heads = AttributeHeads(bundle_with_heads(tmp_path, {"category": 0.5, "gemstone": 0.5}), threads=1)
    (guess,) = heads.guess(np.array([[0.9, 0.05, 0.05]], dtype=np.float32))
    assert guess == {"category": Guess("ring", np.float32(0.9))}


def test_a_bundle_without_heads_guesses_nothing() -> None:
    shipped = load_bundle(SHIPPED)
    plain = Bundle(shipped.folder, shipped.manifest.model_copy(update={"attributes": None}), shipped.fingerprint)
    heads = AttributeHeads(plain, threads=1)
    assert heads.guess(np.zeros((2, 512), np.float32)) == [{}, {}]
    assert heads.guess(np.zeros((0, 512), np.float32)) == []
