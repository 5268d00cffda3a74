import math

import torch
import torch.nn.functional as F

from fusion.losses import InfoNCELoss, contrastive_loss


def naive(queries: torch.Tensor, candidates: torch.Tensor, right: torch.Tensor, scale: float) -> float:
    total = 0.0
    for query, answers in zip(queries, right, strict=True):
        scores = [scale * float(query @ candidate) for candidate in candidates]
        log_sum = math.log(sum(math.exp(score) for score in scores))
        own = [score - log_sum for score, answer in zip(scores, answers, strict=True) if answer]
        total -= sum(own) / max(len(own), 1)
    return total / len(queries)


def unit(rows: int) -> torch.Tensor:
    return F.normalize(torch.randn(rows, 6), dim=1)


def test_it_is_the_sum_over_right_answers_written_out() -> None:
    queries, candidates, right = unit(5), unit(9), torch.rand(5, 9) < 0.4
    value = contrastive_loss(queries, candidates, right, torch.zeros_like(right), torch.tensor(7.0))
    assert math.isclose(float(value), naive(queries, candidates, right, 7.0), rel_tol=1e-5)


def test_excluded_pairs_are_as_if_they_were_not_there() -> None:
    queries, candidates, right = unit(4), unit(8), torch.rand(4, 8) < 0.5
    excluded = torch.zeros(4, 8, dtype=torch.bool)
    excluded[:, 5:] = True
    value = contrastive_loss(queries, candidates, right, excluded, torch.tensor(5.0))
    without = contrastive_loss(queries, candidates[:5], right[:, :5], excluded[:, :5], torch.tensor(5.0))
    torch.testing.assert_close(value, without)


def test_a_query_without_a_right_answer_costs_nothing() -> None:
    right = torch.zeros(3, 4, dtype=torch.bool)
    assert float(contrastive_loss(unit(3), unit(4), right, torch.zeros_like(right), torch.tensor(9.0))) == 0


def test_the_temperature_cannot_run_away() -> None:
    loss = InfoNCELoss(max_scale=20.0)
    with torch.no_grad():
        loss.logit_scale.fill_(100.0)
    queries = unit(3)
    right = torch.eye(3, dtype=torch.bool)
    expected = contrastive_loss(queries, queries, right, torch.zeros_like(right), torch.tensor(20.0))
    torch.testing.assert_close(loss(queries, queries, right), expected)
