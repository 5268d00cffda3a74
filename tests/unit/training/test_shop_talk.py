"""Words of shops and shoppers, which a fusion must not spoil."""

import pytest
import torch

from fusion.attention import AttentionFusion, FusionConfig
from fusion.base import Fusion
from tests.unit.training.synthetic_features import IMAGE_DIM, TEXT_DIM, WIDTH, synthetic_data
from training.evaluation import recalls, trials, truth_to_words
from training.fusion_batches import BatchRecipe, BatchSampler
from training.fusion_data import FusionData
from training.fusion_fitting import FusionRecipe, fit
from training.shop_talk import ShopTalk, shop_talk

LISTINGS = tuple(f"listing {number}" for number in range(40))
ASKED = tuple(f"question {number % 40} {number // 40}" for number in range(240))


def test_there_are_hundreds_of_both_each_once_and_apart() -> None:
    talk = shop_talk()
    assert min(len(talk.listings), len(talk.asked)) > 200
    every = [text.casefold() for text in (*talk.listings, *talk.asked)]
    assert len(set(every)) == len(every)
    assert all(text == text.strip() != "" for text in every)


@pytest.fixture(scope="module")
def data() -> FusionData:
    return synthetic_data(talk=ShopTalk(LISTINGS, ASKED))


def fitted(data: FusionData, faithfulness: float) -> Fusion:
    torch.manual_seed(0)
    fusion = AttentionFusion(FusionConfig(IMAGE_DIM, TEXT_DIM, WIDTH, WIDTH, width=32, heads=4))
    recipe = FusionRecipe(steps=60, queries=96, distractors=64, learning_rate=3e-3, faithfulness=faithfulness, talk=16)
    return fit(fusion, data, recipe)


def test_a_fusion_finds_by_them_what_the_text_tower_finds_and_loses_little_of_what_it_learns(data: FusionData) -> None:
    careless, faithful = fitted(data, 0.0), fitted(data, 1.0)
    true, careless_true = truth_to_words(faithful, data), truth_to_words(careless, data)
    assert true is not None
    assert careless_true is not None
    assert true > careless_true + 0.2
    composed = trials(data, "validation")["composed"]
    assert recalls(faithful, data, composed)["R@1"] > recalls(careless, data, composed)["R@1"] - 0.1


def test_questions_come_without_photos_and_some_listings_with_one(data: FusionData) -> None:
    talk = BatchSampler(data, BatchRecipe(talk=8, illustrated=0.5), 0).draw_talk()
    assert talk is not None
    assert talk.asked.present.all()
    assert not talk.nothing.present.any()
    assert len(talk.listings.vector) == 24
    assert 0 < int(talk.photos.present.sum()) < 24


def test_what_judges_is_not_learned_from() -> None:
    talk = shop_talk()
    assert not set(talk.taught) & set(talk.judging)
    assert {*talk.taught, *talk.judging} == set(talk.asked)
    assert len(talk.judging) >= 50


def test_a_corpus_without_them_is_learned_from_as_ever() -> None:
    bare = synthetic_data(designs=12)
    assert BatchSampler(bare, BatchRecipe(), 0).draw_talk() is None
    assert truth_to_words(fitted(bare, 1.0), bare) is None
