"""The heads learn what can be learned, guess only where they are sure, and serve as they were fitted."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import torch

from bundles import Graph
from encoders.calibration import calibration_error
from training import attribute_heads
from training.attribute_heads import (
    FEWEST,
    RARE,
    AttributeHead,
    LabelledPhotos,
    _fit_one,
    _folds,
    _numbered,
    judged,
    known_labels,
    threshold,
)
from training.export import export_attribute_heads

LABELS = {"category": ["earrings", "ring"], "gemstone": ["", "opal", "ruby"]}


def photos(count: int, seed: int) -> LabelledPhotos:
    """Vectors in which the first number tells the category and the second and third the stone, under noise."""
    rng = np.random.default_rng(seed)
    kind, stone = rng.integers(0, 2, count), rng.integers(0, 3, count)
    vectors = rng.normal(0, 0.5, (count, 6)).astype(np.float32)
    vectors[:, 0] += 3 * kind
    vectors[np.arange(count), 1 + np.clip(stone, 0, 1)] += 2 * (stone > 0)
    vectors[:, 3] += 3 * (stone == 2)
    words = {
        "category": [LABELS["category"][number] for number in kind],
        "gemstone": [LABELS["gemstone"][number] for number in stone],
    }
    families = [f"f{number // 4}" for number in range(count)]
    return LabelledPhotos(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), words, families)


@pytest.fixture(scope="module", autouse=True)
def small_heads() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(attribute_heads, "HIDDEN", 64)
        patch.setattr(attribute_heads, "STEPS", 150)
        yield


@pytest.fixture(scope="module")
def heads() -> AttributeHead:
    torch.manual_seed(0)
    fitted, train = AttributeHead(6, LABELS), photos(600, 1)
    for place, attribute in enumerate(LABELS):
        _fit_one(fitted, place, *_numbered(train, attribute, LABELS), _folds(train.families))
    return fitted.eval()


def test_heads_tell_what_vectors_hold_and_know_how_sure_they_are(heads: AttributeHead) -> None:
    unseen = photos(500, 3)
    with torch.inference_mode():
        likelihoods = heads(torch.from_numpy(unseen.vectors))
    for attribute, rows in zip(LABELS, likelihoods, strict=True):
        sure, right = judged(rows.numpy(), unseen.labels[attribute], LABELS[attribute])
        assert right.mean() > 0.85
        assert calibration_error(sure, right) < 0.06


@pytest.mark.filterwarnings("ignore")  # torch's exporter warns about itself
def test_the_graph_is_the_module(heads: AttributeHead, tmp_path: Path) -> None:
    export_attribute_heads(heads, 6, tuple(LABELS), tmp_path / "attributes.onnx")
    vectors = photos(5, 4).vectors
    served = Graph(tmp_path / "attributes.onnx", threads=1).run({"vector": vectors}, tuple(LABELS))
    with torch.inference_mode():
        expected = heads(torch.from_numpy(vectors))
    for rows, wanted in zip(served, expected, strict=True):
        np.testing.assert_allclose(rows, wanted.numpy(), atol=1e-5)


def test_a_family_is_never_parted(heads: AttributeHead) -> None:
    folds = _folds([f"f{number // 4}" for number in range(400)]).reshape(100, 4)
    assert (folds == folds[:, :1]).all()
    assert set(folds[:, 0].tolist()) == {0, 1, 2, 3, 4}


def test_a_head_is_judged_on_what_it_was_not_fitted_on() -> None:
    noise = photos(300, 5)
    shuffled = list(np.random.default_rng(0).permutation(noise.labels["category"]))
    learned = AttributeHead(6, {"category": LABELS["category"]})
    truth = torch.tensor([LABELS["category"].index(word) for word in shuffled])
    unseen = _fit_one(learned, 0, torch.from_numpy(noise.vectors), truth, _folds(noise.families))
    _, right = judged(unseen.numpy(), shuffled, LABELS["category"])
    assert 0.35 < right.mean() < 0.65  # labels that mean nothing cannot be told


def test_a_layer_between_is_fitted_where_a_linear_head_cannot_tell() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(1200, 6)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    folds = _folds([f"f{number // 4}" for number in range(1200)])
    found = {}
    for name, truth in {"one": vectors[:, 0] > 0, "both alike": vectors[:, 0] * vectors[:, 1] > 0}.items():
        heads = AttributeHead(6, {name: ["no", "yes"]})
        unseen = _fit_one(heads, 0, torch.from_numpy(vectors), torch.from_numpy(truth).long(), folds)
        found[name] = type(heads.heads[0]) is torch.nn.Linear, float((unseen.argmax(1).numpy() == truth).mean())
    assert found["one"][0]
    assert not found["both alike"][0]
    assert min(right for _, right in found.values()) > 0.7


def test_rare_labels_are_left_out() -> None:
    words = ["ring"] * RARE + ["tiara"] * (RARE - 1)
    labels = known_labels(LabelledPhotos(np.zeros((len(words), 2), np.float32), {"category": words}, [""] * len(words)))
    assert labels == {"category": ["ring"]}


def test_the_threshold_is_where_nine_in_ten_are_right() -> None:
    sure = np.linspace(1, 0.5, 100, dtype=np.float32)
    right = np.arange(100) < 60
    lowest = threshold(sure, right)
    above = sure >= lowest
    assert right[above].mean() >= 0.9
    assert right[sure >= lowest - 0.02].mean() < 0.9


def test_nothing_is_guessed_where_no_threshold_is_good_enough() -> None:
    sure = np.linspace(0.99, 0.5, 100, dtype=np.float32)
    assert threshold(sure, np.arange(100) % 2 == 0) == 1.0
    assert threshold(sure[: FEWEST - 1], np.ones(FEWEST - 1, dtype=bool)) == 1.0  # too few to believe it


def test_the_calibration_error_is_that_of_a_plain_loop() -> None:
    rng = np.random.default_rng(0)
    sure = rng.uniform(0.1, 1, 300).astype(np.float32)
    right = rng.random(300) < 0.7
    expected = 0.0
    for low in range(10):
        part = [
            place for place in range(300) if low / 10 <= sure[place] < (low + 1) / 10 or (low == 9 and sure[place] == 1)
        ]
        if part:
            expected += len(part) / 300 * abs(np.mean(right[part]) - np.mean(sure[part]))
    assert calibration_error(sure, right) == pytest.approx(expected, abs=1e-6)
