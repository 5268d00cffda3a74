"""Tuning a text tower: what is learned, what stays, and how a run goes on."""

from pathlib import Path

import pytest
import torch

from catalog.attributes.english import Translation
from tests.unit.training.tiny_trade import tiny_bert, tiny_corpus
from training.foreign_words import ForeignWords
from training.progress import Log
from training.text_judging import judge_finding, text_trial
from training.text_lessons import TextLessons
from training.text_tower import TextEncoding, TextTowerRecipe, TextTowerTraining

pytestmark = pytest.mark.filterwarnings("ignore")  # transformers warns about its own internals

RECIPE = TextTowerRecipe(
    steps=60, products_per_batch=12, foreign_per_batch=4, ordinary_per_batch=4, memory=24, frozen_layers=0,
    learning_rate=3e-3,
)  # fmt: skip
ORDINARY = ["the sky is blue", "the shop is far and near", "a sky and a shop"]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_bert(tmp_path_factory.mktemp("bert"))


def lessons() -> TextLessons:
    words = ForeignWords([Translation("category", "ring", "de", "ring"), Translation("stone", "opal", "de", "opal")])
    return TextLessons(tiny_corpus(), ORDINARY, ["sky", "shop", "blue", "near"], words)


def training(bert: Path, checkpoint: Path, **changes: float) -> TextTowerTraining:
    recipe = TextTowerRecipe(**{**vars(RECIPE), **changes})  # type: ignore[arg-type]
    return TextTowerTraining(recipe, bert, lessons(), checkpoint)


def run(tuned: TextTowerTraining) -> None:
    for _ in tuned.run(Log()):
        pass


def test_tuning_makes_phrases_find_listings_of_products_never_seen(bert: Path, tmp_path: Path) -> None:
    tuned = training(bert, tmp_path / "run.pt")
    trial = text_trial(tiny_corpus(), "validation")
    before, after = (TextEncoding(tower, bert / "tokenizer.json") for tower in (tuned.original, tuned.tower))
    start = judge_finding(before, trial)["nDCG@10"]
    run(tuned)
    assert judge_finding(after, trial)["nDCG@10"] > start + 0.15


def test_ordinary_sentences_stay_nearer_to_where_they_were_the_more_that_weighs(bert: Path, tmp_path: Path) -> None:
    moved = []
    for weight in (0.0, 20.0):
        tuned = training(bert, tmp_path / f"{weight}.pt", kept_weight=weight)
        run(tuned)
        before, after = (TextEncoding(tower, bert / "tokenizer.json") for tower in (tuned.original, tuned.tower))
        with torch.inference_mode():
            moved.append(float((1 - (before(ORDINARY) * after(ORDINARY)).sum(dim=1)).mean()))
    assert moved[1] < moved[0] / 2


def test_a_run_that_was_stopped_ends_as_if_it_had_not_been(bert: Path, tmp_path: Path) -> None:
    whole = training(bert, tmp_path / "whole.pt")
    run(whole)
    stopped = training(bert, tmp_path / "stopped.pt")
    next(iter(stopped.run(Log())))  # the first checkpoint, at step 25
    resumed = training(bert, tmp_path / "stopped.pt")
    assert resumed.step == 25
    run(resumed)
    for expected, got in zip(whole.tower.parameters(), resumed.tower.parameters(), strict=True):
        torch.testing.assert_close(got, expected)


def test_frozen_layers_and_embeddings_do_not_move_and_the_others_do(bert: Path, tmp_path: Path) -> None:
    tuned = training(bert, tmp_path / "run.pt", frozen_layers=1, steps=3)
    run(tuned)
    moved = {
        name
        for (name, now), before in zip(tuned.tower.named_parameters(), tuned.original.parameters(), strict=True)
        if not torch.equal(now, before)
    }
    assert moved
    assert all(name.startswith("bert.encoder.layer.1.") for name in moved)


def test_the_memory_holds_the_last_listings_and_no_more_than_it_may(bert: Path, tmp_path: Path) -> None:
    tuned = training(bert, tmp_path / "run.pt", memory=20, steps=3)
    run(tuned)
    last = tuned.lessons.draw(2, 12, 2, 4, 4)
    assert tuned.memory.shape == (20, 32)
    assert tuned.memory_rows[:12].tolist() == last.rows.tolist()


@pytest.mark.parametrize("count", [0, 1, 70])
def test_texts_are_encoded_in_their_order_whatever_their_length(bert: Path, count: int) -> None:
    from encoders.towers.bert import BertTower

    texts = [" ".join(["gold"] * (1 + number * 7 % 5) + ["ring"] * (number % 3)) for number in range(count)]
    encode = TextEncoding(BertTower(bert).eval(), bert / "tokenizer.json", halved=False)
    with torch.inference_mode():
        together = encode(texts)
        alone = [encode([text])[0] for text in texts]
    assert together.shape == (count, 32)
    for row, expected in enumerate(alone):
        torch.testing.assert_close(together[row], expected, atol=1e-5, rtol=1e-5)
