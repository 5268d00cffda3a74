"""What is told of a finished bundle's precisions, and what stays as it was."""

import numpy as np
import pytest

from bundles.precision import PrecisionSpec
from catalog.index.shortening import Shortening
from training.corpus import Corpus, CorpusProduct, Query
from training.evaluation import Gallery
from training.precision.choosing import tell_tower
from training.precision.engine_codecs import CODECS, Candidates, bytes_of
from training.precision.recall_gate import Gate, Judged


def unit(count: int, dim: int, seed: int) -> np.ndarray:
    drawn = np.random.default_rng(seed).normal(size=(count, dim)).astype(np.float32)
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def product(name: str, split: str) -> CorpusProduct:
    return CorpusProduct(name, name, split, {}, ("",), ())  # type: ignore[arg-type]


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_a_product_is_a_candidate_of_a_query_that_is_one_of_its_own_photos(codec: object) -> None:
    photos = unit(60, 256, seed=0)
    photos[1::2] = photos[::2]  # two photos a product, alike
    gallery = Gallery(photos, np.arange(0, 60, 2))
    shortening = Shortening(np.stack([np.eye(128, 256, dtype=np.float32)] * 2))
    with Candidates(codec, gallery, shortening) as candidates:  # type: ignore[arg-type]
        found = candidates.of(photos[::2], most=3)
    assert found.shape == (30, 30)
    assert (found.sum(axis=1) == 3).all()
    assert found[np.arange(30), np.arange(30)].all()


def test_short_vectors_take_the_least() -> None:
    shortening = Shortening(np.zeros((2, 128, 896), dtype=np.float32))
    assert [bytes_of(codec, 896, shortening) for codec in CODECS] == [64, 448, 896]


def test_a_part_of_a_corpus_keeps_its_queries() -> None:
    products = [product("a", "train"), product("b", "validation"), product("c", "validation")]
    asked = [Query("composed", 1, "in gold", 2, ())]
    others = [Query("words", None, "in gold", 0, ())]
    part = Corpus(products, {"validation": {"composed": asked}, "train": {"words": others}}).only("validation")
    assert [each.product_id for each in part.products] == ["b", "c"]
    kept = Query("composed", 0, "in gold", 1, ())
    assert part.queries == {"validation": {"composed": [kept]}, "train": {"words": []}}


def test_a_bundle_that_keeps_another_precision_than_the_gate_would_choose_says_so() -> None:
    int8, full = Judged("int8", 1, 1, 1, 1, 1), Judged("fp32", 4, 2, 1, 1, 1)
    part = tell_tower([int8, full], int8, "static", Gate(), served="fp32")
    assert part.chosen == "fp32"
    assert part.note is not None
    assert part.note.endswith("A new build would serve int8.")
    built = tell_tower([int8, full], int8, "could not be written: why", Gate())
    assert (built.chosen, str(built.note).partition(".")[0]) == ("int8", "int8 could not be written: why")


def test_parts_that_were_not_judged_are_not_told() -> None:
    part = tell_tower([Judged("fp32", 4, 2, 1, 1, 1)], Judged("fp32", 4, 2, 1, 1, 1), "static", Gate())
    told = PrecisionSpec(most_lost=0.005, text=part)
    assert told.parts == {"text": part}
    assert PrecisionSpec.model_validate_json(told.model_dump_json(exclude_none=True)) == told
