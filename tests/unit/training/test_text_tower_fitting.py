"""The whole way from a BERT to a tuned text tower."""

import json
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer

from encoders.towers.bert import BertTower
from tests.unit.training.tiny_trade import tiny_bert, tiny_corpus
from training import text_tower_fitting as fitting
from training.progress import Log
from training.text_tower import TextTowerRecipe
from training.text_tower_fitting import Mix, choose_mix, fit_text_tower, mixed

pytestmark = pytest.mark.filterwarnings("ignore")  # transformers and torch's exporter warn about their own internals

RECIPE = TextTowerRecipe(steps=30, products_per_batch=12, memory=24, frozen_layers=0, learning_rate=3e-3)


def figures(found: float, neighbours: float, unseen: float | None = None) -> dict[str, float]:
    return {"nDCG@10": found, "neighbours": neighbours} | ({} if unseen is None else {"nDCG@10 unseen": unseen})


def test_the_mix_that_finds_best_is_taken_unless_it_has_forgotten_too_much() -> None:
    mixes = [Mix(0.5, figures(0.7, 0.9)), Mix(0.7, figures(0.8, 0.7)), Mix(1.0, figures(0.9, 0.4))]
    assert choose_mix(mixes, least_neighbours=0.6).share == 0.7
    assert choose_mix(mixes, least_neighbours=0.3).share == 1.0


def test_words_that_tuning_never_saw_count_as_much_as_all() -> None:
    mixes = [Mix(0.7, figures(0.80, 0.9, unseen=0.75)), Mix(1.0, figures(0.82, 0.9, unseen=0.6))]
    assert choose_mix(mixes).share == 0.7


def test_where_every_mix_has_forgotten_too_much_the_one_that_forgot_least_is_taken() -> None:
    assert choose_mix([Mix(0.5, figures(0.7, 0.5)), Mix(1.0, figures(0.9, 0.2))], 0.9).share == 0.5


def test_a_mix_lies_between_the_towers_and_changes_neither(tmp_path: Path) -> None:
    original, tuned = BertTower(tiny_bert(tmp_path)), BertTower(tmp_path)
    with torch.no_grad():
        for parameter in tuned.parameters():
            parameter.add_(1.0)
    half = mixed(original, tuned, 0.25)
    for a, b, c in zip(original.parameters(), half.parameters(), tuned.parameters(), strict=True):
        torch.testing.assert_close(b, a + 0.25)
        torch.testing.assert_close(c, a + 1.0)


def test_a_tower_is_fitted_from_a_bert_to_a_folder_that_loads_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bert, work = tiny_bert(tmp_path / "bert"), tmp_path / "work"
    monkeypatch.setattr(fitting, "HELD_OUT", ("asyncio",))
    monkeypatch.setattr(fitting, "TAUGHT", ("email",))
    monkeypatch.setattr("training.text_quantisation.MOST_LOST", 1.0)
    monkeypatch.setattr("training.text_quantisation.LEAST_OVERLAP", 0.0)
    folder = fit_text_tower(RECIPE, [tiny_corpus()], bert, work, Log())
    tower = BertTower(folder)
    Tokenizer.from_file(str(folder / "tokenizer.json"))
    told = json.loads((work / "text_tower.json").read_text())
    assert tower.dim == 32
    assert told["mixes"]["0.00"]["cosine"] > 0.99
    assert told["chosen"] in fitting.MIXES
    assert told["int8"]["cosine"] > 0.9
    start = BertTower(work / "text-start")
    assert not torch.equal(
        tower.bert.encoder.layer[0].output.dense.weight, start.bert.encoder.layer[0].output.dense.weight
    )

    def no_step(*_: object) -> None:
        raise AssertionError("a fitted tower was trained again")

    monkeypatch.setattr("training.text_tower.TextTowerTraining._train_batch", no_step)
    fit_text_tower(RECIPE, [tiny_corpus()], bert, work, Log())
