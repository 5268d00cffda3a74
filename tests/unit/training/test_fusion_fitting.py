"""A fusion fitted to a world whose rules are known does what they say, and its weights mean something."""

from collections.abc import Callable

import pytest
import torch

from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion, Role
from fusion.gated import GatedFusion
from tests.unit.training.synthetic_features import IMAGE_DIM, SENSELESS, TEXT_DIM, WIDTH, synthetic_data
from training.corpus import Corpus, Query
from training.evaluation import fixed_weight, recalls, trials
from training.fusion_data import FusionData
from training.fusion_fitting import FusionRecipe, fit

RECIPE = FusionRecipe(steps=100, queries=96, distractors=64, learning_rate=3e-3)


def attention() -> Fusion:
    torch.manual_seed(0)
    return AttentionFusion(FusionConfig(IMAGE_DIM, TEXT_DIM, WIDTH, WIDTH, width=32, heads=4))


@pytest.fixture(scope="module")
def data() -> FusionData:
    return synthetic_data()


@pytest.fixture(scope="module")
def fitted(data: FusionData) -> Fusion:
    return fit(attention(), data, RECIPE)


def words_weight(fusion: Fusion, data: FusionData, said: Callable[[Query], str]) -> float:
    """How much words count beside photos of products that were held out, on average."""
    queries = data.queries("validation", "both")
    photos = [data.shown_rows(query.photo)[0][0] for query in queries if query.photo is not None]
    texts = [data.words.rows[said(query)][0] for query in queries]
    with torch.inference_mode():
        image, text = data.photos.modality(photos, tokens=True), data.words.modality(texts, tokens=True)
        return float(fusion(image, text, Role.QUERY).weights[:, 1].mean())


def another_metal(data: FusionData) -> Callable[[Query], str]:
    return lambda query: "in rose gold" if data.products[query.target].facts["metal"] != "rose gold" else "in silver"


def test_words_that_change_a_photo_find_what_plain_concatenation_does_not(fitted: Fusion, data: FusionData) -> None:
    composed = trials(data, "validation")["composed"]
    plain = max(recalls(fixed_weight(data, weight / 10), data, composed)["R@1"] for weight in range(11))
    assert recalls(fitted, data, composed)["R@1"] > 1.5 * plain > 0.3


def test_a_photo_alone_and_words_alone_lose_nothing(fitted: Fusion, data: FusionData) -> None:
    judged = trials(data, "validation")
    assert (
        recalls(fitted, data, judged["photo"])["R@1"] >= recalls(fixed_weight(data, 1.0), data, judged["photo"])["R@1"]
    )
    assert (
        recalls(fitted, data, judged["words"])["R@1"] >= recalls(fixed_weight(data, 0.0), data, judged["words"])["R@1"]
    )


def test_beside_words_without_sense_the_photo_counts_nearly_all(fitted: Fusion, data: FusionData) -> None:
    assert words_weight(fitted, data, lambda query: SENSELESS[query.target % len(SENSELESS)]) < 0.1


def test_words_that_change_the_metal_count_more_than_words_that_repeat_it(fitted: Fusion, data: FusionData) -> None:
    repeated = words_weight(fitted, data, lambda query: query.text or "")
    assert words_weight(fitted, data, another_metal(data)) > repeated + 0.1
    assert repeated > words_weight(fitted, data, lambda _: SENSELESS[0])


def test_without_words_the_photo_counts_all(fitted: Fusion, data: FusionData) -> None:
    image = data.photos.modality([data.shown_rows(0)[0][0]], tokens=True)
    assert fitted(image, data.words.modality([-1], tokens=True), Role.QUERY).weights.tolist() == [[1.0, 0.0]]


def test_equal_seeds_fit_equal_fusions(data: FusionData) -> None:
    recipe = FusionRecipe(steps=3, queries=16, distractors=8)
    one, other = fit(attention(), data, recipe), fit(attention(), data, recipe)
    for first, second in zip(one.parameters(), other.parameters(), strict=True):
        torch.testing.assert_close(first, second, atol=0, rtol=0)


def test_any_fusion_is_fitted_alike_and_says_how_far_it_is(data: FusionData) -> None:
    told = []
    recipe = FusionRecipe(steps=4, queries=16, distractors=8)
    fit(GatedFusion(IMAGE_DIM, TEXT_DIM), data, recipe, lambda stage, done, of, **_: told.append((stage, done, of)))
    assert told == [("fitting", done, 4) for done in range(5)]


def test_a_corpus_without_pairs_is_learned_from_all_the_same(data: FusionData) -> None:
    photos_only = {"train": {"photo": data.queries("train", "photo")}}
    poor = FusionData(Corpus(data.products, photos_only), data.photos, data.words, data.nonsense)
    fresh, fitted = attention(), fit(attention(), poor, FusionRecipe(steps=1, queries=8, distractors=4))
    pairs = zip(fresh.parameters(), fitted.parameters(), strict=True)
    assert any(not torch.equal(before, after) for before, after in pairs)


def test_nothing_to_learn_from_is_said(data: FusionData) -> None:
    empty = FusionData(Corpus(data.products, {}), data.photos, data.words, data.nonsense)
    with pytest.raises(ValueError, match="no query of the training split"):
        fit(attention(), empty, FusionRecipe(steps=1))
