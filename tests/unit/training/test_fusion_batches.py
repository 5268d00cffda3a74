from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.unit.training.synthetic_features import synthetic_data
from training.corpus import Corpus, Query
from training.fusion_batches import Batch, BatchRecipe, BatchSampler
from training.fusion_data import FusionData


@pytest.fixture(scope="module")
def data() -> FusionData:
    return synthetic_data(designs=12)


def rows_of(data: FusionData, batch: Batch) -> list[int]:
    """Which product each candidate is, told by its photo."""
    by_vector = {
        data.photos.vectors[data.photos.rows[file][0]].numpy().tobytes(): row
        for row, product in enumerate(data.products)
        for file in product.packshots
    }
    return [by_vector[vector.numpy().tobytes()] for vector in batch.product_image.vector]


def only(data: FusionData, query: Query, **recipe: float) -> Batch:
    """A batch that asks one query over and over."""
    corpus = Corpus(data.products, {"train": {query.kind: [query]}})
    one = FusionData(corpus, data.photos, data.words, data.nonsense)
    return BatchSampler(one, BatchRecipe(queries=4, mix=((query.kind, 1.0),), **recipe), 0).draw()  # type: ignore[arg-type]


def test_the_piece_in_the_photo_is_always_among_the_wrong_answers_to_a_change(data: FusionData) -> None:
    query = data.queries("train", "composed")[3]
    assert query.photo is not None
    batch = only(data, query, distractors=0, relatives=0, restated=0)
    rows = rows_of(data, batch)
    assert rows == [query.target, query.photo]
    assert batch.right.tolist() == [[True, False]] * 4


def test_white_metals_are_one_look_unless_words_name_the_metal(data: FusionData) -> None:
    silver = next(row for row, product in enumerate(data.products) if product.facts["metal"] == "silver")
    design = data.products[silver].facts["design"]

    def right_metals(query: Query) -> set[str]:
        batch = only(data, query, distractors=200)
        found = np.array(rows_of(data, batch))[batch.right[0].numpy()]
        assert {data.products[row].facts["design"] for row in found} == {design}
        return {data.products[row].facts["metal"] for row in found}

    seen = data.queries("train", "photo")[silver]
    assert right_metals(seen) == {"silver", "white gold"}
    named = next(query for query in data.queries("train", "composed") if query.target == silver)
    assert right_metals(named) == {"silver"}


def test_every_query_has_a_right_answer_and_relatives_come_along(data: FusionData) -> None:
    batch = BatchSampler(data, BatchRecipe(queries=32, distractors=0, relatives=3), 1).draw()
    assert batch.right.any(dim=1).all()
    families = {data.products[row].family for row in rows_of(data, batch)}
    assert len(rows_of(data, batch)) > len(families)


def test_only_the_training_split_is_drawn_from(data: FusionData) -> None:
    batch = BatchSampler(data, BatchRecipe(queries=64, distractors=500), 2).draw()
    assert {data.products[row].split for row in rows_of(data, batch)} == {"train"}


def test_a_share_of_photos_has_words_without_sense_beside_it(data: FusionData) -> None:
    recipe = BatchRecipe(queries=64, mix=(("photo", 1.0),), nonsense=0.5)
    batch = BatchSampler(data, recipe, 3).draw()
    assert 0 < int(batch.senseless.sum()) < 64
    torch.testing.assert_close(batch.text.present, batch.senseless)
    batch = BatchSampler(data, BatchRecipe(queries=64, mix=(("composed", 1.0),), nonsense=1.0), 3).draw()
    assert not batch.senseless.any()


def test_some_changes_are_put_beside_a_photo_of_what_they_ask_for(data: FusionData) -> None:
    query = data.queries("train", "composed")[3]
    batch = only(data, query, restated=1.0)
    target = [data.photos.vectors[data.photos.rows[file][0]] for file in data.products[query.target].photos]
    assert all(any(torch.equal(shown, photo) for photo in target) for shown in batch.image.vector)
    wider = replace(query, edit="wider")
    source = [data.photos.vectors[data.photos.rows[file][0]] for file in data.products[query.photo or 0].photos]
    batch = only(data, wider, restated=1.0)
    assert all(any(torch.equal(shown, photo) for photo in source) for shown in batch.image.vector)


def test_hidden_words_are_hidden_but_never_all_of_them(data: FusionData) -> None:
    batch = BatchSampler(data, BatchRecipe(queries=64, mix=(("words", 1.0),), word_dropout=1.0), 4).draw()
    assert batch.text.mask.sum(dim=1).tolist() == [1] * 64


def test_kinds_come_in_their_shares(data: FusionData) -> None:
    recipe = BatchRecipe(queries=100, mix=(("words", 0.3), ("photo", 0.7)), nonsense=0)
    batch = BatchSampler(data, recipe, 5).draw()
    assert int(batch.image.present.sum()) == 70
    assert int(batch.text.present.sum()) == 30
