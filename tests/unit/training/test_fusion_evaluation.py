from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from fusion.concatenation import ConcatenationFusion
from tests.unit.training.synthetic_features import IMAGE_DIM, TEXT_DIM, synthetic_data
from training.corpus import Corpus
from training.evaluation import Gallery, best_fixed_weight, breakdown, edit_of, embed_gallery, hits, recalls, trials
from training.features import Features
from training.fusion_data import FusionData


@pytest.fixture(scope="module")
def data() -> FusionData:
    return synthetic_data(designs=24)


def test_a_product_counts_by_its_best_packshot() -> None:
    vectors = np.eye(3, dtype=np.float32)
    gallery = Gallery(vectors, np.array([0, 2]))
    scores = gallery.scores(np.array([[0.2, 0.9, 0.5]], dtype=np.float32))
    np.testing.assert_allclose(scores, [[0.9, 0.5]])


def test_a_gallery_holds_every_packshot_and_the_products_own_text(data: FusionData) -> None:
    first = replace(data.products[0], packshots=(*data.products[0].packshots, *data.products[0].photos))
    several = FusionData(Corpus([first, *data.products[1:]], {}), data.photos, data.words, data.nonsense)
    gallery = embed_gallery(ConcatenationFusion(IMAGE_DIM, TEXT_DIM), several, [0, 1])
    assert gallery.starts.tolist() == [0, 2]
    own = data.words.vectors[data.words.rows[first.texts[0]][0]].numpy()
    np.testing.assert_allclose(gallery.vectors[:2, IMAGE_DIM:], np.stack([own, own]) * np.sqrt(0.5), atol=1e-6)


def test_only_the_split_is_ranked_unless_the_whole_catalogue_is_wanted(data: FusionData) -> None:
    held_out = data.corpus.rows("validation")
    for kind, trial in trials(data, "validation").items():
        assert trial.gallery == held_out, kind
        assert all(query.target in held_out for query in trial.queries)
    assert trials(data, "validation", whole_gallery=True)["photo"].gallery == list(range(len(data.products)))


def test_kinds_without_queries_are_left_out_and_long_ones_thinned(data: FusionData) -> None:
    assert trials(data, "test") == {}
    thinned = trials(data, "validation", most=3)
    assert [len(trial.queries) for trial in thinned.values()] == [3, 3, 3, 3]


def test_words_alone_show_no_photo(data: FusionData) -> None:
    judged = trials(data, "validation")
    assert set(judged["words"].photo_rows) == {-1}
    assert -1 not in judged["composed"].photo_rows


def test_recall_is_the_share_of_hits(data: FusionData) -> None:
    trial, way = trials(data, "validation")["both"], ConcatenationFusion(IMAGE_DIM, TEXT_DIM)
    found = hits(way, data, trial)
    assert recalls(way, data, trial) == {"R@1": found[1].mean(), "R@10": found[10].mean()}
    assert (found[10] | ~found[1]).all()


def test_the_best_fixed_weight_leaves_out_what_misleads(data: FusionData) -> None:
    """Where the words of every query are noise, the photo gets all the weight that tells anything."""
    noise = torch.nn.functional.normalize(torch.randn(data.words.vectors.shape, generator=torch.manual_seed(0)), dim=1)
    words = _with_vectors(data.words, noise)
    deaf = FusionData(data.corpus, data.photos, words, data.nonsense)
    both = trials(deaf, "validation")["both"]
    weight = best_fixed_weight(deaf, both)
    assert weight > 0.5
    plain = recalls(ConcatenationFusion(IMAGE_DIM, TEXT_DIM, image_weight=0.2), deaf, both)["R@1"]
    assert recalls(ConcatenationFusion(IMAGE_DIM, TEXT_DIM, image_weight=weight), deaf, both)["R@1"] > plain


def _with_vectors(words: Features[str], vectors: torch.Tensor) -> Features[str]:
    stored = replace(words._stored, vectors=vectors.numpy())
    return Features(stored, words.rows)


def test_parts_of_a_trial_add_up_to_it(data: FusionData) -> None:
    trial, way = trials(data, "validation")["composed"], ConcatenationFusion(IMAGE_DIM, TEXT_DIM)
    table = breakdown({"plain": way}, data, trial, edit_of)["R@1"]
    total = sum(part["queries"] * part["plain"] for part in table.values())
    assert np.isclose(total / len(trial.queries), recalls(way, data, trial)["R@1"])
    assert set(table) == {"metal"}
    assert all(isinstance(file, Path) for file in data.photos.rows)
