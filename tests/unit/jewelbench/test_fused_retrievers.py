import zlib
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from fusion.graph import EncodedModality
from jewelbench.evaluation.baselines.basic import Basic
from jewelbench.evaluation.baselines.product_of_scores import ProductOfScores
from jewelbench.evaluation.baselines.text_tower import TextTower
from jewelbench.evaluation.baselines.weighted_sum import WeightedSum
from jewelbench.evaluation.bundle_retriever import FusedRetriever
from jewelbench.evaluation.bundle_towers import BundleTowers
from jewelbench.evaluation.retriever import Vectors
from jewelbench.release import ProductRecord, QueryRecord
from jewelbench.specs.spec import Spec

DIM = 4
PHOTOS = {f"{name}{number}": Path(f"{name}{number}") for name in "abcd" for number in range(3)}


class FakeTowers:
    """Sees the first letter of a photo's name, and reads the first letter of a text."""

    bundle = SimpleNamespace(
        manifest=SimpleNamespace(
            image=SimpleNamespace(dim=DIM), text=SimpleNamespace(dim=DIM), fusion=SimpleNamespace(dim=2 * DIM)
        )
    )

    def photo_vectors(self, paths: Sequence[Path]) -> Vectors:
        return np.stack([_letter(path.name) for path in paths])

    def text_vectors(self, texts: Sequence[str]) -> Vectors:
        return np.stack([_letter(text) for text in texts])

    def photos(self, paths: Sequence[Path]) -> EncodedModality:
        return _encoded(self.photo_vectors(paths))

    def texts(self, texts: Sequence[str]) -> EncodedModality:
        return _encoded(self.text_vectors(texts))


class SideBySide:
    """Concatenates, and notes which products came without words."""

    def __init__(self) -> None:
        self.wordless = 0

    def products(self, image: Vectors | None, text: Vectors | None) -> Vectors:
        known = image if image is not None else text
        assert known is not None
        self.wordless += len(known) if text is None else 0
        return np.concatenate([np.zeros_like(known) if block is None else block for block in (image, text)], axis=1)

    def queries(self, image: EncodedModality | None, text: EncodedModality | None) -> Vectors:
        known = image or text
        assert known is not None
        nothing = np.zeros_like(known.vector)
        blocks = [nothing if modality is None else modality.vector for modality in (image, text)]
        return np.concatenate(blocks, axis=1).astype(np.float32)


def _letter(text: str) -> Vectors:
    return np.eye(DIM, dtype=np.float32)["abcd".index(text[0])] if text else np.zeros(DIM, dtype=np.float32)


def _encoded(vectors: Vectors) -> EncodedModality:
    return EncodedModality(vectors, np.zeros((len(vectors), 1, DIM)), np.ones((len(vectors), 1), dtype=np.bool_))


def towers() -> BundleTowers:
    return cast(BundleTowers, FakeTowers())


def product(name: str, title: str, *, bare: bool = False) -> ProductRecord:
    return ProductRecord(
        product_id=name,
        family=name,
        split="test",
        spec=Spec(category="ring", style="band", metal="silver"),
        attributes={},
        look={},
        title=title,
        description="",
        packshots=() if bare else (f"{name[0]}0",),
    )


CATALOGUE = [product("a", "b"), product("b", "c"), product("c", ""), product("d", "d")]
"""Photos say a, b, c, d; words say b, c, nothing, d."""


def query(name: str, photo: str | None, text: str | None, relevant: tuple[str, ...] = ()) -> QueryRecord:
    return QueryRecord(query_id=name, photo=photo, text=text, relevant=relevant)


def test_fused_vectors_answer_queries_of_every_kind() -> None:
    fusion = SideBySide()
    retriever = FusedRetriever("fused", towers(), fusion)
    retriever.index(CATALOGUE, PHOTOS)
    assert fusion.wordless == 1
    asked = [query("1", "a1", "b"), query("2", None, "c"), query("3", "c2", None), query("4", None, None)]
    scores = retriever.scores(asked, PHOTOS)
    assert scores[:3].tolist() == [[2, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]
    assert np.isnan(scores[3]).all()


def test_a_product_without_a_photo_is_found_by_its_words() -> None:
    retriever = FusedRetriever("fused", towers(), SideBySide())
    retriever.index([product("a", "a"), product("b", "b", bare=True), product("c", "c")], PHOTOS)
    scores = retriever.scores([query("1", "a1", None), query("2", None, "b")], PHOTOS)
    assert scores.tolist() == [[1, 0, 0], [0, 1, 0]]
    assert retriever.gallery.shape == (2, 2 * DIM)


def test_the_product_of_scores_asks_both() -> None:
    retriever = ProductOfScores(towers())
    retriever.index(CATALOGUE, PHOTOS)
    scores = retriever.scores([query("1", "d1", "d"), query("2", "a1", "d"), query("3", "a1", None)], PHOTOS)
    assert scores.tolist() == [[0, 0, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0]]


@pytest.mark.parametrize("shared", [False, True])
def test_basic_compares_words_with_listings_or_where_the_towers_share_a_space_with_photos(shared: bool) -> None:
    """The photos of the catalogue say a, b, c, d where its words say b, c, nothing, d."""
    both = FakeTowers()
    manifest = SimpleNamespace(**vars(FakeTowers.bundle.manifest), shared_space=shared)
    both.bundle = SimpleNamespace(manifest=manifest)  # type: ignore[misc]
    retriever = Basic(cast(BundleTowers, both))
    retriever.index(CATALOGUE, PHOTOS)
    scores = retriever.scores([query("1", None, "b")], PHOTOS)
    assert "abcd"[scores[0].argmax()] == ("b" if shared else "a")


def test_the_text_tower_abstains_from_photos() -> None:
    retriever = TextTower(towers())
    retriever.index(CATALOGUE, PHOTOS)
    scores = retriever.scores([query("1", "a1", "d"), query("2", "a1", None)], PHOTOS)
    assert scores[0].tolist() == [0, 0, 0, 1]
    assert np.isnan(scores[1]).all()


def test_the_best_weight_comes_from_the_other_half() -> None:
    """One half is answered by photos and the other by words, so that each gets the weight that is wrong for it."""
    retriever = WeightedSum(towers())
    retriever.index(CATALOGUE, PHOTOS)
    names = [f"q{number}" for number in range(40)]
    right = ["ad"[zlib.crc32(name.encode()) % 2] for name in names]
    asked = [query(name, "a1", "d", (answer,)) for name, answer in zip(names, right, strict=True)]
    answers = ["abcd"[row.argmax()] for row in retriever.scores(asked, PHOTOS)]
    assert set(right) == {"a", "d"}
    assert all({answer, wanted} == {"a", "d"} for answer, wanted in zip(answers, right, strict=True))
