from collections.abc import Sequence
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from jewelbench.evaluation.bundle_retriever import FusedRetriever
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.judging import Benchmark
from jewelbench.evaluation.retriever import PhotoFile, Photos, Scores, Vectors
from jewelbench.evaluation.siblings import LEAST_PAIRS, difference, judge_siblings
from jewelbench.release import ProductRecord, QueryRecord
from jewelbench.specs.spec import Spec

FAMILIES = LEAST_PAIRS


def design(family: int, number: int, look: dict[str, str]) -> ProductRecord:
    name = f"{family}.{number}"
    return ProductRecord(
        product_id=name,
        family=f"f{family}",
        split="test",
        spec=Spec(category="ring", style="band", metal="silver"),
        attributes={"category": "ring"},
        look=look,
        title=name,
        description="",
        packshots=(f"{name}-p0", f"{name}-p1"),
    )


DESIGNS = [
    design(family, number, look)
    for family in range(FAMILIES)
    for number, look in enumerate(
        ({"metal": "white"}, {"metal": "rose"}, {"metal": "rose", "stone": "red", "cut": "oval"})
    )
]


def angle(product: str) -> float:
    """Where a product lies on a circle, radians: families far apart, siblings of other metal near."""
    family, number = map(int, product.split("."))
    return 2 * np.pi * family / FAMILIES / 1.5 + (0.0, 0.01, 0.05)[number]


class Circle:
    """Retriever and towers at once: a photo of a white piece shows it a little as if it were rose in some families."""

    @property
    def gallery(self) -> Vectors:
        return np.repeat([[np.cos(a), np.sin(a)] for a in map(angle, self._ids())], 2, axis=0).astype(np.float32)

    def photo_vectors(self, photos: Sequence[PhotoFile]) -> Vectors:
        angles = [angle(cast(Path, photo).name.partition("-")[0]) for photo in photos]
        return np.array([[np.cos(a), np.sin(a)] for a in angles], dtype=np.float32)

    def scores(self, queries: Sequence[QueryRecord], photos: Photos) -> Scores:
        shift = np.array([0.008 if int(query.query_id.partition(".")[0]) % 4 == 0 else 0.0 for query in queries])
        asked = np.array([angle(query.query_id) for query in queries]) + shift
        return np.cos(asked[:, None] - np.array(list(map(angle, self._ids())))).astype(np.float64)  # type: ignore[return-value]

    def _ids(self) -> list[str]:
        return [design.product_id for design in DESIGNS]


def benchmark(designs: Sequence[ProductRecord]) -> Benchmark:
    white = [design.product_id for design in designs if design.look == {"metal": "white"}]
    queries = [QueryRecord(query_id=product, photo=f"{product}-q", relevant=(product,)) for product in white]
    photos = {photo: Path(photo) for design in designs for photo in design.packshots}
    shown = {f"{product}-q": product for product in white}
    return Benchmark("tiny", designs, photos, {"photo-to-product": queries}, {}, designs, shown)


def test_siblings_are_told_apart_as_often_as_they_are() -> None:
    circle = Circle()
    found = judge_siblings(benchmark(DESIGNS), cast(FusedRetriever, circle), cast(BundleTowers, circle))
    assert found is not None
    assert found.photos == FAMILIES
    assert found.first.mean == 0.75  # in every fourth family the photo is nearer to the rose sibling
    assert found.won == {"metal": (FAMILIES, 0.75)}  # the third sibling differs in several things
    assert found.margins.low < 0 < found.margins.high
    near, far = (found.distances[f"fused, {kind}"] for kind in ("siblings", "others of the category"))
    assert near.middle == pytest.approx(1 - np.cos(0.01), abs=1e-6)
    assert far.middle > 100 * near.middle
    assert found.distances["image tower, siblings"] == pytest.approx(near, abs=1e-6)


def test_a_catalogue_without_families_says_nothing_of_siblings() -> None:
    circle = Circle()
    alone = [design for design in DESIGNS if design.product_id.endswith(".0")]
    assert judge_siblings(benchmark(alone), cast(FusedRetriever, circle), cast(BundleTowers, circle)) is None


def test_the_one_thing_that_differs_is_named() -> None:
    assert difference({"metal": "white"}, {"metal": "rose"}) == "metal"
    assert difference({"metal": "white"}, {"metal": "white", "stone": "red"}) == "stone"
    assert difference({"metal": "white"}, {"metal": "rose", "stone": "red"}) == ""
