"""How text towers are judged: finding, remembering, eight bits."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.training.tiny_trade import tiny_bert, tiny_corpus
from training import text_quantisation
from training.text_judging import TextTrial, judge_finding, judge_memory, ndcg, text_trial
from training.text_quantisation import QuantisationError, check_int8, compare


def plain_ndcg(scores: list[float], right: list[bool]) -> float:
    order = sorted(range(len(scores)), key=lambda row: (-scores[row], row))[:10]
    gained = sum(1 / math.log2(place + 2) for place, row in enumerate(order) if right[row])
    best = sum(1 / math.log2(place + 2) for place in range(min(10, sum(right))))
    return gained / best if best else 0.0


@given(st.integers(0, 10_000), st.integers(1, 25))
def test_ndcg_is_what_a_double_loop_makes_of_it(seed: int, gallery: int) -> None:
    rng = np.random.default_rng(seed)
    scores = rng.integers(0, 6, (4, gallery)).astype(np.float32)
    right = rng.random((4, gallery)) < 0.3
    expected = [plain_ndcg(s, r) for s, r in zip(scores.tolist(), right.tolist(), strict=True)]
    np.testing.assert_allclose(ndcg(scores, right), expected, atol=1e-9)


def test_a_trial_is_about_one_split_and_knows_phrases_with_unseen_words() -> None:
    trial = text_trial(tiny_corpus(), "validation", frozenset({"opal"}))
    assert len(trial.listings) == 36
    assert trial.right.shape == (72, 36)
    assert trial.right.sum(axis=1).tolist() == [3, 1] * 36  # a stone and a piece fit every metal
    assert [("opal" in phrase) for phrase in trial.phrases] == trial.unseen.tolist()


def test_unseen_words_are_judged_apart() -> None:
    eye = F.normalize(torch.eye(2), dim=1)
    trial = TextTrial(["a", "b"], ["a", "b"], np.eye(2, dtype=np.bool_), np.array([False, True]))
    vectors = {"a": eye[0], "b": eye[1]}
    swapped = {"a": eye[0], "b": eye[0]}
    found = judge_finding(lambda texts: torch.stack([vectors[text] for text in texts]), trial)
    assert (found["R@1"], found["nDCG@10 unseen"]) == (1.0, 1.0)
    found = judge_finding(
        lambda texts: torch.stack([(swapped if texts is trial.phrases else vectors)[text] for text in texts]), trial
    )
    assert found["R@1"] == 0.5
    assert found["nDCG@10 unseen"] < 0.7


def test_nothing_is_forgotten_where_nothing_moved_and_all_where_meanings_are_swapped() -> None:
    torch.manual_seed(0)
    before = F.normalize(torch.randn(200, 16), dim=1)
    same = judge_memory(before, before)
    assert same == pytest.approx({"cosine": 1.0, "neighbours": 1.0})
    swapped = judge_memory(before, before[torch.randperm(200)])
    assert swapped["cosine"] < 0.2
    assert swapped["neighbours"] < 0.09  # chance is 0.05; a sentence is not its own neighbour


def test_a_turn_of_the_whole_space_moves_every_sentence_but_no_neighbour() -> None:
    torch.manual_seed(0)
    before = F.normalize(torch.randn(60, 16), dim=1)
    found = judge_memory(before, -before)
    assert found["cosine"] == pytest.approx(-1)
    assert found["neighbours"] == 1


def test_eight_bits_that_change_answers_are_seen() -> None:
    torch.manual_seed(0)
    trial = TextTrial([f"l{n}" for n in range(30)], [f"p{n}" for n in range(30)], np.eye(30, dtype=np.bool_),
                      np.zeros(30, dtype=np.bool_))  # fmt: skip
    listings = F.normalize(torch.randn(30, 64), dim=1)
    full = torch.cat([listings, listings]).numpy()
    assert compare(full, full, trial) == pytest.approx(
        {"cosine": 1, "lowest cosine": 1, "overlap": 1, "R@10": 1, "nDCG@10": 1, "R@10 int8": 1, "nDCG@10 int8": 1}
    )
    noisy = np.concatenate([F.normalize(torch.randn(30, 64), dim=1).numpy(), full[30:]])
    found = compare(full, noisy, trial)
    assert found["overlap"] < 0.6
    assert found["nDCG@10 int8"] < 0.5


@pytest.mark.filterwarnings("ignore")  # torch's exporter warns about its own internals
def test_a_tower_in_eight_bits_passes_or_is_refused_by_the_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bert, trial = tiny_bert(tmp_path), text_trial(tiny_corpus(), "validation")
    monkeypatch.setattr(text_quantisation, "MOST_LOST", 1.0)
    monkeypatch.setattr(text_quantisation, "LEAST_OVERLAP", 0.0)
    figures = check_int8(bert, trial, tmp_path)
    assert 0.9 < figures["lowest cosine"] <= figures["cosine"] < 1.00001
    assert not (tmp_path / "text.int8.onnx").exists()
    monkeypatch.setattr(text_quantisation, "LEAST_OVERLAP", 1.01)
    with pytest.raises(QuantisationError, match="of its first ten answers"):
        check_int8(bert, trial, tmp_path)
