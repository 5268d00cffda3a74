from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from bundles import AttributesSpec
from jewelbench.evaluation.attribute_accuracy import attribute_accuracy, grouped, main_stone, metal_look, stone_look
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.judging import Benchmark
from jewelbench.evaluation.retriever import PhotoFile, Vectors
from jewelbench.release import ProductRecord, QueryRecord
from jewelbench.specs.spec import Spec

METALS = ["platinum", "silver", "yellow gold"]
SPEC = AttributesSpec(
    file="attributes.onnx",
    sha256="0" * 64,
    labels={"metal": METALS},
    thresholds={"metal": 0.5},
    calibration_errors={"metal": 0.0},
)


def design(name: str, metal: str, **attributes: str) -> ProductRecord:
    return ProductRecord(
        product_id=name,
        family=name,
        split="test",
        spec=Spec(category="ring", style="band", metal="silver"),
        attributes={"category": "ring", "metal": metal, **attributes},
        look={},
        title=name,
        description="",
        packshots=(f"{name}-p",),
    )


class Heads:
    """Towers whose photos are numbered, and heads that say of each what was given."""

    threads = 1

    def __init__(self, likelihoods: Sequence[Sequence[float]], spec: AttributesSpec | None = SPEC) -> None:
        self._likelihoods = np.array(likelihoods, dtype=np.float32)
        graph = SimpleNamespace(run=self._run)
        manifest = SimpleNamespace(attributes=spec)
        self.bundle = SimpleNamespace(manifest=manifest, graph=lambda file, threads: graph)

    def photo_vectors(self, photos: Sequence[PhotoFile]) -> Vectors:
        return np.array([[int(cast(Path, photo).name)] for photo in photos], dtype=np.float32)

    def _run(self, feeds: Mapping[str, Vectors], outputs: Sequence[str]) -> list[Vectors]:
        assert outputs == ("metal",)
        return [self._likelihoods[feeds["vector"][:, 0].astype(int)]]


def benchmark(designs: Sequence[ProductRecord]) -> Benchmark:
    """Each design with one query photo; the last one's is a worn one."""
    shown = {f"q{number}": product.product_id for number, product in enumerate(designs)}
    queries = [QueryRecord(query_id=photo, photo=photo, relevant=(product,)) for photo, product in shown.items()]
    return Benchmark(
        "tiny",
        designs,
        {photo: Path(str(number)) for number, photo in enumerate(shown)},
        {"photo-to-product": queries[:-1], "worn-and-cluttered": queries[-1:], "composed": queries},
        {},
        designs,
        shown,
    )


def test_white_metals_count_as_one_and_by_name() -> None:
    designs = [design("a", "platinum"), design("b", "white gold"), design("c", "yellow gold"), design("d", "silver")]
    heads = Heads([[0.3, 0.3, 0.4], [0.5, 0.2, 0.3], [0.1, 0.1, 0.8], [0.1, 0.2, 0.7]])
    found = attribute_accuracy(benchmark(designs), cast(BundleTowers, heads))
    assert set(found) == {"metal", "metal_by_name"}
    metal, by_name = found["metal"], found["metal_by_name"]
    assert metal.photos == 4
    assert metal.accuracy.mean == 0.75  # likelihoods of platinum and silver add up
    assert metal.by_task == {"photo-to-product": 1.0, "worn-and-cluttered": 0.0}
    assert by_name.accuracy.mean == 0.25
    assert metal.guessed == 0.75  # what the service would fill in is one label that is likely enough
    assert metal.right_of_guesses == pytest.approx(2 / 3)
    assert by_name.right_of_guesses == pytest.approx(1 / 3)
    sure = [(0.6, 1), (0.7, 1), (0.8, 1), (0.7, 0)]
    expected = 0.25 * abs(1 - 0.6) + 0.5 * abs(0.5 - 0.7) + 0.25 * abs(1 - 0.8)
    assert metal.calibration_error == pytest.approx(expected, abs=1e-6), sure


def test_without_heads_or_truth_nothing_is_said() -> None:
    heads = Heads([[1.0, 0.0, 0.0]], spec=None)
    assert attribute_accuracy(benchmark([design("a", "platinum")]), cast(BundleTowers, heads)) == {}
    bare = Benchmark("merchant", [design("a", "platinum")], {}, {"photo-to-product": []}, {})
    assert attribute_accuracy(bare, cast(BundleTowers, Heads([[1.0, 0.0, 0.0]]))) == {}


def test_what_looks_alike_counts_as_one() -> None:
    assert metal_look("platinum") == metal_look("silver") != metal_look("rose gold")
    assert stone_look("ruby") == stone_look("red spinel") != stone_look("garnet")
    assert stone_look("white pearl") == stone_look("freshwater pearl")
    assert stone_look("") == ""
    assert stone_look("kryptonite") == "kryptonite"  # a label that the benchmark does not know is itself


def test_a_pearl_is_the_main_stone_where_there_is_no_other() -> None:
    assert main_stone(design("a", "silver", stone="opal", pearl="white pearl")) == "opal"
    assert main_stone(design("a", "silver", pearl="white pearl")) == "white pearl"
    assert main_stone(design("a", "silver")) == ""


def test_likelihoods_of_a_group_add_up() -> None:
    names, joined = grouped(np.array([[0.2, 0.5, 0.3]], dtype=np.float32), ["white", "gold", "white"])
    assert names == ["white", "gold"]
    assert joined[0] == pytest.approx([0.5, 0.5])
