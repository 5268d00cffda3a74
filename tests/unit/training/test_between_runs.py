from pathlib import Path

import pytest
import torch
from torch import nn

from encoders.towers.architectures import image_tower
from encoders.towers.pooled import PooledTower
from training.between_runs import SHARES, settle_between, trained_state
from training.progress import Log

NAME = "projection.weight"


@pytest.fixture(scope="module")
def start() -> PooledTower:
    torch.manual_seed(0)
    return image_tower("resnet10t", 8)


@pytest.fixture
def checkpoint(start: PooledTower, tmp_path: Path) -> Path:
    """Of a run that has moved every weight by one, as the moving average keeps it."""
    average = {"n_averaged": torch.tensor(3)}
    average |= {f"module.{name}": value + 1 for name, value in start.state_dict().items()}
    torch.save({"step": 7, "average": average}, tmp_path / "tower.pt")
    return tmp_path / "tower.pt"


def moved(start: PooledTower, weights: torch.Tensor) -> float:
    return float((weights - start.state_dict()[NAME]).mean())


@pytest.mark.parametrize("best", SHARES)
def test_the_share_that_finds_most_is_kept(start: PooledTower, checkpoint: Path, best: float) -> None:
    before = {name: value.clone() for name, value in start.state_dict().items()}

    def judge(tower: nn.Module) -> dict[str, float]:
        return {"R@1": 1 - abs(best - moved(start, tower.state_dict()[NAME])), "R@10": 1.0}

    assert settle_between(checkpoint, start, judge, Log()) == best
    served = trained_state(checkpoint)
    assert moved(start, served[NAME]) == pytest.approx(best, abs=1e-5)
    assert served.keys() == before.keys()
    assert all(torch.equal(value, before[name]) for name, value in start.state_dict().items())
    assert torch.load(checkpoint, weights_only=True)["step"] == 7


def test_of_shares_that_find_as_much_the_largest_is_kept(start: PooledTower, checkpoint: Path) -> None:
    assert settle_between(checkpoint, start, lambda tower: {"R@1": 0.5}, Log()) == 1.0


def test_it_is_settled_once(start: PooledTower, checkpoint: Path) -> None:
    settle_between(checkpoint, start, lambda tower: {"R@1": 0.5}, Log())

    def again(tower: nn.Module) -> dict[str, float]:
        raise AssertionError("judged again")

    assert settle_between(checkpoint, start, again, Log()) == 1.0


def test_a_run_that_began_anew_serves_its_average(start: PooledTower, checkpoint: Path) -> None:
    assert moved(start, trained_state(checkpoint)[NAME]) == pytest.approx(1, abs=1e-5)
